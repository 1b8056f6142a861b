# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which runbook does which action, and which permission it needs."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from gamedesk.actions import (
    BAN,
    CHECK,
    DEMOTE,
    GRANT,
    PROMOTE,
    REVOKE,
    SEARCH,
    SETTRACK,
    SUSPECTS,
    UNBAN,
    Action,
)


@dataclasses.dataclass(frozen=True)
class Runbook:
    """A playbook of the collection, the inventory variable that a server needs for it, and the permission to run it.

    C(fixed) are values of the request that make it this action and not its opposite, which has the same playbook and
    another permission.
    """

    playbook: str
    needs: str
    permission: str
    fixed: Mapping[str, str] = dataclasses.field(default_factory=dict)


_GRANT_RANK = "gamedesk.support.grant_rank"
_SET_TRACK = "gamedesk.support.set_track"
_BAN_PLAYER = "gamedesk.support.ban_player"
_CATALOGUE = {
    GRANT: Runbook(_GRANT_RANK, "gamedesk_ranks", "rank.grant", {"state": "present"}),
    REVOKE: Runbook(_GRANT_RANK, "gamedesk_ranks", "rank.revoke", {"state": "absent"}),
    PROMOTE: Runbook(_SET_TRACK, "gamedesk_ranks", "rank.promote", {"move": "promote"}),
    DEMOTE: Runbook(_SET_TRACK, "gamedesk_ranks", "rank.demote", {"move": "demote"}),
    SETTRACK: Runbook(_SET_TRACK, "gamedesk_ranks", "rank.settrack"),
    BAN: Runbook(_BAN_PLAYER, "gamedesk_bans", "ban.add", {"state": "present"}),
    UNBAN: Runbook(_BAN_PLAYER, "gamedesk_bans", "ban.remove", {"state": "absent"}),
}
# What only looks: it is on no ticket, and there is nothing to resume.
_LOOKS = {
    CHECK: Runbook("gamedesk.support.check_server", "gamedesk_console", "server.check"),
    SEARCH: Runbook("gamedesk.support.log_search", "gamedesk_server", "logs.search"),
    SUSPECTS: Runbook("gamedesk.support.log_suspects", "gamedesk_server", "logs.search"),
}


def knows(action_name: str) -> bool:
    """Say whether this version can do an action of that name on a ticket, which may come from a newer one."""
    return action_name in _CATALOGUE


def runbook_for(action_name: str) -> Runbook:
    """Return the runbook of an action. Raises KeyError for an action that this version does not know."""
    return _LOOKS.get(action_name) or _CATALOGUE[action_name]


def permissions(action: Action) -> tuple[str, ...]:
    """Return what an action needs, all of it.

    To undo a grant may give another rank back, which is to grant; to see addresses is more than to see logs.
    """
    runbook = runbook_for(action.name)
    if action.name in (SEARCH, SUSPECTS):
        return (runbook.permission, *(("logs.unmask",) if action.request.get("unmask") else ()))
    states = action.request.get("restore", {}).values() if action.name == REVOKE else ()
    given = {membership["rank"].lower() for state in states for membership in state["ranks"]}
    further = (runbook_for(GRANT).permission,) if given - {action.subject.lower()} else ()
    return (runbook.permission, *further)


def variables(action: Action, *, action_id: str | None = None, attempt: int = 1) -> dict[str, Any]:
    """Return the two variables that every runbook takes: the hosts, and the request.

    With an C(action_id) the request carries its identity, and the host keeps a journal of it.
    """
    request: dict[str, Any] = dict(action.request)
    if action_id is not None:
        request |= {"action_id": action_id, "attempt": attempt}
    return {"gamedesk_hosts": [action.server], "gamedesk_request": request}


def take_secret(action: Action, wanted: dict[str, Any]) -> dict[str, Any]:
    """Take out of these variables those that nobody else may read: with IP addresses in the place of pseudonyms."""
    if action.addresses is None:
        return {}
    request = wanted.pop("gamedesk_request")
    addresses = [action.addresses.by_pseudonym[pseudonym] for pseudonym in request["address"]]
    return {"gamedesk_request": {**request, "address": addresses}, "gamedesk_address_key": action.addresses.key}
