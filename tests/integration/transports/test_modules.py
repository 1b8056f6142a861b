# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The modules on a server in tmux, screen, a container, behind a FIFO or a panel: no RCON, LuckPerms, real files."""

from __future__ import annotations

import json
import os
import sqlite3
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest
from tests.integration.module_runs import in_its_own_process, in_this_process

from gamedesk.sandbox import control
from gamedesk.sandbox.folder import PLAYERS
from gamedesk.sandbox.server import SandboxServer
from gamedesk.sandbox.terminal import Terminal

from .conftest import WAYS, Way, make, wait_for
from .panel_server import error

DATABASE = Path("plugins", "LuckPerms", "luckperms-sqlite.db")
DRAXE = "d394da40-0ab1-3e8c-8302-4aaebe14d88d"  # domain, section 8
# The programs in a container have tests of their own.
SILENT = [name for name in WAYS if name not in ("rcon", "rcon-cli", "mc-send-to-console")]
SHOW_WHAT_THEY_SAY = ("container", "panel")


class Game:
    """A server's folder, the way to its console, and the module."""

    def __init__(self, way: Way, folder: Path, state: Path) -> None:
        self.way = way
        self.folder = folder
        self._state = state
        self._execute = in_this_process

    def be_told_by_several(self) -> None:
        """Run the module in a process of its own, as it is where two run at once."""
        self._execute = in_its_own_process

    def start(self) -> None:
        self.way.start([sys.executable, "-m", "gamedesk.sandbox", str(self.folder)])
        wait_for(lambda: control.status(self.folder).port is not None, "the server does not start")
        # The port is known before the last lines of a start are written: those of the players who came by and left.
        wait_for(lambda: self.log().endswith(f"{PLAYERS[-1].name} left the game\n"), "the server does not start")

    def run(self, *, read_back: bool = True, **options) -> dict:
        """Run grant_rank, with options that fit unless told otherwise."""
        ranks = {"provider": "luckperms"}
        if read_back:
            ranks["read_back"] = {"sql": {"path": str(self.folder / DATABASE)}}
        args = {
            "player": "Draxe",
            "rank": "vip",
            "ranks": ranks,
            **options,
        }
        return self.run_module("grant_rank", **args)

    def run_module(self, module: str, **options) -> dict:
        args = {
            "console": self.way.spec,
            "server": {"path": str(self.folder)},
            "state_dir": str(self._state),
            **options,
        }
        return self._execute(module, args)

    def outcome(self, **options) -> tuple:
        result = self.run(**options)
        return result["status"], result["changed"], result["verified"]

    def ranks(self, uuid: str = DRAXE) -> list[str]:
        with closing(sqlite3.connect(f"file:{self.folder / DATABASE}?mode=ro", uri=True)) as connection:
            query = "SELECT permission FROM luckperms_user_permissions WHERE uuid = ? ORDER BY id"
            return [permission for (permission,) in connection.execute(query, (uuid,)) if permission != "group.default"]

    def log(self) -> str:
        return (self.folder / "logs" / "latest.log").read_text(encoding="utf-8")


@pytest.fixture(params=SILENT)
def stopped(request, folder, tmp_path):
    """A server that is not started yet."""
    way = make(request.param, folder)
    yield Game(way, folder / "server", tmp_path / "state")
    way.stop()


@pytest.fixture
def game(stopped):
    stopped.start()
    yield stopped
    control.down(stopped.folder)


def test_grant_again_and_revoke(game) -> None:
    foretold = game.run(_ansible_check_mode=True)
    assert (foretold["changed"], game.ranks()) == (True, [])
    result = game.run()
    assert (result["status"], result["changed"], result["verified"]) == ("succeeded", True, True)
    # What it answers is not waited for where the storage tells.
    assert [one["reply"] for one in result["results"][0]["commands"]] == [None]
    assert game.ranks() == ["group.vip"]
    assert game.outcome() == ("unchanged", False, True)
    assert game.outcome(state="absent") == ("succeeded", True, True)
    assert game.ranks() == []
    assert game.outcome(state="absent") == ("unchanged", False, True)
    assert game.log().count("[LP] ") == 2


def test_many_and_one_who_is_not_found(game) -> None:
    result = game.run(player=["Draxe", "Nobody", "MaxiCube", "VioTak"], duration="30d")
    statuses = {one["player"]: one["status"] for one in result["results"]}
    assert statuses == {"Draxe": "succeeded", "Nobody": "failed", "MaxiCube": "succeeded", "VioTak": "succeeded"}
    assert result["error"]["code"] == "not_found"
    assert "Nobody" not in game.log()


def test_an_operator(game) -> None:
    options = {"player": "Draxe", "rank": "operator", "ranks": {"provider": "vanilla"}}
    assert game.outcome(**options) == ("succeeded", True, True)
    assert game.outcome(**options) == ("unchanged", False, True)
    assert game.outcome(**options, state="absent") == ("succeeded", True, True)
    assert "Made Draxe no longer a server operator" in game.log()


def test_a_ban(game) -> None:
    options = {"player": "Draxe", "bans": {"provider": "vanilla"}}
    given = game.run_module("ban_player", **options, reason="$(stop); `id` ☃ 50 %")
    assert (given["status"], given["verified"]) == ("succeeded", True), given
    (ban,) = json.loads((game.folder / "banned-players.json").read_text(encoding="utf-8"))
    assert (ban["name"], ban["reason"]) == ("Draxe", "$(stop); `id` ☃ 50 %")
    assert game.run_module("ban_player", **options, reason="a\nstop")["status"] == "failed"
    lifted = game.run_module("ban_player", **options, state="absent")
    assert (lifted["status"], lifted["verified"]) == ("succeeded", True)
    # A list that a log tells of, where players are heard as well, is no proof.
    blind = game.run_module("ban_player", **options, server=None)
    assert (blind["status"], json.loads((game.folder / "banned-players.json").read_text())) == ("refused", [])
    assert "banlist" not in game.log()


