# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The remote console as vanilla speaks it (domain: RconThread.java, RconClient.java, PktUtils.java).

One thread a connection, one read a request. What a real server does silently is silent here too: a request that is
not exactly one read long ends the connection, and a wrong password leaves no line in the log.
"""

from __future__ import annotations

import contextlib
import itertools
import socket
import struct
import threading
from collections.abc import Callable, Iterator

from gamedesk.sandbox.log import SERVER_THREAD, ServerLog

MAX_REQUEST = 1460
# The real server wraps the socket in a new buffer of this size for each request and drops what it did not use.
_JAVA_BUFFER = 8192
_SHORTEST_REQUEST = 10
_LONGEST_PIECE_UNITS = 4096
_REPLY, _COMMAND, _LOGIN = 0, 2, 3
_AUTHENTICATED = 2
_REFUSED_ID = -1
_HEADER = struct.Struct("<iii")
_CLOSE_SECONDS = 1.0

Run = Callable[[str], str]


def pieces(reply: str) -> Iterator[bytes]:
    """Cut a reply into pieces of 4096 UTF-16 units, each encoded on its own: half a pair becomes C(?), as in Java.

    An empty reply is one empty piece; a reply of exactly 4096 units is one full piece.
    """
    units = reply.encode("utf-16-le", "surrogatepass")
    size = 2 * _LONGEST_PIECE_UNITS
    for start in range(0, max(len(units), 1), size):
        yield units[start : start + size].decode("utf-16-le", "surrogatepass").encode("utf-8", "replace")


class RconListener:
    """Listens on one address and gives each connection its own command runner."""

    def __init__(self, host: str, port: int, password: str, open_session: Callable[[], Run], log: ServerLog) -> None:
        """Bind and listen; accept nothing before start(). Raises OSError when the port is taken."""
        self._password = password
        self._open_session = open_session
        self._log = log
        # Java numbers these threads in one row, the listener first.
        self._numbers = itertools.count(1)
        self._connections: dict[threading.Thread, socket.socket] = {}
        self._lock = threading.Lock()
        self._socket = socket.create_server((host, port))
        self.host: str = host
        self.port: int = self._socket.getsockname()[1]

    def start(self) -> None:
        """Accept connections, in a thread of its own."""
        name = f"RCON Listener #{next(self._numbers)}"
        self._thread = threading.Thread(target=self._accept, name=name, daemon=True)
        self._thread.start()
        self._log.write("Thread RCON Listener started", thread=SERVER_THREAD)
        self._log.write(f"RCON running on {self.host}:{self.port}", thread=SERVER_THREAD)

    def close(self) -> None:
        """Accept nothing more, let replies that are under way go out, end the connections."""
        # Closing alone does not wake a thread in accept().
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(_CLOSE_SECONDS)
        with self._lock:
            connections = dict(self._connections)
        for connection in connections.values():
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RD)
        for thread, connection in connections.items():
            thread.join(_CLOSE_SECONDS)
            # Whoever does not read its reply is cut off.
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        while True:
            try:
                connection, (address, _port) = self._socket.accept()
            except OSError:
                return
            name = f"RCON Client /{address}"
            numbered = f"{name} #{next(self._numbers)}"
            thread = threading.Thread(target=self._serve, args=(connection, name, numbered), name=numbered, daemon=True)
            with self._lock:
                self._connections[thread] = connection
            thread.start()
            self._log.write(f"Thread {name} started", thread=self._thread.name)

    def _serve(self, connection: socket.socket, name: str, numbered: str) -> None:
        run = self._open_session()
        authenticated = False
        with connection, contextlib.suppress(OSError):
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while request := _read_request(connection):
                request_id, kind, payload = request
                if kind == _LOGIN:
                    authenticated = payload == self._password
                    _send(connection, request_id if authenticated else _REFUSED_ID, _AUTHENTICATED, b"")
                elif kind != _COMMAND:
                    _send_reply(connection, request_id, f"Unknown request {kind & 0xFFFFFFFF:x}")
                elif authenticated:
                    _send_reply(connection, request_id, _answer(run, payload))
                else:
                    _send(connection, _REFUSED_ID, _AUTHENTICATED, b"")
        with self._lock:
            del self._connections[threading.current_thread()]
        self._log.write(f"Thread {name} shutting down", thread=numbered)


def _answer(run: Run, command: str) -> str:
    try:
        return run(command)
    except Exception as error:
        return f"Error executing: {command} ({error})"


def _read_request(connection: socket.socket) -> tuple[int, int, str] | None:
    """Return id, type and text of the next request, or None when the connection is to be closed without a word."""
    data = connection.recv(_JAVA_BUFFER)[:MAX_REQUEST]
    # Of a packet of 10 or 11 bytes the end of the type is missing.
    if len(data) < _SHORTEST_REQUEST:
        return None
    length, request_id, kind = _HEADER.unpack_from(data.ljust(_HEADER.size, b"\0"))
    if length != len(data) - 4:
        return None
    text = data[_HEADER.size : -1].partition(b"\0")[0]
    return request_id, kind, text.decode("utf-8", "replace")


def _send(connection: socket.socket, request_id: int, kind: int, payload: bytes) -> None:
    connection.sendall(_HEADER.pack(len(payload) + 10, request_id, kind) + payload + b"\0\0")


def _send_reply(connection: socket.socket, request_id: int, reply: str) -> None:
    for piece in pieces(reply):
        _send(connection, request_id, _REPLY, piece)
