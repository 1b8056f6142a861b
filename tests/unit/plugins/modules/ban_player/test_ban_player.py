# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module from start to end: what it sends for what is there, and what it says of it."""

from __future__ import annotations

import pytest

from .conftest import ACTION, DRAXE, FAR, FAR_TEXT, outcome


def test_a_ban(run, server):
    result = run(reason="griefing")
    assert server.sent == ["ban Draxe griefing"]
    created = result["after"]["ban"]["created"]
    assert result["results"] == [
        {
            "player": "Draxe",
            "uuid": DRAXE,
            "status": "succeeded",
            "changed": True,
            "verified": True,
            "before": {"ban": None},
            "after": {"ban": {"reason": "griefing", "source": "Rcon", "created": created, "expires": None}},
            "commands": [{"command": "ban Draxe griefing", "reply": "Banned"}],
            "how_verified": "ban list (JSON)",
            "error": None,
        }
    ]
    assert (result["before"], outcome(result)) == ({"ban": None}, ("succeeded", True, True))


@pytest.mark.parametrize(
    ("there", "options"),
    [
        (False, {}),
        (False, {"reason": "griefing"}),
        (False, {"renew": "refuse", "reason": "x"}),
        (True, {"renew": "replace", "reason": "other"}),
        (True, {"state": "absent"}),
    ],
)
def test_everything_is_idempotent_and_check_mode_foretells_it(run, server, tmp_path, there, options):
    if there:
        server.has("Draxe")
    before = server.banned()
    foretold = run(**options, _ansible_check_mode=True, _ansible_diff=True, action_id=ACTION)
    assert (server.sent, server.banned()) == ([], before)
    assert not (tmp_path / "state").exists()
    assert outcome(foretold) == ("succeeded", True, False)
    done = run(**options, _ansible_diff=True)
    assert outcome(done) == ("succeeded", True, True)
    if "reason" in options or "state" in options:  # the default one is the server's to know
        assert done["diff"] == foretold["diff"]
    assert outcome(run(**options)) == ("unchanged", False, True)
    assert outcome(run(**options, _ansible_check_mode=True)) == ("unchanged", False, True)


@pytest.mark.parametrize(
    ("expires", "options", "sent"),
    [
        # A ban without an end stays; one with an end becomes one.
        ("forever", {}, []),
        ("forever", {"reason": "other"}, []),
        ("forever", {"reason": "other", "renew": "keep"}, []),
        (FAR, {}, ["pardon Draxe", "ban Draxe griefing"]),
        (FAR, {"reason": "other"}, ["pardon Draxe", "ban Draxe other"]),
        (FAR, {"renew": "replace"}, ["pardon Draxe", "ban Draxe griefing"]),
        # The reason is compared where that is asked for.
        ("forever", {"reason": "griefing", "renew": "replace"}, []),
        ("forever", {"renew": "replace"}, []),
        ("forever", {"renew": "refuse"}, []),
        ("forever", {"reason": "other", "renew": "replace"}, ["pardon Draxe", "ban Draxe other"]),
        # One that has ended is none, and a plain server may not have forgotten it.
        (1, {}, ["pardon Draxe", "ban Draxe"]),
        (FAR, {"state": "absent"}, ["pardon Draxe"]),
        (1, {"state": "absent"}, []),
    ],
)
def test_what_is_sent_for_what_is_there(run, server, expires, options, sent):
    text = (
        expires if expires == "forever" else {FAR: "2096-10-02 07:06:40 +0000", 1: "1970-01-01 00:00:01 +0000"}[expires]
    )
    server.has("Draxe", expires=text)
    if expires == 1:
        server.bans.clear()  # the server has forgotten it
    result = run(**options)
    assert server.sent == sent
    assert outcome(result) == (("succeeded", True, True) if sent else ("unchanged", False, True))


@pytest.mark.parametrize(("expires", "until"), [("forever", None), ("2096-10-02 07:06:40 +0000", FAR_TEXT)])
def test_an_active_ban_can_be_refused(run, server, expires, until):
    server.has("Draxe", expires=expires)
    result = run(renew="refuse", reason="other")
    assert (result["status"], result["error"]["code"]) == ("refused", "active_ban")
    assert result["error"]["active_until"] == until
    assert (server.sent, result["before"]["ban"]["reason"]) == ([], "griefing")


