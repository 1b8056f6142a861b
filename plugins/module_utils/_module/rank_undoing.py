# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Leading players back to the memberships that they had before an earlier run."""

from __future__ import annotations

import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._durations import parse_expiry
from ansible_collections.gamedesk.support.plugins.module_utils._errors import InvalidValueError
from ansible_collections.gamedesk.support.plugins.module_utils._module.undoing import ways_back
from ansible_collections.gamedesk.support.plugins.module_utils._players import Player
from ansible_collections.gamedesk.support.plugins.module_utils._ranks.protocol import RankProvider
from ansible_collections.gamedesk.support.plugins.module_utils._ranks.restored import Ends, Restored, reach
from ansible_collections.gamedesk.support.plugins.module_utils._ranks.sole import SoleRank
from ansible_collections.gamedesk.support.plugins.module_utils._ranks.wanted import Wanted

Back = t.Union[Restored, SoleRank]


def restored(
    params: t.Mapping[str, t.Any],
    players: t.Sequence[Player],
    wanted: Wanted,
    provider: RankProvider,
    bedrock_prefix: t.Optional[str],
) -> t.Dict[Player, Back]:
    """Return what is wanted for each player, and nothing without O(only_if). Raises as C(ways_back) does."""
    if wanted.target.exclusive:
        sole = ways_back(params, players, _SoleReader(wanted), provider, bedrock_prefix)
        return {t.cast(Player, who): _sole(wanted, left, back) for who, (left, back) in sole.items()}
    ways = ways_back(params, players, _Reader(wanted), provider, bedrock_prefix)
    if any(end is not None for _left, back in ways.values() for end in back):
        provider.target(params["rank"], wanted.target.context, temporary=True)  # raises where there are none
    return {t.cast(Player, who): Restored(wanted.target, left, back) for who, (left, back) in ways.items()}


def _sole(wanted: Wanted, left: t.Optional[str], back: t.Optional[str]) -> SoleRank:
    return SoleRank(wanted.target if back is None else wanted.target._replace(rank=back), left, back)


class _Reader:
    """Reads the ends of those memberships of a state that O(rank) and O(context) are about."""

    said_for_each = ("expires",)

    def __init__(self, wanted: Wanted) -> None:
        self._wanted = wanted

    def read(self, state: t.Mapping[str, t.Any]) -> Ends:
        target, context = self._wanted.target, dict(self._wanted.target.context)
        return tuple(
            None if one["expires"] is None else parse_expiry(str(one["expires"]))
            for one in state["ranks"]
            if one["rank"] == target.rank and dict(one["context"]) == context
        )

    def reach(self, state: Ends) -> float:
        return reach(state)

    def bare(self) -> Ends:
        return (self._wanted.expires,) if self._wanted.present else ()


class _SoleReader:
    """Reads the one rank of a state, whichever it is: another one may have taken the place of O(rank)."""

    said_for_each = ("expires",)

    def __init__(self, wanted: Wanted) -> None:
        self._wanted = wanted

    def read(self, state: t.Mapping[str, t.Any]) -> t.Optional[str]:
        ranks = [str(one["rank"]) for one in state["ranks"] if one["expires"] is None and not dict(one["context"])]
        if len(ranks) != len(state["ranks"]) or len(ranks) > 1:
            raise InvalidValueError("A player has one rank here at most, without an end: restore and only_if say more.")
        return ranks[0] if ranks else None

    def reach(self, state: t.Optional[str]) -> float:
        return float("inf") if state == self._wanted.target.rank else 0

    def bare(self) -> t.Optional[str]:
        return self._wanted.target.rank if self._wanted.present else None
