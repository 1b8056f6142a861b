# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cuberite's remote console (domain 6; its RCONServer.cpp).

A reply has the type that others keep for the answer to a login, and an empty one follows it; a wrong password is a
plain close, and so is a type that it does not know.
"""

from __future__ import annotations

import contextlib
import socket
import struct
import threading

from tests.integration.software import Software

_HEADER = struct.Struct("<iii")
_COMMAND, _LOGIN = 2, 3


class CuberiteRcon:
    """The remote console of a software, as Cuberite speaks it."""

    def __init__(self, software: Software, password: str) -> None:
        self._software = software
        self._password = password.encode()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._connections: list[socket.socket] = []
        self._threads[0].start()

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        for connection in self._connections:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(5)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _peer = self._socket.accept()
                self._connections.append(connection)
                self._threads.append(threading.Thread(target=self._serve, args=(connection,), daemon=True))
                self._threads[-1].start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            while data := connection.recv(4096):
                _length, request, kind = _HEADER.unpack_from(data)
                payload = data[12:-2]
                if kind == _LOGIN and payload == self._password:
                    self._send(connection, request, b"")
                elif kind == _COMMAND:
                    # Two packets for one command, mostly in this order.
                    self._send(connection, request, self._software.run(payload.decode()).encode())
                    self._send(connection, request, b"")
                else:
                    return

    @staticmethod
    def _send(connection: socket.socket, request: int, payload: bytes) -> None:
        connection.sendall(_HEADER.pack(len(payload) + 10, request, _COMMAND) + payload + b"\0\0")