@pytest.mark.parametrize(
    ("options", "code", "part"),
    [
        ({"player": "Draxe", "address": ["192.0.2.1"]}, "configuration", "mutually exclusive"),
        ({"player": None}, "invalid_value", "player or by address"),
        ({"player": []}, "invalid_value", "No player"),
        ({"player": "@a"}, "invalid_value", "neither a player name"),
        ({"duration": "7d"}, "invalid_value", "no end"),
        ({"expires": FAR_TEXT}, "invalid_value", "no end"),
        ({"duration": "30"}, "invalid_value", "no unit"),
        ({"expires": "2020-01-01T00:00:00Z"}, "invalid_value", "past"),
        ({"duration": "7d", "renew": "extend"}, "invalid_value", "at each run"),
        ({"silent": True}, "invalid_value", "silent"),
        ({"state": "absent", "reason": "x"}, "invalid_value", "reason"),
        ({"state": "absent", "duration": "7d", "renew": "keep"}, "invalid_value", "duration and renew"),
        ({"reason": ""}, "invalid_value", "empty"),
        ({"reason": " x"}, "invalid_value", "space"),
        ({"address": ["2001:db8::1"]}, "invalid_value", "IPv6"),
        ({"address": ["hello"]}, "invalid_value", "Number 1"),
        ({"action_id": "x"}, "invalid_value", "ULID"),
        ({"bans": {"read_back": {"banlist": True}}}, "configuration", "banlist"),
    ],
)
def test_what_cannot_be_meant_is_refused_before_anything_is_sent(run, server, options, code, part):
    result = run(**options)
    assert (result["status"], result["error"]["code"], result["results"]) == ("failed", code, [])
    assert part in result["msg"]
    assert server.sent == []


def test_many_players_are_one_call_and_one_bad_name_is_told(run, server):
    result = run(player=["Draxe", "draxe", "Tyrion", "Nobody", DRAXE], reason="x")
    assert [one["status"] for one in result["results"]] == ["succeeded", "failed", "succeeded", "failed", "unchanged"]
    assert server.sent == ["ban Draxe x", "ban Tyrion x"]


def test_a_no_of_the_server(run, server):
    server.script = [server.says("That player does not exist")]
    result = run()
    assert (result["status"], result["error"]["code"]) == ("failed", "rejected")
    assert "does not exist" in result["msg"]


def test_a_yes_without_an_effect_is_no_success(run, server):
    server.script = [server.says("Banned Draxe: x")]
    result = run(reason="x")
    assert (result["status"], result["error"]["code"]) == ("unknown", "unconfirmed")
    assert result["after"] == {"ban": None}


def test_an_empty_reply_is_no_failure(run, server):
    server.script = [lambda command: server.does(command)._replace(text="")]
    assert outcome(run()) == ("succeeded", True, True)


def test_another_ban_than_the_one_that_was_sent(run, server):
    server.script = [lambda _command: server.does("ban Draxe y")]
    result = run(reason="x")
    assert (result["status"], result["error"]["code"]) == ("unknown", "unconfirmed")
    assert "not the one that is wanted" in result["msg"]


def test_a_ban_of_somebody_else(run, server):
    """An older server looks a name up in lower case: the result names the UUID that was hit."""
    lower = "8b10c85a-39ee-3640-8042-2c70e6186ff5"

    def does_to_another(command):
        server.known["draxe"] = ("draxe", lower)
        return server.does(command)

    server.script = [does_to_another]
    result = run()
    assert result["status"] == "unknown"
    assert lower in result["msg"]


# Several attempts.


def test_a_later_attempt_tells_what_the_action_has_changed(run, server):
    server.script = [server.does_and_loses_the_line]
    assert run(action_id=ACTION, reason="x", renew="refuse")["status"] in ("unknown", "succeeded")
    second = run(action_id=ACTION, attempt=2, reason="x", renew="refuse")
    assert outcome(second) == ("succeeded", True, True)
    assert (second["before"], len(server.sent)) == ({"ban": None}, 1)
    orphan = run(action_id=ACTION, reason="x", renew="refuse")
    assert (orphan["status"], orphan["error"]["code"]) == ("refused", "stale_attempt")


def test_a_later_attempt_finishes_what_was_half_done(run, server):
    """Between the two commands of a replacement there is no ban."""
    server.has("Draxe")
    server.script = [server.does, server.loses_the_line]
    first = run(action_id=ACTION, reason="other", renew="replace")
    assert first["status"] == "unknown"
    assert server.banned() == {}
    second = run(action_id=ACTION, attempt=2, reason="other", renew="replace")
    assert outcome(second) == ("succeeded", True, True)
    assert (second["before"]["ban"]["reason"], server.banned()) == ("griefing", {"Draxe": "other"})


@pytest.mark.parametrize("change", [{"reason": "y"}, {"state": "absent", "reason": None}])
def test_an_id_is_for_one_action(run, server, change):
    run(action_id=ACTION, reason="x")
    result = run(**{"action_id": ACTION, "attempt": 2, "reason": "x", **change})
    assert (result["status"], result["error"]["code"]) == ("failed", "configuration")


# Without the server's folder.


def test_the_console_is_asked_where_there_is_no_folder(run, server):
    options = {"server": None, "reason": "x"}
    result = run(**options)
    assert server.sent == ["banlist players", "banlist players", "ban Draxe x", "banlist players"]
    assert outcome(result) == ("succeeded", True, True)
    assert (result["after"]["ban"]["expires"], result["results"][0]["how_verified"]) == ("unknown", "banlist")
    assert outcome(run(**options)) == ("unchanged", False, True)


def test_what_the_answer_does_not_tell_is_not_claimed(run, server):
    for name in ("Tyrion", "MaxiCube"):
        server.has(name)
    result = run(server=None, reason="x")
    assert (result["status"], result["error"]["code"]) == ("unknown", "unconfirmed")
    assert "server.path" in result["msg"]


