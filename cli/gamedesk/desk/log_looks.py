# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Look at the logs of servers: search them, or look through them by rules. What is recorded of it, and what is kept."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from ansible_collections.gamedesk.support.plugins.module_utils._addresses import is_pseudonym

from gamedesk.actions import SEARCH
from gamedesk.desk import addressing, asking, log_answers, servers
from gamedesk.desk.asking import Answer
from gamedesk.desk.folder import Desk
from gamedesk.desk.reporter import Reporter
from gamedesk.errors import UsageError
from gamedesk.i18n import _

# Of a line, and of lines on one ticket at once: a ticket is read by people.
_LONGEST_EVIDENCE = 1000
MOST_EVIDENCE = 200


@dataclasses.dataclass(frozen=True)
class LogWords:
    """What is asked for, in the module's own options. C(address) is one, or a network: it is recorded nowhere."""

    name: str
    options: Mapping[str, Any]
    address: str | None = None
    unmask: bool = False

    def validate(self, *, ticket: str | None, attach: str | None) -> None:
        """Raise UsageError for what cannot be meant."""
        if attach is not None and self.unmask:
            raise UsageError(_("Evidence is kept masked: leave out --unmask, or --attach."))
        if self.unmask and ticket is None:
            raise UsageError(_("Who sees addresses is recorded: name the ticket that needs it, with -t."))
        if attach is not None and ticket is not None and attach != ticket:
            raise UsageError(_("Lines go on the ticket that --attach names: leave out -t."))
        if attach is not None and self.options.get("limit", 0) > MOST_EVIDENCE:
            raise UsageError(_("A ticket takes {most} lines at once: give --limit {most}.").format(most=MOST_EVIDENCE))


def chosen(desk: Desk, names: Sequence[str], *, every: bool) -> list[str]:
    """Return the servers that are meant: those that are named, all whose logs can be found, or the one that there is.

    Raises UsageError.
    """
    settings = desk.settings
    if names:
        return list(servers.named(list(dict.fromkeys(names)), settings))
    if every:
        found = [name for name, variables in servers.every(settings).items() if _has_logs(variables)]
        if not found:
            raise UsageError(
                _("No server in {path} has gamedesk_server or gamedesk_logs; say there where its logs are.").format(
                    path=settings.inventory
                )
            )
        return found
    return [servers.choose(None, of_ticket=None, needs="gamedesk_server", settings=settings)]


def look(
    desk: Desk,
    words: LogWords,
    names: Sequence[str],
    *,
    operator: str,
    reporter: Reporter,
    ticket: str | None,
    attach: str | None,
) -> list[Answer]:
    """Look at the logs of these servers. With a ticket it is recorded there before, with C(attach) what is found after.

    Raises UsageError, RefusedError, TicketError and NotWritableError.
    """
    on = attach or ticket
    ticket_id = desk.tickets.load(on).ticket.id if on is not None else None
    secret: dict[str, Any] = {"address_key": addressing.key_of(desk)}
    request = dict(words.options)
    if words.unmask:
        request["unmask"] = True
    if words.address is not None:
        secret["address"] = words.address

    def record() -> None:
        if ticket_id is not None:
            shown = {} if words.address is None else {"address": _told(desk, words.address)}
            fields = {"name": words.name, "hosts": list(names), "request": {**request, **shown}}
            desk.tickets.append(ticket_id, "looked", operator, fields)

    asked = asking.ask(
        desk,
        words.name,
        names,
        request,
        operator=operator,
        reporter=reporter,
        ticket=ticket_id,
        secret=secret,
        allowed=record,
    )
    answers = [log_answers.checked(words.name, answer) for answer in asked]
    if attach is not None and ticket_id is not None:
        for answer in answers:
            lines = _evidence(words.name, answer.result)
            if lines:
                desk.tickets.append(ticket_id, "evidence", operator, {"server": answer.server, "lines": lines})
    return answers


def _has_logs(variables: Sequence[str]) -> bool:
    return "gamedesk_server" in variables or "gamedesk_logs" in variables


def _told(desk: Desk, address: str) -> str:
    """Return what the ticket says of an address that was looked for: its pseudonym; a network is not told."""
    if is_pseudonym(address):
        return address
    return (
        next(iter(addressing.of(desk, [address]).by_pseudonym)) if addressing.is_address(address) else _("(a network)")
    )


def _evidence(name: str, result: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what a ticket keeps of the lines that were found: where each stands, and its text, masked."""
    if name == SEARCH:
        found = list(result.get("matches") or ())
    else:
        found = [line for hit in result.get("hits") or () for line in hit["lines"]]
    return [
        {
            "file": line["file"],
            "first_line": line["first_line"],
            "last_line": line["last_line"],
            "sha256": line["sha256"],
            "time": line["time"],
            "message": line["message"][:_LONGEST_EVIDENCE],
        }
        for line in found[:MOST_EVIDENCE]
    ]
