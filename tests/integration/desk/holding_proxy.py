# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A proxy before RCON that can hold commands back: what a slow network, and a kill at the wrong moment, look like."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from collections.abc import Iterator

_COMMAND = 2  # domain, section 6


class HoldingProxy:
    """Passes everything on, but keeps commands (not logins) until C(release) once C(hold) was called."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._open = threading.Event()
        self._open.set()
        self.holding = threading.Event()
        self.commands: list[bytes] = []

    def hold(self) -> None:
        self._open.clear()

    def release(self) -> None:
        self._open.set()

    def serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _address = self._listener.accept()
                server = socket.create_connection(("127.0.0.1", self._target))
                server.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                threading.Thread(target=self._commands, args=(client, server), daemon=True).start()
                threading.Thread(target=self._replies, args=(server, client), daemon=True).start()

    def close(self) -> None:
        self.release()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _commands(self, client: socket.socket, server: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while packet := self._packet(client):
                if struct.unpack_from("<i", packet, 8)[0] == _COMMAND:
                    self.commands.append(packet[12:-2])
                    self.holding.set()
                    self._open.wait()
                server.sendall(packet)
        with contextlib.suppress(OSError):
            server.shutdown(socket.SHUT_WR)

    @staticmethod
    def _packet(client: socket.socket) -> bytes:
        size = client.recv(4, socket.MSG_WAITALL)
        if len(size) < 4:
            return b""
        return size + client.recv(struct.unpack("<i", size)[0], socket.MSG_WAITALL)

    @staticmethod
    def _replies(server: socket.socket, client: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := server.recv(65536):
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
