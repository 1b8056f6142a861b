# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When a ban is there, and what becomes of one that is another."""

from __future__ import annotations

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._bans.wanted import Ban, Wanted, longest
from ansible_collections.gamedesk.support.plugins.module_utils._errors import ActiveBanError

NEAR, FAR = 4_000_000_000, 4_000_086_400
FOREVER = Ban("griefing", "Rcon", 1, None)


def until(end, reason="griefing"):
    return Ban(reason, "Rcon", 1, end)


@pytest.mark.parametrize(
    ("renew", "wanted", "reason", "there", "met"),
    [
        # No ban is never enough.
        ("keep", None, None, [], False),
        ("keep", NEAR, None, [], False),
        # A ban without an end is made of one with an end, and is enough for one with an end.
        ("keep", None, None, [until(FAR)], False),
        ("keep", None, None, [FOREVER], True),
        ("keep", NEAR, None, [FOREVER], True),
        ("extend", NEAR, None, [FOREVER], True),
        # Keep leaves the end and the reason that are there.
        ("keep", FAR, None, [until(NEAR)], True),
        ("keep", NEAR, "other", [until(FAR)], True),
        ("keep", None, "other", [FOREVER], True),
        # Extend reaches its date, and never shortens.
        ("extend", FAR, None, [until(NEAR)], False),
        ("extend", NEAR, None, [until(NEAR)], True),
        ("extend", NEAR, "other", [until(FAR)], True),
        # Replace and refuse want exactly this end and, if given, exactly this reason.
        ("replace", NEAR, None, [until(NEAR)], True),
        ("replace", NEAR, None, [until(NEAR + 5)], True),
        ("replace", NEAR, None, [until(NEAR + 6)], False),
        ("replace", NEAR, None, [until(NEAR - 1)], False),
        ("replace", NEAR, None, [FOREVER], False),
        ("replace", None, None, [FOREVER], True),
        ("replace", None, "griefing", [FOREVER], True),
        ("replace", None, "other", [FOREVER], False),
        ("refuse", NEAR, "griefing", [until(NEAR)], True),
        ("refuse", None, "other", [FOREVER], False),
        # Of several bans, the one that ends last counts.
        ("keep", None, None, [until(NEAR), FOREVER], True),
        ("extend", FAR, None, [until(NEAR), until(FAR)], True),
    ],
)
def test_whether_a_ban_is_there(renew, wanted, reason, there, met):
    assert Wanted(True, wanted, reason, renew).is_met(there) is met


def test_no_ban_is_wanted():
    assert Wanted(False).is_met([])
    assert not Wanted(False).is_met([until(NEAR)])
    assert Wanted(False).applied_to([FOREVER]) == []


@pytest.mark.parametrize("renew", ["keep", "extend", "replace"])
def test_what_was_sent_must_be_there_with_its_reason(renew):
    wanted = Wanted(True, NEAR, "other", renew)
    assert wanted.is_achieved([until(NEAR, "other")])
    assert not wanted.is_achieved([until(NEAR)])
    assert not wanted.is_achieved([])
    assert wanted.is_achieved([until(FAR, "other")]) is (renew == "extend")


@pytest.mark.parametrize(("there", "active_until"), [([FOREVER], None), ([until(NEAR)], "2096-10-02T07:06:40Z")])
def test_an_active_ban_can_be_refused(there, active_until):
    with pytest.raises(ActiveBanError) as caught:
        Wanted(True, FAR, None, "refuse").check_active(there)
    assert caught.value.data["active_until"] == active_until
    assert caught.value.status == "refused"


@pytest.mark.parametrize("wanted", [Wanted(True, FAR, None, "keep"), Wanted(False, renew="refuse")])
def test_otherwise_it_is_not(wanted):
    wanted.check_active([FOREVER])


def test_a_changed_ban_keeps_its_reason_unless_another_one_is_given():
    assert Wanted(True).reason_for([]) is None
    assert Wanted(True).reason_for(None) is None
    assert Wanted(True).reason_for([until(NEAR)]) == "griefing"
    assert Wanted(True, reason="other").reason_for([until(NEAR)]) == "other"
    assert Wanted(True, FAR).applied_to([until(NEAR)]) == [Ban("griefing", None, None, FAR)]


def test_a_reason_that_is_not_known_is_not_what_was_asked_for_before_it_was_sent():
    there = [Ban(None, None, None, None, ends_known=False)]
    assert not Wanted(True, reason="other", renew="replace").is_met(there)
    assert Wanted(True, reason="other", renew="replace").is_achieved(there)
    assert Wanted(True, reason="other").is_met(there)


def test_the_longest_of_none():
    assert longest([]) is None
