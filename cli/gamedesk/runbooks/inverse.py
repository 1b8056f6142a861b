# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What would undo an action: recorded with it, while what it changed is known."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from gamedesk.actions import BAN, DEMOTE, GRANT, PROMOTE, REVOKE, SETTRACK, UNBAN, Action
from gamedesk.runbooks.ban_inverse import inverse_of_bans
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


def inverse(action: Action, results: Results) -> dict[str, Any] | None:
    """Return C({action, vars, only_if}) that takes back what C(action) changed, or None where nothing can.

    C(results) are the action's results (C(player), C(uuid), C(changed), C(before), C(after)). C(vars) is the request of
    the opposite action, and C(only_if) its option of that name: C(after) has the state that this action left, for each
    player. What somebody changed since is not taken back; that is looked at on the host.
    """
    return _INVERSES[action.name](action, results)
