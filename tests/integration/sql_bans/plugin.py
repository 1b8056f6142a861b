# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A plugin that works beside the server's main thread, on threads of its own, and keeps its bans in a database.

What it says comes after the reply has left: over RCON it waits for the next command, or is lost. One command may
overtake another.
"""

from __future__ import annotations

import contextlib
import random
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from tests.integration.databases.servers import Database

from gamedesk.sandbox.commands import Commands, Line
from gamedesk.sandbox.main_thread import StoppedError
from gamedesk.sandbox.server import SandboxServer
from gamedesk.sandbox.source import RconSource
from gamedesk.sandbox.terminal import Terminal

OPERATOR = "CONSOLE"
_SLOWEST = 0.03


class Plugin:
    """What all of them have in common. C(heard) is what came over the console, in this order."""

    labels: Sequence[str]
    name: str

    def __init__(self, database: Database) -> None:
        self.database = database
        self.heard: list[str] = []
        # The connection breaks at the next command with this label, before or after the work.
        self.dies_before: str | None = None
        self.dies_after: str | None = None
        # The label of commands that it does nothing about, and says nothing.
        self.ignores: str | None = None
        self._random = random.Random(1)
        self._threads = ThreadPoolExecutor(2)

    def register(self, commands: Commands) -> None:
        commands.register(self.labels, self.name, self._dispatch)

    def close(self) -> None:
        self._threads.shutdown()

    def active(self) -> list[dict[str, Any]]:
        """The active bans, in the order in which they were made, with uuid, ip, reason, until and silent at least."""
        raise NotImplementedError

    def forget(self) -> None:
        """Forget all bans."""
        raise NotImplementedError

    def kept(self, reason: str) -> str:
        """What the plugin keeps of a reason."""
        return reason

    def verb(self, line: Line) -> str:
        """The word that says what is to be done."""
        return line.label

    def work(self, label: str, rest: str) -> str:
        """Do what a command says; return what the plugin says to its sender."""
        raise NotImplementedError

    def _dispatch(self, source: RconSource, line: Line) -> None:
        self.heard.append(line.text)
        verb = self.verb(line)
        if verb == self.dies_before:
            self.dies_before = None
            raise StoppedError
        if verb == self.dies_after:
            self.dies_after = None
            self.work(line.label, line.rest)
            raise StoppedError
        if verb == self.ignores:
            return
        self._threads.submit(self._later, source, line, self._random.random() * _SLOWEST)

    def _later(self, source: RconSource, line: Line, seconds: float) -> None:
        time.sleep(seconds)
        said = self.work(line.label, line.rest)
        if said:
            source.tell_from_plugin(said)


class PluginServer(SandboxServer):
    """The sandbox with a plugin whose commands take the place of the server's own."""

    def __init__(self, folder: Path, plugin: Plugin, terminal: Terminal | None = None) -> None:
        super().__init__(folder, tick_seconds=0.01, port=0, terminal=terminal)
        self.plugin = plugin

    def _open(self, undo: contextlib.ExitStack) -> None:
        super()._open(undo)
        undo.callback(self.plugin.close)
        self.plugin.register(self._commands)


@contextlib.contextmanager
def running(folder: Path, plugin: Plugin) -> Iterator[SandboxServer]:
    with PluginServer(folder, plugin) as server:
        yield server


def milliseconds() -> int:
    return time.time_ns() // 1_000_000


def statements(database: Database, sql: Sequence[str]) -> None:
    """Run these, each in a transaction of its own."""
    for statement in sql:
        database.execute(statement)


def insert(database: Database, table: str, **values: Any) -> None:
    """Add a row, with names of columns as they are."""
    quote = "`" if database.engine == "mariadb" else '"'
    columns = ", ".join(f"{quote}{name}{quote}" for name in values)
    places = ", ".join("?" * len(values))
    database.execute(f"INSERT INTO {table} ({columns}) VALUES ({places})", *values.values())
