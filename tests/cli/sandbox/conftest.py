# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A sandbox in this process, and a socket that speaks RCON without any library."""

from __future__ import annotations

import contextlib
import socket
import sqlite3
import struct
from pathlib import Path

import pytest

from gamedesk.sandbox.folder import LUCKPERMS_DATABASE
from gamedesk.sandbox.server import SandboxServer

LOGIN, COMMAND = 3, 2


class Wire:
    """A raw connection: packets go out as told, and come back as (id, type, payload)."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=5)

    @staticmethod
    def packet(request_id, kind, payload):
        return struct.pack("<iii", len(payload) + 10, request_id, kind) + payload + b"\0\0"

    def send(self, request_id, kind, payload):
        self.socket.sendall(self.packet(request_id, kind, payload))

    def receive(self):
        """Return the next packet, or None where the server closed the connection."""
        try:
            (length,) = struct.unpack("<i", self._exactly(4))
            request_id, kind = struct.unpack("<ii", self._exactly(8))
            payload = self._exactly(length - 8)
        except (EOFError, ConnectionError):
            return None
        assert payload.endswith(b"\0\0")
        return request_id, kind, payload[:-2]

    def _exactly(self, size):
        data = b""
        while len(data) < size:
            piece = self.socket.recv(size - len(data))
            if not piece:
                raise EOFError
            data += piece
        return data

    def login(self, password):
        self.send(1, LOGIN, password.encode())
        assert self.receive() == (1, 2, b"")
        return self

    def ask(self, command):
        """Send a command and return the text of its (single) reply packet."""
        self.send(7, COMMAND, command.encode())
        request_id, kind, payload = self.receive()
        assert (request_id, kind) == (7, 0)
        return payload.decode()


@pytest.fixture
def wire():
    """Open raw connections to a port; all are closed afterwards."""
    with contextlib.ExitStack() as stack:

        def connect(port):
            opened = Wire(port)
            stack.enter_context(opened.socket)
            return opened

        yield connect


@pytest.fixture
def start(tmp_path):
    """Start sandboxes, in the same folder unless told otherwise; all are stopped afterwards."""
    with contextlib.ExitStack() as stack:

        def begin(folder=tmp_path / "server", *, tick_seconds=0, luckperms_delay_seconds=0.05, port=None):
            server = SandboxServer(
                Path(folder),
                tick_seconds=tick_seconds,
                luckperms_delay_seconds=luckperms_delay_seconds,
                port=port,
            )
            return stack.enter_context(server)

        yield begin


@pytest.fixture
def console(start, wire):
    """A sandbox that answers at once, and a connection that is logged in."""
    server = start()
    connected = wire(server.port).login(server.password)
    connected.server = server
    return connected


@pytest.fixture
def rows():
    """Read the LuckPerms database of a server's folder as an outsider does."""

    def query(folder, statement, *values):
        with contextlib.closing(sqlite3.connect(folder / LUCKPERMS_DATABASE)) as connection:
            return connection.execute(statement, values).fetchall()

    return query
