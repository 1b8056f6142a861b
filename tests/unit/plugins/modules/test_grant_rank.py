# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module in process: real options, a real SQLite file, and a console that does what LuckPerms would do."""

from __future__ import annotations

import json
import re
import threading
import time
from pathlib import Path

import pytest
from ansible.module_utils.testing import patch_module_args
from ansible_collections.gamedesk.support.plugins.module_utils._console.protocol import Reply
from ansible_collections.gamedesk.support.plugins.module_utils._errors import (
    ConsoleLoginError,
    ConsoleLostAfterError,
    ConsoleLostBeforeError,
    ConsoleNoAnswerError,
    ConsoleRefusedError,
    InvalidValueError,
)
from ansible_collections.gamedesk.support.plugins.module_utils._host_state import StateFolder
from ansible_collections.gamedesk.support.plugins.module_utils._lock import server_lock
from ansible_collections.gamedesk.support.plugins.module_utils._module import grant_rank as behaviour
from ansible_collections.gamedesk.support.plugins.modules import grant_rank
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

DRAXE = "d394da40-0ab1-3e8c-8302-4aaebe14d88d"
TYRION = "d6b829dc-cccc-3d11-9d2f-14310fdb219d"
MAXICUBE = "92f98a09-7705-31ea-8430-ec9f64363c5a"
ACTION = "01J5QZK8E5V3N2M1H0GFEDCBA9"
ENDPOINT = "127.0.0.1:25575"
FAR = 4_000_000_000  # 2096-10-02T07:06:40Z
FAR_TEXT = "2096-10-02T07:06:40Z"


class LuckPermsConsole:
    """A console whose LuckPerms writes to the storage and answers with nothing, as it does over RCON."""

    def __init__(self, file) -> None:
        self.file = file
        self.sent: list[str] = []
        self.opened = 0
        self.closed = 0
        self.refusals: list[Exception] = []
        # What happens to the next commands, instead of being executed and answered.
        self.script: list = []

    def open(self, spec, server_path, *, deadline):
        self.opened += 1
        for refusal in self.refusals:
            raise refusal
        return self

    def send(self, command: str, *, need_text: bool = True) -> Reply:
        self.sent.append(command)
        happens = self.script.pop(0) if self.script else self.does
        return happens(command)

    def close(self) -> None:
        self.closed += 1

    # What may happen to a command.

    def does(self, command: str) -> Reply:
        self.execute(command)
        return Reply("")

    def does_nothing(self, _command: str) -> Reply:
        return Reply("")

    def does_and_is_silent(self, command: str) -> Reply:
        self.execute(command)
        return Reply(None)

    def is_silent(self, _command: str) -> Reply:
        return Reply(None)

    def does_and_loses_the_line(self, command: str) -> Reply:
        self.execute(command)
        raise ConsoleLostAfterError("The connection was lost.")

    def loses_the_line(self, _command: str) -> Reply:
        raise ConsoleLostAfterError("The connection was lost.")

    def has_lost_the_line(self, command: str) -> Reply:
        self.sent.remove(command)
        raise ConsoleLostBeforeError("The connection was lost before.")

    def does_late(self, command: str) -> Reply:
        threading.Timer(0.1, self.execute, [command]).start()
        return Reply("")

    @staticmethod
    def says(text: str):
        return lambda _command: Reply(text)

    # LuckPerms: domain 3.1, ParentAdd.java and its neighbours.

    def execute(self, command: str) -> None:
        match = re.fullmatch(
            r"lp user ([0-9a-f-]{36}) parent (add|addtemp|remove|removetemp) (\S+)(?: ([0-9]+) (replace|deny))?"
            r"(?: server=(\S+))?(?: world=(\S+))?",
            command,
        )
        assert match, command
        uuid, verb, rank, expires, merge, server, world = match.groups()
        assert verb != "addtemp" or int(expires) > time.time(), "You cannot set a date in the past!"
        where = (uuid, f"group.{rank}", server or "global", world or "global")
        same = " uuid=? AND permission=? AND server=? AND world=? AND contexts='{{}}' AND expiry"
        same += "<>0" if verb.endswith("temp") else "=0"
        active = self.file.execute("SELECT expiry, value FROM {user_permissions} WHERE" + same, *where)
        if verb.startswith("remove"):
            self.file.execute("DELETE FROM {user_permissions} WHERE" + same, *where)
            return
        if active and active[0][1] and (merge != "replace" or int(expires) <= active[0][0]):
            return
        self.file.execute("DELETE FROM {user_permissions} WHERE" + same, *where)
        self.file.node(uuid, where[1], server=where[2], world=where[3], expiry=int(expires or 0))


