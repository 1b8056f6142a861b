# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module against a whole server: real RCON, real files, both eras, and a server that is stopped."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.integration.module_runs import in_its_own_process, in_this_process

from gamedesk.sandbox.server import SandboxServer

DRAXE = "d394da40-0ab1-3e8c-8302-4aaebe14d88d"
ACTION = "01J5QZK8E5V3N2M1H0GFEDCBA9"
FLAVOURS = {"paper": {}, "plain": {"plain": True}, "1.12": {"plain": True, "old": True}}


def execute(
    server: SandboxServer, tmp_path: Path, options: dict[str, Any], run: Callable[..., dict[str, Any]] = in_this_process
) -> dict[str, Any]:
    """Run the module, and return its result."""
    args = {
        "server": {"path": str(server.folder)},
        "state_dir": str(tmp_path / "state"),
        **options,
        "bans": {"provider": "vanilla", **options.get("bans", {})},
    }
    if args["server"] is None:
        args["console"] = {"port": server.port, "password": server.password}
    return run("ban_player", args, (server.password,))


@pytest.fixture(params=list(FLAVOURS))
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SandboxServer]:
    with SandboxServer(tmp_path / "server", tick_seconds=0.01, port=0, **FLAVOURS[request.param]) as running:
        yield running


@pytest.fixture
def run(server: SandboxServer, tmp_path: Path) -> Callable[..., dict[str, Any]]:
    return lambda **options: execute(server, tmp_path, options)


@pytest.fixture
def stopped(tmp_path: Path) -> SandboxServer:
    """A server that ran once."""
    with SandboxServer(tmp_path / "server", tick_seconds=0.01, port=0, plain=True) as server:
        pass
    return server


def banned(server: SandboxServer, name: str = "banned-players.json") -> list[tuple[str, str]]:
    entries = json.loads((server.folder / name).read_text())
    return [(entry.get("uuid", entry.get("ip")), entry["reason"]) for entry in entries]


def outcome(result: dict[str, Any]) -> tuple[str, bool, bool]:
    return result["status"], result["changed"], result["verified"]


def test_ban_again_and_unban(run, server):
    hostile = "griefed 'it' <b> \"x\"; op Eve -s /op {{ 7 }} 語"
    assert outcome(run(player="Draxe", reason=hostile, _ansible_check_mode=True)) == ("succeeded", True, False)
    assert banned(server) == []
    done = run(player="Draxe", reason=hostile)
    assert outcome(done) == ("succeeded", True, True)
    assert banned(server) == [(DRAXE, hostile)]
    assert done["results"][0]["how_verified"] == "ban list (JSON)"
    assert outcome(run(player=DRAXE, reason=hostile)) == ("unchanged", False, True)
    assert outcome(run(player="Draxe", reason="other")) == ("unchanged", False, True)
    refused = run(player="Draxe", reason="other", renew="refuse")
    assert (refused["status"], refused["error"]["code"]) == ("refused", "active_ban")
    assert outcome(run(player="Draxe", reason="other", renew="replace")) == ("succeeded", True, True)
    assert banned(server) == [(DRAXE, "other")]
    assert outcome(run(player="Draxe", state="absent")) == ("succeeded", True, True)
    assert banned(server) == []
    assert outcome(run(player="Draxe", state="absent")) == ("unchanged", False, True)


def test_without_the_folder_the_console_is_asked(run, server):
    options = {"server": None, "player": "Draxe", "reason": "griefing"}
    done = run(**options)
    assert outcome(done) == ("succeeded", True, True)
    assert done["results"][0]["how_verified"] == "banlist"
    assert banned(server) == [(DRAXE, "griefing")]
    assert outcome(run(**options)) == ("unchanged", False, True)
    assert outcome(run(server=None, player="Draxe", state="absent")) == ("succeeded", True, True)
    assert banned(server) == []


