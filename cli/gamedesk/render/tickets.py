# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tickets, for a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from gamedesk.i18n import _
from gamedesk.render.states import state
from gamedesk.render.text import safe
from gamedesk.tickets.events import Event
from gamedesk.tickets.folding import Ticket
from gamedesk.tickets.store import TicketFile


def show_list(tickets: Iterable[Ticket], console: Console) -> None:
    """Print one line a ticket, newest first."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column(_("no."), justify="right")
    table.add_column(_("status"))
    table.add_column(_("opened"))
    table.add_column(_("player"), overflow="ellipsis", no_wrap=True, max_width=16)
    table.add_column(_("title"), overflow="ellipsis", no_wrap=True, ratio=1)
    for ticket in tickets:
        player = (ticket.requester or {}).get("player") or ""
        table.add_row(
            safe(ticket.ref),
            safe(ticket.status),
            safe(ticket.opened_at[:10]),
            Text(safe(player)),
            Text(safe(ticket.title)),
        )
    console.print(table if table.row_count else Text(_("There are no such tickets.")))


def show_ticket(file: TicketFile, console: Console) -> None:
    """Print a ticket: what it is about, and its history, one line an event."""
    ticket = file.ticket
    console.print(Text(f"#{safe(ticket.ref)}  {safe(ticket.title)}", style="bold"))
    facts = Table.grid(padding=(0, 2))
    facts.add_row(_("status"), Text(safe(ticket.status)))
    for name, value in (ticket.requester or {}).items():
        facts.add_row(safe(name), Text(safe(value)))
    facts.add_row(_("record"), Text(safe(file.path), overflow="fold"))
    console.print(facts)
    history = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
    for event in sorted(file.events, key=lambda event: event.id):
        text = describe(event)
        if event.kind == "action_finished" and _is_undone(ticket, event):
            text = _("{what} (undone)").format(what=text)
        history.add_row(Text(safe(event.at[:19].replace("T", " "))), Text(safe(event.by)), Text(text, overflow="fold"))
    console.print()
    console.print(history)


def _is_undone(ticket: Ticket, event: Event) -> bool:
    action = ticket.actions.get(event.fields["action"])
    return action is not None and action.undone_by is not None


def describe(event: Event) -> str:
    """Return one event as a sentence."""
    fields = event.fields
    if event.kind == "action_started":
        request = fields["request"]
        who = _joined(request.get("player", request.get("address")))
        what = f"{fields.get('name')} {request.get('rank', '')}".rstrip()
        text = _("{what}: {who} on {hosts} (attempt {attempt})").format(
            what=what,
            who=who,
            hosts=_joined(fields["hosts"]),
            attempt=fields.get("attempt"),
        )
        if fields.get("undoes"):
            text = _("{what}, to undo {action}").format(what=text, action=fields["undoes"])
        if fields.get("because"):
            text += f": {fields['because']}"
    elif event.kind == "action_finished":
        text = _finished(fields)
    elif event.kind == "undone":
        text = _("undone by {action} on ticket {ticket}").format(action=fields["undone_by"], ticket=fields["ticket"])
    elif event.kind == "resolved":
        text = _("resolved by {runbooks}").format(runbooks=_joined(fields.get("runbooks")))
    else:
        told = next((fields[name] for name in ("text", "reason", "title", "status", "assignee") if name in fields), "")
        text = f"{event.kind}: {told}" if told else event.kind
    return safe(text)


def _finished(fields: Mapping[str, Any]) -> str:
    text = _("{name} {status}").format(name=fields.get("name", ""), status=fields.get("status"))
    results: Sequence[Mapping[str, Any]] = fields.get("results", ())
    if len(results) == 1 and results[0].get("changed") and results[0].get("before") and results[0].get("after"):
        text += ": " + state(results[0]["before"]) + " -> " + state(results[0]["after"])
    error = fields.get("error")
    if error:
        text += f": {error.get('message', '') if isinstance(error, Mapping) else error}"
    return text


def _joined(value: Any) -> str:
    """Return a list as it is read; what a ticket from elsewhere has in its place, as it is."""
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value or "")
