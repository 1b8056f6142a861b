# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What would undo a ban, or an unban."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ansible_collections.gamedesk.support.plugins.module_utils._bans.states import NOT_KNOWN, State, checked, reach
from ansible_collections.gamedesk.support.plugins.module_utils._errors import InvalidValueError

from gamedesk.actions import BAN, UNBAN, Action


def inverse_of_bans(action: Action, results: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """Return what leads those whom a ban or an unban changed back to what was there: no ban, or the ban they had.

    It bans or it unbans, which are two permissions. Where it would have to do the one for some and the other for
    others, or too little is known of a ban to make it again, there is none.
    """
    changed = [item for item in results if item["changed"]]
    if not changed or any(item["before"] is None or item["after"] is None for item in changed):
        return None
    try:
        before = {_key(item): checked(item["before"]["ban"]) for item in changed}
        after = {_key(item): checked(item["after"]["ban"]) for item in changed}
    except (InvalidValueError, TypeError, KeyError):  # a storage may hold what no calendar does
        return None
    if any(ban and (ban.get("reason") is None or ban.get("expires") == NOT_KNOWN) for ban in before.values()):
        return None
    longer = any(reach(before[key]) > reach(after[key]) for key in before)
    if longer and any(reach(before[key]) < reach(after[key]) for key in before):
        return None
    values: dict[str, Any] = {"address" if "address" in action.request else "player": list(before)}
    if any(before.values()):
        values["restore"] = _states(before)
    return {"action": BAN if longer else UNBAN, "vars": values, "only_if": {"after": _states(after)}}


def _key(item: Mapping[str, Any]) -> str:
    return str(item["uuid"] or item["player"])


def _states(bans: Mapping[str, State]) -> dict[str, Any]:
    return {key: {"ban": ban} for key, ban in bans.items()}
