# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When is nothing to be done?"""

from __future__ import annotations

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._errors import ActiveMembershipError
from ansible_collections.gamedesk.support.plugins.module_utils._ranks.protocol import Membership, Target
from ansible_collections.gamedesk.support.plugins.module_utils._ranks.wanted import Wanted
from hypothesis import given
from hypothesis import strategies as st

HERE = (("server", "survival"),)
VIP = Target("vip", HERE)
NEAR, FAR = 1_900_000_000, 2_000_000_000


def vip(expires=None, context=HERE) -> Membership:
    return Membership("vip", expires, context)


ELSEWHERE = [
    vip(context=()),
    vip(context=(("server", "lobby"),)),
    vip(context=(("server", "survival"), ("world", "nether"))),
    vip(context=(("gamemode", "creative"), ("server", "survival"))),
    Membership("builder", None, HERE),
]

CASES = [
    # wanted, what is there, met?
    (Wanted(VIP, True), [], False),
    (Wanted(VIP, True), [vip()], True),
    (Wanted(VIP, True), [vip(FAR)], False),
    (Wanted(VIP, True), ELSEWHERE, False),
    (Wanted(VIP, False), [], True),
    (Wanted(VIP, False), ELSEWHERE, True),
    (Wanted(VIP, False), [vip()], False),
    (Wanted(VIP, False), [vip(FAR)], False),
    (Wanted(VIP, True, NEAR, "keep"), [], False),
    (Wanted(VIP, True, NEAR, "keep"), [vip(NEAR - 1)], True),
    (Wanted(VIP, True, NEAR, "keep"), [vip()], True),
    (Wanted(VIP, True, NEAR, "extend"), [], False),
    (Wanted(VIP, True, NEAR, "extend"), [vip(NEAR - 1)], False),
    (Wanted(VIP, True, NEAR, "extend"), [vip(NEAR)], True),
    (Wanted(VIP, True, NEAR, "extend"), [vip(FAR)], True),
    (Wanted(VIP, True, NEAR, "extend"), [vip()], True),
    (Wanted(VIP, True, NEAR, "refuse"), [], False),
    (Wanted(VIP, True, NEAR, "refuse"), [vip(NEAR)], True),
    (Wanted(VIP, True, NEAR, "refuse"), [vip(NEAR + 1)], True),
    (Wanted(VIP, True, NEAR, "refuse"), [vip(NEAR - 1)], False),
    (Wanted(VIP, True, NEAR, "refuse"), [vip(FAR)], False),
    (Wanted(VIP, True, NEAR, "refuse"), [vip(), vip(FAR)], True),
]


@pytest.mark.parametrize(("wanted", "memberships", "met"), CASES)
def test_is_met(wanted, memberships, met):
    assert wanted.is_met(memberships) is met


@pytest.mark.parametrize(
    ("wanted", "memberships", "refused"),
    [
        (Wanted(VIP, True, NEAR, "refuse"), [vip(FAR)], True),
        (Wanted(VIP, True, NEAR, "refuse"), [vip(NEAR - 1)], True),
        (Wanted(VIP, True, NEAR, "refuse"), [], False),
        (Wanted(VIP, True, NEAR, "refuse"), [vip(FAR, ())], False),
        (Wanted(VIP, True, NEAR, "extend"), [vip(NEAR - 1)], False),
        (Wanted(VIP, True), [vip(FAR)], False),
        (Wanted(VIP, False), [vip(FAR)], False),
    ],
)
def test_an_active_membership_may_be_in_the_way(wanted, memberships, refused):
    if not refused:
        wanted.check_active(memberships)
        return
    with pytest.raises(ActiveMembershipError):
        wanted.check_active(memberships)


memberships = st.lists(
    st.builds(
        Membership,
        st.sampled_from(["vip", "builder"]),
        st.sampled_from([None, NEAR - 1, NEAR, FAR]),
        st.sampled_from([(), HERE]),
    ),
    unique=True,
    max_size=6,
)


@given(
    st.builds(
        Wanted,
        st.just(VIP),
        st.booleans(),
        st.sampled_from([None, NEAR]),
        st.sampled_from(["keep", "extend", "refuse"]),
    ),
    memberships,
)
def test_what_is_foretold_is_what_is_wanted_and_nothing_else_changes(wanted, before):
    if wanted.is_met(before):
        return
    after = wanted.applied_to(before)
    assert wanted.is_met(after)
    others = [one for one in before if one not in VIP.of(before)]
    assert [one for one in after if one not in VIP.of(after)] == others
    if wanted.present and wanted.expires is None:
        assert set(before) <= set(after)


def test_where_there_is_one_rank_at_a_time_it_takes_the_place_of_any_other():
    target = Target("vip", (), exclusive=True)
    before = [Membership("builder", None, ()), Membership("owner", NEAR, ())]
    assert Wanted(target, True).applied_to(before) == [Membership("vip", None, ())]
    assert Wanted(target, False).applied_to([Membership("vip", None, ())]) == []
    assert Wanted(target, False).applied_to(before) == before
