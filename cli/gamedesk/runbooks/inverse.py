# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What would undo an action: recorded with it, while what it changed is known."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from gamedesk.actions import BAN, DEMOTE, GRANT, PROMOTE, REVOKE, SETTRACK, UNBAN, Action
from gamedesk.runbooks.ban_inverse import inverse_of_bans
from gamedesk.runbooks.catalogue import runbook_for
from gamedesk.runbooks.rank_inverse import inverse_of_ranks
from gamedesk.runbooks.track_inverse import inverse_of_tracks

Results = Sequence[Mapping[str, Any]]

_INVERSES: dict[str, Callable[[Action, Results], dict[str, Any] | None]] = {
    GRANT: inverse_of_ranks,
    REVOKE: inverse_of_ranks,
    PROMOTE: inverse_of_tracks,
    DEMOTE: inverse_of_tracks,
    SETTRACK: inverse_of_tracks,
    BAN: inverse_of_bans,
    UNBAN: inverse_of_bans,
}

# By what an action may be undone. Where it is about a track, this is settled by what the players had.
_OPPOSITES = {
    GRANT: {REVOKE},
    REVOKE: {GRANT},
    PROMOTE: {SETTRACK, REVOKE},
    DEMOTE: {SETTRACK, REVOKE},
    SETTRACK: {SETTRACK, REVOKE},
    BAN: {BAN, UNBAN},
    UNBAN: {BAN, UNBAN},
}
_ON_TRACKS = (PROMOTE, DEMOTE, SETTRACK)
# What an opposite has for itself. All else that both have is the same in both.
_OWN_VARIABLES = frozenset({"player", "address", "restore"})


def inverse(action: Action, results: Results) -> dict[str, Any] | None:
    """Return C({action, vars, only_if}) that takes back what C(action) changed, or None where nothing can.

    C(results) are the action's results (C(player), C(uuid), C(changed), C(before), C(after)). C(vars) is the request of
    the opposite action, and C(only_if) its option of that name: C(after) has the state that this action left, for each
    player. What somebody changed since is not taken back; that is looked at on the host.
    """
    return _INVERSES[action.name](action, results)


def may_undo(name: str, values: Mapping[str, Any], action: Action, results: Results) -> bool:
    """Say whether an action C(name) with the request C(values) may be the opposite of C(action) with these results.

    All of it may come from a ticket that a stranger wrote.
    """
    if name not in _OPPOSITES.get(action.name, ()):
        return False
    if action.name not in _ON_TRACKS:
        compared = action.request.keys() & values.keys() - _OWN_VARIABLES - runbook_for(name).fixed.keys()
        return all(str(values[field]).lower() == str(action.request[field]).lower() for field in compared)
    try:
        found = inverse(action, results)
    except (AttributeError, KeyError, TypeError):
        return False
    return found is not None and (found["action"], found["vars"]) == (name, values)
