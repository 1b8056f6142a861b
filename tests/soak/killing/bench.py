# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A desk to kill things at: a game server in a process of its own, a proxy before it, LuckPerms' tables, a ban list."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import yaml
from holding_proxy import HoldingProxy, holding_proxy
from processes import processes_at_home, processes_of

from gamedesk.desk.sandboxing import furnish, sandbox_folder
from gamedesk.sandbox import folder as server_folder
from gamedesk.sandbox import lock
from killing.plan import (
    BANNED,
    BANNED_OTHERWISE,
    ELSEWHERE,
    OTHER,
    OTHER_PLACE,
    OTHER_REASON,
    PERMANENT,
    PLACE,
    RANK,
    REASON,
    TEMPORARY,
    THERE,
    Plan,
    Player,
)
from killing.watch import Watch

SERVER = "survival"
# What one action may take on the host, in seconds. Short, so that an orphan does not hold its lock for a minute.
TIMEOUT_S = 6
_PATIENCE_S = 60.0
_CREATED = "2026-01-01 10:00:00 +0000"
# Changes of memberships as the database itself saw them, whatever the plugin's own log says.
_AUDIT = """
CREATE TABLE audit (id INTEGER PRIMARY KEY, kind TEXT, uuid TEXT, permission TEXT, expiry INTEGER);
CREATE TRIGGER audit_insert AFTER INSERT ON luckperms_user_permissions
    BEGIN INSERT INTO audit (kind, uuid, permission, expiry)
        VALUES ('insert', new.uuid, new.permission, new.expiry); END;
CREATE TRIGGER audit_delete AFTER DELETE ON luckperms_user_permissions
    BEGIN INSERT INTO audit (kind, uuid, permission, expiry)
        VALUES ('delete', old.uuid, old.permission, old.expiry); END;
CREATE TRIGGER audit_update AFTER UPDATE ON luckperms_user_permissions
    BEGIN INSERT INTO audit (kind, uuid, permission, expiry)
        VALUES ('update', new.uuid, new.permission, new.expiry); END;
"""

Row = tuple[str, int, str, str, int, str]
# What is stored of a player: rows of memberships, or of the ban list the reason and the end.
State = frozenset[tuple]


class Command:
    """A C(support …) in a process, and what it prints, in files: nobody has to read it while it runs."""

    def __init__(self, bench: Bench, words: tuple[str, ...]) -> None:
        self.words = words
        self._out, self._err = (bench.folder / name for name in ("stdout", "stderr"))
        with self._out.open("wb") as out, self._err.open("wb") as err:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gamedesk", *words, "--desk", str(bench.desk), "--json"],
                env=bench.environment(),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                start_new_session=True,
            )

    @property
    def runs(self) -> bool:
        return self.process.poll() is None

    def end(self) -> int:
        """Wait for the end and return the exit code, negative if it was killed."""
        return self.process.wait(_PATIENCE_S + 2 * TIMEOUT_S)

    @property
    def out(self) -> str:
        return self._out.read_text()

    @property
    def err(self) -> str:
        return self._err.read_text()


