# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""The state before an earlier action, wanted again where what that action left is still there."""

from __future__ import annotations

import time
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._durations import format_time
from ansible_collections.gamedesk.support.plugins.module_utils._errors import ChangedSinceError
from ansible_collections.gamedesk.support.plugins.module_utils._players import Subject
from ansible_collections.gamedesk.support.plugins.module_utils._ranks.protocol import (
    Membership,
    RankProvider,
    Target,
)
from ansible_collections.gamedesk.support.plugins.module_utils._ranks.wanted import DRIFT_SECONDS

# When the memberships in one target end, in unix seconds; None is one without an end.
Ends = t.Tuple[t.Optional[int], ...]


class Restored(t.NamedTuple):
    """In C(target) the memberships with these C(ends) and no others, where those with the ends C(left) are there now.

    A membership whose end has come counts in neither. C(begun): commands for this went out before, so that a part of
    them may have taken effect.
    """

    target: Target
    left: Ends
    ends: Ends
    begun: bool = False

    def is_met(self, memberships: t.Iterable[Membership]) -> bool:
        """Whether nothing has to be done."""
        return _alike(_active(self.ends), self._found(memberships))

    def check_active(self, memberships: t.Iterable[Membership]) -> None:
        """Raise ChangedSinceError if it is not the earlier action's doing what is there."""
        found, left = self._found(memberships), _active(self.left)
        if _alike(left, found) or (self.begun and _is_on_the_way(found, [*left, *_active(self.ends)])):
            return
        raise ChangedSinceError(
            "The rank %s was changed since: it was left as %s, and is %s now. It stays so."
            % (self.target.rank, _text(left), _text(found)),
            rank=self.target.rank,
            left=[_date(end) for end in left],
            now=[_date(end) for end in found],
        )

    def applied_to(self, memberships: t.Sequence[Membership]) -> t.List[Membership]:
        """Return what the memberships will be when the wanted state is there."""
        ours = self.target.of(memberships)
        kept = [one for one in memberships if one not in ours or not self._is_surplus(one)]
        return [*kept, *(Membership(self.target.rank, end, self.target.context) for end in self._missing(ours))]

    def commands(self, provider: RankProvider, subject: Subject, active: t.Sequence[Membership]) -> t.List[str]:
        """Return what leads from C(active), all that is there now, to the wanted state.

        A membership is made shorter by ending it and beginning it again. Raises InvalidValueError.
        """
        ours = self.target.of(active)
        surplus = [one for one in ours if self._is_surplus(one)]
        commands = list(provider.revoke(subject, self.target, surplus)) if surplus else []
        for end in self._missing(ours):
            commands += provider.grant(subject, self.target, end, prolong=False)
        return commands

    def given(self, active: t.Sequence[Membership]) -> t.Optional[str]:
        """Return the rank that one of the commands grants, if one does."""
        return self.target.rank if self._missing(self.target.of(active)) else None

    def _found(self, memberships: t.Iterable[Membership]) -> Ends:
        return _in_order(one.expires for one in self.target.of(memberships))

    def _is_surplus(self, membership: Membership) -> bool:
        return not any(_is(end, membership.expires) for end in _active(self.ends))

    def _missing(self, active: t.Sequence[Membership]) -> t.List[t.Optional[int]]:
        return [end for end in _active(self.ends) if not any(_is(end, one.expires) for one in active)]


def reach(ends: Ends) -> float:
    """Return until when memberships with these ends last, in unix seconds: 0 for none, infinity for one without end."""
    return max((float("inf") if end is None else end for end in ends), default=0)


def _active(ends: Ends) -> Ends:
    now = time.time()
    return _in_order(end for end in ends if end is None or end > now)


def _in_order(ends: t.Iterable[t.Optional[int]]) -> Ends:
    return tuple(sorted(ends, key=lambda end: end or 0))


def _alike(wanted: Ends, found: Ends) -> bool:
    return len(wanted) == len(found) and all(map(_is, wanted, found))


def _is(wanted: t.Optional[int], found: t.Optional[int]) -> bool:
    """Whether an end is the one that was asked for, or the one that the provider made of it."""
    if wanted is None or found is None:
        return wanted is found
    return wanted <= found <= wanted + DRIFT_SECONDS


def _is_on_the_way(found: Ends, ends: t.Sequence[t.Optional[int]]) -> bool:
    return all(any(_is(end, one) for end in ends) for one in found)


def _date(end: t.Optional[int]) -> t.Optional[str]:
    return None if end is None else format_time(end)


def _text(ends: Ends) -> str:
    texts = ["there without an end" if end is None else "there until %s" % format_time(end) for end in ends]
    return " and ".join(texts) or "not there"
