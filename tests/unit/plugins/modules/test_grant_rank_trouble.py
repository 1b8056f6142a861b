# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When the console, the storage or the time fails: what the module reports, and what it no longer sends."""

from __future__ import annotations

import time

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._console.protocol import Reply
from ansible_collections.gamedesk.support.plugins.module_utils._errors import (
    ConsoleLoginError,
    ConsoleNoAnswerError,
    ConsoleRefusedError,
    InvalidValueError,
)
from ansible_collections.gamedesk.support.plugins.module_utils._host_state import StateFolder
from ansible_collections.gamedesk.support.plugins.module_utils._lock import server_lock
from ansible_collections.gamedesk.support.plugins.module_utils._module import grant_rank as behaviour

from .conftest import ACTION, DRAXE, ENDPOINT, FAR, FAR_TEXT, MAXICUBE, TYRION, ranks

# When it does not go as planned.


def test_the_state_may_appear_late(run, console):
    console.script = [console.does_late]
    assert run(verify_timeout=5)["status"] == "succeeded"


def test_silence_is_no_error_where_the_state_is_read(run, console):
    console.script = [console.does_and_is_silent]
    result = run()
    assert result["status"] == "succeeded"
    assert result["results"][0]["commands"][0]["reply"] is None


def test_a_lost_line_is_no_error_if_the_state_is_there(run, console):
    console.script = [console.does_and_loses_the_line]
    result = run()
    assert (result["status"], result["changed"], result["verified"]) == ("succeeded", True, True)


def test_a_lost_line_is_unknown_if_it_is_not(run, console):
    console.script = [console.loses_the_line]
    result = run()
    assert (result["status"], result["error"]["code"]) == ("unknown", "console_lost_after")
    assert (result["changed"], result["verified"]) == (False, False)
    assert result["results"][0]["commands"] == [{"command": f"lp user {DRAXE} parent add vip", "reply": None}]


def test_no_effect_is_unknown(run, console):
    console.script = [console.does_nothing]
    result = run()
    assert (result["status"], result["error"]["code"]) == ("unknown", "unconfirmed")


def test_an_effect_in_another_context_is_pointed_out(run, console, luckperms_file):
    def default_context(_command):
        luckperms_file.node(DRAXE, "group.vip", server="lobby")
        return Reply("")

    console.script = [default_context]
    result = run()
    assert result["status"] == "unknown"
    assert "server=lobby" in result["msg"]


@pytest.mark.parametrize(
    ("reply", "status"),
    [
        ("§b[LP]§r A group named §bvip§r could not be found.", "failed"),
        (f"[LP] A user for {DRAXE} could not be found.", "failed"),
        ("[LP] A group named other could not be found.", "unknown"),
        ("[LP] tyrion does not inherit from vip in context global.", "unknown"),
        ("[LP] Draxe now inherits permissions from vip in context global.", "unknown"),
    ],
)
def test_a_reply_is_a_hint_if_the_state_did_not_appear(run, console, reply, status):
    console.script = [console.says(reply)]
    result = run()
    assert result["status"] == status
    assert result["results"][0]["commands"][0]["reply"].isprintable()


def test_an_error_reply_does_not_matter_if_the_state_is_there(run, console):
    def late_answer_to_somebody_else(command):
        console.execute(command)
        return Reply("[LP] A group named vip could not be found.")

    console.script = [late_answer_to_somebody_else]
    assert run()["status"] == "succeeded"


@pytest.mark.parametrize("error", [ConsoleRefusedError, ConsoleLoginError, ConsoleNoAnswerError, InvalidValueError])
def test_no_console_no_effect(run, console, error):
    console.refusals = [error("No.")]
    result = run()
    assert (result["status"], result["error"]["code"]) == ("failed", error.code)
    assert result["results"][0]["commands"] == []


def test_a_line_lost_before_is_a_failure(run, console):
    console.script = [console.has_lost_the_line]
    result = run()
    assert (result["status"], result["error"]["code"]) == ("failed", "console_lost_before")


