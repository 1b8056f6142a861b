# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""The options O(only_if) and O(restore): where each player is to be led back from, and what to.

What a state is, and which of two is more, is the business of the module.
"""

from __future__ import annotations

import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._addresses import Address
from ansible_collections.gamedesk.support.plugins.module_utils._errors import CannotVerifyError, InvalidValueError
from ansible_collections.gamedesk.support.plugins.module_utils._module.rollout import Who
from ansible_collections.gamedesk.support.plugins.module_utils._players import Player, parse_player
from ansible_collections.gamedesk.support.plugins.module_utils._text import shown

# As much of a state as the action was about.
State = t.TypeVar("State")


class StateReader(t.Protocol[State]):
    """How a module reads the states that its results show."""

    # The options that O(restore) says for each player, and that therefore are not given beside it.
    said_for_each: t.ClassVar[t.Tuple[str, ...]]

    def read(self, state: t.Mapping[str, t.Any]) -> State:
        """Return what a state says. Raises InvalidValueError, or what anything else in its place does."""

    def reach(self, state: State) -> float:
        """Return until when what is there lasts, in unix seconds: 0 for nothing, infinity for what has no end."""

    def bare(self) -> State:
        """Return what the options lead back to without O(restore)."""


class Owner(t.Protocol):
    """As much of a provider as has to be known here."""

    read_back: t.Optional[str]
    read_back_advice: str


def ways_back(
    params: t.Mapping[str, t.Any],
    whom: t.Sequence[Who],
    reader: StateReader[State],
    provider: Owner,
    bedrock_prefix: t.Optional[str],
) -> t.Dict[Who, t.Tuple[State, State]]:
    """Return for each what the earlier action left and what was there before; nothing without O(only_if).

    Raises InvalidValueError for options that do not fit together, and CannotVerifyError where nobody can look what is
    there now.
    """
    if params["only_if"] is None:
        if params["restore"] is not None:
            raise InvalidValueError("The option restore is about what an earlier action left: give only_if with it.")
        return {}
    if params["duration"] is not None or params["renew"] is not None:
        raise InvalidValueError("What only_if leads back to has a date: leave duration and renew out.")
    twice = [name for name in reader.said_for_each if params[name] is not None]
    if twice and params["restore"] is not None:
        raise InvalidValueError("The option restore says that of each: leave %s out." % " and ".join(twice))
    if provider.read_back is None:
        raise CannotVerifyError(
            "What is there now cannot be read, so nothing was undone. %s." % provider.read_back_advice
        )
    known = {who.text: who for who in whom if isinstance(who, Address)}

    def whose(name: str) -> t.Optional[Who]:
        """Return whom a name in these options means. For addresses it is the pseudonym that the result had."""
        return known.get(name) if known else parse_player(name, bedrock_prefix)

    left = _by_name("only_if.after", params["only_if"]["after"], whose, reader)
    if params["restore"] is not None:
        back = _by_name("restore", params["restore"], whose, reader)
    else:
        back = dict.fromkeys(whom, reader.bare())
    for who in whom:
        _check(who, left, back, reader, gives=params["state"] == "present")
    return {who: (left[who], back[who]) for who in whom}


def _check(
    who: Who,
    left: t.Mapping[t.Optional[Who], State],
    back: t.Mapping[t.Optional[Who], State],
    reader: StateReader[State],
    *,
    gives: bool,
) -> None:
    kind = "player" if isinstance(who, Player) else "address"
    for option, states in (("only_if.after", left), ("restore", back)):
        if who not in states:
            raise InvalidValueError("The option %s says nothing about the %s %s." % (option, kind, shown(who.text)))
    if gives and reader.reach(back[who]) < reader.reach(left[who]):
        raise InvalidValueError("With state=present, restore takes nothing away: %s would lose." % shown(who.text))
    if not gives and reader.reach(back[who]) > reader.reach(left[who]):
        raise InvalidValueError("With state=absent, restore gives nothing: %s would win." % shown(who.text))


def _by_name(
    option: str,
    states: t.Mapping[t.Any, t.Any],
    whose: t.Callable[[str], t.Optional[Who]],
    reader: StateReader[State],
) -> t.Dict[t.Optional[Who], State]:
    found: t.Dict[t.Optional[Who], State] = {}
    for name, state in states.items():
        try:
            found[whose(str(name))] = reader.read(state)
        except (TypeError, KeyError, ValueError, AttributeError) as error:
            raise InvalidValueError(
                "The option %s takes a state for each, as a result has it, not that for %s."
                % (option, shown(str(name)))
            ) from error
    return found