@pytest.fixture
def console(luckperms_file, monkeypatch) -> LuckPermsConsole:
    console = LuckPermsConsole(luckperms_file)
    monkeypatch.setattr(behaviour, "open_console", console.open)
    monkeypatch.setattr(behaviour, "endpoint", lambda _spec, _path: ENDPOINT)
    return console


@pytest.fixture
def run(console, luckperms_file, tmp_path, capsys):
    """Run the module; options given as None are left out. Return its result, with C(rc)."""

    def run(**options) -> dict:
        sql = {"path": str(luckperms_file.path)}
        args = {
            "player": "Draxe",
            "rank": "vip",
            "ranks": {"provider": "luckperms", "read_back": {"sql": sql}},
            "state_dir": str(tmp_path / "state"),
            "verify_timeout": 0.25,
            **options,
        }
        capsys.readouterr()
        given = {key: value for key, value in args.items() if value is not None}
        with patch_module_args(given), pytest.raises(SystemExit) as ended:
            grant_rank.main()
        result = json.loads(capsys.readouterr().out)
        assert (ended.value.code != 0) is bool(result.get("failed"))
        return result

    return run


def ranks(state) -> list[str]:
    words = [[one["rank"], one["expires"], *(f"{k}={v}" for k, v in one["context"].items())] for one in state["ranks"]]
    return [" ".join(filter(None, one)) for one in words]


# One grant, from start to end.


def test_a_grant(run, console):
    result = run()
    assert console.sent == [f"lp user {DRAXE} parent add vip"]
    assert (result["status"], result["changed"], result["verified"]) == ("succeeded", True, True)
    assert (ranks(result["before"]), ranks(result["after"])) == ([], ["vip"])
    assert result["results"] == [
        {
            "player": "Draxe",
            "uuid": DRAXE,
            "status": "succeeded",
            "changed": True,
            "verified": True,
            "before": {"ranks": []},
            "after": {"ranks": [{"rank": "vip", "expires": None, "context": {}}]},
            "commands": [{"command": f"lp user {DRAXE} parent add vip", "reply": ""}],
            "how_verified": "LuckPerms storage (SQLite)",
            "error": None,
        }
    ]
    assert console.closed == 1


def test_a_second_grant_sends_nothing(run, console):
    run()
    result = run()
    assert (result["status"], result["changed"], result["verified"]) == ("unchanged", False, True)
    assert len(console.sent) == 1
    assert console.opened == 1


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"expires": FAR_TEXT},
        {"expires": str(FAR), "renew": "refuse"},
        {"duration": "30d"},
        {"context": {"server": "survival"}, "expires": FAR_TEXT},
        {"state": "absent"},
    ],
)
def test_everything_is_idempotent_and_check_mode_foretells_it(run, console, luckperms_file, options):
    if options.get("state") == "absent":
        luckperms_file.node(DRAXE, "group.vip")
        luckperms_file.node(DRAXE, "group.vip", expiry=FAR)
    foretold = run(**options, _ansible_check_mode=True, _ansible_diff=True)
    assert console.sent == []
    assert (foretold["status"], foretold["changed"], foretold["verified"]) == ("succeeded", True, False)
    done = run(**options, _ansible_diff=True)
    assert (done["status"], done["changed"]) == ("succeeded", True)
    if "duration" not in options:  # which counts from another second
        assert done["diff"] == foretold["diff"]
        assert done["after"] == foretold["after"]
    again = run(**options)
    assert (again["status"], again["changed"]) == ("unchanged", False)
    checked = run(**options, _ansible_check_mode=True)
    assert (checked["status"], checked["changed"], checked["verified"]) == ("unchanged", False, True)


