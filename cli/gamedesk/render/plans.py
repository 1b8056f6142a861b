# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an undo is about to do, for a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from gamedesk.desk.undoing import Undo
from gamedesk.i18n import _, ngettext
from gamedesk.render.states import state
from gamedesk.render.text import safe

_MOST_PLAYERS = 10


def show_plans(undos: Iterable[Undo], console: Console) -> None:
    """Print for each who did what and when, what it left, and what would be there again."""
    for undo in undos:
        done = undo.done
        head = Text(_("undo"), style="bold").append("  ")
        what = _("{name} {subject} on {server}, by {by} at {when} (ticket {ticket}, action {action})").format(
            name=done.name,
            subject=undo.opposite.subject,
            server=undo.opposite.server,
            by=done.by,
            when=done.started_at,
            ticket=undo.ticket.ref,
            action=done.id,
        )
        console.print(head.append(Text(safe(what), style="not bold")), soft_wrap=True)
        console.print(Padding(_players(undo), (0, 0, 0, 2), expand=False))


def _players(undo: Undo) -> Table:
    table = Table.grid(padding=(0, 2))
    names, request = undo.names, undo.opposite.request
    left, back = _mapping(_mapping(request.get("only_if")).get("after")), request.get("restore")
    for key in undo.opposite.whom[:_MOST_PLAYERS]:
        # Without a state to restore, the opposite action says all.
        then = state(back[key]) if isinstance(back, Mapping) and key in back else undo.opposite.name
        table.add_row(Text(safe(names.get(key, key))), Text(f"{state(left.get(key))} -> {safe(then)}", overflow="fold"))
    more = len(undo.opposite.whom) - _MOST_PLAYERS
    if more > 0:
        table.add_row(Text(ngettext("and {n} more player", "and {n} more players", more).format(n=more)))
    return table


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