def test_half_a_revocation_is_unknown(run, console, luckperms_file):
    luckperms_file.node(DRAXE, "group.vip")
    luckperms_file.node(DRAXE, "group.vip", expiry=FAR)
    console.script = [console.does, console.has_lost_the_line]
    result = run(state="absent")
    assert (result["status"], result["error"]["code"]) == ("unknown", "unconfirmed")
    assert result["changed"] is True
    assert ranks(result["after"]) == [f"vip {FAR_TEXT}"]


def test_a_no_to_one_of_two_commands_leaves_the_other_in_doubt(run, console, luckperms_file):
    luckperms_file.node(DRAXE, "group.vip")
    luckperms_file.node(DRAXE, "group.vip", expiry=FAR)
    console.script = [console.says("[LP] A group named vip could not be found."), console.loses_the_line]
    result = run(state="absent")
    assert (result["status"], result["error"]["code"]) == ("unknown", "console_lost_after")
    console.script = [console.says("[LP] A group named vip could not be found."), console.does_nothing]
    result = run(state="absent")
    assert (result["status"], result["error"]["code"]) == ("unknown", "unconfirmed")
    assert "could not be found" in result["error"]["message"]


def test_a_later_attempt_that_fails_tells_what_an_earlier_one_changed(run, console, luckperms_file):
    luckperms_file.node(DRAXE, "group.vip")
    luckperms_file.node(DRAXE, "group.vip", expiry=FAR)
    console.script = [console.does, console.loses_the_line]
    assert run(state="absent", action_id=ACTION)["status"] == "unknown"
    console.refusals = [ConsoleRefusedError("Nobody there.")]
    result = run(state="absent", action_id=ACTION, attempt=2)
    assert (result["status"], result["error"]["code"], result["changed"]) == ("failed", "console_refused", True)
    assert (len(result["before"]["ranks"]), len(result["after"]["ranks"])) == (2, 1)


def test_a_storage_that_breaks_after_the_command_makes_it_unknown(run, console, luckperms_file):
    def breaks(_command):
        luckperms_file.path.unlink()
        return Reply("")

    console.script = [breaks]
    result = run()
    assert (result["status"], result["error"]["code"]) == ("unknown", "unconfirmed")
    assert result["after"] is None


def test_nothing_is_sent_after_the_deadline(run, console, monkeypatch):
    find = behaviour.choose

    def slow_provider(*args):
        provider = find(*args)
        look = provider.find
        monkeypatch.setattr(provider, "find", lambda player: (time.sleep(0.06), look(player))[1])
        return provider

    monkeypatch.setattr(behaviour, "choose", slow_provider)
    result = run(timeout=0.05)
    assert (result["status"], result["error"]["code"]) == ("failed", "deadline")
    assert console.opened == 0


def test_a_busy_server_is_waited_for(run, console, tmp_path):
    folder = StateFolder(str(tmp_path / "state"))
    with server_lock(folder, ENDPOINT, deadline=time.monotonic() + 1):
        result = run(timeout=0.1)
    assert (result["status"], result["error"]["code"]) == ("failed", "locked")
    assert console.sent == []
    assert run()["status"] == "succeeded"
    folder.close()


# Many players.


def test_every_player_has_a_result(run, console):
    result = run(player=["Draxe", "Nobody", TYRION, "Draxe"])
    assert [one["player"] for one in result["results"]] == ["Draxe", "Nobody", TYRION]
    assert [one["status"] for one in result["results"]] == ["succeeded", "failed", "succeeded"]
    assert (result["status"], result["changed"], result["verified"]) == ("failed", True, False)
    assert result["error"]["code"] == "not_found"
    assert "1 of 3 players: Nobody:" in result["msg"]
    assert "before" not in result
    assert (console.opened, console.closed) == (1, 1)


@pytest.mark.parametrize("trouble", ["loses_the_line", "does_nothing", "has_lost_the_line"])
def test_nothing_more_is_sent_after_trouble(run, console, luckperms_file, trouble):
    luckperms_file.node(MAXICUBE, "group.vip")
    console.script = [getattr(console, trouble)]
    result = run(player=["Draxe", "Tyrion", "MaxiCube"])
    assert [one["status"] for one in result["results"]][1:] == ["failed", "unchanged"]
    assert result["results"][1]["error"]["code"] == "not_attempted"
    assert len(console.sent) <= 1
