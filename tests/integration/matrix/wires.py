# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The two ways to a software, and what came over each, as it came: RCON, which replies, and tmux, which is silent."""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import socket
import struct
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any, Protocol

_HEADER = struct.Struct("<iii")
_COMMAND = 2
_PATIENCE_S = 20.0
_FENCE = re.compile(rb"the end of (\d+)")
# Runs in tmux in the place of the server: hands over what it is typed, byte for byte.
_PLUG = """\
import os, socket, sys
there = socket.socket(socket.AF_UNIX)
there.connect(sys.argv[1])
while data := os.read(0, 65536):
    there.sendall(data)
"""


class Server(Protocol):
    """What is at the end of a way."""

    port: int
    password: str
    log: Path

    def typed(self, command: str) -> None:
        """Take a line at the server's own console."""


class Wire(Protocol):
    """A way to one server. C(came) is each command that came over it, in bytes."""

    name: str
    came: list[bytes]

    def lead_to(self, server: Server) -> None:
        """Put this server at its end, and forget what came."""

    def console(self) -> dict[str, Any]:
        """Return the option console."""

    def settle(self) -> None:
        """Return when all that was sent has come."""


class RconWire:
    """Stands before a server's RCON, and writes down the packets of commands."""

    name = "RCON"

    def __init__(self) -> None:
        self.came: list[bytes] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._accept, daemon=True).start()

    def lead_to(self, server: Server) -> None:
        self._server = server
        self.came.clear()

    def console(self) -> dict[str, Any]:
        port = self._socket.getsockname()[1]
        return {"port": port, "password": self._server.password, "timeout": 5}

    def settle(self) -> None:
        """Nothing is under way: a reply follows each command."""

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _address = self._socket.accept()
                server = socket.create_connection(("127.0.0.1", self._server.port))
                for one in (client, server):
                    one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                threading.Thread(target=self._there, args=(client, server), daemon=True).start()
                threading.Thread(target=self._back, args=(server, client), daemon=True).start()

    def _there(self, client: socket.socket, server: socket.socket) -> None:
        with contextlib.suppress(OSError), client, server:
            while head := client.recv(4, socket.MSG_WAITALL):
                packet = head + client.recv(struct.unpack("<i", head)[0], socket.MSG_WAITALL)
                if _HEADER.unpack_from(packet)[2] == _COMMAND:
                    self.came.append(packet[_HEADER.size : -2])
                server.sendall(packet)
            server.shutdown(socket.SHUT_RDWR)

    @staticmethod
    def _back(server: socket.socket, client: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := server.recv(65536):
                client.sendall(data)
        with contextlib.suppress(OSError):
            client.shutdown(socket.SHUT_WR)


class TmuxWire:
    """A real tmux with a session for all servers: what is typed there is written down, and then theirs."""

    name = "tmux"

    def __init__(self, folder: Path) -> None:
        """C(folder) has a short path: sockets lie in it."""
        self.came: list[bytes] = []
        self._folder = folder
        self._fences = 0
        self._fence = threading.Event()
        with socket.socket(socket.AF_UNIX) as waiting:
            waiting.bind(str(folder / "plug"))
            waiting.listen()
            command = shlex.join([sys.executable, "-c", _PLUG, str(folder / "plug")])
            self._tmux("-f", "/dev/null", "new-session", "-d", "-s", "mc", f"exec {command}")
            waiting.settimeout(_PATIENCE_S)
            self._plug, _address = waiting.accept()
        threading.Thread(target=self._read, daemon=True).start()

    def lead_to(self, server: Server) -> None:
        self._server = server
        self.came.clear()

    def console(self) -> dict[str, Any]:
        spec = {"transport": "tmux", "session": "mc", "socket": str(self._folder / "tmux")}
        return {**spec, "log": str(self._server.log), "timeout": 3}

    def settle(self) -> None:
        self._fence.clear()
        self._fences += 1
        self._tmux("send-keys", "-t", "mc", "-l", f"the end of {self._fences}", ";", "send-keys", "-t", "mc", "Enter")
        assert self._fence.wait(_PATIENCE_S), "what is typed does not come"

    def close(self) -> None:
        with contextlib.suppress(subprocess.SubprocessError):
            self._tmux("kill-server")
        self._plug.close()

    def _tmux(self, *words: str) -> None:
        environment = {"PATH": os.environ["PATH"], "HOME": str(self._folder), "LC_ALL": "C.UTF-8"}
        command = ["tmux", "-S", str(self._folder / "tmux"), *words]
        subprocess.run(command, check=True, capture_output=True, env=environment, timeout=30)

    def _read(self) -> None:
        rest = b""
        with contextlib.suppress(OSError):
            while data := self._plug.recv(65536):
                *lines, rest = (rest + data).split(b"\n")
                for line in lines:
                    self._take(line)

    def _take(self, line: bytes) -> None:
        if fence := _FENCE.fullmatch(line):
            if int(fence[1]) == self._fences:
                self._fence.set()
            return
        self.came.append(line)
        if command := line.decode("utf-8", "replace").strip():
            self._server.typed(command)
