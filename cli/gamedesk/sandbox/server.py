# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sandbox's server: its parts put together, from start to stop."""

from __future__ import annotations

import contextlib
import errno
import functools
import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from gamedesk.i18n import _
from gamedesk.sandbox import folder as layout
from gamedesk.sandbox import properties, scenes
from gamedesk.sandbox.ban_commands import BanCommands
from gamedesk.sandbox.bans import BanList
from gamedesk.sandbox.commands import Commands, VanillaCommands
from gamedesk.sandbox.errors import SandboxError
from gamedesk.sandbox.lock import FolderLock
from gamedesk.sandbox.log import SERVER_THREAD, ServerLog
from gamedesk.sandbox.luckperms.plugin import LuckPermsPlugin
from gamedesk.sandbox.luckperms.storage import Connection, connect
from gamedesk.sandbox.main_thread import MainThread, StoppedError
from gamedesk.sandbox.players import Operators, UserCache
from gamedesk.sandbox.rcon import RconListener, Run
from gamedesk.sandbox.session_lock import hold_session_lock
from gamedesk.sandbox.source import RconSource
from gamedesk.sandbox.terminal import Terminal, TerminalSource


class SandboxServer:
    """A game server in one folder. Runs in threads of this process from start() to stop(), or inside C(with)."""

    def __init__(
        self,
        folder: Path,
        *,
        tick_seconds: float = 0.05,
        luckperms_delay_seconds: float = 0.02,
        port: int | None = None,
        old: bool = False,
        plain: bool = False,
        luckperms_database: Callable[[], Connection] | None = None,
        terminal: Terminal | None = None,
    ) -> None:
        """Take the settings; C(port) is the RCON port for this start and the next ones, 0 a free one.

        Commands wait for a tick (0: none), LuckPerms takes a moment before each of its own. C(old): bans are answered
        as up to 1.12. C(plain): what decides whom a name means, and what a command is called, is as on a server of
        Mojang's own, and not as on Paper. C(luckperms_database) opens LuckPerms' tables where they are not in the
        SQLite file of the folder. C(terminal) is the server's own console, if it has one.
        """
        self._old = old
        self._plain = plain
        self.folder = folder
        self._tick_seconds = tick_seconds
        self._delay_seconds = luckperms_delay_seconds
        self._wanted_port = port
        self._luckperms_database = luckperms_database or (lambda: connect(folder / layout.LUCKPERMS_DATABASE))
        self._terminal = terminal
        self._main = MainThread(tick_seconds)
        self._thread: threading.Thread | None = None

    @property
    def port(self) -> int:
        """The RCON port, on 127.0.0.1. Known once the server has started."""
        return self._listener.port

    @property
    def password(self) -> str:
        """The RCON password. Known once the server has started."""
        return self._settings["rcon.password"]

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start and return once RCON listens. Raises SandboxError."""
        begun = time.monotonic()
        with contextlib.ExitStack() as undo:
            try:
                self._open(undo)
            except (OSError, OverflowError, ValueError, sqlite3.Error) as error:
                message = _("The sandbox in {folder} cannot start: {error}.")
                raise SandboxError(message.format(folder=self.folder, error=error)) from error
            self._undo = undo.pop_all()
        self._listener.start()
        self._lock.announce(self.port)
        scenes.started(self._log, time.monotonic() - begun)
        if self._log.is_first:
            scenes.first_visit(self._log)
        if self._terminal:
            name = "Server console handler"
            reader = threading.Thread(target=self._take_commands, args=(self._terminal,), name=name, daemon=True)
            reader.start()
        # Last: a stop that was asked for already closes all of this at once.
        self._thread = threading.Thread(target=self._run, name=SERVER_THREAD)
        self._thread.start()

    def join(self, name: str) -> None:
        """Have a player come in."""
        self._main.call(lambda: self._vanilla.join(name))

    def request_stop(self) -> None:
        """Have the server stop soon. Safe in a signal handler, and before start()."""
        self._main.stop()

    def stop(self) -> None:
        """Stop and return when all is closed. Safe to call twice."""
        self.request_stop()
        self.wait()

    def wait(self) -> None:
        """Wait until the server has stopped."""
        if self._thread:
            self._thread.join()

    def _open(self, undo: contextlib.ExitStack) -> None:
        """Open the parts; C(undo) closes them again, the last one first, as a stopping server does."""
        layout.prepare(self.folder)
        if not self._plain:
            layout.prepare_bukkit(self.folder)
        self._lock = FolderLock(self.folder)
        undo.callback(self._lock.release)
        undo.callback(hold_session_lock(self.folder / layout.SESSION_LOCK))
        self._settings = properties.read(self.folder / layout.PROPERTIES)
        if not self._settings.get("rcon.password"):
            message = _("rcon.password is empty in {path}.").format(path=self.folder / layout.PROPERTIES)
            raise SandboxError(message)
        self._log = ServerLog(self.folder / layout.LOGS, self._terminal.show if self._terminal else None)
        undo.callback(self._log.close)
        undo.callback(scenes.stopped, self._log)
        scenes.starting(self._log)
        luckperms = LuckPermsPlugin(self._luckperms_database(), self._delay_seconds, self._log)
        undo.callback(luckperms.disable)
        self._commands = Commands(namespaces=not self._plain)
        self._vanilla = VanillaCommands(
            UserCache(self.folder / layout.USERCACHE, lowers=self._plain),
            Operators(self.folder / layout.OPERATORS),
            self._log,
            self._settings,
            self.request_stop,
        )
        self._vanilla.register(self._commands)
        BanCommands(
            BanList(self.folder / layout.BANNED_PLAYERS, ("uuid", "name")),
            BanList(self.folder / layout.BANNED_ADDRESSES, ("ip",)),
            self._vanilla.target,
            self._vanilla.kick,
            old=self._old,
        ).register(self._commands)
        luckperms.register(self._commands)
        self._log.write("Starting remote control listener")
        self._listener = self._listen()

    def _listen(self) -> RconListener:
        """Listen on the port of the properties; where that is taken, on a free one, which the properties then name."""
        configured = int(self._settings.get("rcon.port", "25575"))
        wanted = configured if self._wanted_port is None else self._wanted_port
        try:
            listener = RconListener(properties.HOST, wanted, self.password, self._open_session, self._log)
        except OSError as error:
            if error.errno != errno.EADDRINUSE or self._wanted_port:
                raise
            listener = RconListener(properties.HOST, 0, self.password, self._open_session, self._log)
        if listener.port != configured:
            properties.set_value(self.folder / layout.PROPERTIES, "rcon.port", str(listener.port))
        return listener

    def _open_session(self) -> Run:
        """Return what runs the commands of one RCON connection (domain: DedicatedServer.runCommand, Paper)."""
        inform_admins = self._settings.get("broadcast-rcon-to-ops", "true") == "true"
        source = RconSource(self._log, inform_admins=inform_admins)

        def run(command: str) -> str:
            if not command.strip():
                return ""
            source.prepare()
            self._main.call(lambda: self._commands.dispatch(source, command))
            return source.reply()

        return run

    def _take_commands(self, terminal: Terminal) -> None:
        """Be the console handler's thread: what is typed waits for the tick, and nobody for the answer."""
        source = TerminalSource(self._log)
        with contextlib.suppress(StoppedError):
            for command in terminal.lines():
                self._main.submit(functools.partial(self._commands.dispatch, source, command))

    def _run(self) -> None:
        self._main.run()
        self._lock.withdraw()
        scenes.stopping(self._log)
        self._listener.close()
        self._undo.close()
