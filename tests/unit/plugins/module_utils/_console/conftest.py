# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server of raw sockets that follows a script, one function a connection, and frames by its own code."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
import time

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._console.rcon import RconConsole

PASSWORD = "hünter2"
FULL = b"x" * 4096


def packet(request_id: int, kind: int, payload: bytes = b"") -> bytes:
    # domain, section 6: the length counts all after itself, which is 10 and the payload.
    return struct.pack("<iii", 10 + len(payload), request_id, kind) + payload + b"\0\0"


class Peer:
    """The server's end of one connection. Every read must be exactly one packet, as vanilla demands."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.settimeout(5)
        self.last_id = 0

    def expect(self, kind: int, payload: bytes) -> int:
        data = self._connection.recv(1460)
        assert data, "the client has closed"
        length, request_id, got_kind = struct.unpack_from("<iii", data)
        assert length == len(data) - 4, "vanilla would close: not one packet in one read"
        assert (got_kind, data[12:]) == (kind, payload + b"\0\0")
        assert request_id > self.last_id
        self.last_id = request_id
        return request_id

    def log_in(self) -> None:
        self.send(packet(self.expect(3, PASSWORD.encode()), 2))

    def command(self, text: bytes) -> int:
        return self.expect(2, text)

    def send(self, *packets: bytes) -> None:
        """Write all of this at once."""
        self._connection.sendall(b"".join(packets))

    def send_slowly(self, data: bytes, pause: float = 0.0) -> None:
        """Write byte by byte."""
        for byte in data:
            self._connection.sendall(bytes([byte]))
            time.sleep(pause)

    def expect_nothing(self, seconds: float) -> None:
        self._connection.settimeout(seconds)
        with pytest.raises(socket.timeout):
            self._connection.recv(1)
        self._connection.settimeout(5)

    def expect_close(self) -> None:
        with contextlib.suppress(ConnectionResetError):
            assert self._connection.recv(1) == b"", "the client sent something"

    def reset(self) -> None:
        """Close with a reset in place of an end of file."""
        self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._connection.close()


class ScriptedServer:
    """Plays the scripts in order, one connection each, and afterwards says what did not go by them."""

    def __init__(self, scripts) -> None:
        self._scripts = scripts
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(5)
        self.port = self._listener.getsockname()[1]
        self._errors: list[BaseException] = []
        self._thread = threading.Thread(target=self._play)
        self._thread.start()

    def _play(self) -> None:
        try:
            for script in self._scripts:
                connection, _address = self._listener.accept()
                with connection:
                    script(Peer(connection))
        except BaseException as exc:  # handed to the test's thread
            self._errors.append(exc)

    def join(self) -> None:
        self._thread.join(10)
        self._listener.settimeout(0)
        try:
            with pytest.raises(BlockingIOError):
                self._listener.accept()
        finally:
            self._listener.close()
        assert not self._thread.is_alive()
        if self._errors:
            raise self._errors[0]


def answering(*answers):
    """Log in, read the command "list", and send what the answers make of its id, all in one write."""

    def script(peer) -> None:
        peer.log_in()
        request_id = peer.command(b"list")
        peer.send(*[answer(request_id) for answer in answers])
        peer.expect_close()

    return script


def text(payload: bytes, kind: int = 0):
    return lambda request_id: packet(request_id, kind, payload)


def send_fails(console: RconConsole, error: type[Exception]) -> str:
    """Send a command that must fail with this very error, and return its message."""
    with pytest.raises(error) as caught:
        console.send("list")
    assert caught.value.__class__ is error
    assert "hünter2" not in f"{caught.value.message} {caught.value.data}"
    return caught.value.message


@pytest.fixture
def serve():
    """Start a scripted server: serve(script, script, …) -> port. Its scripts are checked when the test ends."""
    with contextlib.ExitStack() as stack:

        def start(*scripts) -> int:
            server = ScriptedServer(scripts)
            stack.callback(server.join)
            return server.port

        yield start


@pytest.fixture
def console_at(serve):
    """Make consoles with short waits: console_at(port, …) -> RconConsole. Closed before the scripts are checked."""
    with contextlib.ExitStack() as stack:

        def make(port: int, **options) -> RconConsole:
            settings = {"timeout": 3.0, "quiet": 0.15, **options}
            return stack.enter_context(RconConsole("127.0.0.1", port, PASSWORD, **settings))

        yield make
