# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What became of an action, for a person."""

from __future__ import annotations

from ansible_collections.gamedesk.support.plugins.module_utils._addresses import is_pseudonym
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from gamedesk import statuses
from gamedesk.desk.outcome import Outcome, Result
from gamedesk.i18n import _, ngettext
from gamedesk.render.sentences import sentence_of
from gamedesk.render.states import state
from gamedesk.render.text import safe

_STYLES = {
    statuses.SUCCEEDED: "green",
    statuses.UNCHANGED: "green",
    statuses.UNVERIFIED: "yellow",
    statuses.UNKNOWN: "yellow",
    statuses.INTERRUPTED: "yellow",
    statuses.FAILED: "red",
    statuses.REFUSED: "red",
}
_WIDE = "  "


def show(outcome: Outcome, console: Console) -> None:
    """Print the outcome: a line for each player with before and after, then the ticket that records it."""
    results = outcome.verdict.results
    for result in results:
        _show_result(outcome, result, console)
    error = outcome.verdict.error
    if error and not any(result.error for result in results):
        _line(console, outcome.verdict.status, str(error["message"]))
    if len(results) > 1:
        _line(console, outcome.verdict.status, _summary(results))
    if outcome.ticket is not None:
        shown = safe(outcome.ticket_status)
        facts = _facts()
        facts.add_row(_("ticket"), Text(f"{outcome.ticket} ({shown})"))
        if outcome.undoes is not None:
            facts.add_row(_("undoes"), Text(safe(outcome.undoes)))
        facts.add_row(_("runbook"), Text(f"{outcome.runbook}  {outcome.duration:.1f} s"))
        facts.add_row(_("record"), Text(_shown_path(outcome), overflow="fold"))
        console.print(Padding(facts, (0, 0, 0, 2), expand=False))


def _show_result(outcome: Outcome, result: Result, console: Console) -> None:
    would_change = outcome.check and result.changed
    _line(console, result.status, _sentence(outcome, result), check=would_change)
    facts = _facts()
    if result.before is not None:
        facts.add_row(_("before"), Text(state(result.before)))
    if result.after is not None and result.changed:
        facts.add_row(_("after"), Text(state(result.after)))
    if result.how_verified:
        facts.add_row(_("proof"), Text(safe(result.how_verified)))
    if facts.row_count:
        console.print(Padding(facts, (0, 0, 0, 2), expand=False))


def _sentence(outcome: Outcome, result: Result) -> str:
    where = {"player": safe(result.player), "rank": safe(outcome.subject), "server": safe(result.server)}
    if result.error:
        return f"{where['player']}: {result.error['message']}"
    if outcome.undoes is not None:
        return _sentence_about_undoing(outcome, unchanged=result.status == statuses.UNCHANGED).format(**where)
    return sentence_of(outcome.name, result.status, check=outcome.check).format(**where)


def _sentence_about_undoing(outcome: Outcome, *, unchanged: bool) -> str:
    if unchanged:
        return _("{player}: nothing was left to undo on {server}.")
    return _("{player}: it would be undone on {server}.") if outcome.check else _("{player}: undone on {server}.")


def _summary(results: tuple[Result, ...]) -> str:
    changed = sum(result.changed for result in results)
    bad = sum(result.status not in statuses.RESOLVING for result in results)
    many = len(results)
    told = (
        ngettext("{n} IP address", "{n} IP addresses", many)
        if is_pseudonym(results[0].player)
        else ngettext("{n} player", "{n} players", many)
    )
    return _("{players}: {changed} changed, {bad} not done.").format(
        players=told.format(n=many), changed=changed, bad=bad
    )


def _line(console: Console, status: str, text: str, *, check: bool = False) -> None:
    label = Text(_("check") if check else status, style=f"bold {_STYLES[status]}")
    console.print(label.append(_WIDE).append(Text(safe(text), style="not bold default")))


def _facts() -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(min_width=7)
    return table


def _shown_path(outcome: Outcome) -> str:
    path = outcome.ticket_path
    return "" if path is None else safe(path)
