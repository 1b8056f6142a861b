# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""LuckPerms beside the main thread: one thread of its own runs its commands (domain: CommandManager.java).

Over RCON the reply is collected when the main thread returns, which is before LuckPerms has begun: what it says then
waits in the connection's buffer for the next reply, or is lost when the next command comes in.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable

from gamedesk.sandbox.commands import Commands, Line
from gamedesk.sandbox.log import ServerLog
from gamedesk.sandbox.luckperms.commands import VERSION, LuckPermsCommands
from gamedesk.sandbox.luckperms.storage import Connection, Storage
from gamedesk.sandbox.source import Source

LABELS = ("luckperms", "lp", "perm", "perms", "permission", "permissions")
_THREAD = "luckperms-command-executor"


class LuckPermsPlugin:
    """The plugin, enabled from construction to disable()."""

    def __init__(self, database: Connection, delay_seconds: float, log: ServerLog) -> None:
        """C(delay_seconds) is how long a command takes to come to its turn."""
        self._delay_seconds = delay_seconds
        self._log = log
        self._storage = Storage(database)
        self._commands = LuckPermsCommands(self._storage)
        self._queue: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._executing = False
        self._thread = threading.Thread(target=self._run, name=_THREAD, daemon=True)
        self._thread.start()
        for line in (
            f"Enabling LuckPerms v{VERSION}",
            "Loading configuration...",
            "Loading storage provider... [SQLITE]",
            "Loading internal permission managers...",
            "Performing initial data load...",
            "Successfully enabled. (took 20ms)",
        ):
            log.write(f"[LuckPerms] {line}")

    def register(self, commands: Commands) -> None:
        """Register the command under all its labels."""
        commands.register(LABELS, "luckperms", self._dispatch)

    def disable(self) -> None:
        """Finish what is queued and close the storage."""
        self._log.write(f"[LuckPerms] Disabling LuckPerms v{VERSION}")
        self._log.write("[LuckPerms] Starting shutdown process...")
        self._queue.put(None)
        self._thread.join()
        self._log.write("[LuckPerms] Closing storage...")
        self._storage.close()
        self._log.write("[LuckPerms] Goodbye!")

    def _dispatch(self, source: Source, line: Line) -> None:
        if self._executing:
            source.tell_from_plugin("[LP] Another command is being executed, waiting for it to finish...")
        self._queue.put(lambda: self._commands.execute(source.tell_from_plugin, line.label, line.rest))

    def _run(self) -> None:
        while command := self._queue.get():
            self._executing = True
            if self._delay_seconds:
                time.sleep(self._delay_seconds)
            try:
                command()
            except Exception as error:
                message = f"[LuckPerms] Exception whilst executing command: {error}"
                self._log.write(message, thread=_THREAD, level="ERROR")
            self._executing = False
