# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What would undo a grant, or a revoke."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gamedesk.actions import GRANT, REVOKE, Action


def inverse_of_ranks(action: Action, results: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """Return C({action, vars, only_if}) that takes back what C(action) changed, or None where nothing can.

    C(results) are the action's results (C(player), C(uuid), C(changed), C(before), C(after)). C(only_if) is the state
    that this action left, per player: what somebody changed since is not to be taken back. An extended temporary
    rank has no inverse: nothing shortens a membership.
    """
    changed = [item for item in results if item["changed"]]
    rank = action.subject.lower()
    befores = [_of_rank(item["before"], rank, action) for item in changed]
    values: dict[str, Any] = {"player": [item["uuid"] or item["player"] for item in changed], "rank": rank}
    if action.request.get("context"):
        values["context"] = action.request["context"]
    only_if = {"after": {item["uuid"] or item["player"]: item["after"] for item in changed}}
    if not changed or any(item["before"] is None for item in changed):
        return None
    if action.name == GRANT:
        return None if any(befores) else {"action": REVOKE, "vars": values, "only_if": only_if}
    expiries = {expires for before in befores for expires in _lasting(before)}
    if len(expiries) != 1:
        return None
    (expires,) = expiries
    return {
        "action": GRANT,
        "vars": values if expires is None else {**values, "expires": expires},
        "only_if": only_if,
    }


def _of_rank(state: Mapping[str, Any] | None, rank: str, action: Action) -> list[Mapping[str, Any]]:
    context = dict(action.request.get("context") or {})
    memberships = (state or {}).get("ranks", ())
    return [item for item in memberships if item["rank"] == rank and dict(item.get("context") or {}) == context]


def _lasting(memberships: Sequence[Mapping[str, Any]]) -> set[str | None]:
    expiries = {item.get("expires") for item in memberships}
    return {None} if None in expiries else {max(filter(None, expiries))} if expiries else set()
