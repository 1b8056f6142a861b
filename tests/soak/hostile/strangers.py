# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What strangers have put into the server's files and LuckPerms' storage, and what the server says."""

from __future__ import annotations

import json
import random
import uuid
from collections.abc import Callable
from typing import Any

from hostile.gameserver import DRAXE, GameServer, far
from hostile.values import Values

# Keys that Ansible takes for its own, at any depth of a result.
_OBEYED = ("__ansible_type", "__ansible_unsafe", "_ansible_no_log", "\\__ansible_type")


class Strangers:
    """Makes the server hostile on which the module works with good options."""

    def __init__(self, random_: random.Random, values: Values, server: GameServer) -> None:
        self._random = random_
        self._values = values
        self._server = server

    @property
    def hostilities(self) -> tuple[Callable[[dict[str, Any]], None], ...]:
        """What makes it hostile, each as often as it is to be chosen."""
        return (self._usercache, self._ops, self._users, self._groups, self._memberships, self._reply, self._reply)

    def _text(self) -> str:
        return self._values.text()

    def _usercache(self, params: dict[str, Any]) -> None:
        self._file("usercache.json")

    def _ops(self, params: dict[str, Any]) -> None:
        self._file("ops.json")

    def _file(self, name: str) -> None:
        if self._random.random() < 0.3:
            raw = self._random.choice(
                (self._text().encode("utf-8", "surrogatepass"), b"[" * 100_000, b"\xff\xfe", b"1" * 9000)
            )
            self._server.write(name, raw)
            return
        entries: list[Any] = [
            {
                "name": self._random.choice(("Draxe", "draxe", self._text(), None, 5)),
                "uuid": self._random.choice((DRAXE, str(uuid.UUID(int=0)), self._text(), [], 1.5)),
                "expiresOn": self._random.choice(("2096-10-02 07:06:40 +0000", self._text(), None)),
            }
            for _unused in range(self._random.randint(0, 4))
        ]
        self._server.write(name, self._random.choice((entries, entries, {"x": entries}, self._text(), [entries, None])))

    def _users(self, params: dict[str, Any]) -> None:
        for _unused in range(self._random.randint(1, 4)):
            row = self._random.choice((DRAXE, self._stored())), self._random.choice(("draxe", "Draxe", self._stored()))
            self._server.store("INSERT OR REPLACE INTO luckperms_players VALUES (?, ?, ?)", *row, self._stored())

    def _groups(self, params: dict[str, Any]) -> None:
        for _unused in range(self._random.randint(1, 30)):
            self._server.store("INSERT OR IGNORE INTO luckperms_groups VALUES (?)", self._stored())
        if self._random.random() < 0.5:
            params["rank"] = "nosuchrank"

    def _memberships(self, params: dict[str, Any]) -> None:
        for _unused in range(self._random.randint(1, 4)):
            contexts = self._random.choice(
                (
                    "{}",
                    json.dumps({self._values.text(): self._values.text()}),
                    json.dumps({self._random.choice(_OBEYED): self._values.text()}),
                    "[" * 50_000,
                    '{"a": ' * 20_000,
                    self._stored(),
                )
            )
            self._server.store(
                "INSERT INTO luckperms_user_permissions (uuid, permission, value, server, world, expiry, contexts)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                *(
                    DRAXE,
                    self._bytes_or_text("group."),
                    self._random.choice((1, 0, -1, "x")),
                    self._stored(),
                    self._stored(),
                ),
                *(self._random.choice((0, far(), -1, 2**62, "x", 1.5)), contexts),
            )

    def _bytes_or_text(self, start: str) -> object:
        text = start + self._values.text(surrogates=False)
        return self._random.choice((text, text, text.encode()))

    def _stored(self) -> object:
        text = self._values.text(surrogates=False)
        return self._random.choice((text, text, text, text.encode() + b"\xff", 5, 1.5))

    def _reply(self, params: dict[str, Any]) -> None:
        text = self._text().encode("utf-8", "surrogatepass")
        size = self._random.choice((1, 1, 1, 4096, 1_000_000)) // (len(text) or 1) or 1
        reply = self._random.choice(
            (text * size, bytes(self._random.randrange(256) for _unused in range(50)), b"Could not op " + text)
        )
        self._server.reply = lambda: reply[:1_000_000]
