# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""A track: ranks in an order, along which a player is promoted and demoted. Where on it somebody is, and is to be."""

from __future__ import annotations

import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._errors import PositionError
from ansible_collections.gamedesk.support.plugins.module_utils._players import Subject
from ansible_collections.gamedesk.support.plugins.module_utils._ranks.protocol import (
    Context,
    Membership,
    RankProvider,
    Target,
)
from ansible_collections.gamedesk.support.plugins.module_utils._ranks.wanted import DRIFT_SECONDS

PROMOTE = "promote"
DEMOTE = "demote"


class Track(t.NamedTuple):
    """The ranks of a track, the lowest first, where it is about memberships in exactly this context.

    C(ranks) is empty where it could not be read. C(fallback) is the rank of somebody who has no other; it is never
    gone.
    """

    name: str
    ranks: t.Tuple[str, ...]
    context: Context
    fallback: t.Optional[str]

    def of(self, memberships: t.Iterable[Membership]) -> t.List[Membership]:
        """Return those of the memberships that are a place on this track."""
        return [one for one in memberships if one.rank in self.ranks and one.context == self.context]


class Position(t.NamedTuple):
    """Exactly one membership on the track, and no other: in C(rank), until C(expires). None for C(rank) is off it."""

    track: Track
    rank: t.Optional[str]
    expires: t.Optional[int] = None

    @property
    def present(self) -> bool:
        """Whether it is a place on the track."""
        return self.rank is not None

    def is_met(self, memberships: t.Iterable[Membership]) -> bool:
        """Whether nothing has to be done."""
        places = self.track.of(memberships)
        if self.rank is None:
            return all(one.rank == self.track.fallback for one in places)
        return len(places) == 1 and self.is_here(places[0])

    def is_here(self, membership: Membership) -> bool:
        """Whether this is the membership that is wanted."""
        if membership.rank != self.rank or membership.context != self.track.context:
            return False
        if self.expires is None or membership.expires is None:
            return self.expires is membership.expires
        return self.expires <= membership.expires <= self.expires + DRIFT_SECONDS

    def check_active(self, memberships: t.Iterable[Membership]) -> None:
        """Nothing that is there is not to be touched."""

    def applied_to(self, memberships: t.Sequence[Membership]) -> t.List[Membership]:
        """Return what the memberships will be when the wanted state is there."""
        places = self.track.of(memberships)
        kept = [one for one in memberships if one not in places]
        return kept if self.rank is None else [*kept, Membership(self.rank, self.expires, self.track.context)]


def moved(track: Track, move: str, memberships: t.Iterable[Membership]) -> Position:
    """Return where somebody with these memberships is after a promotion or a demotion, as LuckPerms has it.

    Who is not on the track is promoted to its first rank, and who is on its first is demoted off it. A temporary
    membership keeps its end. Raises PositionError where there is no way to go, or no telling which.
    """
    every = track.of(memberships)
    # The fallback may be left beside what somebody was granted, and is then no place of its own.
    places = [one for one in every if one.rank != track.fallback] or every
    names = ", ".join(sorted({one.rank for one in places}))
    if len(places) > 1:
        raise PositionError(
            "The player is on the track %s more than once (%s): say by rank where on it they shall be."
            % (track.name, names),
            track=track.name,
            ranks=sorted({one.rank for one in places}),
        )
    if not places:
        if move == DEMOTE:
            raise PositionError("The player is not on the track %s." % track.name, track=track.name, ranks=[])
        return Position(track, track.ranks[0])
    (here,) = places
    index = track.ranks.index(here.rank) + (1 if move == PROMOTE else -1)
    if index == len(track.ranks):
        raise PositionError(
            "The player is at the end of the track %s already, with the rank %s." % (track.name, here.rank),
            track=track.name,
            ranks=[here.rank],
        )
    if index < 0:
        if here.rank == track.fallback:
            raise PositionError(
                "The player is at the beginning of the track %s already, with the rank %s." % (track.name, here.rank),
                track=track.name,
                ranks=[here.rank],
            )
        return Position(track, None)
    return Position(track, track.ranks[index], here.expires)


@t.runtime_checkable
class TrackProvider(t.Protocol):
    """What a provider that has tracks offers beside C(RankProvider)."""

    def track(self, name: str, context: Context) -> Track:
        """Return the track, with its ranks where they can be read.

        Raises InvalidValueError for what is no name or context, NotFoundError, and StorageError.
        """

    def standing(self, memberships: t.Sequence[Membership]) -> t.List[Membership]:
        """Return the memberships, and what the provider gives without storing it."""

    def set_on_track(self, subject: Subject, track: Track, rank: str) -> t.List[str]:
        """Return the commands that give C(rank) without an end, and end every other membership on the track."""


def commands_for(
    provider: RankProvider, subject: Subject, wanted: Position, found: t.Optional[t.Sequence[Membership]]
) -> t.List[str]:
    """Return the commands that lead from C(found) to C(wanted): all of them absolute, so that twice is as once.

    Only a position without an end can be reached from what is not known (None). Raises InvalidValueError.
    """
    track = wanted.track
    if wanted.rank is not None and wanted.expires is None:
        return t.cast(TrackProvider, provider).set_on_track(subject, track, wanted.rank)
    places = track.of(found or ())
    commands: t.List[str] = []
    if wanted.rank is not None and not any(map(wanted.is_here, places)):
        commands += provider.grant(subject, Target(wanted.rank, track.context), wanted.expires, prolong=False)
    for one in places:
        if not wanted.is_here(one):
            commands += provider.revoke(subject, Target(one.rank, track.context), [one])
    return commands
