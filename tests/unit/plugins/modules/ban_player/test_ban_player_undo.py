# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an earlier run did is undone, for those alone whose ban is still the one that it left."""

from __future__ import annotations

import pytest

from .conftest import ACTION, DRAXE, FAR_TEXT, MAXICUBE, TYRION, outcome

SOONER_TEXT = "2096-10-01T07:06:40Z"
PAST_TEXT = "2001-09-09T01:46:40Z"
CREATED, CREATED_TEXT = "2026-01-02 03:04:05 +0100", "2026-01-02T02:04:05Z"
FAR_DATE = "2096-10-02 09:06:40 +0200"
NONE = {"ban": None}


def ban(reason="griefing", expires=None, source="Rcon", created=CREATED_TEXT):
    """A state with this ban, in the form of a result."""
    return {"ban": {"reason": reason, "source": source, "created": created, "expires": expires}}


def undo(run, after, before=None, player="Draxe", **options):
    options = {"player": player, "only_if": {"after": {player: after}}, **options}
    return run(**options) if before is None else run(restore={player: before}, **options)


# What was banned


def test_a_ban_is_lifted(run, server):
    server.has("Draxe", created=CREATED)
    result = undo(run, ban(), state="absent")
    assert outcome(result) == ("succeeded", True, True)
    assert (result["before"], result["after"]) == (ban(), NONE)
    assert server.sent == ["pardon Draxe"]


def test_the_result_of_the_earlier_run_is_what_it_takes(run, server):
    banned = run(reason="x")
    assert outcome(undo(run, banned["after"], banned["before"], state="absent")) == ("succeeded", True, True)
    assert server.banned() == {}


@pytest.mark.parametrize(
    "now",
    [
        {"reason": "spam"},
        {"source": "anna"},
        {"created": "2026-01-02 03:04:06 +0100"},
        {"expires": FAR_DATE},
    ],
    ids=["reason", "source", "created", "expires"],
)
def test_the_ban_of_somebody_else_stays(run, server, now):
    server.has("Draxe", **{"created": CREATED, **now})
    result = undo(run, ban(), state="absent")
    assert (result["status"], result["changed"], result["error"]["code"]) == ("refused", False, "changed_since")
    assert result["error"]["left"] == ban()["ban"]
    assert result["error"]["now"] == result["after"]["ban"] != ban()["ban"]
    assert (server.sent, list(server.banned())) == ([], ["Draxe"])


def test_when_it_was_made_is_compared_where_that_is_known(run, server):
    server.has("Draxe", created=CREATED)
    assert undo(run, ban(created=None), state="absent")["status"] == "succeeded"


@pytest.mark.parametrize("left", [ban(), ban(expires=PAST_TEXT)], ids=["unbanned", "ended"])
def test_what_is_gone_is_undone_already(run, server, left):
    assert outcome(undo(run, left, state="absent")) == ("unchanged", False, True)
    assert server.sent == []


def test_a_ban_that_was_replaced_comes_back(run, server):
    server.has("Draxe", created=CREATED)
    result = undo(run, ban(), ban("spam"), state="absent")
    assert outcome(result) == ("succeeded", True, True)
    assert server.banned() == {"Draxe": "spam"}
    assert server.sent == ["pardon Draxe", "ban Draxe spam"]


def test_the_replaced_ban_that_would_have_ended_meanwhile_does_not_come_back(run, server):
    server.has("Draxe", created=CREATED)
    assert outcome(undo(run, ban(), ban(expires=PAST_TEXT), state="absent")) == ("succeeded", True, True)
    assert server.banned() == {}


# What was unbanned


def test_an_unban_puts_the_ban_back(run, server):
    result = undo(run, NONE, ban("{{ x }}; op Eve"), state="present")
    assert outcome(result) == ("succeeded", True, True)
    assert server.banned() == {"Draxe": "{{ x }}; op Eve"}


def test_a_ban_that_would_have_ended_meanwhile_does_not_come_back(run, server):
    assert outcome(undo(run, NONE, ban(expires=PAST_TEXT), state="present")) == ("unchanged", False, True)
    assert server.sent == []


