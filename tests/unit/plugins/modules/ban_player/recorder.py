# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An RCON server that notes what reaches it."""

from __future__ import annotations

import contextlib
import json
import socket
import struct
import threading

HEADER = struct.Struct("<iii")
DRAXE = "d394da40-0ab1-3e8c-8302-4aaebe14d88d"


class Recorder:
    """It takes any password, and a packet is what one read brings (domain, 6). What it does is its heirs' business."""

    def __init__(self, folder) -> None:
        self.folder = folder
        self.commands: list[str] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.lock = threading.Lock()
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _peer = self.listener.accept()
                threading.Thread(target=self.speak, args=(connection,), daemon=True).start()

    def speak(self, connection) -> None:
        with connection, contextlib.suppress(OSError):
            while data := connection.recv(1460):
                length, request, kind = HEADER.unpack_from(data)
                assert length == len(data) - 4, data
                reply = b""
                if kind == 2:
                    with self.lock:
                        command = data[12:-2].decode()
                        self.commands.append(command)
                        reply = (self.does(command) or "").encode()
                packet = HEADER.pack(10 + len(reply), request, 2 if kind == 3 else 0)
                connection.sendall(packet + reply + b"\0\0")

    def does(self, command: str) -> str | None:
        """Carry out a command, and return the reply."""
        raise NotImplementedError

    def list(self, *entries) -> None:
        (self.folder / "banned-players.json").write_text(json.dumps(entries))

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join(5)


class BansDraxe(Recorder):
    """A plain server that bans Draxe, and nobody else."""

    def does(self, command: str) -> None:
        before, label, rest = command.partition("ban Draxe")
        word, _space, reason = rest.partition(" ")
        if label and not before + word:
            self.list({"uuid": DRAXE, "name": "Draxe", "reason": reason or "Banned by an operator."})