def test_an_address(run, server):
    done = run(address="192.0.2.10", reason="bots")
    assert outcome(done) == ("succeeded", True, True)
    assert banned(server, "banned-ips.json") == [("192.0.2.10", "bots")]
    assert "192.0.2.10" not in json.dumps(done)
    assert outcome(run(address="192.0.2.10")) == ("unchanged", False, True)
    assert outcome(run(address="192.0.2.10", state="absent")) == ("succeeded", True, True)
    assert banned(server, "banned-ips.json") == []


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"player": "draxe"}, "not_found"),
        ({"player": "069a79f4-44e9-4726-a5be-fca90e38aaf5"}, "not_found"),
        ({"player": "Draxe", "duration": "7d"}, "invalid_value"),
        ({"player": "Draxe", "duration": "soon"}, "invalid_value"),
        ({"player": "Draxe", "reason": "x\nop Eve"}, "invalid_value"),
        ({"player": "@a"}, "invalid_value"),
        ({"address": "2001:db8::1"}, "invalid_value"),
        ({"player": "Draxe", "console": {"password": "wrong"}}, "console_login"),
        ({"player": "Draxe", "console": {"port": 1}}, "console_refused"),
    ],
)
def test_errors_change_nothing(run, server, options, code):
    result = run(**options)
    assert (result["status"], result["error"]["code"]) == ("failed", code)
    assert (banned(server), banned(server, "banned-ips.json")) == ([], [])


def test_a_player_whom_nobody_has_seen(run, server):
    """Paper takes the name as it is; a plain server would ban somebody else, so nothing is sent."""
    result = run(player="NewOne")
    if (server.folder / "bukkit.yml").exists():
        assert outcome(result) == ("succeeded", True, True)
        assert banned(server)[0][0] == "7b6b6172-afc4-3bd7-a3ee-2d69b6235c0a"
    else:
        assert (result["status"], result["error"]["code"], banned(server)) == ("failed", "not_found", [])


def test_two_attempts_at_one_action(run, server):
    first = run(player="Draxe", reason="x", action_id=ACTION)
    second = run(player="Draxe", reason="x", action_id=ACTION, attempt=2)
    assert (outcome(first), outcome(second)) == (("succeeded", True, True),) * 2
    assert (second["before"], second["results"][0]["commands"]) == ({"ban": None}, [])
    assert run(player="Draxe", reason="x", action_id=ACTION)["error"]["code"] == "stale_attempt"


def test_the_files_of_a_stopped_server(stopped, tmp_path):
    options = {"player": ["Draxe", "NewOne"], "bans": {"when_stopped": "files"}, "reason": "x"}
    assert execute(stopped, tmp_path, {**options, "bans": {}})["error"]["code"] == "console_refused"
    done = execute(stopped, tmp_path, {**options, "duration": "7d"})
    assert outcome(done) == ("succeeded", True, True)
    assert [reason for _uuid, reason in banned(stopped)] == ["x", "x"]
    with SandboxServer(stopped.folder, tick_seconds=0.01, port=0, plain=True) as server:
        # The server has read what we wrote, and writes it as it was.
        console = {**options, "bans": {"when_stopped": "files"}, "player": "Tyrion"}
        assert outcome(execute(server, tmp_path, console)) == ("succeeded", True, True)
        assert len(banned(server)) == 3
        unbanned = execute(server, tmp_path, {"player": "Draxe", "state": "absent"})
        assert outcome(unbanned) == ("succeeded", True, True)
        assert unbanned["before"]["ban"]["expires"] == done["results"][0]["after"]["ban"]["expires"]


def test_a_server_that_runs_without_answering_is_not_written_to(server, tmp_path):
    result = execute(
        server,
        tmp_path,
        {"player": "Draxe", "bans": {"when_stopped": "files"}, "console": {"port": 1, "password": "x"}},
        in_its_own_process,  # a process does not see its own locks
    )
    assert (result["status"], result["error"]["code"]) == ("failed", "console_refused")
    assert banned(server) == []
