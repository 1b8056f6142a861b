# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module against a whole server: real RCON, real files, a LuckPerms that answers late or not at all."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.integration.module_runs import in_its_own_process

from gamedesk.sandbox.server import SandboxServer

DRAXE = "d394da40-0ab1-3e8c-8302-4aaebe14d88d"
NEVER_JOINED = "069a79f4-44e9-4726-a5be-fca90e38aaf5"
ACTION = "01J5QZK8E5V3N2M1H0GFEDCBA9"


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[SandboxServer]:
    with SandboxServer(tmp_path_factory.mktemp("server"), tick_seconds=0.01, port=0) as running:
        yield running


@pytest.fixture
def run(server, tmp_path):
    """Run the module as Ansible does: a process of its own, options on standard input, JSON back."""

    def run(**options) -> dict:
        sql = {"path": str(server.folder / "plugins" / "LuckPerms" / "luckperms-sqlite.db")}
        args = {
            "rank": "vip",
            "ranks": {"provider": "luckperms", "read_back": {"sql": sql}},
            "server": {"path": str(server.folder)},
            "state_dir": str(tmp_path / "state"),
            **options,
        }
        return in_its_own_process("grant_rank", args, (server.password,))

    return run


@pytest.fixture(params=["Draxe", NEVER_JOINED])
def player(request) -> str:
    return request.param


def stored(server, uuid: str) -> list[tuple]:
    path = server.folder / "plugins" / "LuckPerms" / "luckperms-sqlite.db"
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    query = "SELECT permission, server, expiry FROM luckperms_user_permissions WHERE uuid = ? ORDER BY id"
    rows = connection.execute(query, (uuid,)).fetchall()
    connection.close()
    return [row for row in rows if row[0] != "group.default"]


def outcome(result: dict) -> tuple:
    return result["status"], result["changed"], result["verified"]


def test_grant_again_and_revoke(run, server, player):
    uuid = DRAXE if player == "Draxe" else player
    assert outcome(run(player=player)) == ("succeeded", True, True)
    assert stored(server, uuid) == [("group.vip", "global", 0)]
    assert outcome(run(player=player)) == ("unchanged", False, True)
    assert outcome(run(player=player, duration="1d")) == ("unchanged", False, True)
    assert outcome(run(player=player, state="absent")) == ("succeeded", True, True)
    assert stored(server, uuid) == []
    assert outcome(run(player=player, state="absent")) == ("unchanged", False, True)


def test_temporary_extended_and_revoked(run, server):
    context = {"server": "survival"}
    near, far = int(time.time()) + 86_400, int(time.time()) + 2 * 86_400
    assert outcome(run(player="Tyrion", expires=str(near), context=context)) == ("succeeded", True, True)
    assert outcome(run(player="Tyrion", expires=str(near), context=context)) == ("unchanged", False, True)
    assert outcome(run(player="Tyrion", duration="30d", context=context)) == ("unchanged", False, True)
    refused = run(player="Tyrion", expires=str(far), context=context, renew="refuse")
    assert (refused["status"], refused["error"]["code"]) == ("refused", "active_membership")
    assert outcome(run(player="Tyrion", expires=str(far), context=context)) == ("succeeded", True, True)
    (row,) = stored(server, "d6b829dc-cccc-3d11-9d2f-14310fdb219d")
    assert row[:2] == ("group.vip", "survival")
    assert far <= row[2] <= far + 5
    assert outcome(run(player="Tyrion", state="absent")) == ("unchanged", False, True)
    assert outcome(run(player="Tyrion", state="absent", context=context)) == ("succeeded", True, True)


def test_permanent_on_top_of_temporary_and_both_revoked(run, server):
    run(player="VioTak", duration="1h")
    assert outcome(run(player="VioTak")) == ("succeeded", True, True)
    assert len(stored(server, "8d9f49a8-0ae5-3e43-93b6-dcdf7010035b")) == 2
    result = run(player="VioTak", state="absent")
    assert len(result["results"][0]["commands"]) == 2
    assert outcome(result) == ("succeeded", True, True)


def test_operator(run, server):
    options = {"player": "MaxiCube", "rank": "operator", "ranks": {"provider": "vanilla"}}
    assert outcome(run(**options)) == ("succeeded", True, True)
    assert [one["name"] for one in json.loads((server.folder / "ops.json").read_text())] == ["MaxiCube"]
    assert outcome(run(**options)) == ("unchanged", False, True)
    assert outcome(run(**options, state="absent")) == ("succeeded", True, True)
    assert json.loads((server.folder / "ops.json").read_text()) == []


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"player": "Draxe", "rank": "vpi"}, "not_found"),
        ({"player": "draxe"}, "not_found"),
        ({"player": "Nobody"}, "not_found"),
        ({"player": "Draxe", "console": {"password": "wrong"}}, "console_login"),
        ({"player": "Draxe", "console": {"port": 1}}, "console_refused"),
        ({"player": "Draxe", "server": {"path": "/nowhere"}}, "configuration"),
    ],
)
def test_errors_change_nothing(run, server, options, code):
    result = run(**options)
    assert (result["status"], result["error"]["code"]) == ("failed", code)
    assert stored(server, DRAXE) == []


def test_an_unverified_grant(run, server):
    result = run(player="MaxiCube", ranks={"provider": "luckperms"}, verify="best_effort")
    assert outcome(result) == ("unverified", True, False)
    assert run(player="MaxiCube", state="absent")["status"] in {"succeeded", "unchanged"}


def test_two_attempts_at_one_action(run, server):
    """The first one is too impatient to see what it did: LuckPerms works on its own thread."""
    first = run(player="Draxe", action_id=ACTION, verify_timeout=0.000001, console={"quiet": 0})
    deadline = time.monotonic() + 5
    while not stored(server, DRAXE):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    second = run(player="Draxe", action_id=ACTION, attempt=2)
    assert outcome(second) == ("succeeded", True, True)
    assert second["before"]["ranks"] == first["before"]["ranks"]
    assert second["results"][0]["commands"] == []
    orphan = run(player="Draxe", action_id=ACTION)
    assert (orphan["status"], orphan["error"]["code"]) == ("refused", "stale_attempt")
    assert len(stored(server, DRAXE)) == 1
    run(player="Draxe", state="absent")


def test_the_state_folder_holds_no_secret(run, server, tmp_path):
    run(player="Tyrion", action_id=ACTION)
    run(player="Tyrion", state="absent")
    for path in Path(tmp_path / "state").iterdir():
        assert server.password not in path.read_text()
