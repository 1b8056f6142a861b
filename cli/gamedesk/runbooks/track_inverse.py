# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What would undo a promotion, a demotion, or a place on a track."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gamedesk.actions import REVOKE, SETTRACK, Action

# What LuckPerms gives to whoever has no other rank.
_FALLBACK = "default"

Membership = tuple[str, str | None]


def inverse_of_tracks(action: Action, results: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """Return what leads those who were moved back to the place that they had.

    There is one only where it is the same for all of them, and is a rank without an end, or none.
    """
    changed = [item for item in results if item["changed"]]
    if not changed or any(item["before"] is None or item["after"] is None for item in changed):
        return None
    ways = {_way_back(_memberships(item["before"], action), _memberships(item["after"], action)) for item in changed}
    way = ways.pop()
    if ways or way is None:
        return None
    name, rank = way
    values: dict[str, Any] = {"player": [str(item["uuid"] or item["player"]) for item in changed], "rank": rank}
    if name == SETTRACK:
        values["track"] = action.request["track"]
    if action.request.get("context"):
        values["context"] = action.request["context"]
    only_if = {"after": {str(item["uuid"] or item["player"]): item["after"] for item in changed}}
    return {"action": name, "vars": values, "only_if": only_if}


def _memberships(state: Mapping[str, Any], action: Action) -> set[Membership]:
    context = {key: value.lower() for key, value in (action.request.get("context") or {}).items()}
    return {
        (item["rank"], item.get("expires"))
        for item in state.get("ranks", ())
        if dict(item.get("context") or {}) == context
    }


def _way_back(before: set[Membership], after: set[Membership]) -> tuple[str, str] | None:
    """Return the action and its rank: what a move has changed are the places on its track, and nothing else."""
    gone, come = before - after, after - before
    places = {one for one in gone if one[0] != _FALLBACK} or gone
    if len(places) == 1:
        ((rank, expires),) = places
        return (SETTRACK, rank) if expires is None else None
    if not places and len(come) == 1:
        ((rank, _expires),) = come
        return REVOKE, rank
    return None
