# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""The options O(only_if) and O(restore): what each player is to be led back to, and where from."""

from __future__ import annotations

import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._durations import parse_expiry
from ansible_collections.gamedesk.support.plugins.module_utils._errors import CannotVerifyError, InvalidValueError
from ansible_collections.gamedesk.support.plugins.module_utils._players import Player, parse_player
from ansible_collections.gamedesk.support.plugins.module_utils._ranks.protocol import RankProvider
from ansible_collections.gamedesk.support.plugins.module_utils._ranks.restored import Ends, Restored, reach
from ansible_collections.gamedesk.support.plugins.module_utils._ranks.wanted import Wanted
from ansible_collections.gamedesk.support.plugins.module_utils._text import shown


def restored(
    params: t.Mapping[str, t.Any],
    players: t.Sequence[Player],
    wanted: Wanted,
    provider: RankProvider,
    bedrock_prefix: t.Optional[str],
) -> t.Dict[Player, Restored]:
    """Return what is wanted for each player, and nothing without O(only_if).

    Raises InvalidValueError for options that do not fit together, and CannotVerifyError where nobody can look what is
    there now.
    """
    if params["only_if"] is None:
        if params["restore"] is not None:
            raise InvalidValueError("The option restore is about what an earlier action left: give only_if with it.")
        return {}
    if params["duration"] is not None or params["renew"] is not None:
        raise InvalidValueError("What only_if leads back to has a date: leave duration and renew out.")
    if params["expires"] is not None and params["restore"] is not None:
        raise InvalidValueError("The option restore has the dates of each player: leave expires out.")
    if provider.read_back is None:
        raise CannotVerifyError(
            "What is there now cannot be read, so nothing was undone. %s." % provider.read_back_advice
        )
    left = _by_player("only_if.after", params["only_if"]["after"], wanted, bedrock_prefix)
    if params["restore"] is not None:
        back = _by_player("restore", params["restore"], wanted, bedrock_prefix)
    else:
        back = dict.fromkeys(players, (wanted.expires,) if wanted.present else ())
    if any(end is not None for ends in back.values() for end in ends):
        provider.target(params["rank"], wanted.target.context, temporary=True)  # raises where there are none
    return {player: _of_player(player, left, back, wanted) for player in players}


def _of_player(
    player: Player, left: t.Mapping[Player, Ends], back: t.Mapping[Player, Ends], wanted: Wanted
) -> Restored:
    for option, ends in (("only_if.after", left), ("restore", back)):
        if player not in ends:
            raise InvalidValueError("The option %s says nothing about the player %s." % (option, shown(player.text)))
    if wanted.present and reach(back[player]) < reach(left[player]):
        raise InvalidValueError("With state=present, restore takes nothing away: %s would lose." % shown(player.text))
    if not wanted.present and reach(back[player]) > reach(left[player]):
        raise InvalidValueError("With state=absent, restore gives nothing: %s would win." % shown(player.text))
    return Restored(wanted.target, left[player], back[player])


def _by_player(
    option: str, states: t.Mapping[t.Any, t.Any], wanted: Wanted, bedrock_prefix: t.Optional[str]
) -> t.Dict[Player, Ends]:
    ends: t.Dict[Player, Ends] = {}
    for name, state in states.items():
        try:
            ends[parse_player(str(name), bedrock_prefix)] = _ends(state, wanted)
        except (TypeError, KeyError, ValueError, AttributeError) as error:
            raise InvalidValueError(
                "The option %s takes a state for each player, as a result has it, not that for %s."
                % (option, shown(str(name)))
            ) from error
    return ends


def _ends(state: t.Mapping[str, t.Any], wanted: Wanted) -> Ends:
    """Return the ends of those memberships of a state, as a result has it, that O(rank) and O(context) are about."""
    context = dict(wanted.target.context)
    return tuple(
        None if one["expires"] is None else parse_expiry(str(one["expires"]))
        for one in state["ranks"]
        if one["rank"] == wanted.target.rank and dict(one["context"]) == context
    )