def test_where_nothing_can_be_read_nothing_is_sent_unless_asked_for(run, server):
    options = {"server": None, "bans": {"read_back": {"banlist": False}}}
    refused = run(**options)
    assert (refused["status"], refused["error"]["code"]) == ("refused", "cannot_verify")
    assert outcome(run(**options, verify="best_effort")) == ("unverified", True, False)
    assert server.sent == ["ban Draxe"]


def test_who_cannot_be_asked_is_not_reached(run, server):
    server.runs = False
    result = run(server=None, player=["Draxe", "Tyrion"])
    assert [one["error"]["code"] for one in result["results"]] == ["console_refused"] * 2
    assert result["status"] == "failed"


def test_a_question_that_is_lost_leaves_nothing_in_doubt(run, server):
    server.script = [server.loses_the_line]
    result = run(server=None)
    assert (result["status"], result["error"]["code"]) == ("failed", "storage")


def test_a_look_that_fails_after_the_ban_is_repeated(run, server):
    server.script = [server.does, server.does, server.does, server.loses_the_line, server.says(None), server.says("?")]
    assert outcome(run(server=None, reason="x")) == ("succeeded", True, True)


# Addresses.


def test_an_address_is_banned_and_not_told(run, server, tmp_path):
    result = run(address=["203.0.113.77"], reason="bots from 203.0.113.77", address_key="k")
    assert server.sent == ["ban-ip 203.0.113.77 bots from 203.0.113.77"]
    assert "203.0.113.77" not in repr({key: value for key, value in result.items() if key != "invocation"})
    name = result["results"][0]["player"]
    assert result["results"][0]["commands"][0]["command"] == f"ban-ip {name} bots from {name}"
    assert outcome(result) == ("succeeded", True, True)
    assert outcome(run(address=["203.0.113.77"], address_key="k")) == ("unchanged", False, True)
    assert run(address=["203.0.113.77"], address_key="k", state="absent")["results"][0]["player"] == name
    assert server.listed("banned-ips.json") == []


@pytest.mark.parametrize("address", ["1.2.3.4", "203.0.113.77"])
def test_an_address_is_not_in_the_invocation(run, server, address):
    assert address not in repr(run(address=[address]))


# Stopped.


def test_a_stopped_server_is_an_error_by_default(run, server):
    server.stop()
    result = run()
    assert (result["status"], result["error"]["code"]) == ("failed", "console_refused")
    assert server.banned() == {}


def test_the_files_of_a_stopped_server(run, server):
    server.stop()
    options = {"bans": {"when_stopped": "files"}, "player": ["Draxe", "draxe", DRAXE, "Tyrion"]}
    result = run(**options, reason="x", expires=FAR_TEXT, _ansible_diff=True)
    assert [one["status"] for one in result["results"]] == ["succeeded", "failed", "unchanged", "succeeded"]
    assert result["results"][0]["after"]["ban"]["expires"] == FAR_TEXT
    assert "stopped" in result["results"][0]["how_verified"]
    assert (server.sent, server.banned()) == ([], {"Draxe": "x", "Tyrion": "x"})
    again = run(**options, reason="x", expires=FAR_TEXT)
    assert [one["status"] for one in again["results"]] == ["unchanged", "failed", "unchanged", "unchanged"]
    run(**options, state="absent")
    assert server.banned() == {}


def test_nothing_is_written_after_an_error_where_that_is_asked_for(run, server):
    server.stop()
    options = {"bans": {"when_stopped": "files"}, "player": ["Draxe", "draxe", "Tyrion"]}
    result = run(**options, stop_on_error=True)
    codes = [one["error"]["code"] for one in result["results"]]
    assert codes == ["not_attempted", "not_found", "not_attempted"]
    assert server.banned() == {}


def test_check_mode_writes_no_file(run, server):
    server.stop()
    result = run(bans={"when_stopped": "files"}, duration="7d", _ansible_check_mode=True)
    assert outcome(result) == ("succeeded", True, False)
    assert server.banned() == {}


def test_a_running_server_is_not_written_to(run, server):
    server.stop()
    server.runs = True
    assert outcome(run(bans={"when_stopped": "files"}, reason="x")) == ("succeeded", True, True)
    assert server.sent == ["list", "ban Draxe x"]
    refused = run(bans={"when_stopped": "files"}, duration="7d", renew="replace")
    assert "no end" in refused["msg"]


def test_a_later_attempt_after_a_write(run, server):
    server.stop()
    options = {"bans": {"when_stopped": "files"}, "action_id": ACTION, "duration": "7d"}
    first = run(**options)
    second = run(**options, attempt=2)
    assert (outcome(first), outcome(second)) == (("succeeded", True, True),) * 2
    assert (second["before"], second["after"]) == ({"ban": None}, first["after"])


def test_ten_thousand(run, server):
    """One call; the time and the memory of it are measured elsewhere."""
    names = [f"P{number}" for number in range(10_000)]
    (server.folder / "bukkit.yml").write_text("")
    server.stop()
    result = run(player=names, bans={"when_stopped": "files"}, reason="raid")
    assert outcome(result) == ("succeeded", True, True)
    assert len(server.banned()) == 10_000
