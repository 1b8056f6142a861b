# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""The ban before an earlier action, wanted again where what that action left is still there."""

from __future__ import annotations

import time
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._bans.states import (
    State,
    if_active,
    is_same,
    state_of,
    told,
)
from ansible_collections.gamedesk.support.plugins.module_utils._bans.wanted import Ban, Wanted
from ansible_collections.gamedesk.support.plugins.module_utils._errors import ChangedSinceError, SupportError
from ansible_collections.gamedesk.support.plugins.module_utils._text import shown

_NONE = Wanted(False)


class Restored(t.NamedTuple):
    """C(back), where the ban that is there now is C(left). A ban whose end has come counts as none in both.

    C(obstacle) is why the provider cannot make C(back). C(begun): commands for this went out before, so that a part of
    them may have taken effect.
    """

    left: State
    back: Wanted
    obstacle: t.Optional[SupportError]
    begun: bool = False

    def possible(self) -> Wanted:
        """Return what is wanted by now. Raises the obstacle to that."""
        wanted = self._wanted
        if wanted.present and self.obstacle is not None:
            raise self.obstacle
        return wanted

    @property
    def present(self) -> bool:
        """Whether there is to be a ban."""
        return self._wanted.present

    @property
    def expires(self) -> t.Optional[int]:
        """When the ban is to end, in unix seconds."""
        return self._wanted.expires

    def is_met(self, bans: t.Sequence[Ban]) -> bool:
        """Whether nothing has to be done."""
        return self._wanted.is_met(bans)

    def is_achieved(self, bans: t.Sequence[Ban]) -> bool:
        """Whether what was sent has come true."""
        return self._wanted.is_achieved(bans)

    def check_active(self, bans: t.Sequence[Ban]) -> None:
        """Raise ChangedSinceError if it is not the earlier action's doing what is there."""
        found, left = state_of(bans), if_active(self.left)
        # A provider may have to end the one ban before it begins the other.
        if is_same(left, found) or (self.begun and found is None):
            return
        raise ChangedSinceError(
            "The ban was changed since: it was left as %s, and is %s now. It stays so." % (_shown(left), _shown(found)),
            left=left,
            now=found,
        )

    def applied_to(self, bans: t.Sequence[Ban]) -> t.List[Ban]:
        """Return what the bans will be when the wanted state is there."""
        return self._wanted.applied_to(bans)

    @property
    def _wanted(self) -> Wanted:
        is_over = self.back.expires is not None and self.back.expires <= time.time()
        return _NONE if is_over else self.back


def _shown(state: State) -> str:
    return shown(told(state), 120)
