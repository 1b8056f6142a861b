# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether what a ticket says that an action asks for can be carried out: a ticket may come from elsewhere."""

from __future__ import annotations

from collections.abc import Callable

from gamedesk.actions import BAN, DEMOTE, GRANT, PROMOTE, REVOKE, SETTRACK, UNBAN, Action
from gamedesk.desk import bans, ranks, tracks

_CHECKS: dict[str, Callable[[Action], bool]] = {
    GRANT: ranks.is_complete,
    REVOKE: ranks.is_complete,
    PROMOTE: tracks.is_complete,
    DEMOTE: tracks.is_complete,
    SETTRACK: tracks.is_complete,
    BAN: bans.is_complete,
    UNBAN: bans.is_complete,
}


def is_complete(action: Action) -> bool:
    """Say whether this version knows the action, and its request has what the command would have given it."""
    return action.name in _CHECKS and _CHECKS[action.name](action)
