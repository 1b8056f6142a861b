# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who gives a command, and where the answers go.

Domain: RconConsoleSource.java; Paper has one for each connection.
"""

from __future__ import annotations

import threading
from typing import Protocol

from gamedesk.sandbox.log import ServerLog


class Source(Protocol):
    """The sender of a command. C(name) is what other players see."""

    name: str

    def tell(self, text: str) -> None:
        """Answer with a vanilla message."""

    def tell_from_plugin(self, text: str) -> None:
        """Answer with a message of a plugin."""

    def succeed(self, text: str, *, broadcast: bool = True) -> None:
        """Say that a command worked, to the sender, and to the admins if asked for."""


class RconSource:
    """One connection's sender and its reply buffer. Answers may come late, and from other threads."""

    name = "Rcon"

    def __init__(self, log: ServerLog, *, inform_admins: bool) -> None:
        """C(inform_admins) is C(broadcast-rcon-to-ops): without it the log has no feedback lines either."""
        self._log = log
        self._inform_admins = inform_admins
        self._lock = threading.Lock()
        self._buffer: list[str] = []

    def prepare(self) -> None:
        """Forget what was said since the last reply: called when a command comes in, before the main thread has it."""
        with self._lock:
            self._buffer.clear()

    def reply(self) -> str:
        """Return what was said since prepare()."""
        with self._lock:
            return "".join(self._buffer)

    def tell(self, text: str) -> None:
        """Add a vanilla message: these follow each other without a separator."""
        with self._lock:
            self._buffer.append(text)

    def tell_from_plugin(self, text: str) -> None:
        """Add a message of a plugin: these end with a newline."""
        self.tell(f"{text}\n")

    def succeed(self, text: str, *, broadcast: bool = True) -> None:
        """Tell the sender that a command worked, and the admins (and so the log) if asked for."""
        self.tell(text)
        if broadcast and self._inform_admins:
            self._log.write(f"[{self.name}: {text}]")
