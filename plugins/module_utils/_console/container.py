# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Writes a command to the standard input of a container's main process, as C(docker attach) would."""

from __future__ import annotations

import fcntl
import socket
import struct
import termios
import time
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._console.container_exec import running
from ansible_collections.gamedesk.support.plugins.module_utils._console.container_output import Output
from ansible_collections.gamedesk.support.plugins.module_utils._console.engine import Container, Engine
from ansible_collections.gamedesk.support.plugins.module_utils._console.multiplexer import (
    KEYS_TO_CLEAR,
    LONGEST_LINE,
    lost_after,
    lost_before,
)
from ansible_collections.gamedesk.support.plugins.module_utils._errors import ConfigurationError

_PAUSE_SECONDS = 0.002


class ContainerWriter:
    """One container, by its name or id."""

    taker = "a container's console"
    longest = LONGEST_LINE

    def __init__(self, engine: Engine, name: str) -> None:
        self._engine = engine
        self._name = name
        self._terminal = False
        self._attached: t.Optional[socket.socket] = None
        self._output: t.Optional[Output] = None
        self._listening = False
        self.where = f"the container {name}"

    def close(self) -> None:
        """Detach. The container goes on."""
        if self._output is not None:
            self._output.close()
        self._attached = self._output = None
        self._listening = False

    def prepare(self, until: float) -> None:
        """See that the container runs and takes input, and attach to it. See Writer.

        Anew for each command: an engine keeps who is attached when the container is started again, and drops what they
        write.
        """
        self.close()
        found = self.look(until)
        self._terminal = found.terminal
        self._attached = self._engine.attach(found, until)
        self._output = Output(self._attached, terminal=found.terminal)

    def listen(self) -> Output:
        """Return what the container says from C(prepare) on. It detaches when it is closed."""
        self._listening = True
        return t.cast(Output, self._output)

    def look(self, until: float) -> Container:
        """Return the container, if a command can be sent to it.

        Raises ConfigurationError, ConsoleRefusedError, ConsoleLostBeforeError or ConsoleNoAnswerError.
        """
        found = running(self._engine, self._name, self.where, until)
        if not found.takes_input:
            raise ConfigurationError(
                f"Nothing was sent to {self.where}, since its standard input is closed; make it anew with stdin_open: "
                "true and tty: true (docker run -d -i -t), or use the transport rcon."
            )
        if found.ends_with_us:
            raise ConfigurationError(
                f"Nothing was sent to {self.where}, since its standard input would end with the first command, and "
                "many servers with it; make it anew with tty: true as well (docker run -d -i -t), or use the transport "
                "rcon."
            )
        return found

    def write(self, command: bytes, until: float) -> None:
        """Write the command, after the keys that take away what somebody has typed, and wait until it is taken.

        See Writer.
        """
        attached = t.cast(socket.socket, self._attached)
        line = KEYS_TO_CLEAR + command + b"\r" if self._terminal else command + b"\n"
        try:
            sent = attached.send(line)
        except OSError as exc:
            raise lost_before(self.where, exc.strerror or "it does not take it") from exc
        if sent < len(line):
            raise lost_after(self.where, "the engine took a part of it")
        while True:
            if not t.cast(Output, self._output).drain():
                raise lost_after(self.where, "the engine closed the connection")
            if not _untaken(attached):
                break
            if time.monotonic() >= until:
                raise lost_after(self.where, "the engine has not taken it in time, and may yet do so")
            time.sleep(_PAUSE_SECONDS)
        if not self._listening:
            self.close()


def _untaken(attached: socket.socket) -> int:
    """Return how many bytes the engine has not read yet."""
    try:
        (number,) = struct.unpack("i", fcntl.ioctl(attached.fileno(), termios.TIOCOUTQ, b"\0\0\0\0"))
    except OSError:  # not told by every system
        return 0
    return int(number)