class Bench:
    """One desk in a folder that is removed by whoever made it."""

    def __init__(self, folder: Path, players: Iterable[Player]) -> None:
        self.folder = folder
        self.desk, self.home = folder / "desk", folder / "home"
        self.home.mkdir(parents=True)
        furnish(self.desk)
        (self.desk / "desk.yml").write_text(f"timeout: {TIMEOUT_S}\n")
        self.tickets = self.desk / "tickets" / time.strftime("%Y", time.gmtime())
        self.tickets.mkdir()
        self._inventory = self.desk / "inventory" / "sandbox.yml"
        self._direct = self._inventory.read_text()
        self._game = sandbox_folder(self.desk)
        self._server: subprocess.Popen[bytes] | None = None
        self.seen: set[str] = set()
        self._stack = contextlib.ExitStack()
        players = list(players)
        self._write_lists(players)
        server_folder.prepare(self._game)
        with contextlib.closing(self._database()) as database:
            database.executescript(_AUDIT)
            for player in players:
                self._know(database, player)
            database.commit()
        self._list_watch = Watch(self._game)
        self._stack.callback(self._list_watch.close)
        self.proxy: HoldingProxy = self._stack.enter_context(holding_proxy(0))
        self.start_server()

    def close(self) -> None:
        """End every process of this desk."""
        self.proxy.drop()
        self.kill_tree(set())
        self.kill_server()
        self._stack.close()

    def environment(self) -> dict[str, str]:
        return {"PATH": os.environ["PATH"], "HOME": str(self.home), "TERM": "dumb"}

    def start(self, *words: str) -> Command:
        return Command(self, words)

    # The server

    @property
    def server_is_down(self) -> bool:
        return self._server is None

    def start_server(self) -> None:
        """Start the game server with the data that is there, and return once it listens."""
        if self._server is not None:
            return
        self._server = subprocess.Popen(
            [sys.executable, "-m", "gamedesk.sandbox", str(self._game)],
            env={**self.environment(), "HOME": str(self._game)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            cwd="/",
            start_new_session=True,
        )
        limit = time.monotonic() + _PATIENCE_S
        while (holder := lock.holder(self._game)) is None or not holder.port or holder.pid != self._server.pid:
            if self._server.poll() is not None or time.monotonic() > limit:
                raise RuntimeError(f"the game server in {self._game} does not start")
            time.sleep(0.01)
        self.proxy.target = holder.port

    def kill_server(self) -> None:
        """SIGKILL the game server, and return once it is dead."""
        if self._server is not None:
            self._server.kill()
            self._server.wait()
            self._server = None

    def through_proxy(self, wanted: bool) -> None:
        """Have the console reached through the proxy, or directly."""
        inventory = yaml.safe_load(self._direct)
        if wanted:
            console = inventory["minecraft"]["hosts"][SERVER]["gamedesk_console"]
            console |= {"host": "127.0.0.1", "port": self.proxy.port}
        self._inventory.write_text(yaml.safe_dump(inventory))

    # Processes

    def kill_tree(self, leaders: set[int]) -> None:
        """SIGKILL these and all below them, in whatever session, and what they start meanwhile."""
        doomed = set().union(*map(processes_of, leaders)) if leaders else processes_at_home(self.home)
        while doomed:
            for pid in doomed:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            doomed = processes_at_home(self.home)

    def wait_for_orphans(self) -> set[int]:
        """Wait until no process of this desk but its server runs; return those that do not end."""
        limit = time.monotonic() + _PATIENCE_S
        while (left := processes_at_home(self.home)) and time.monotonic() < limit:
            time.sleep(0.02)
        return left

    # What LuckPerms and the server have stored, read with nothing of ours

    def state(self, plan: Plan, player: Player) -> State:
        """What is stored of a player."""
        if plan.is_about_bans:
            listed = json.loads((self._game / server_folder.BANNED_PLAYERS).read_bytes())
            return frozenset((one["reason"], one["expires"]) for one in listed if one["uuid"] == player.uuid)
        query = (
            "SELECT permission, value, server, world, expiry, contexts FROM luckperms_user_permissions WHERE uuid = ?"
        )
        return frozenset(self._select(query, player.uuid))

    def list_writes(self) -> int:
        """How often the server has put a new ban list in the place of the old one since this was asked last."""
        count = 0
        while names := list(self._list_watch.names(0)):
            count += names.count(server_folder.BANNED_PLAYERS.name)
        return count

    def logged(self, player: Player) -> list[str]:
        """What LuckPerms' action log says was done to a player."""
        query = "SELECT action FROM luckperms_actions WHERE acted_uuid = ? ORDER BY id"
        return [action for (action,) in self._select(query, player.uuid)]

    def changes(self, player: Player) -> list[tuple[str, str, int]]:
        """The changes of the player's memberships since the desk was made: (kind, permission, expiry)."""
        query = "SELECT kind, permission, expiry FROM audit WHERE uuid = ? AND permission != ? ORDER BY id"
        return self._select(query, player.uuid, "group.default")

    def _select(self, query: str, *values: str) -> list:
        with contextlib.closing(self._database()) as database:
            return database.execute(query, values).fetchall()

    def _database(self) -> sqlite3.Connection:
        return sqlite3.connect(self._game / server_folder.LUCKPERMS_DATABASE, timeout=20)

    def _write_lists(self, players: Iterable[Player]) -> None:
        """Write who is known to the server, and who is banned (domain: 4.2)."""
        when = time.strftime("%Y-%m-%d %H:%M:%S +0000", time.gmtime(time.time() + 20 * 86_400))
        reasons = {BANNED: REASON, BANNED_OTHERWISE: OTHER_REASON}
        named = {player: {"uuid": player.uuid, "name": player.name} for player in players}
        known = [{**who, "expiresOn": when} for who in named.values()]
        banned = [
            {**who, "created": _CREATED, "source": "Server", "expires": "forever", "reason": reasons[player.stored]}
            for player, who in named.items()
            if player.stored in reasons
        ]
        self._game.mkdir(parents=True, exist_ok=True)
        for name, entries in ((server_folder.USERCACHE, known), (server_folder.BANNED_PLAYERS, banned)):
            (self._game / name).write_text(json.dumps(entries))

    @staticmethod
    def _know(database: sqlite3.Connection, player: Player) -> None:
        """Make a player known, and store of them what the plan wants to be there."""
        database.execute("INSERT INTO luckperms_players VALUES (?, ?, 'default')", (player.uuid, player.name.lower()))
        until = int(time.time()) + 10 * 86_400
        nodes = {
            PERMANENT: [(RANK, 0)],
            TEMPORARY: [(RANK, until)],
            OTHER: [("mvp", 0)],
            THERE: [(PLACE, 0)],
            ELSEWHERE: [(OTHER_PLACE, 0)],
        }.get(player.stored, [])
        for rank, expiry in [("default", 0), *nodes] if nodes else []:
            database.execute(
                "INSERT INTO luckperms_user_permissions (uuid, permission, value, server, world, expiry, contexts)"
                " VALUES (?, ?, 1, 'global', 'global', ?, '{}')",
                (player.uuid, f"group.{rank}", expiry),
            )
