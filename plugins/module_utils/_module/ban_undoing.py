# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Leading players or addresses back to the bans that they had before an earlier run."""

from __future__ import annotations

import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._addresses import Address
from ansible_collections.gamedesk.support.plugins.module_utils._bans.protocol import BanProvider
from ansible_collections.gamedesk.support.plugins.module_utils._bans.reasons import check_reason
from ansible_collections.gamedesk.support.plugins.module_utils._bans.restored import Restored
from ansible_collections.gamedesk.support.plugins.module_utils._bans.states import NOT_KNOWN, State, checked, reach
from ansible_collections.gamedesk.support.plugins.module_utils._bans.wanted import Wanted
from ansible_collections.gamedesk.support.plugins.module_utils._durations import parse_expiry
from ansible_collections.gamedesk.support.plugins.module_utils._errors import InvalidValueError
from ansible_collections.gamedesk.support.plugins.module_utils._module.rollout import Who
from ansible_collections.gamedesk.support.plugins.module_utils._module.undoing import ways_back
from ansible_collections.gamedesk.support.plugins.module_utils._renewal import REPLACE

_Ways = t.Dict[Who, t.Tuple[State, State]]


def asked_back(
    params: t.Mapping[str, t.Any],
    whom: t.Sequence[Who],
    wanted: Wanted,
    provider: BanProvider,
    bedrock_prefix: t.Optional[str],
) -> _Ways:
    """Return what was left for each and what was there before; nothing without O(only_if).

    Raises as C(ways_back) does, and InvalidValueError for a ban of which too little is known to make it again.
    """
    ways = ways_back(params, whom, _Reader(wanted), provider, bedrock_prefix)
    for who, (_left, back) in ways.items() if params["restore"] is not None else ():
        if back is not None and (back["reason"] is None or back["expires"] == NOT_KNOWN):
            raise InvalidValueError("The option restore has to say the reason and the end of the ban of %s." % who.text)
    return {who: (_spelt_out(left, who), _spelt_out(back, who)) for who, (left, back) in ways.items()}


def restored(ways: _Ways, wanted: Wanted, provider: BanProvider) -> t.Dict[Who, Restored]:
    """Return what is wanted for each, in the provider's own terms.

    What it cannot make again is an obstacle for that one alone, if its ban would not be over by now.
    """
    return {who: _of_one(who, left, back, wanted, provider) for who, (left, back) in ways.items()}


def _of_one(who: Who, left: State, back: State, wanted: Wanted, provider: BanProvider) -> Restored:
    if back is None:
        return Restored(left, Wanted(False), None)
    ends = None if back["expires"] is None else parse_expiry(back["expires"])
    again = Wanted(True, ends, back["reason"], REPLACE, wanted.silent)
    try:
        if again.reason is not None:
            check_reason(again.reason)
        return Restored(left, provider.accept(again, [who.value] if isinstance(who, Address) else []), None)
    except InvalidValueError as error:
        return Restored(left, again, error)


def _spelt_out(state: State, who: Who) -> State:
    """Put the address where its pseudonym stands in the reason of its own ban."""
    if state is None or state["reason"] is None or not isinstance(who, Address):
        return state
    return {**state, "reason": state["reason"].replace(who.text, who.value)}


class _Reader:
    said_for_each = ("expires", "reason")

    def __init__(self, wanted: Wanted) -> None:
        self._wanted = wanted

    def read(self, state: t.Mapping[str, t.Any]) -> State:
        return checked(state["ban"])

    def reach(self, state: State) -> float:
        return reach(state)

    def bare(self) -> State:
        wanted = self._wanted
        if not wanted.present:
            return None
        return checked({"reason": wanted.reason, "source": None, "created": None, "expires": wanted.expires})
