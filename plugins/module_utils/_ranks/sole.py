# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""The one rank that a player had before an earlier action, wanted again where what that action left is still there."""

from __future__ import annotations

import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._errors import ChangedSinceError
from ansible_collections.gamedesk.support.plugins.module_utils._players import Subject
from ansible_collections.gamedesk.support.plugins.module_utils._ranks.protocol import (
    Membership,
    RankProvider,
    Target,
)
from ansible_collections.gamedesk.support.plugins.module_utils._text import plain


class SoleRank(t.NamedTuple):
    """C(back) in the place of C(left), where a player has one rank at most; None is none.

    C(target) is what the commands give: C(back), or with none, what they take. Then all that is wanted is that this is
    gone, since the provider may have another rank for those who have no other.
    """

    target: Target
    left: t.Optional[str]
    back: t.Optional[str]

    def is_met(self, memberships: t.Sequence[Membership]) -> bool:
        """Whether nothing has to be done."""
        ranks = [one.rank for one in memberships]
        return self.target.rank not in ranks if self.back is None else ranks == [self.back]

    def check_active(self, memberships: t.Sequence[Membership]) -> None:
        """Raise ChangedSinceError if it is not the earlier action's doing what is there."""
        found, left = [one.rank for one in memberships], [] if self.left is None else [self.left]
        if found == left:
            return
        raise ChangedSinceError(
            "The rank was changed since: it was left as %s, and is %s now. It stays so." % (_text(left), _text(found)),
            rank=self.target.rank,
            left=[plain(rank) for rank in left],
            now=[plain(rank) for rank in found],
        )

    def applied_to(self, memberships: t.Sequence[Membership]) -> t.List[Membership]:  # noqa: ARG002
        """Return what the memberships will be when the wanted state is there."""
        return [] if self.back is None else [Membership(self.back, None, self.target.context)]

    def commands(self, provider: RankProvider, subject: Subject, active: t.Sequence[Membership]) -> t.List[str]:
        """Return what leads from C(active) to the wanted state. Raises InvalidValueError."""
        if self.back is None:
            return provider.revoke(subject, self.target, self.target.of(active))
        target = provider.target(self.back, self.target.context, temporary=False)  # it may not go into a command
        return provider.grant(subject, target, None, prolong=False)

    def given(self, active: t.Sequence[Membership]) -> t.Optional[str]:  # noqa: ARG002
        """Return the rank that one of the commands grants, if one does."""
        return self.back


def _text(ranks: t.Sequence[str]) -> str:
    return " and ".join(str(plain(rank)) for rank in ranks) or "none"