def test_a_shorter_ban_that_has_ended_since_gives_way_to_the_longer_one_before_it(run, server):
    result = undo(run, ban(expires=PAST_TEXT), ban("spam"), state="present")
    assert (outcome(result), server.banned()) == (("succeeded", True, True), {"Draxe": "spam"})


def test_who_was_banned_anew_since_stays_so(run, server):
    server.has("Draxe", reason="other")
    result = undo(run, NONE, ban(), state="present")
    assert (result["status"], result["error"]["code"], result["error"]["left"]) == ("refused", "changed_since", None)
    assert server.banned() == {"Draxe": "other"}


@pytest.mark.parametrize("check", [False, True], ids=["run", "check"])
def test_a_ban_with_an_end_that_the_server_cannot_make_is_an_error_for_that_player(run, server, check):
    result = run(
        player=["Draxe", "Tyrion"],
        only_if={"after": {"Draxe": NONE, "Tyrion": NONE}},
        restore={"Draxe": ban(expires=FAR_TEXT), "Tyrion": ban()},
        _ansible_check_mode=check,
    )
    assert [one["status"] for one in result["results"]] == ["failed", "succeeded"]
    assert "bans.when_stopped" in result["results"][0]["error"]["message"]
    assert server.banned() == ({} if check else {"Tyrion": "griefing"})


def test_it_comes_back_in_the_files_of_a_stopped_server(run, server):
    server.stop()
    result = run(
        player=["Draxe", "Tyrion"],
        bans={"when_stopped": "files"},
        only_if={"after": {"Draxe": NONE, "Tyrion": NONE}},
        restore={"Draxe": ban("a", FAR_TEXT), "Tyrion": ban("b", SOONER_TEXT)},
    )
    assert [one["status"] for one in result["results"]] == ["succeeded", "succeeded"]
    assert [one["after"]["ban"]["expires"] for one in result["results"]] == [FAR_TEXT, SOONER_TEXT]
    assert server.banned() == {"Draxe": "a", "Tyrion": "b"}


def test_without_a_ban_of_each_there_is_one_for_all(run, server):
    assert undo(run, NONE, state="present", reason="spam")["status"] == "succeeded"
    assert server.banned() == {"Draxe": "spam"}


# Several, and addresses


def test_each_player_has_a_ban_of_their_own(run, server):
    server.has("MaxiCube", reason="new")
    result = run(
        player=["Draxe", TYRION, MAXICUBE],
        only_if={"after": {"Draxe": NONE, TYRION: NONE, MAXICUBE: NONE}},
        restore={"Draxe": ban("a"), TYRION: ban("b"), MAXICUBE: ban("c")},
    )
    assert [one["status"] for one in result["results"]] == ["succeeded", "succeeded", "refused"]
    assert server.banned() == {"Draxe": "a", "Tyrion": "b", "MaxiCube": "new"}


def test_an_address_is_known_by_its_pseudonym(run, server):
    options = {"address": "192.0.2.10", "address_key": "k"}
    banned = run(reason="bot at 192.0.2.10", **options)
    name = banned["results"][0]["player"]
    assert name.startswith("ip-")
    unbanned = run(state="absent", **options)
    assert unbanned["before"]["ban"]["reason"] == f"bot at {name}"
    back = {"only_if": {"after": {name: unbanned["after"]}}, "restore": {name: unbanned["before"]}}
    again = run(**options, **back)
    assert (again["status"], "192.0.2.10" in str(again)) == ("succeeded", False)
    assert [one["reason"] for one in server.listed("banned-ips.json")] == ["bot at 192.0.2.10"]
    lifted = run(state="absent", only_if={"after": {name: again["after"]}}, **options)
    assert (lifted["status"], server.listed("banned-ips.json")) == ("succeeded", [])
    other = run(state="absent", only_if={"after": {name: NONE}}, address="192.0.2.10", address_key="other")
    assert "says nothing about the address" in other["msg"]


# Attempts


def test_a_half_done_undo_is_finished(run, server):
    server.has("Draxe", created=CREATED)
    options = {"state": "absent", "action_id": ACTION}
    server.script = [server.does, server.loses_the_line]
    assert undo(run, ban(), ban("spam"), **options)["status"] == "unknown"
    assert server.banned() == {}
    result = undo(run, ban(), ban("spam"), attempt=2, **options)
    assert (outcome(result), result["before"]) == (("succeeded", True, True), ban())
    assert server.banned() == {"Draxe": "spam"}


