# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An RCON server whose every reply tells which command it answers, and which remembers what it executed.

It reads as vanilla does (domain, section 6): one read a request, and the connection is closed without a word when that
is not exactly one packet.
"""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from collections.abc import Iterator

from .fault_proxy import packet

PASSWORD = "correct horse"
_PIECE = 4096


def reply_to(command: str) -> str:
    """What is answered: to C(long …) more than two full pieces, to anything else one line."""
    return f"<{command}>" * (9000 // len(command) if command.startswith("long") else 1)


class EchoServer:
    """Listens on loopback, in threads of this process."""

    def __init__(self) -> None:
        self.executed: list[str] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def close(self) -> None:
        """Take nothing more, and return when the last client has left."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(5)
            assert not thread.is_alive(), "a client does not leave"

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _address = self._listener.accept()
                thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
                self._threads.append(thread)
                thread.start()

    def _serve(self, connection: socket.socket) -> None:
        logged_in = False
        with connection, contextlib.suppress(OSError):
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while len(data := connection.recv(1460)) >= 12:
                length, request_id, kind = struct.unpack_from("<iii", data)
                if length != len(data) - 4:
                    return
                text = data[12:-1].partition(b"\0")[0].decode("utf-8", "replace")
                if kind == 3:
                    logged_in = text == PASSWORD
                    connection.sendall(packet(request_id if logged_in else -1, 2))
                elif kind == 2 and logged_in:
                    self.executed.append(text)
                    reply = reply_to(text).encode()
                    for start in range(0, len(reply), _PIECE):
                        connection.sendall(packet(request_id, 0, reply[start : start + _PIECE]))
                elif kind == 2:
                    connection.sendall(packet(-1, 2))
                else:
                    connection.sendall(packet(request_id, 0, f"Unknown request {kind:x}".encode()))


@contextlib.contextmanager
def echo_server() -> Iterator[EchoServer]:
    """A running server, closed at the end."""
    server = EchoServer()
    try:
        yield server
    finally:
        server.close()
