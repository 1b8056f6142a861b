# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The server's own console: commands come in on its standard input, the log goes out on its standard output.

Domain: DedicatedServer.java (the console handler's thread), TerminalConsoleAppender (lines are trimmed, empty ones
dropped), Paper's log4j2.xml (the console's lines name no thread).
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator

from gamedesk.sandbox.log import ServerLog

_READ_SIZE = 65536


class Terminal:
    """Two descriptors, which stay open. Python's own streams are not used: their locks would outlive the thread."""

    def __init__(self, commands: int, screen: int) -> None:
        """C(commands) is read from, C(screen) written to."""
        self._commands = commands
        self._screen = screen

    def lines(self) -> Iterator[str]:
        """Wait for one command after another, until the input ends."""
        rest = b""
        with contextlib.suppress(OSError):
            while data := os.read(self._commands, _READ_SIZE):
                *complete, rest = (rest + data).split(b"\n")
                for line in complete:
                    command = line.decode("utf-8", "replace").strip()
                    if command:
                        yield command

    def show(self, time: str, level: str, message: str) -> None:
        """Print a record of the log. Where nobody can see it any more, nothing happens."""
        data = f"[{time} {level}]: {message}\n".encode("utf-8", "replace")
        with contextlib.suppress(OSError):
            while data:
                data = data[os.write(self._screen, data) :]


class TerminalSource:
    """Whoever types at the server's own console: every answer is a line in the log, from the thread that gives it."""

    name = "Server"

    def __init__(self, log: ServerLog) -> None:
        self._log = log

    def tell(self, text: str) -> None:
        """Answer with a vanilla message."""
        self._log.write(text, thread=threading.current_thread().name)

    def tell_from_plugin(self, text: str) -> None:
        """Answer with a message of a plugin."""
        self.tell(text)

    def succeed(self, text: str, *, broadcast: bool = True) -> None:  # noqa: ARG002 - the admins' copy goes to others
        """Say that a command worked."""
        self.tell(text)