def test_check_mode_leaves_no_trace(run, console, tmp_path):
    run(_ansible_check_mode=True, action_id=ACTION)
    assert console.opened == 0
    assert not (tmp_path / "state").exists()


def test_a_diff_shows_all_ranks(run, luckperms_file):
    luckperms_file.node(DRAXE, "group.builder", server="lobby")
    result = run(expires=FAR_TEXT, context={"server": "survival", "world": "nether"}, _ansible_diff=True)
    assert result["diff"] == [
        {
            "before_header": "ranks of Draxe",
            "after_header": "ranks of Draxe",
            "before": "- builder where server=lobby\n",
            "after": f"- builder where server=lobby\n- vip until {FAR_TEXT} where server=survival world=nether\n",
        }
    ]


def test_odd_things_in_the_storage_are_shown_without_control_characters(run, luckperms_file):
    luckperms_file.node(DRAXE, "group.\x1b[2jodd\n", contexts='{"a\\u001b": "b\\n"}')
    result = run(_ansible_diff=True)
    assert ranks(result["before"]) == ["[2jodd a=b"]
    assert result["diff"][0]["before"] == "- [2jodd where a=b\n"


def test_no_diff_unless_asked_for(run):
    assert "diff" not in run()


# What is sent, for what is there.

NEAR = FAR - 86_400


@pytest.mark.parametrize(
    ("there", "options", "sent"),
    [
        # A permanent grant.
        ([FAR], {}, ["add vip"]),
        ([0], {}, []),
        # A temporary one.
        ([], {"expires": FAR_TEXT}, [f"addtemp vip {FAR} replace"]),
        ([NEAR], {"expires": FAR_TEXT}, [f"addtemp vip {FAR} replace"]),
        ([FAR + 1], {"expires": FAR_TEXT}, []),
        ([0], {"expires": FAR_TEXT}, []),
        ([1], {"expires": FAR_TEXT}, [f"addtemp vip {FAR} replace"]),
        ([], {"expires": FAR_TEXT, "renew": "keep"}, [f"addtemp vip {FAR} deny"]),
        ([NEAR], {"expires": FAR_TEXT, "renew": "keep"}, []),
        ([NEAR], {"duration": "12h"}, []),
        ([0], {"duration": "12h"}, []),
        ([], {"expires": FAR_TEXT, "renew": "refuse"}, [f"addtemp vip {FAR} deny"]),
        ([0], {"expires": FAR_TEXT, "renew": "refuse"}, []),
        ([FAR], {"expires": FAR_TEXT, "renew": "refuse"}, []),
        # A revocation.
        ([], {"state": "absent"}, []),
        ([0], {"state": "absent"}, ["remove vip"]),
        ([FAR], {"state": "absent"}, ["removetemp vip"]),
        ([0, FAR], {"state": "absent"}, ["remove vip", "removetemp vip"]),
    ],
)
def test_decisions(run, console, there, options, sent):
    for expiry in there:
        console.file.node(DRAXE, "group.vip", expiry=expiry)
    console.file.node(DRAXE, "group.vip", server="lobby", expiry=0)
    result = run(**options)
    assert console.sent == [f"lp user {DRAXE} parent {words}" for words in sent]
    assert result["status"] == ("succeeded" if sent else "unchanged")
    assert "vip server=lobby" in ranks(result["after"])


def test_a_duration_becomes_a_date(run, console):
    before = int(time.time())
    run(duration="12h")
    expires = int(re.search("addtemp vip ([0-9]+) deny", console.sent[0])[1])
    assert before + 43_200 <= expires <= time.time() + 43_200


def test_an_active_membership_can_be_refused(run, console, luckperms_file):
    luckperms_file.node(DRAXE, "group.vip", expiry=NEAR)
    result = run(expires=FAR_TEXT, renew="refuse")
    assert (result["status"], result["error"]["code"]) == ("refused", "active_membership")
    assert result["error"]["active_until"] == "2096-10-01T07:06:40Z"
    assert console.sent == []


