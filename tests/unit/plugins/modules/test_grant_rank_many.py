# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many players in one call of the module: a real SQLite file, and a LuckPerms that works through a queue."""

from __future__ import annotations

import contextlib
import json
import queue
import re
import sqlite3
import threading
import time
import uuid

import pytest
from ansible.module_utils.testing import patch_module_args
from ansible_collections.gamedesk.support.plugins.module_utils._console.protocol import Reply
from ansible_collections.gamedesk.support.plugins.module_utils._errors import ConfigurationError, ConsoleRefusedError
from ansible_collections.gamedesk.support.plugins.module_utils._host_state import StateFolder
from ansible_collections.gamedesk.support.plugins.module_utils._module import action_run as behaviour
from ansible_collections.gamedesk.support.plugins.module_utils._sql.database import Database
from ansible_collections.gamedesk.support.plugins.modules import grant_rank

DRAXE = "d394da40-0ab1-3e8c-8302-4aaebe14d88d"  # domain, section 8
ACTION = "01J5QZK8E5V3N2M1H0GFEDCBA9"


class Line:
    """A console of the server, for one connection."""

    def __init__(self, server) -> None:
        self._server = server

    def send(self, command: str, *, need_text: bool = True) -> Reply:
        return self._server.send(command, need_text=need_text)

    def close(self) -> None:
        """A console is given back; the server goes on."""


class QueueingLuckPerms:
    """Takes commands on any number of consoles, and executes them one after the other in a thread of its own."""

    def __init__(self, path) -> None:
        self._path = path
        self.seconds = 0.0
        self.ignored: set[str] = set()
        self.commands: list[str] = []
        self.executed: list[str] = []
        self.consoles = 0
        self._queue: queue.SimpleQueue = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def open(self, _spec, _server_path, *, deadline):
        self.consoles += 1
        return Line(self)

    def send(self, command: str, *, need_text: bool = True) -> Reply:
        self.commands.append(command)
        self._queue.put(command)
        return Reply("")

    def stop(self) -> None:
        self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        connection = sqlite3.connect(self._path, isolation_level=None)
        connection.execute("PRAGMA synchronous = OFF")
        while command := self._queue.get():
            time.sleep(self.seconds)
            player, verb, rank = re.fullmatch(r"lp user (\S+) parent (add|remove) (\S+)", command).groups()
            if player in self.ignored:
                continue
            self.executed.append(command)
            if verb == "add":
                row = (player, f"group.{rank}")
                statement = "INSERT INTO luckperms_user_permissions VALUES (NULL, ?, ?, 1, 'global', 'global', 0, '{}')"
            else:
                row = (player, f"group.{rank}")
                statement = "DELETE FROM luckperms_user_permissions WHERE uuid = ? AND permission = ?"
            with contextlib.suppress(sqlite3.OperationalError):  # a storage that is gone is gone for it, too
                connection.execute(statement, row)
        connection.close()


@pytest.fixture
def server(luckperms_file, monkeypatch):
    server = QueueingLuckPerms(luckperms_file.path)
    monkeypatch.setattr(behaviour, "open_console", server.open)
    monkeypatch.setattr(behaviour, "endpoints", lambda _spec, _path: ["127.0.0.1:25575"])
    yield server
    server.stop()


@pytest.fixture
def run(server, luckperms_file, tmp_path, capsys):
    def run(player, **options) -> dict:
        args = {
            "player": player,
            "rank": "vip",
            "console": {"connections": 4},
            "ranks": {"provider": "luckperms", "read_back": {"sql": {"path": str(luckperms_file.path)}}},
            "state_dir": str(tmp_path / "state"),
            "verify_timeout": 20,
            **options,
        }
        capsys.readouterr()
        with patch_module_args(args), pytest.raises(SystemExit):
            grant_rank.main()
        return json.loads(capsys.readouterr().out)

    return run


def players(count: int) -> list[str]:
    return [str(uuid.uuid5(uuid.NAMESPACE_OID, f"player {number}")) for number in range(count)]


def statuses(result: dict) -> list[str]:
    return [one["status"] for one in result["results"]]


