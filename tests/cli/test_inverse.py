# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What would undo an action."""

from __future__ import annotations

from gamedesk.actions import Action
from gamedesk.runbooks.inverse import inverse

UUID = "d394da40-0ab1-3e8c-8302-4aaebe14d88d"
VIP = {"rank": "vip", "expires": None, "context": {}}
SOON = {"rank": "vip", "expires": "2030-01-01T00:00:00Z", "context": {}}


def result(before, after, *, changed=True, player="Draxe", uuid=UUID):
    return {
        "player": player,
        "uuid": uuid,
        "changed": changed,
        "before": None if before is None else {"ranks": before},
        "after": None if after is None else {"ranks": after},
    }


def grant(**values):
    return Action("grant", "survival", {"player": ["Draxe"], "rank": "VIP", **values})


def revoke(**values):
    return Action("revoke", "survival", {"player": ["Draxe"], "rank": "vip", **values})


def test_a_grant_is_taken_back_only_from_whom_it_gave_something():
    results = [result([], [VIP]), result([VIP], [VIP], changed=False, player="Steve", uuid="other")]
    found = inverse(grant(), results)
    assert found == {
        "action": "revoke",
        "vars": {"player": [UUID], "rank": "vip"},
        "only_if": {"after": {UUID: {"ranks": [VIP]}}},
    }


def test_a_revoked_temporary_rank_is_given_back_until_its_date():
    found = inverse(revoke(), [result([SOON], [])])
    assert found["action"] == "grant"
    assert found["vars"]["expires"] == "2030-01-01T00:00:00Z"


def test_a_revoked_permanent_rank_is_given_back_for_good():
    assert "expires" not in inverse(revoke(), [result([VIP, SOON], [])])["vars"]


def test_the_context_is_kept():
    there = {"server": "lobby"}
    before = [{**VIP, "context": there}, SOON]
    found = inverse(revoke(context=there), [result(before, [SOON])])
    assert found["vars"]["context"] == there
    assert "expires" not in found["vars"]


def test_what_cannot_be_taken_back_has_no_inverse():
    assert inverse(grant(), [result([VIP], [VIP], changed=False)]) is None
    assert inverse(grant(), [result(None, None)]) is None  # unverified: nobody knows what was there
    assert inverse(grant(), [result([SOON], [{**SOON, "expires": "2031-01-01T00:00:00Z"}])]) is None
    assert inverse(revoke(), [result([VIP], []), result([SOON], [], player="B", uuid="b")]) is None
