# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bans by EssentialsX, over RCON: what it is asked for, what its server does, and what is made of that."""

from __future__ import annotations

import json
import time

import pytest

from ..conftest import ACTION, outcome
from .server import DEFAULT, UUIDS

DRAXE = UUIDS["Draxe"]
DAY = 86_400
MOST_LATE = 60  # seconds: see the documentation of the provider


def far(seconds=30 * DAY):
    """A date, and the same as a text."""
    moment = int(time.time()) + seconds
    return moment, time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(moment))


# Ban, unban, again


def test_ban_again_and_unban(run, server):
    done = run(reason="griefed 'it'; op Eve")
    assert outcome(done) == ("succeeded", True, True)
    assert server.commands == ["essentials:ban Draxe griefed 'it'; op Eve"]
    assert server.banned() == {"Draxe": "griefed 'it'; op Eve"}
    assert (done["after"]["ban"]["source"], done["after"]["ban"]["expires"]) == ("Console", None)
    assert done["results"][0]["how_verified"] == "ban list (JSON)"
    assert outcome(run(player=DRAXE, reason="other")) == ("unchanged", False, True)
    assert outcome(run(state="absent")) == ("succeeded", True, True)
    assert outcome(run(state="absent")) == ("unchanged", False, True)
    assert server.commands[1:] == ["essentials:unban Draxe"]


def test_without_a_reason_it_has_its_own(run, server):
    assert run()["after"]["ban"]["reason"] == DEFAULT
    assert run(player="Tyrion", duration="1h")["after"]["ban"]["reason"] == DEFAULT
    assert server.commands == ["essentials:ban Draxe", "essentials:tempban Tyrion 3600s"]


def test_a_date_is_told_as_seconds_and_is_reached(run, server):
    moment, text = far()
    done = run(expires=text, reason="x y")
    assert outcome(done) == ("succeeded", True, True)
    assert moment <= server.end("Draxe") <= moment + MOST_LATE
    [command] = server.commands
    assert command.startswith("essentials:tempban Draxe 2")
    assert command.endswith("s x y")
    assert outcome(run(expires=text, reason="x y", renew="replace")) == ("unchanged", False, True)
    assert outcome(run(expires=text)) == ("unchanged", False, True)


@pytest.mark.parametrize("reason", ["1d of spam", "30 swears", "2y", "100", "1mo 3d griefing", "sss", "1s", "y 1d12h"])
def test_a_reason_that_looks_like_a_duration_is_kept(run, server, reason):
    moment, text = far()
    assert outcome(run(expires=text, reason=reason)) == ("succeeded", True, True)
    assert server.banned() == {"Draxe": reason}
    assert moment <= server.end("Draxe") <= moment + MOST_LATE
    assert run(player="Tyrion", reason=reason)["after"]["ban"]["reason"] == reason


def test_an_address(run, server):
    done = run(address="192.0.2.10", reason="1d bots")
    assert outcome(done) == ("succeeded", True, True)
    assert server.commands == ["essentials:banip 192.0.2.10 1d bots"]
    assert "192.0.2.10" not in json.dumps(done)
    _moment, text = far()
    assert outcome(run(address="192.0.2.10", expires=text, renew="replace")) == ("succeeded", True, True)
    assert server.commands[-1].startswith("essentials:tempbanip 192.0.2.10 ")
    assert server.ip_bans["192.0.2.10"]["reason"] == "1d bots"
    assert outcome(run(address="192.0.2.10", state="absent")) == ("succeeded", True, True)
    assert server.commands[-1] == "essentials:unbanip 192.0.2.10"


# What becomes of a ban that is there


def test_extend_prolongs_and_keeps_the_reason(run, server):
    _sooner, text = far(DAY)
    run(expires=text, reason="spam")
    later, text = far(2 * DAY)
    assert outcome(run(expires=text)) == ("succeeded", True, True)
    assert (server.banned(), server.end("Draxe") >= later) == ({"Draxe": "spam"}, True)
    _sooner, text = far(DAY)
    assert outcome(run(expires=text)) == ("unchanged", False, True)