def test_each_has_a_verified_result_in_the_order_that_was_asked_for(run, server):
    everybody = players(600)
    result = run(everybody, action_id=ACTION)
    assert [one["player"] for one in result["results"]] == everybody
    assert set(statuses(result)) == {"succeeded"}
    assert all(one["verified"] and one["changed"] for one in result["results"])
    assert [one["commands"][0]["command"] for one in result["results"]] == [
        f"lp user {one} parent add vip" for one in everybody
    ]
    assert (
        sorted(server.executed)
        == sorted(server.commands)
        == sorted(f"lp user {one} parent add vip" for one in everybody)
    )
    assert 1 < server.consoles <= 4
    again = run(everybody)
    assert set(statuses(again)) == {"unchanged"}
    assert len(server.commands) == 600


def test_one_player_under_two_names_is_granted_once(run, server):
    result = run(["Tyrion", "Draxe", DRAXE, "VioTak", DRAXE.upper(), *players(20)])
    assert statuses(result)[:4] == ["succeeded", "succeeded", "unchanged", "succeeded"]
    assert server.commands.count(f"lp user {DRAXE} parent add vip") == 1


def test_a_long_queue_is_waited_for(run, server):
    server.seconds = 0.05  # the last one has its turn long after verify_timeout
    result = run(players(60), verify_timeout=1.5)
    assert set(statuses(result)) == {"succeeded"}


def test_who_is_passed_over_is_unknown_and_nobody_is_sent_after_that_is_known(run, server):
    everybody = players(5000)
    server.seconds = 0.001
    server.ignored = {everybody[40]}
    result = run(everybody, verify_timeout=0.5)
    told = statuses(result)
    assert told[40] == "unknown"
    assert result["results"][40]["error"]["code"] == "unconfirmed"
    assert told.count("unknown") == 1
    attempted = [one for one in result["results"] if one["commands"]]
    assert {one["status"] for one in attempted} == {"succeeded", "unknown"}
    left_out = [one for one in result["results"] if not one["commands"]]
    assert left_out
    assert {one["error"]["code"] for one in left_out} == {"not_attempted"}
    assert (result["status"], len(server.commands)) == ("unknown", len(attempted))


def test_the_first_player_is_seen_through_alone(run, server):
    everybody = players(50)
    server.ignored = set(everybody)
    result = run(everybody, verify_timeout=0.2)
    assert server.commands == [f"lp user {everybody[0]} parent add vip"]
    assert (statuses(result)[0], set(statuses(result)[1:])) == ("unknown", {"failed"})


def test_a_storage_that_goes_away_is_told_of_each(run, server, luckperms_file):
    everybody = players(400)
    server.seconds = 0.002

    def take_away() -> None:
        while len(server.executed) < 50:
            time.sleep(0.001)
        luckperms_file.path.rename(luckperms_file.path.with_suffix(".gone"))

    thief = threading.Thread(target=take_away)
    thief.start()
    result = run(everybody, verify_timeout=0.5)
    thief.join()
    for one in result["results"]:
        sent = bool(one["commands"])
        assert one["status"] in ({"succeeded", "unknown"} if sent else {"failed"})
        if not sent:
            assert one["error"]["code"] in {"storage", "not_attempted"}
    assert {"succeeded", "unknown", "failed"} == set(statuses(result))


def test_a_later_attempt_knows_who_had_been_sent_for(run, server):
    everybody = players(100)
    server.seconds = 0.05
    first = run(everybody, action_id=ACTION, timeout=0.3)
    assert {"failed", "succeeded"} == set(statuses(first))
    server.seconds = 0
    second = run(everybody, action_id=ACTION, attempt=2)
    assert set(statuses(second)) == {"succeeded"}
    assert all(one["changed"] and one["before"]["ranks"] == [] for one in second["results"])
    assert len(server.commands) == 100


def test_check_mode_foretells_all_and_sends_nothing(run, server):
    result = run(players(700), _ansible_check_mode=True)
    assert set(statuses(result)) == {"succeeded"}
    assert (server.commands, server.consoles) == ([], 0)


@pytest.mark.parametrize("number", [0, 101, -1])
def test_the_number_of_connections_has_bounds(run, server, number):
    result = run(["Draxe"], console={"connections": number})
    assert (result["status"], result["error"]["code"]) == ("failed", "configuration")


# When something gives out in the middle.


