# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A proxy before RCON that holds commands or answers: a slow network, and what a kill at the wrong moment leaves."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from collections.abc import Iterator

_COMMAND = 2  # domain, section 6


class _Gate:
    """What packets wait at. C(dropped) says, once it is open, that they never arrive."""

    def __init__(self) -> None:
        self.open = threading.Event()
        self.dropped = False


class HoldingProxy:
    """Passes everything on, but after C(hold) keeps commands (not logins), and after C(hold_answers) their answers.

    C(target) is the port of the server; it may change between connections.
    """

    def __init__(self, target: int) -> None:
        self.target = target
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._to_server, self._to_client = _Gate(), _Gate()
        self.release()
        self.holding = threading.Event()
        self.commands: list[bytes] = []

    def hold(self) -> None:
        self._to_server = _Gate()

    def hold_answers(self) -> None:
        self._to_client = _Gate()

    def release(self) -> None:
        for gate in (self._to_server, self._to_client):
            gate.open.set()

    def drop(self) -> None:
        """Let what is held never arrive: its connections end."""
        for gate in (self._to_server, self._to_client):
            gate.dropped = not gate.open.is_set()
        self.release()
        self._to_server, self._to_client = _Gate(), _Gate()
        self.release()

    def serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _address = self._listener.accept()
                try:
                    server = socket.create_connection(("127.0.0.1", self.target))
                except OSError:
                    client.close()
                    continue
                server.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                asked = threading.Event()
                threading.Thread(target=self._commands, args=(client, server, asked), daemon=True).start()
                threading.Thread(target=self._replies, args=(server, client, asked), daemon=True).start()

    def close(self) -> None:
        self.release()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _commands(self, client: socket.socket, server: socket.socket, asked: threading.Event) -> None:
        with contextlib.suppress(OSError):
            while packet := self._packet(client):
                if struct.unpack_from("<i", packet, 8)[0] == _COMMAND:
                    self.commands.append(packet[12:-2])
                    self.holding.set()
                    asked.set()
                    if not self._passes(self._to_server):
                        break
                server.sendall(packet)
        with contextlib.suppress(OSError):
            server.shutdown(socket.SHUT_WR)

    @staticmethod
    def _passes(gate: _Gate) -> bool:
        gate.open.wait()
        return not gate.dropped

    @staticmethod
    def _packet(client: socket.socket) -> bytes:
        size = client.recv(4, socket.MSG_WAITALL)
        if len(size) < 4:
            return b""
        return size + client.recv(struct.unpack("<i", size)[0], socket.MSG_WAITALL)

    def _replies(self, server: socket.socket, client: socket.socket, asked: threading.Event) -> None:
        with contextlib.suppress(OSError):
            while data := server.recv(65536):
                if asked.is_set() and not self._passes(self._to_client):
                    break
                client.sendall(data)
        with contextlib.suppress(OSError):
            client.close()


@contextlib.contextmanager
def holding_proxy(target: int) -> Iterator[HoldingProxy]:
    proxy = HoldingProxy(target)
    thread = threading.Thread(target=proxy.serve, daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        proxy.close()
        thread.join(timeout=5)
