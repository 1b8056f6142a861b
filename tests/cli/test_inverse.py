# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What would undo an action."""

from __future__ import annotations

from gamedesk.actions import Action
from gamedesk.runbooks.inverse import inverse

UUID = "d394da40-0ab1-3e8c-8302-4aaebe14d88d"
OTHER = "92f98a09-7705-31ea-8430-ec9f64363c5a"
VIP = {"rank": "vip", "expires": None, "context": {}}
SOON = {"rank": "vip", "expires": "2030-01-01T00:00:00Z", "context": {}}
LATER = {"rank": "vip", "expires": "2031-01-01T00:00:00Z", "context": {}}
OWNER = {"rank": "owner", "expires": None, "context": {}}


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


def states(**memberships):
    return {uuid: {"ranks": items} for uuid, items in memberships.items()}


def test_a_grant_is_taken_back_only_from_whom_it_gave_something():
    results = [result([], [VIP]), result([VIP], [VIP], changed=False, player="Steve", uuid="other")]
    found = inverse(grant(), results)
    assert found == {
        "action": "revoke",
        "vars": {"player": [UUID], "rank": "vip"},
        "only_if": {"after": {UUID: {"ranks": [VIP]}}},
    }


def test_other_ranks_are_not_its_business():
    found = inverse(grant(), [result([OWNER], [OWNER, VIP])])
    assert found["only_if"]["after"] == {UUID: {"ranks": [VIP]}}
    assert "restore" not in found["vars"]


def test_what_a_grant_extended_is_as_long_as_before():
    found = inverse(grant(), [result([OWNER, SOON], [OWNER, LATER])])
    assert (found["action"], found["vars"]["restore"]) == ("revoke", {UUID: {"ranks": [SOON]}})
    assert found["only_if"]["after"] == {UUID: {"ranks": [LATER]}}


def test_what_was_revoked_is_given_back_as_it_was_for_each():
    found = inverse(revoke(), [result([SOON], []), result([VIP, LATER], [], uuid=OTHER)])
    assert found["action"] == "grant"
    assert found["vars"]["restore"] == {UUID: {"ranks": [SOON]}, OTHER: {"ranks": [VIP, LATER]}}
    assert found["only_if"]["after"] == {UUID: {"ranks": []}, OTHER: {"ranks": []}}


def test_the_context_is_kept_whatever_its_capital_letters():
    there = {"server": "lobby"}
    before = [{**VIP, "context": there}, SOON]
    found = inverse(revoke(context={"server": "Lobby"}), [result(before, [SOON])])
    assert found["vars"]["context"] == {"server": "Lobby"}
    assert found["vars"]["restore"] == {UUID: {"ranks": [{**VIP, "context": there}]}}


def test_a_rank_is_called_what_the_server_calls_it():
    assert inverse(grant(), [result([], [{**VIP, "rank": "Vip"}])])["vars"]["rank"] == "Vip"


def test_what_undoes_can_be_undone():
    undo = Action("revoke", "survival", {"player": [UUID], "rank": "vip", "restore": {UUID: {"ranks": [SOON]}}})
    found = inverse(undo, [result([LATER], [SOON])])
    assert (found["action"], found["vars"]["restore"]) == ("grant", {UUID: {"ranks": [LATER]}})


def test_what_cannot_be_taken_back_has_no_inverse():
    assert inverse(grant(), [result([VIP], [VIP], changed=False)]) is None
    assert inverse(grant(), [result(None, None)]) is None  # unverified: nobody knows what was there
    assert inverse(grant(), [result([], None)]) is None


BAN = {"reason": "griefing", "source": "Rcon", "created": "2026-01-01T00:00:00Z", "expires": None}


def ban_result(before, after, *, player="Draxe", uuid=UUID):
    return {"player": player, "uuid": uuid, "changed": True, "before": {"ban": before}, "after": {"ban": after}}


def test_a_ban_is_taken_back_by_an_unban_while_it_is_the_same():
    found = inverse(Action("ban", "survival", {"player": ["Draxe"]}), [ban_result(None, BAN)])
    assert found == {"action": "unban", "vars": {"player": [UUID]}, "only_if": {"after": {UUID: {"ban": BAN}}}}