def test_other_contexts_are_not_touched(run, console, luckperms_file):
    luckperms_file.node(DRAXE, "group.vip")
    luckperms_file.node(DRAXE, "group.vip", server="survival", contexts='{"gamemode":"creative"}')
    result = run(context={"server": "Survival"})
    assert console.sent == [f"lp user {DRAXE} parent add vip server=survival"]
    assert sorted(ranks(result["after"])) == ["vip", "vip gamemode=creative server=survival", "vip server=survival"]


# Refused before anything is looked at.


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"player": "@a"}, "invalid_value"),
        ({"player": ["Draxe", "x\nop x"]}, "invalid_value"),
        ({"player": []}, "invalid_value"),
        ({"player": ".Steve"}, "invalid_value"),
        ({"rank": "vip x"}, "invalid_value"),
        ({"rank": "default"}, "invalid_value"),
        ({"context": {"server": "a b"}}, "invalid_value"),
        ({"expires": "2030-01-01"}, "invalid_value"),
        ({"expires": "2020-01-01T00:00:00Z"}, "invalid_value"),
        ({"duration": "30"}, "invalid_value"),
        ({"duration": "30d", "renew": "extend"}, "invalid_value"),
        ({"renew": "keep"}, "invalid_value"),
        ({"state": "absent", "expires": FAR_TEXT}, "invalid_value"),
        ({"state": "absent", "duration": "30d"}, "invalid_value"),
        ({"action_id": "../../etc/passwd"}, "invalid_value"),
        ({"action_id": ACTION.lower()}, "invalid_value"),
        ({"action_id": ACTION, "attempt": 0}, "invalid_value"),
        ({"timeout": 0}, "invalid_value"),
        ({"timeout": float("inf")}, "invalid_value"),
        ({"verify_timeout": -1}, "invalid_value"),
        ({"ranks": {"provider": "luckperms"}}, "cannot_verify"),
        ({"ranks": {"provider": "vanilla"}, "rank": "operator"}, "configuration"),
    ],
)
@pytest.mark.parametrize("check_mode", [False, True])
def test_refused_as_a_whole(run, console, options, code, check_mode):
    result = run(**options, _ansible_check_mode=check_mode)
    assert result["error"]["code"] == code
    assert (result["results"], result["changed"], result["verified"]) == ([], False, False)
    assert result["status"] == ("refused" if code == "cannot_verify" else "failed")
    assert result["msg"] == result["error"]["message"]
    assert result["msg"].isprintable()
    assert console.opened == 0


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"expires": FAR_TEXT, "duration": "30d"}, "mutually exclusive"),
        ({"ranks": {"provider": "other"}}, "must be one of: luckperms, vanilla"),
        ({"ranks": None}, "The option ranks is missing."),
    ],
)
def test_refused_by_the_argument_spec(run, options, message):
    assert message in run(**options)["msg"]


def test_what_to_set_is_named(run):
    assert "ranks.read_back" in run(ranks={"provider": "luckperms"})["msg"]


@pytest.mark.parametrize(
    ("options", "hint"),
    [
        ({"player": "draxe"}, "capital letters"),
        ({"player": "Nobody"}, "never seen"),
        ({"rank": "vpi"}, "It has: builder, vip"),
        ({"rank": "vpi", "state": "absent"}, "It has: builder, vip"),
    ],
)
def test_not_found(run, console, options, hint):
    result = run(**options)
    assert (result["status"], result["error"]["code"]) == ("failed", "not_found")
    assert hint in result["msg"]
    assert console.sent == []


def test_a_group_that_was_deleted_can_still_be_revoked(run, console, luckperms_file):
    luckperms_file.node(DRAXE, "group.old")
    assert run(rank="old", state="absent")["status"] == "succeeded"


def test_a_broken_storage(run, console, luckperms_file):
    luckperms_file.path.write_bytes(b"nonsense" * 1000)
    result = run()
    assert (result["status"], result["error"]["code"]) == ("failed", "storage")
    assert console.opened == 0


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


# Without read-back.

BLIND = {"ranks": {"provider": "luckperms"}, "verify": "best_effort"}