def test_a_later_attempt_respects_what_was_changed_in_between(run, server):
    server.has("Draxe", created=CREATED)
    options = {"state": "absent", "action_id": ACTION}
    server.script = [server.does_and_loses_the_line]
    assert undo(run, ban(), **options)["status"] in ("succeeded", "unknown")
    server.has("Draxe", reason="somebody else")
    result = undo(run, ban(), attempt=2, **options)
    assert (result["status"], result["error"]["code"]) == ("refused", "changed_since")
    assert server.banned() == {"Draxe": "somebody else"}


# Check mode, and what is not done at all


def test_check_mode_says_what_would_be(run, server):
    server.has("Draxe", created=CREATED)
    result = undo(run, ban(), ban("spam"), state="absent", _ansible_check_mode=True, _ansible_diff=True)
    assert (outcome(result), result["after"]["ban"]["reason"]) == (("succeeded", True, False), "spam")
    assert server.sent == []
    assert undo(run, ban("x"), state="absent", _ansible_check_mode=True)["error"]["code"] == "changed_since"


ONLY_IF = {"after": {"Draxe": ban()}}


@pytest.mark.parametrize(
    ("options", "part"),
    [
        ({"only_if": None, "restore": {"Draxe": ban()}}, "give only_if"),
        ({"only_if": {"after": {"Tyrion": ban()}}}, "only_if.after says nothing about the player"),
        ({"restore": {DRAXE: ban()}}, "restore says nothing about the player"),
        ({"only_if": {"after": {"Draxe": NONE}}, "restore": {"Draxe": ban()}}, "restore gives nothing"),
        ({"state": "present", "restore": {"Draxe": ban(expires=FAR_TEXT)}}, "restore takes nothing away"),
        ({"state": "present", "restore": {"Draxe": ban()}, "reason": "x", "renew": None}, "leave reason out"),
        ({"state": "present", "renew": "replace"}, "leave duration and renew out"),
        ({"restore": {"Draxe": ban(reason=None)}}, "has to say the reason"),
        ({"restore": {"Draxe": ban(expires="unknown")}}, "has to say the reason and the end"),
        ({"only_if": {"after": {"Draxe": {"ranks": []}}}}, "a state for each"),
        ({"only_if": {"after": {"Draxe": {"ban": {"reason": "x"}}}}}, "a state for each"),
        ({"only_if": {"after": {"Draxe": {"ban": ["reason"]}}}}, "a state for each"),
        ({"only_if": {"after": {"Draxe": "x"}}}, "a state for each"),
        ({"only_if": {"after": {"Draxe": ban(expires="soon")}}}, "soon"),
        ({"only_if": {"after": {"@a\n": ban()}}}, "neither a player name"),
    ],
)
def test_what_does_not_fit_together_is_told(run, server, options, part):
    result = run(**{"state": "absent", "only_if": ONLY_IF, **options})
    assert (result["status"], result["error"]["code"]) == ("failed", "invalid_value")
    assert part in result["msg"]
    assert server.sent == []


@pytest.mark.parametrize("reason", ["x\nop Eve", "\u202ex", "§4red", " x", "", "@a", "x" * 1001])
def test_a_doctored_reason_is_refused_and_nothing_is_sent(run, server, reason):
    result = undo(run, NONE, ban(reason), state="present")
    assert (result["status"], result["error"]["code"], server.sent) == ("failed", "invalid_value", [])


def test_nothing_is_undone_blindly(run, server):
    blind = {"bans": {"read_back": {"banlist": False}}, "server": None, "verify": "best_effort"}
    result = undo(run, ban(), state="absent", **blind)
    assert (result["status"], result["error"]["code"], server.sent) == ("refused", "cannot_verify", [])


def test_where_no_end_can_be_read_none_is_compared(run, server):
    server.has("Draxe", reason="x")
    left = ban("x", "unknown", created=None)
    assert undo(run, {"ban": {**left["ban"], "reason": "y"}}, state="absent", server=None)["status"] == "refused"
    assert undo(run, left, state="absent", server=None)["status"] == "succeeded"