def test_a_ban_of_an_address_is_taken_back_by_its_pseudonym():
    name = "ip-0123456789abcdef"
    found = inverse(Action("ban", "survival", {"address": [name]}), [ban_result(None, BAN, player=name, uuid=None)])
    assert found == {"action": "unban", "vars": {"address": [name]}, "only_if": {"after": {name: {"ban": BAN}}}}


SPAM = {**BAN, "reason": "spam", "expires": "2030-01-01T00:00:00Z"}
BRIEF = {**BAN, "expires": "2029-01-01T00:00:00Z"}


def undone(name, *results):
    found = inverse(Action(name, "survival", {"player": ["Draxe"]}), list(results))
    return found["action"], found["vars"].get("restore")


def test_a_ban_that_was_there_is_put_back_as_it_was_for_each():
    assert undone("unban", ban_result(SPAM, None)) == ("ban", {UUID: {"ban": SPAM}})
    two = undone("unban", ban_result(SPAM, None), ban_result(BAN, None, uuid=OTHER))
    assert two == ("ban", {UUID: {"ban": SPAM}, OTHER: {"ban": BAN}})
    found = inverse(Action("unban", "survival", {}), [ban_result(SPAM, None)])
    assert found["vars"].keys() == {"player", "restore"}
    assert found["only_if"] == {"after": {UUID: {"ban": None}}}


def test_what_makes_a_ban_shorter_unbans_and_what_makes_it_longer_bans():
    """These are two permissions."""
    for before, after, action in [
        (SPAM, BAN, "unban"),
        (BRIEF, SPAM, "unban"),
        (BAN, {**BAN, "reason": "other"}, "unban"),
        (BAN, SPAM, "ban"),
        (SPAM, BRIEF, "ban"),
    ]:
        assert undone("ban", ban_result(before, after)) == (action, {UUID: {"ban": before}})
    assert undone("ban", ban_result(SPAM, BAN), ban_result(None, BAN, uuid=OTHER))[0] == "unban"
    both = [ban_result(BAN, SPAM), ban_result(None, SPAM, uuid=OTHER)]
    assert inverse(Action("ban", "survival", {}), both) is None


def test_a_ban_that_is_not_known_well_enough_is_not_put_back():
    unban = Action("unban", "survival", {"player": ["Draxe"]})
    assert inverse(unban, [ban_result({**BAN, "reason": None}, None)]) is None
    assert inverse(unban, [ban_result({**BAN, "expires": "unknown"}, None)]) is None
    assert inverse(unban, [{**ban_result(BAN, None), "before": None}]) is None
    assert inverse(unban, [{**ban_result(None, None), "changed": False}]) is None


def unban(before, after):
    item = {"player": "Draxe", "uuid": UUID, "changed": True, "before": {"ban": before}, "after": {"ban": after}}
    return inverse(Action("unban", "survival", {"player": ["Draxe"]}), [item])


def test_a_ban_is_put_back_as_it_was_unless_its_end_is_none():
    ban = {"reason": "griefing", "source": "Rcon", "created": None, "expires": "2030-01-01T00:00:00Z"}
    found = unban(ban, None)
    assert (found["action"], found["vars"]["restore"]) == ("ban", {UUID: {"ban": ban}})
    assert unban({**ban, "expires": "unix second 99999999999999"}, None) is None
    assert unban({"reason": "griefing"}, None) is None


BUILDER = {"rank": "builder", "expires": None, "context": {}}


def test_the_rank_whose_place_another_took_is_given_back_to_each():
    found = inverse(grant(), [result([BUILDER], [VIP]), result([], [VIP], uuid=OTHER)])
    assert found == {
        "action": "revoke",
        "vars": {"player": [UUID, OTHER], "rank": "vip", "restore": states(**{UUID: [BUILDER], OTHER: []})},
        "only_if": {"after": states(**{UUID: [VIP], OTHER: [VIP]})},
    }


def test_a_revoke_remembers_what_took_the_place():
    found = inverse(revoke(), [result([VIP], [BUILDER])])
    assert (found["action"], found["vars"]["rank"], found["vars"]["restore"]) == (
        "grant",
        "vip",
        states(**{UUID: [VIP]}),
    )
    assert found["only_if"]["after"] == states(**{UUID: [BUILDER]})
