# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What would undo a grant, or a revoke."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gamedesk.actions import GRANT, REVOKE, Action


def inverse_of_ranks(action: Action, results: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """Return what leads those whom a grant or a revoke changed back to the memberships that they had.

    Only memberships in this rank and context are part of it: what else the players have is not its business.
    """
    changed = [item for item in results if item["changed"]]
    if not changed or any(item["before"] is None or item["after"] is None for item in changed):
        return None
    before = {_key(item): _of_rank(item["before"], action) for item in changed}
    after = {_key(item): _of_rank(item["after"], action) for item in changed}
    there = [one for memberships in (*before.values(), *after.values()) for one in memberships]
    # As the server spells it, where it told.
    values: dict[str, Any] = {"player": list(before), "rank": there[0]["rank"] if there else action.subject}
    if action.request.get("context"):
        values["context"] = action.request["context"]
    if any(before.values()):
        values["restore"] = _states(before)
    return {
        "action": REVOKE if action.name == GRANT else GRANT,
        "vars": values,
        "only_if": {"after": _states(after)},
    }


def _key(item: Mapping[str, Any]) -> str:
    return str(item["uuid"] or item["player"])


def _of_rank(state: Mapping[str, Any], action: Action) -> list[Mapping[str, Any]]:
    rank, context = action.subject.lower(), _lower(action.request.get("context") or {})
    memberships = state.get("ranks", ())
    return [one for one in memberships if one["rank"].lower() == rank and _lower(one.get("context") or {}) == context]


def _lower(context: Mapping[str, str]) -> dict[str, str]:
    return {key: value.lower() for key, value in context.items()}


def _states(memberships: Mapping[str, list[Mapping[str, Any]]]) -> dict[str, Any]:
    return {key: {"ranks": items} for key, items in memberships.items()}
