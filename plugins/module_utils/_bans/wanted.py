# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""A ban, the state that is wanted, and whether it is already there."""

from __future__ import annotations

import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._durations import format_time
from ansible_collections.gamedesk.support.plugins.module_utils._errors import ActiveBanError
from ansible_collections.gamedesk.support.plugins.module_utils._renewal import EXTEND, KEEP, REFUSE

# A date goes over the wire as a duration to most providers, and begins to count when the server comes to it.
_DRIFT_SECONDS = 5
_FOREVER = float("inf")


class Ban(t.NamedTuple):
    """An active ban. C(created) and C(expires) are in unix seconds.

    C(expires) is None for a ban without an end. C(reason), C(source) and C(created) are None where they are not known,
    and where the end is not known, C(ends_known) says so.
    """

    reason: t.Optional[str] = None
    source: t.Optional[str] = None
    created: t.Optional[int] = None
    expires: t.Optional[int] = None
    ends_known: bool = True

    @property
    def end(self) -> float:
        """When it ends, as a number to compare. One that is not known is far away: nothing says that there is one."""
        return _FOREVER if self.expires is None else self.expires


def longest(bans: t.Sequence[Ban]) -> t.Optional[Ban]:
    """Return the ban that ends last, which is the one that counts, and None if there is none."""
    return max(bans, key=lambda ban: ban.end, default=None)


class Wanted(t.NamedTuple):
    """A ban without an end, or until C(expires) (unix seconds); or none, if not C(present).

    C(reason) is None if any will do. C(renew) says what becomes of a ban that is active. C(drift) is how many seconds
    later than it was told a ban of this provider may end. C(earlier_reason) is that of the ban which an earlier attempt
    has found, and may have ended to make another one.
    """

    present: bool
    expires: t.Optional[int] = None
    reason: t.Optional[str] = None
    renew: str = KEEP
    silent: bool = False
    drift: int = _DRIFT_SECONDS
    earlier_reason: t.Optional[str] = None

    def is_met(self, bans: t.Sequence[Ban]) -> bool:
        """Whether nothing has to be done.

        A ban without an end that is wanted is not there before there is one without an end, and one with an end is met
        by one without. Beyond that it is C(renew)'s to say.
        """
        ban = longest(bans)
        if ban is None or not self.present:
            return (ban is not None) == self.present
        if self.renew in (KEEP, EXTEND):
            at_least = -_FOREVER if self.renew == KEEP and self.expires is not None else self._end
            return ban.end >= at_least
        return self._ends_there(ban) and self._is_reason(ban)

    def is_achieved(self, bans: t.Sequence[Ban]) -> bool:
        """Whether what was sent, because the state was not met, has come true."""
        ban = longest(bans)
        if ban is None or not self.present:
            return (ban is not None) == self.present
        ends = ban.end >= self._end if self.renew == EXTEND else self._ends_there(ban)
        # A reason that cannot be read is the one that was sent; before that, nobody knows it.
        return ends and (ban.reason is None or self._is_reason(ban))

    def check_active(self, bans: t.Sequence[Ban]) -> None:
        """Raise ActiveBanError if a ban is active and was not to be touched."""
        ban = longest(bans)
        if ban is None or not self.present or self.renew != REFUSE:
            return
        until = None if ban.expires is None else format_time(ban.expires)
        raise ActiveBanError(
            "There is an active ban %s%s already: say by renew what to do with it."
            % (
                "without an end" if until is None else "until %s" % until,
                " for another reason" if not self._is_reason(ban) else "",
            ),
            active_until=until,
        )

    def reason_for(self, active: t.Optional[t.Sequence[Ban]]) -> t.Optional[str]:
        """Return the reason of the ban to make: a changed ban keeps its own where no other one is given.

        None means the provider's default.
        """
        if self.reason is not None:
            return self.reason
        ban = longest(active or ())
        return self.earlier_reason if ban is None else ban.reason

    def applied_to(self, bans: t.Sequence[Ban]) -> t.List[Ban]:
        """Return what the bans will be when the wanted state is there."""
        return [Ban(self.reason_for(bans), None, None, self.expires)] if self.present else []

    @property
    def _end(self) -> float:
        return _FOREVER if self.expires is None else self.expires

    def _ends_there(self, ban: Ban) -> bool:
        return self._end <= ban.end <= self._end + self.drift

    def _is_reason(self, ban: Ban) -> bool:
        return self.reason is None or ban.reason == self.reason