def test_an_unknown_rank(game) -> None:
    result = game.run(rank="vpi")
    assert (result["status"], result["error"]["code"]) == ("failed", "not_found")
    assert "vpi" not in game.log()


HOSTILE = [
    "Draxe\nstop",
    "Draxe\rstop",
    "\x03",
    "\x1b[A",
    "@a",
    "*",
    "$(stop)",
    "`stop`",
    "a;stop",
    "-t",
    "/stop",
    "^M",
]


def test_hostile_values_do_not_reach_the_server(game) -> None:
    before = game.log()
    for value in HOSTILE:
        for options in ({"player": value}, {"rank": value}):
            assert game.run(**options)["status"] == "failed", options
    assert game.run(rank="x" * 10_240)["status"] == "failed"
    assert game.log() == before
    assert game.outcome() == ("succeeded", True, True)


@pytest.mark.parametrize("stopped", ["tmux", "screen"], indirect=True)
def test_what_an_admin_has_typed_is_not_part_of_it(game) -> None:
    game.way.half_typed("say not yet ")
    assert game.outcome() == ("succeeded", True, True)
    assert "not yet" not in game.log()


def test_where_ranks_cannot_be_read_the_reply_comes_from_the_log(game) -> None:
    assert game.run(read_back=False)["status"] == "refused"
    result = game.run(read_back=False, verify="best_effort")
    assert (result["status"], result["changed"]) == ("unverified", True)
    (command,) = result["results"][0]["commands"]
    assert command["reply"] == "[LP] draxe now inherits permissions from vip in context global."
    refused = game.run(read_back=False, verify="best_effort", rank="vpi")
    assert (refused["status"], refused["error"]["code"]) == ("unknown", "unconfirmed")
    assert "A group named vpi could not be found" in refused["msg"]


def test_without_a_log_it_is_sent_all_the_same(game) -> None:
    result = game.run(read_back=False, verify="best_effort", server=None, timeout=20)
    assert (result["status"], result.get("error")) == ("unverified", None)
    said = "[LP] draxe now inherits permissions from vip in context global."
    heard = said if game.way.transport in SHOW_WHAT_THEY_SAY else None
    assert result["results"][0]["commands"][0]["reply"] == heard
    wait_for(game.ranks, "it was not sent")


def test_a_log_that_was_named_must_be_there(game) -> None:
    console = {**game.way.spec, "log": "/nonexistent/latest.log"}
    result = game.run(read_back=False, verify="best_effort", console=console)
    assert (result["status"], result["error"]["code"]) == ("failed", "configuration")
    assert game.ranks() == []


def test_the_server_is_down(game) -> None:
    control.down(game.folder)
    wait_for(game.way.is_over, "the server's process does not end")
    if game.way.transport == "fifo":
        os.close(game.way.descriptor)
    try:
        result = game.run()
    finally:
        if game.way.transport == "fifo":
            game.way.descriptor = os.open("/dev/null", os.O_RDONLY)
    assert (result["status"], result["error"]["code"]) == ("failed", "console_refused")
    assert result["results"][0]["commands"] == []


def test_the_server_dies_when_it_is_given_the_command(stopped) -> None:
    with SandboxServer(stopped.folder, port=0):
        pass
    stopped.way.start(["sh", "-c", "exec head -c 1 >/dev/null"])
    result = stopped.run(verify_timeout=0.5)
    assert result["status"] == "unknown", result
    assert result["error"]["code"] in ("unconfirmed", "console_lost_after")
    assert len(result["results"][0]["commands"]) == 1
    assert stopped.ranks() == []


@pytest.mark.parametrize("stopped", ["panel"], indirect=True)
def test_a_key_that_the_panel_repeats_is_not_shown(game) -> None:
    key = game.way.spec["api_key"]
    game.way.panel.instead = lambda method, _path: error(500, "X", f"no: Bearer {key}") if method == "POST" else None
    result = game.run(verify_timeout=0.5)
    assert (result["status"], result["error"]["code"]) == ("unknown", "console_lost_after")
    assert "no: Bearer ****" in result["msg"]
    assert key not in json.dumps(result)
    assert game.ranks() == []


def test_the_log_is_rolled_by_the_very_answer(folder, tmp_path) -> None:
    """At midnight the first record goes to a new file, and the old one is packed and deleted."""
    way = make("fifo", folder)
    way.start(["sleep", "600"])
    game = Game(way, folder / "server", tmp_path / "state")
    screen = os.open(os.devnull, os.O_WRONLY)
    try:
        with SandboxServer(game.folder, port=0, terminal=Terminal(way.descriptor, screen)) as server:
            server._log._day = "2000-01-01"
            result = game.run(read_back=False, verify="best_effort")
            assert list((game.folder / "logs").glob("2000-01-01-1.log.gz"))
            assert result["results"][0]["commands"][0]["reply"].startswith("[LP] draxe now inherits")
            # Lets the thread that reads the FIFO come to its end.
            os.write(way.descriptor, b"stop\n")
    finally:
        way.stop()
        os.close(screen)


def test_two_ways_to_one_server_wait_for_each_other(game) -> None:
    """The lock is that of the folder: one run by RCON and one by the console do not overlap."""
    game.be_told_by_several()
    results: list[str] = []
    consoles = [game.way.spec, {"transport": "rcon"}] * 2
    threads = [
        threading.Thread(target=lambda console=console: results.append(game.run(console=console)["status"]))
        for console in consoles
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["succeeded", "unchanged", "unchanged", "unchanged"]
    assert game.ranks() == ["group.vip"]
