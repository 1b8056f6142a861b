# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""What every owner of ranks (LuckPerms, the vanilla operator list …) offers to the behaviour that grants them."""

from __future__ import annotations

import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._players import Found, Player, Subject

# Where a membership applies, as sorted pairs such as ("server", "survival"); empty means everywhere.
Context = t.Tuple[t.Tuple[str, str], ...]


class Membership(t.NamedTuple):
    """An active membership. C(expires) is in unix seconds, and V(None) for one without an end."""

    rank: str
    expires: t.Optional[int]
    context: Context


class Target(t.NamedTuple):
    """One rank in exactly one context, in the provider's own spelling.

    C(exclusive) says that a player has no other rank than this one, where they have it.
    """

    rank: str
    context: Context
    exclusive: bool = False

    def of(self, memberships: t.Iterable[Membership]) -> t.List[Membership]:
        """Return those of the memberships that are in this rank and exactly this context."""
        return [one for one in memberships if one.rank == self.rank and one.context == self.context]


# Sends a command that changes nothing, and returns the reply as it came. Raises StorageError where there is none, and
# the errors of the console where that is not reached.
Ask = t.Callable[[str], str]


class RankProvider(t.Protocol):
    """One owner of ranks. It builds commands and reads state; it sends nothing itself that changes anything.

    What is read is read for many players at once: a storage may be a network away. A provider that has no storage to
    read asks the console; it does so in C(find), C(check_rank) and C(read) alone, and reads nothing back where the
    console does not answer.
    """

    # How the state is read back, for people and for RV(how_verified); None where it cannot be.
    read_back: t.Optional[str]
    # What to set to have it read back.
    read_back_advice: str
    # Whether the commands for several players may be under way at once, on connections of their own. Not where a reply
    # that went astray, as they do where all connections share one buffer, could be taken for this player's.
    parallel: bool

    def target(self, rank: str, context: Context, *, temporary: bool) -> Target:
        """Check the rank's name and the context. Raises InvalidValueError for what this provider has not."""

    def find(self, players: t.Sequence[Player]) -> t.List[Found]:
        """Return exactly these players, in this order, and a NotFoundError (with C(candidates)) in the place of others.

        Raises StorageError, or UnsettledStorageError if a retry is worth it; and what C(Ask) raises.
        """

    def check_rank(self, rank: str) -> None:
        """Raises NotFoundError, with the ranks there are, or as C(find) does. Does nothing without read-back."""

    def read(self, subjects: t.Sequence[Subject]) -> t.Dict[str, t.List[Membership]]:
        """Return all active memberships of each of them, by C(Subject.key). Raises as C(find) does."""

    def grant(self, subject: Subject, target: Target, expires: t.Optional[int], *, prolong: bool) -> t.List[str]:
        """Return the commands that grant, at least until C(expires).

        C(prolong) says whether an active temporary membership may be made longer. Raises InvalidValueError.
        """

    def revoke(self, subject: Subject, target: Target, active: t.Optional[t.Sequence[Membership]]) -> t.List[str]:
        """Return the commands that end C(active), what the target has now; None means unknown."""

    def rejection(self, reply: t.Optional[str], subject: Subject, target: Target) -> t.Optional[str]:
        """Return the reply as plain text if it says that the command for this subject and target was refused."""
