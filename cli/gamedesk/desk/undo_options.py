# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a request has beside the words that can be typed, if it undoes something: states by player."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ansible_collections.gamedesk.support.plugins.module_utils._errors import InvalidValueError

from gamedesk.desk.words import check_player


def take_states(request: dict[str, Any]) -> tuple[list[Any], list[Any]]:
    """Take C(only_if) and C(restore) out of a request. Return what was left, and what was there before, if they are."""
    left = [only_if.get("after") if isinstance(only_if, dict) else None for only_if in _taken(request, "only_if")]
    return left, _taken(request, "restore")


def _taken(request: dict[str, Any], name: str) -> list[Any]:
    return [request.pop(name)] if name in request else []


def are_states(states: Any, check: Callable[[Any], None], check_name: Callable[[str], None] = check_player) -> bool:
    """Say whether these are states by player (or by what C(check_name) takes), as a result has them.

    C(check) looks at one state. It raises InvalidValueError, or what any other thing raises where a state should be.
    """
    try:
        for player, state in states.items():
            check_name(player)
            check(state)
    except (InvalidValueError, AttributeError, KeyError, TypeError, ValueError):
        return False
    return True


def were_there(request: Mapping[str, Any], results: Iterable[Mapping[str, Any]]) -> bool:
    """Say whether every membership that a complete request restores is one that the C(results) had before."""
    had: dict[str, list[Any]] = {}
    for item in results:
        before = item.get("before")
        ranks = before.get("ranks") if isinstance(before, Mapping) else None
        for name in (item.get("uuid"), item.get("player")):
            had.setdefault(str(name), []).extend(ranks if isinstance(ranks, list) else [])
    return all(
        membership in had.get(player, ())
        for player, state in request.get("restore", {}).items()
        for membership in state.get("ranks", ())
    )