@pytest.mark.parametrize(
    ("options", "sent"),
    [
        ({}, ["Draxe parent add vip"]),
        ({"player": DRAXE}, [f"{DRAXE} parent add vip"]),
        ({"expires": FAR_TEXT}, [f"Draxe parent addtemp vip {FAR} replace"]),
        ({"expires": FAR_TEXT, "renew": "keep"}, [f"Draxe parent addtemp vip {FAR} deny"]),
        ({"state": "absent"}, ["Draxe parent remove vip", "Draxe parent removetemp vip"]),
    ],
)
def test_best_effort(run, console, options, sent):
    console.script = [console.does_nothing] * 2
    result = run(**BLIND, **options)
    assert console.sent == [f"lp user {words}" for words in sent]
    assert (result["status"], result["changed"], result["verified"]) == ("unverified", True, False)
    assert (result["before"], result["after"]) == (None, None)


def test_best_effort_in_check_mode(run, console):
    result = run(**BLIND, _ansible_check_mode=True)
    assert (result["status"], result["changed"]) == ("unverified", True)
    assert console.opened == 0


@pytest.mark.parametrize(
    ("happens", "status", "code"),
    [
        ("is_silent", "unknown", "unconfirmed"),
        ("loses_the_line", "unknown", "console_lost_after"),
        ("has_lost_the_line", "failed", "console_lost_before"),
    ],
)
def test_best_effort_with_trouble(run, console, happens, status, code):
    console.script = [getattr(console, happens)]
    result = run(**BLIND)
    assert (result["status"], result["error"]["code"]) == (status, code)


def test_best_effort_believes_an_error(run, console):
    console.script = [console.says("[LP] A group named vip could not be found.")]
    assert (result := run(**BLIND))["status"] == "failed"
    assert result["error"]["code"] == "rejected"


@pytest.mark.parametrize(
    "reply",
    [
        # Half of every blind revocation has nothing to do.
        "[LP] draxe does not temporarily inherit from vip in context global.",
        "[LP] draxe does not inherit from vip in context global.",
        # Late answers to others.
        "[LP] A user for tyrion could not be found.\n[LP] draxe no longer inherits permissions from vip.",
        "[LP] There was an error whilst saving user data for tyrion.[LP] draxe no longer inherits permissions.",
    ],
)
def test_best_effort_takes_nothing_else_for_an_error(run, console, reply):
    console.script = [console.does_nothing, console.says(reply)]
    assert run(**BLIND, state="absent")["status"] == "unverified"


def test_best_effort_verifies_where_it_can(run):
    assert run(verify="best_effort")["status"] == "succeeded"


# Several attempts at one action.


def test_a_later_attempt_tells_what_the_action_has_changed(run, console):
    console.script = [console.loses_the_line]
    assert run(action_id=ACTION)["status"] == "unknown"
    console.execute(console.sent[0])  # it was under way all the time
    result = run(action_id=ACTION, attempt=2)
    assert (result["status"], result["changed"], result["verified"]) == ("succeeded", True, True)
    assert (ranks(result["before"]), ranks(result["after"])) == ([], ["vip"])
    assert result["results"][0]["commands"] == []
    assert len(console.sent) == 1


def test_a_later_attempt_acts_if_the_first_did_not(run, console):
    console.script = [console.loses_the_line]
    run(action_id=ACTION)
    result = run(action_id=ACTION, attempt=2)
    assert (result["status"], result["changed"]) == ("succeeded", True)
    assert len(console.sent) == 2


def test_what_was_never_sent_is_not_claimed(run, console):
    console.script = [console.has_lost_the_line]
    run(action_id=ACTION)
    console.file.node(DRAXE, "group.vip")  # by somebody else
    result = run(action_id=ACTION, attempt=2)
    assert (result["status"], result["changed"]) == ("unchanged", False)


def test_an_orphan_refuses(run, console):
    run(action_id=ACTION, attempt=2)
    console.sent.clear()
    result = run(action_id=ACTION, attempt=1, state="present", player="Tyrion")
    assert (result["status"], result["error"]["code"]) == ("refused", "stale_attempt")
    assert console.sent == []


def test_an_id_is_for_one_action(run, console):
    run(action_id=ACTION)
    result = run(action_id=ACTION, attempt=2, rank="builder")
    assert (result["status"], result["error"]["code"]) == ("failed", "configuration")


