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

    Only memberships in this rank and context are part of it: what else the players have is not its business. But where
    a player had one rank before at most, and one after, the one took the place of the other as far as anybody can see
    here; then both are part of it. Whether a player can have only one there is decided on the server.
    """
    changed = [item for item in results if item["changed"]]
    if not changed or any(item["before"] is None or item["after"] is None for item in changed):
        return None
    pairs = {_key(item): _business(item["before"], item["after"], action) for item in changed}
    before, after = ({key: pair[place] for key, pair in pairs.items()} for place in (0, 1))
    there = [one for pair in pairs.values() for memberships in pair for one in _of_rank(memberships, action)]
    # As the server spells it, where it told.
    values: dict[str, Any] = {"player": list(pairs), "rank": there[0]["rank"] if there else action.subject}
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


def _business(
    before: Mapping[str, Any], after: Mapping[str, Any], action: Action
) -> tuple[list[Mapping[str, Any]], list[Mapping[str, Any]]]:
    """Return what of the two states the action was about."""
    all_before, all_after = list(before.get("ranks", ())), list(after.get("ranks", ()))
    if len(all_before) <= 1 and len(all_after) <= 1:
        return all_before, all_after
    return _of_rank(all_before, action), _of_rank(all_after, action)


def _of_rank(memberships: Sequence[Mapping[str, Any]], action: Action) -> list[Mapping[str, Any]]:
    rank, context = action.subject.lower(), _lower(action.request.get("context") or {})
    return [one for one in memberships if one["rank"].lower() == rank and _lower(one.get("context") or {}) == context]


def _lower(context: Mapping[str, str]) -> dict[str, str]:
    return {key: value.lower() for key, value in context.items()}


def _states(memberships: Mapping[str, list[Mapping[str, Any]]]) -> dict[str, Any]:
    return {key: {"ranks": items} for key, items in memberships.items()}
