# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cuberite's remote console, and its ranks (domain 3.6 and 6; its RCONServer.cpp, cmd_rank.lua, RankManager.cpp).

A reply has the type that others keep for the answer to a login, and an empty one follows it; a wrong password is a
plain close, and so is a type that it does not know.
"""

from __future__ import annotations

import contextlib
import re
import socket
import sqlite3
import struct
import threading
from pathlib import Path

from .conftest import DRAXE, MAXICUBE, Software

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


class Cuberite(Software):
    provider = "cuberite"
    reading = re.compile(r"rank \S+|listranks")

    def __init__(self, file: Path | None = None) -> None:
        super().__init__()
        self.uuids = {"Draxe": DRAXE, "MaxiCube": MAXICUBE}
        self.all_ranks = ["Default", "VIP", "Operator", "Admin"]
        self.ranks_of: dict[str, str] = {}
        self.file = file
        self.store()

    def listen(self, password: str) -> CuberiteRcon:
        return CuberiteRcon(self, password)

    def ranks(self) -> dict:
        return {"provider": self.provider, **({"read_back": {"sql": {"path": str(self.file)}}} if self.file else {})}

    def store(self) -> None:
        if self.file is None:
            return
        with contextlib.closing(sqlite3.connect(self.file)) as tables, tables:
            tables.executescript(
                "CREATE TABLE IF NOT EXISTS Rank"
                " (RankID INTEGER PRIMARY KEY, Name, MsgPrefix, MsgSuffix, MsgNameColorCode);"
                "CREATE TABLE IF NOT EXISTS PlayerRank (PlayerUUID, PlayerName, RankID INTEGER);"
                "DELETE FROM Rank; DELETE FROM PlayerRank;"
            )
            ids = {name: number for number, name in enumerate(self.all_ranks, 1)}
            tables.executemany("INSERT INTO Rank VALUES (?, ?, '', '', '')", [(ids[name], name) for name in ids])
            rows = [(self.uuids[name].replace("-", ""), name, ids[rank]) for name, rank in self.ranks_of.items()]
            tables.executemany("INSERT INTO PlayerRank VALUES (?, ?, ?)", rows)

    def answer(self, command: str) -> str:
        line = self.line(command.split(" "))
        self.store()
        return line + "\n"

    def line(self, words: list[str]) -> str:
        if words == ["listranks"]:
            return f"Available ranks: {', '.join(self.all_ranks)} (total: {len(self.all_ranks)})"
        verb, name, *rank = words
        return self.about(verb, name, rank) if name in self.uuids else f'There is no player with the name "{name}"'

    def about(self, verb: str, name: str, rank: list[str]) -> str:
        if verb == "unrank":
            self.ranks_of.pop(name, None)
            return f'Player "{name}" is now in the default rank'
        if rank and rank[0] not in self.all_ranks:
            return "The specified rank does not exist!"
        if rank:
            self.ranks_of[name] = rank[0]
            return f'Player "{name}" is now in rank {rank[0]}'
        if name not in self.ranks_of:
            return f'Player "{name}" has no rank assigned to them.'
        return f'The rank of player "{name}" is {self.ranks_of[name]}'
