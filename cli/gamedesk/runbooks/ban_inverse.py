# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What would undo a ban, or an unban."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gamedesk.actions import BAN, UNBAN, Action


def inverse_of_bans(action: Action, results: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:  # noqa: ARG001
    """Return what leads those whom a ban or an unban changed back to what was there: no ban, or the ban they had.

    There is one only where it is the same for all of them, and all of it is known.
    """
    changed = [item for item in results if item["changed"]]
    if not changed or any(item["before"] is None or item["after"] is None for item in changed):
        return None
    bans = [item["before"].get("ban") for item in changed]
    values: dict[str, Any] = {"player": [str(item["uuid"] or item["player"]) for item in changed]}
    only_if = {"after": {str(item["uuid"] or item["player"]): item["after"] for item in changed}}
    if not any(bans):
        return {"action": UNBAN, "vars": values, "only_if": only_if}
    terms = {(ban.get("reason"), ban.get("expires")) if ban else None for ban in bans}
    term = terms.pop()
    if terms or term is None or term[0] is None or term[1] == "unknown":
        return None
    reason, expires = term
    values |= {"reason": reason, "renew": "replace"}
    if expires is not None:
        values["expires"] = expires
    return {"action": BAN, "vars": values, "only_if": only_if}
