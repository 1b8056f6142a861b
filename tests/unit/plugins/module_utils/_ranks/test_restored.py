# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Back to what was there before: what is foretold, and what is allowed."""

from __future__ import annotations

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._errors import ChangedSinceError
from ansible_collections.gamedesk.support.plugins.module_utils._ranks.protocol import Membership, Target
from ansible_collections.gamedesk.support.plugins.module_utils._ranks.restored import Restored, reach
from hypothesis import given
from hypothesis import strategies as st

VIP = Target("vip", ())
OVER, NEAR, FAR = 1_000_000_000, 3_900_000_000, 4_000_000_000


def vip(*ends) -> list[Membership]:
    return [Membership("vip", end, ()) for end in ends]


ends = st.lists(st.sampled_from([None, OVER, NEAR, FAR]), unique=True, max_size=3).map(tuple)
others = st.lists(
    st.sampled_from([Membership("builder", None, ()), Membership("vip", NEAR, (("server", "lobby"),))]), unique=True
)


@given(ends, ends, others)
def test_what_is_foretold_is_what_is_wanted_and_nothing_else_changes(left, back, around):
    wanted = Restored(VIP, left, back)
    there = [*around, *vip(*(end for end in left if end != OVER))]
    wanted.check_active(there)
    after = wanted.applied_to(there)
    assert wanted.is_met(after)
    assert {one.expires for one in VIP.of(after)} == set(back) - {OVER}
    assert [one for one in after if one not in VIP.of(after)] == around
    assert wanted.given(there) == ("vip" if set(back) - set(left) - {OVER} else None)


@pytest.mark.parametrize(
    ("left", "there", "allowed"),
    [
        ((None,), (None,), True),
        ((None,), (), False),
        ((), (), True),
        ((), (None,), False),
        ((NEAR,), (NEAR,), True),
        ((NEAR,), (NEAR + 5,), True),  # what LuckPerms makes of a date (domain, 3.2)
        ((NEAR,), (NEAR - 1,), False),
        ((NEAR,), (NEAR + 6,), False),
        ((NEAR,), (None,), False),
        ((NEAR, None), (None, NEAR), True),
        ((NEAR, None), (None,), False),
        ((OVER,), (), True),
        ((OVER, None), (None,), True),
    ],
)
def test_only_what_was_left_is_touched(left, there, allowed):
    wanted = Restored(VIP, left, ())
    if allowed:
        wanted.check_active(vip(*there))
        return
    with pytest.raises(ChangedSinceError):
        wanted.check_active(vip(*there))


@pytest.mark.parametrize(
    ("there", "allowed"),
    [((None, FAR), True), ((None,), True), ((FAR,), True), ((), True), ((NEAR,), True), ((NEAR + 60,), False)],
)
def test_a_later_attempt_may_meet_what_the_first_one_has_half_done(there, allowed):
    wanted = Restored(VIP, (None, FAR), (NEAR,), begun=True)
    if allowed:
        wanted.check_active(vip(*there))
        return
    with pytest.raises(ChangedSinceError):
        wanted.check_active(vip(*there))


def test_what_lasts_longer_is_more():
    assert reach(()) < reach((OVER,)) < reach((NEAR, OVER)) < reach((FAR,)) < reach((None,)) == reach((NEAR, None))
