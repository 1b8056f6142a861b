# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The names on a ticket that are worth offering again: players, ranks and servers; and its actions, to find it by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ansible_collections.gamedesk.support.plugins.module_utils._addresses import is_pseudonym

from gamedesk import statuses
from gamedesk.tickets.folding import ActionView, Ticket
from gamedesk.tickets.index_file import is_plain

_UUID_LENGTHS = (32, 36)


def mentions(ticket: Ticket) -> set[tuple[str, str]]:
    """Return (kind, name) for each, the kind being `player`, `rank`, `server` or `action`.

    An action that failed or was refused may have been a slip of the pen: only what was seen on the server counts.
    """
    found: set[tuple[str, Any]] = {("player", (ticket.requester or {}).get("player"))}
    for action in ticket.actions.values():
        found.add(("action", action.id))
        if action.status not in {statuses.FAILED, statuses.REFUSED}:
            found.update(_asked(action))
        for result in _dicts((action.finished or {}).get("results")):
            found.update(_seen(result))
    return {
        (kind, name)
        for kind, name in found
        if isinstance(name, str) and is_plain(name) and not (kind == "player" and _is_no_name(name))
    }


def _is_no_name(player: str) -> bool:
    return len(player) in _UUID_LENGTHS or is_pseudonym(player)


def _asked(action: ActionView) -> Iterator[tuple[str, Any]]:
    for host in action.hosts:
        yield "server", host
    players = action.request.get("player")
    for player in players if isinstance(players, list) else [players]:
        if isinstance(player, str):
            yield "player", player
    if isinstance(rank := action.request.get("rank"), str):
        yield "rank", rank


def _seen(result: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    if result.get("status") in tuple(statuses.RESOLVING) and isinstance(player := result.get("player"), str):
        yield "player", player
    for state in _dicts([result.get("before"), result.get("after")]):
        for item in _dicts(state.get("ranks")):
            if isinstance(rank := item.get("rank"), str):
                yield "rank", rank


def _dicts(value: Any) -> Iterator[Mapping[str, Any]]:
    # A ticket file may have been written by anybody: nothing about what a module reported is certain.
    return (item for item in (value if isinstance(value, list) else ()) if isinstance(item, dict))