def test_replace_shortens_in_one_step(run, server):
    server.has("Draxe")
    moment, text = far(DAY)
    assert outcome(run(expires=text, reason="spam", renew="replace")) == ("succeeded", True, True)
    assert (len(server.commands), server.banned()) == (1, {"Draxe": "spam"})
    assert moment <= server.end("Draxe") <= moment + MOST_LATE


def test_a_ban_for_good_takes_the_place_of_one_with_an_end(run, server):
    run(duration="1d", reason="spam")
    assert outcome(run()) == ("succeeded", True, True)
    assert server.bans[DRAXE]["expires"] == "forever"
    assert server.banned() == {"Draxe": "spam"}


def test_refuse_and_keep_leave_it(run, server):
    server.has("Draxe")
    refused = run(reason="spam", renew="refuse")
    assert (refused["status"], refused["error"]["code"]) == ("refused", "active_ban")
    assert outcome(run(duration="1d", reason="spam")) == ("unchanged", False, True)
    assert server.commands == []


@pytest.mark.parametrize("reason", ["two\nlines", "§cred", "a  b", "x", ""])
def test_a_reason_that_no_command_can_give_again_is_not_lost_in_silence(run, server, reason):
    server.has("Draxe", reason=reason, expires="2096-01-01 00:00:00 +0000")
    result = run()
    assert (result["status"], result["error"]["code"]) == ("failed", "invalid_value")
    assert "say by reason" in result["msg"]
    assert outcome(run(reason="spam")) == ("succeeded", True, True)


# Who is meant


@pytest.mark.parametrize("state", ["present", "absent"])
def test_a_part_of_a_name_is_not_taken_for_it(run, server, state):
    """EssentialsX would ban whoever is online with that in the name."""
    server.online = ["Draxe"]
    server.has("MaxiCube")
    for name in ("Drax", "rax", "D"):
        result = run(player=name, state=state)
        assert (result["status"], result["error"]["code"]) == ("failed", "not_found")
    assert (server.commands, server.banned()) == ([], {"MaxiCube": "griefing"})


def test_a_player_of_whom_it_has_no_data_is_not_banned_by_it(run, server):
    result = run(player=["VioTak", "Draxe"])
    assert [one["status"] for one in result["results"]] == ["failed", "succeeded"]
    assert "bans.provider=vanilla" in result["results"][0]["error"]["message"]
    assert server.banned() == {"Draxe": DEFAULT}


def test_capital_letters_count(run, server):
    result = run(player="draxe")
    assert (result["error"]["code"], result["error"]["candidates"]) == ("not_found", ["Draxe"])
    assert server.commands == []


def test_a_player_whom_it_knows_by_another_name_is_not_banned(run, server):
    server.knows("OldName", DRAXE)
    result = run()
    assert (result["error"]["code"], "OldName" in result["msg"]) == ("not_found", True)
    assert server.commands == []


def test_who_has_left_the_cache_is_found_by_the_name_in_the_data(run, server):
    server.cache({})
    assert outcome(run(player=DRAXE)) == ("succeeded", True, True)
    assert server.commands == ["essentials:ban Draxe"]


def test_in_online_mode_an_old_name_may_be_another_players(run, server):
    (server.folder / "server.properties").write_text("online-mode=true\n")
    server.cache({})
    unknown = run(player="Draxe")
    assert (unknown["error"]["code"], "give the UUID to unban" in unknown["msg"]) == ("not_found", True)
    assert run(player=DRAXE)["error"]["code"] == "invalid_value"
    assert server.commands == []
    server.has("Draxe")
    assert outcome(run(player=DRAXE, state="absent")) == ("succeeded", True, True)


def test_each_player_has_an_outcome_and_a_command_of_their_own(run, server):
    result = run(player=["Draxe", "Tyrion", "MaxiCube", "nobody"], duration="1d", reason="raid")
    assert [one["status"] for one in result["results"]] == ["succeeded"] * 3 + ["failed"]
    assert server.banned() == {"Draxe": "raid", "Tyrion": "raid", "MaxiCube": "raid"}


# What is not done


