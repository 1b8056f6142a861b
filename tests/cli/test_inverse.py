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


BAN = {"reason": "griefing", "source": "Rcon", "created": "2026-01-01T00:00:00Z", "expires": None}


def ban_result(before, after, *, player="Draxe", uuid=UUID):
    return {"player": player, "uuid": uuid, "changed": True, "before": {"ban": before}, "after": {"ban": after}}


def test_a_ban_is_taken_back_by_an_unban_while_it_is_the_same():
    found = inverse(Action("ban", "survival", {"player": ["Draxe"]}), [ban_result(None, BAN)])
    assert found == {"action": "unban", "vars": {"player": [UUID]}, "only_if": {"after": {UUID: {"ban": BAN}}}}


def test_a_ban_that_was_there_is_put_back_as_it_was():
    before = {**BAN, "reason": "spam", "expires": "2030-01-01T00:00:00Z"}
    values = {"player": [UUID], "reason": "spam", "renew": "replace", "expires": "2030-01-01T00:00:00Z"}
    for name, after in (("ban", BAN), ("unban", None)):
        found = inverse(Action(name, "survival", {"player": ["Draxe"]}), [ban_result(before, after)])
        assert (found["action"], found["vars"]) == ("ban", values)
    assert "expires" not in inverse(Action("unban", "survival", {}), [ban_result(BAN, None)])["vars"]


def test_a_ban_that_is_not_known_well_enough_is_not_put_back():
    unban = Action("unban", "survival", {"player": ["Draxe"]})
    assert inverse(unban, [ban_result({**BAN, "reason": None}, None)]) is None
    assert inverse(unban, [ban_result({**BAN, "expires": "unknown"}, None)]) is None
    two = [ban_result(BAN, None), ban_result({**BAN, "reason": "other"}, None, player="B", uuid="b")]
    assert inverse(unban, two) is None
    assert inverse(unban, [{**ban_result(BAN, None), "before": None}]) is None
    assert inverse(unban, [{**ban_result(None, None), "changed": False}]) is None