def test_a_retry_with_a_duration_sends_the_first_date(run, console, monkeypatch):
    console.script = [console.loses_the_line]
    run(action_id=ACTION, duration="12h", renew="refuse")
    now = time.time()
    monkeypatch.setattr(behaviour.time, "time", lambda: now + 600)
    run(action_id=ACTION, attempt=2, duration="12h", renew="refuse")
    assert console.sent[0] == console.sent[1]
    assert run(action_id=ACTION, attempt=3, duration="12h", renew="refuse")["status"] == "succeeded"
    assert len(console.sent) == 2


def test_a_retry_after_the_first_date_sends_nothing(run, console, monkeypatch):
    console.script = [console.loses_the_line]
    run(action_id=ACTION, duration="1h")
    now = time.time()
    monkeypatch.setattr(behaviour.time, "time", lambda: now + 7200)
    result = run(action_id=ACTION, attempt=2, duration="1h")
    assert (result["status"], result["error"]["code"]) == ("failed", "invalid_value")
    assert "in the past" in result["msg"]
    assert len(console.sent) == 1


def test_a_player_named_twice_is_granted_once(run, console):
    result = run(player=["Draxe", DRAXE], action_id=ACTION)
    assert [one["status"] for one in result["results"]] == ["succeeded", "unchanged"]


# Bedrock.


def test_bedrock_names_are_for_those_who_ask(run, console, luckperms_file):
    bedrock = "00000000-0000-0000-0009-01fe37fa8775"
    luckperms_file.player(bedrock, ".steve")
    assert run(player=".Steve", bedrock_prefix=".")["status"] == "succeeded"
    assert console.sent == [f"lp user {bedrock} parent add vip"]


# The operator level.


@pytest.fixture
def server(tmp_path) -> Path:
    folder = tmp_path / "server"
    folder.mkdir()
    (folder / "usercache.json").write_text(
        json.dumps([{"name": "Draxe", "uuid": DRAXE, "expiresOn": "2096-10-02 07:06:40 +0000"}])
    )
    return folder


def test_op_and_deop(run, console, server):
    operator = {"rank": "operator", "ranks": {"provider": "vanilla"}, "server": {"path": str(server)}}
    listed = json.dumps([{"uuid": DRAXE, "name": "Draxe", "level": 4, "bypassesPlayerLimit": False}])

    def writes(content: str, reply: str):
        def write(_command: str) -> Reply:
            (server / "ops.json").write_text(content[:5])
            threading.Timer(0.1, (server / "ops.json").write_text, [content]).start()
            return Reply(reply)

        return write

    console.script = [writes(listed, "Made Draxe a server operator")]
    result = run(**operator, verify_timeout=5)
    assert (result["status"], ranks(result["after"])) == ("succeeded", ["operator"])
    assert run(**operator)["status"] == "unchanged"
    console.script = [writes("[]", "Made Draxe no longer a server operator")]
    assert run(**operator, state="absent", verify_timeout=5)["status"] == "succeeded"
    assert run(**operator, state="absent")["status"] == "unchanged"
    assert console.sent == ["op Draxe", "deop Draxe"]


# Strangers.

HOSTILE = st.one_of(
    st.text(max_size=30),
    st.from_regex(r"[A-Za-z0-9_@*/\-. \n\"{}=]{0,20}", fullmatch=True),
    st.sampled_from(["{{ lookup('pipe', 'id') }}", "@a", "Draxe", DRAXE, "vip", "VIP", FAR_TEXT, "30d"]),
)


REQUESTS = st.fixed_dictionaries(
    {"player": st.lists(HOSTILE, max_size=2), "rank": HOSTILE, "state": st.sampled_from(["present", "absent"])},
    optional={"context": st.fixed_dictionaries({"server": HOSTILE}), "expires": HOSTILE},
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(REQUESTS)
def test_what_reaches_the_console_is_the_intended_command_or_nothing(run, console, request_):
    """The console fails on everything that is not a command of the intended form (see execute)."""
    console.sent.clear()
    result = run(**request_)
    for command in console.sent:
        assert re.fullmatch(f"lp user {DRAXE} parent [a-z]+ vip[a-z0-9 =_.:/-]*", command)
    assert "\n" not in result.get("msg", "")
