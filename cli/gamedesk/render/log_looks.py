# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What looks at the logs of servers have found: for people, and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.text import Text

from gamedesk import statuses
from gamedesk.desk.asking import Answer
from gamedesk.i18n import _, ngettext
from gamedesk.render.text import safe

_LEVELS = {"critical": "bold red", "high": "red", "medium": "yellow", "low": "cyan", "informational": "dim"}
_COLOURS = {"command": "cyan", "chat": "green", "login": "bold", "join": "bold", "disconnect": "dim", "leave": "dim"}


def search_as_data(answers: Sequence[Answer]) -> dict[str, Any]:
    """Return what a search has found as JSON-ready data."""
    matches = [{"server": one.server, **match} for one in answers for match in one.result.get("matches") or ()]
    parts = ("truncated", "cursor", "summary", "problems")
    return {"status": _status(answers), "servers": [_server(one, parts) for one in answers], "matches": matches}


def suspects_as_data(answers: Sequence[Answer]) -> dict[str, Any]:
    """Return what was found by rules as JSON-ready data."""
    hits = [{"server": one.server, **hit} for one in answers for hit in one.result.get("hits") or ()]
    parts = ("truncated", "lacking", "summary", "problems")
    return {"status": _status(answers), "servers": [_server(one, parts) for one in answers], "hits": hits}


def show_search(answers: Sequence[Answer], out: Console, err: Console) -> None:
    """Print the records, and after them what is to be known about the search."""
    several = len(answers) > 1
    found = 0
    for one in answers:
        for match in one.result.get("matches") or ():
            found += 1
            for record in (*match.get("before", ()), match, *match.get("after", ())):
                _show_record(record, out, one.server if several else None)
            if "before" in match or "after" in match:
                out.print("")
    for one in answers:
        if one.result.get("truncated"):
            told = _("There is more on {server}: name a time, or give --limit or --cursor {cursor}")
            _say(told.format(server=one.server, cursor=one.result.get("cursor") or "-"), err)
    if not found and all(one.error is None for one in answers):
        _say(_("Nothing was found."), err)
    _show_problems(answers, err)


def show_suspects(answers: Sequence[Answer], out: Console, err: Console) -> None:
    """Print the hits with their lines, and after them what is to be known about the look."""
    several = len(answers) > 1
    found = 0
    for one in answers:
        for hit in one.result.get("hits") or ():
            found += 1
            _show_hit(hit, out, one.server if several else None)
    for one in answers:
        lacking: Mapping[str, str] = one.result.get("lacking") or {}
        for rule, name in lacking.items():
            told = _("{server}: {rule} was not looked by: set gamedesk_{list} in the inventory, a list of players.")
            _say(told.format(server=one.server, rule=rule, list=name), err)
        if one.result.get("truncated"):
            _say(
                _("There is more on {server}: name a time with --since, or --only RULE.").format(server=one.server), err
            )
    if not found and all(one.error is None for one in answers):
        _say(_("Nothing was found."), err)
    _show_problems(answers, err)


def _show_record(record: Mapping[str, Any], out: Console, server: str | None) -> None:
    event = record["event"] or {}
    kind = str(event.get("kind", "-"))
    line = Text(safe(record["time"] or record["clock"] or "-"), style="dim")
    if server is not None:
        line.append(f"  {safe(server)}", style="not dim blue")
    line.append(f"  {safe(kind):<14}", style="not dim " + _COLOURS.get(kind, ""))
    first, *rest = str(record["message"]).split("\n")
    line.append(f"  {safe(first)}", style="not dim")
    for more in rest:
        line.append(f"\n    {safe(more)}", style="dim")
    out.print(line, soft_wrap=True)


def _show_hit(hit: Mapping[str, Any], out: Console, server: str | None) -> None:
    head = Text(safe(hit["level"]), style=_LEVELS.get(hit["level"], "bold"))
    head.append(f"  {safe(hit['title'])}", style="bold not dim")
    whom = hit["group"] or ", ".join(hit["players"])
    if whom:
        head.append(f": {safe(whom)}", style="not bold")
    times = ngettext("{n} time", "{n} times", hit["times"]).format(n=hit["times"])
    place = f", {safe(server)}" if server is not None else ""
    head.append(f"  ({times}{place}, {safe(hit['rule'])})", style="not bold dim")
    out.print(head, soft_wrap=True)
    for record in hit["lines"]:
        first = str(record["message"]).split("\n", maxsplit=1)[0]
        out.print(Text(f"  {safe(record['time'] or record['clock'] or '-')}  {safe(first)}"), soft_wrap=True)
    if hit["records"] > len(hit["lines"]):
        out.print(Text("  " + _("… and {n} more").format(n=hit["records"] - len(hit["lines"])), style="dim"))
    told = _("  May also be: {what}").format(what=" ".join(safe(one) for one in hit["falsepositives"]))
    out.print(Text(told, style="dim"), soft_wrap=True)
    out.print("")


def _show_problems(answers: Iterable[Answer], err: Console) -> None:
    for one in answers:
        if one.error is not None:
            _say(f"{one.server}: {one.error.get('message')}", err, style="red")
        for problem in one.result.get("problems") or ():
            told = _("{server}: {file} could not be read: {why}")
            _say(told.format(server=one.server, file=problem["file"], why=problem["error"]), err, style="yellow")


def _say(text: str, err: Console, style: str = "dim") -> None:
    err.print(Text(safe(text), style=style), soft_wrap=True)


def _status(answers: Sequence[Answer]) -> str:
    return statuses.SUCCEEDED if all(one.error is None for one in answers) else statuses.FAILED


def _server(answer: Answer, parts: Sequence[str]) -> dict[str, Any]:
    status = statuses.SUCCEEDED if answer.error is None else statuses.FAILED
    told = {part: answer.result.get(part) for part in parts} if answer.error is None else {}
    return {"server": answer.server, "status": status, "error": answer.error, **told}
