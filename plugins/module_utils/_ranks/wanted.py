# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""The state that is wanted, and whether it is already there."""

from __future__ import annotations

import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._durations import format_time
from ansible_collections.gamedesk.support.plugins.module_utils._errors import ActiveMembershipError
from ansible_collections.gamedesk.support.plugins.module_utils._ranks.protocol import Membership, Target
from ansible_collections.gamedesk.support.plugins.module_utils._renewal import EXTEND, KEEP, REFUSE

# LuckPerms turns a date into a duration and back, and counts the seconds in between twice (domain: ArgumentList.java,
# AbstractNodeBuilder.java): what it stores may end a little later than what it was told.
DRIFT_SECONDS = 5


class Wanted(t.NamedTuple):
    """Membership in C(target) without an end, or at least until C(expires) (unix seconds); or none, if not C(present).

    C(renew) says what becomes of an active temporary membership when a temporary one is wanted.
    """

    target: Target
    present: bool
    expires: t.Optional[int] = None
    renew: str = KEEP

    def is_met(self, memberships: t.Iterable[Membership]) -> bool:
        """Whether nothing has to be done."""
        ends = [one.expires for one in self.target.of(memberships)]
        if not self.present:
            return not ends
        if None in ends:
            return True
        if self.expires is None:
            return False
        temporary = [end for end in ends if end is not None]
        if self.renew == KEEP:
            return bool(temporary)
        if self.renew == EXTEND:
            return any(end >= self.expires for end in temporary)
        return any(self.expires <= end <= self.expires + DRIFT_SECONDS for end in temporary)

    def check_active(self, memberships: t.Iterable[Membership]) -> None:
        """Raise ActiveMembershipError if a temporary membership is active and was not to be touched."""
        if not self.present or self.expires is None or self.renew != REFUSE:
            return
        ends = [one.expires for one in self.target.of(memberships) if one.expires is not None]
        if ends:
            until = format_time(max(ends))
            raise ActiveMembershipError(
                "The player already has the rank %s until %s: say by renew whether to extend it or to keep it."
                % (self.target.rank, until),
                rank=self.target.rank,
                active_until=until,
            )

    def applied_to(self, memberships: t.Sequence[Membership]) -> t.List[Membership]:
        """Return what the memberships will be when the wanted state is there."""
        ours = self.target.of(memberships)
        if not self.present:
            return [one for one in memberships if one not in ours]
        if self.target.exclusive:
            return [Membership(self.target.rank, self.expires, self.target.context)]
        replaced = [one for one in ours if (one.expires is None) == (self.expires is None)]
        kept = [one for one in memberships if one not in replaced]
        return [*kept, Membership(self.target.rank, self.expires, self.target.context)]