def test_a_full_disk_in_mid_run_loses_no_result(run, server, monkeypatch):
    """The journal can note no more: what was sent before is told, and nothing is sent after it."""
    append, count = StateFolder.append, [0]

    def full(folder, name, content):
        count[0] += 1
        if count[0] > 4:
            raise ConfigurationError("No space left on device.")
        append(folder, name, content)

    monkeypatch.setattr(StateFolder, "append", full)
    server.seconds = 0.01
    result = run(players(200), action_id=ACTION)
    assert (result["changed"], len(result["results"])) == (True, 200)
    sent = [one for one in result["results"] if one["commands"]]
    assert 0 < len(sent) == len(server.commands) < 200
    assert {one["status"] for one in sent} == {"succeeded"}
    assert {one["error"]["code"] for one in result["results"] if not one["commands"]} == {
        "configuration",
        "not_attempted",
    }


def test_a_full_disk_and_no_console_are_told_for_each(run, server, monkeypatch):
    def refuse(_spec, _server_path, *, deadline):
        raise ConsoleRefusedError("Nobody there.")

    append, count = StateFolder.append, [0]

    def full(folder, name, content):
        count[0] += 1
        if count[0] > 1:
            raise ConfigurationError("No space left on device.")
        append(folder, name, content)

    monkeypatch.setattr(behaviour, "open_console", refuse)
    monkeypatch.setattr(StateFolder, "append", full)
    result = run(players(5), action_id=ACTION)
    assert [one["error"]["code"] for one in result["results"]] == ["console_refused", *["not_attempted"] * 4]


def test_the_state_before_is_that_right_before_the_command(run, server, luckperms_file):
    """Of many who need nothing, hundreds are looked at together; who needs something is looked at again."""
    have, lack = players(1100)[:600], players(1100)[600:]
    for one in have:
        luckperms_file.node(one, "group.vip")
    last = lack[-1]
    send = server.send

    def send_and_meddle(command, *, need_text=True):
        if len(server.commands) == 3:
            luckperms_file.node(last, "group.vip")
        return send(command, need_text=need_text)

    server.send = send_and_meddle
    result = run([*have, *lack])
    assert statuses(result) == ["unchanged"] * 600 + ["succeeded"] * 499 + ["unchanged"]
    assert f"lp user {last} parent add vip" not in server.commands


@pytest.mark.parametrize("trouble", ["deadline", "configuration", "console"])
def test_trouble_for_all_costs_no_note_and_no_look_for_each(run, server, monkeypatch, trouble):
    error = {"configuration": ConfigurationError("No password."), "console": ConsoleRefusedError("Nobody there.")}

    def open_console(_spec, _server_path, *, deadline):
        raise error[trouble]

    if trouble != "deadline":
        monkeypatch.setattr(behaviour, "open_console", open_console)
    notes, looks = [], []
    append, select = StateFolder.append, Database.select_each
    monkeypatch.setattr(StateFolder, "append", lambda *args: (notes.append(1), append(*args))[1])
    monkeypatch.setattr(Database, "select_each", lambda *args: (looks.append(1), select(*args))[1])
    result = run(players(3000), action_id=ACTION, **({"timeout": 0.000001} if trouble == "deadline" else {}))
    assert len(result["results"]) == 3000
    assert {one["status"] for one in result["results"]} == {"failed"}
    assert server.commands == []
    assert len(notes) <= 2
    assert len(looks) < 60


def test_notes_are_made_for_many_together(run, server, monkeypatch):
    notes = []
    append = StateFolder.append
    monkeypatch.setattr(StateFolder, "append", lambda *args: (notes.append(1), append(*args))[1])
    result = run(players(2000), action_id=ACTION)
    assert set(statuses(result)) == {"succeeded"}
    assert len(notes) < 120


def test_an_error_stops_the_others_only_where_that_is_asked_for(run, server):
    somebody, somebody_else, nobody = *players(2), "NeverSeen"
    result = run([nobody, somebody, somebody_else])
    assert [one["error"] and one["error"]["code"] for one in result["results"]] == ["not_found", None, None]
    assert len(server.commands) == 2

    result = run([nobody, somebody, somebody_else], state="absent", stop_on_error=True)
    assert [one["error"]["code"] for one in result["results"]] == ["not_found", "not_attempted", "not_attempted"]
    assert result["failed"]
    assert len(server.commands) == 2


def test_whoever_needs_nothing_is_told_so_after_an_error_too(run, server):
    somebody, somebody_else = players(2)
    assert statuses(run([somebody])) == ["succeeded"]
    result = run(["NeverSeen", somebody, somebody_else], stop_on_error=True)
    assert statuses(result) == ["failed", "unchanged", "failed"]
    assert len(server.commands) == 1
