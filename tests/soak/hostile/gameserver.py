# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An RCON server on a real socket that keeps every byte, and a game server's files, as hostile as they come."""

from __future__ import annotations

import contextlib
import json
import re
import socket
import sqlite3
import struct
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

_READ = 1460  # vanilla reads a request with one read of this size (domain, section 6)
_HEADER = struct.Struct("<iii")
# LuckPerms, schema/sqlite.sql: the tables, columns and types.
_NODE = """permission VARCHAR(200) NOT NULL, value BOOL NOT NULL, server VARCHAR(36) NOT NULL,
    world VARCHAR(36) NOT NULL, expiry INT(11) NOT NULL, contexts VARCHAR(200) NOT NULL"""
_SCHEMA = f"""
CREATE TABLE luckperms_user_permissions (id INTEGER PRIMARY KEY NOT NULL, uuid VARCHAR(36) NOT NULL, {_NODE});
CREATE TABLE luckperms_players (uuid VARCHAR(36) NOT NULL, username VARCHAR(16) NOT NULL,
    primary_group VARCHAR(36) NOT NULL, PRIMARY KEY (uuid));
CREATE TABLE luckperms_groups (name VARCHAR(36) NOT NULL, PRIMARY KEY (name));
"""
DRAXE = "d394da40-0ab1-3e8c-8302-4aaebe14d88d"  # domain, section 8


class GameServer:
    """Keeps what came: C(packets) are the (type, payload) of each read, C(garbage) what was no single packet."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = folder / "luckperms-sqlite.db"
        self.packets: list[tuple[int, bytes]] = []
        self.garbage: list[bytes] = []
        self.password = b"secret"
        self.reply: Callable[[], bytes] = lambda: b""
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop listening."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)

    def renew(self) -> None:
        """Make the server's files as they are where nobody is hostile, and forget what came."""
        self.packets.clear()
        self.garbage.clear()
        self.reply = lambda: b""
        self.password = b"secret"
        self.folder.mkdir(exist_ok=True)
        self.database.unlink(missing_ok=True)
        with self._connected() as connection:
            connection.execute("PRAGMA synchronous = OFF")
            connection.executescript(_SCHEMA)
            connection.executemany("INSERT INTO luckperms_groups VALUES (?)", [("default",), ("vip",), ("builder",)])
            connection.execute("INSERT INTO luckperms_players VALUES (?, 'draxe', 'default')", (DRAXE,))
        entry = {"name": "Draxe", "uuid": DRAXE, "expiresOn": "2096-10-02 07:06:40 +0000"}
        self.write("usercache.json", [entry])
        self.write("ops.json", [])

    def write(self, name: str, data: object) -> None:
        """Write a file of the server's: JSON data, or the bytes themselves."""
        raw = data if isinstance(data, bytes) else json.dumps(data).encode()
        (self.folder / name).write_bytes(raw)

    def store(self, statement: str, *values: object) -> None:
        """Put something into LuckPerms' storage."""
        with self._connected() as connection:
            connection.execute(statement, values)

    @contextlib.contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        with contextlib.closing(sqlite3.connect(self.database)) as connection:
            yield connection
            connection.commit()

    # The server's side.

    def _serve(self) -> None:
        while True:
            try:
                connection, _peer = self._listener.accept()
            except OSError:
                return
            with connection, contextlib.suppress(OSError):
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self._talk(connection)

    def _talk(self, connection: socket.socket) -> None:
        authenticated = False
        while data := connection.recv(_READ):
            if len(data) < 14 or _HEADER.unpack_from(data)[0] != len(data) - 4 or data[-2:] != b"\0\0":
                self.garbage.append(data)
                return
            _length, request, kind = _HEADER.unpack_from(data)
            payload = data[12:-2]
            self.packets.append((kind, payload))
            if kind == 3:
                authenticated = payload == self.password
                _answer(connection, request if authenticated else -1, 2, b"")
            elif authenticated:
                self._execute(payload.decode())
                _answer(connection, request, 0, self.reply())
            else:
                _answer(connection, -1, 2, b"")

    def _execute(self, command: str) -> None:
        """Do what the servers would do (domain, 3.1, 3.6 and 4.2), for exactly the commands that they take."""
        if found := re.fullmatch(r"op ([A-Za-z0-9_.*+~!]{1,16})", command):
            self.write("ops.json", [{"name": found[1], "uuid": DRAXE, "level": 4, "bypassesPlayerLimit": False}])
        elif re.fullmatch(r"deop ([A-Za-z0-9_.*+~!]{1,16})", command):
            self.write("ops.json", [])
        elif found := re.fullmatch(
            r"lp user (\S+) parent (add|addtemp|remove|removetemp) (\S+)(?: (\d+) (?:replace|deny))?"
            r"(?: server=(\S+))?(?: world=(\S+))?",
            command,
        ):
            uuid, verb, rank, expires, server, world = found.groups()
            where = (uuid, f"group.{rank}", server or "global", world or "global")
            if verb.startswith("add"):
                row = (*where[:2], *where[2:], int(expires or 0))
                self.store(
                    "INSERT INTO luckperms_user_permissions (uuid, permission, value, server, world, expiry, contexts)"
                    " VALUES (?, ?, 1, ?, ?, ?, '{}')",
                    *row,
                )
            else:
                self.store(
                    "DELETE FROM luckperms_user_permissions"
                    " WHERE uuid = ? AND permission = ? AND server = ? AND world = ?",
                    *where,
                )


def _answer(connection: socket.socket, request: int, kind: int, payload: bytes) -> None:
    connection.sendall(_HEADER.pack(10 + len(payload), request, kind) + payload + b"\0\0")


def far() -> int:
    """Return unix seconds that lie ahead."""
    return int(time.time()) + 86_400