@pytest.mark.parametrize(
    ("options", "code", "part"),
    [
        ({"duration": "30"}, "invalid_value", "no unit"),
        ({"duration": "1x"}, "invalid_value", "units"),
        ({"duration": "-1d"}, "invalid_value", "units"),
        ({"duration": "11y"}, "invalid_value", "ten years"),
        ({"expires": "2096-10-02T07:06:40Z"}, "invalid_value", "ten years"),
        ({"expires": "2001-01-01T00:00:00Z"}, "invalid_value", "past"),
        ({"silent": True}, "invalid_value", "silent"),
        ({"address": "2001:db8::1"}, "invalid_value", "IPv6"),
        ({"server": None}, "configuration", "server.path"),
        ({"server": None, "verify": "best_effort"}, "configuration", "server.path"),
        ({"bans": {"read_back": {"banlist": True}}}, "configuration", "read_back"),
        ({"bans": {"namespace": "none"}}, "configuration", "namespace"),
        ({"bans": {"when_stopped": "files"}}, "configuration", "when_stopped"),
    ],
)
def test_what_it_has_not_is_an_error_and_nothing_is_sent(run, server, options, code, part):
    result = run(**options)
    assert (result["status"], result["error"]["code"], server.commands) == ("failed", code, [])
    assert part in result["msg"]


def test_a_server_without_it_is_told(run, server):
    (server.folder / "plugins").rename(server.folder / "other")
    assert (run()["error"]["code"], server.commands) == ("storage", [])


def test_check_mode_sends_nothing(run, server):
    _moment, text = far()
    result = run(reason="spam", expires=text, _ansible_check_mode=True, _ansible_diff=True)
    assert outcome(result) == ("succeeded", True, False)
    assert (result["after"]["ban"]["expires"], result["diff"][0]["before"]) == (text, "not banned\n")
    assert (server.commands, server.bans) == ([], {})


# What replies are worth


@pytest.mark.parametrize(
    "reply", ["", "Player Console banned Draxe for: x.", "Warning: The user 'Draxe' has never joined"]
)
def test_no_reply_is_believed_that_a_ban_is_there(run, server, reply):
    server.script = [lambda _command: reply]
    result = run()
    assert (result["status"], result["error"]["code"]) == ("unknown", "unconfirmed")


@pytest.mark.parametrize("reply", ["§4Error: §4Player not found.", 'Unknown command. Type "/help" for help.'])
def test_a_clear_no_is_believed_where_nothing_was_done(run, server, reply):
    server.script = [lambda _command: reply]
    result = run()
    assert (result["status"], result["error"]["code"]) == ("failed", "rejected")


def test_a_no_to_what_is_there_all_the_same_is_not(run, server):
    server.script = [lambda command: server.execute(command) or "Error: something else failed"]
    assert outcome(run()) == ("succeeded", True, True)


# Undo


def test_an_unban_of_a_temporary_ban_is_undone_with_the_same_end_and_reason(run, server):
    moment, text = far()
    banned = run(expires=text, reason="1d spam")
    ended = server.end("Draxe")
    unbanned = run(state="absent")
    back = run(only_if={"after": {"Draxe": unbanned["after"]}}, restore={"Draxe": unbanned["before"]})
    assert (outcome(back), server.banned()) == (("succeeded", True, True), {"Draxe": "1d spam"})
    assert moment <= ended <= server.end("Draxe") <= ended + MOST_LATE
    lifted = run(state="absent", only_if={"after": {"Draxe": back["after"]}})
    assert (outcome(lifted), server.banned()) == (("succeeded", True, True), {})
    assert banned["after"]["ban"]["source"] == "Console"


def test_a_ban_that_somebody_else_made_since_is_not_undone(run, server):
    banned = run(reason="spam")
    server.has("Draxe", reason="spam", source="anna")
    lifted = run(state="absent", only_if={"after": {"Draxe": banned["after"]}})
    assert (lifted["error"]["code"], server.banned()) == ("changed_since", {"Draxe": "spam"})


def test_a_later_attempt_asks_for_the_same_end(run, server):
    server.script = [lambda _command: ""]
    options = {"duration": "1d", "reason": "spam", "action_id": ACTION}
    before = int(time.time())
    assert run(**options)["status"] == "unknown"
    result = run(attempt=2, **options)
    assert outcome(result) == ("succeeded", True, True)
    assert before + DAY <= server.end("Draxe") <= before + DAY + MOST_LATE
