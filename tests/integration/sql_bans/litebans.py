# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""LiteBans: its tables, and what it does with a command (domain 4.4).

The tables are those that NextLiteBans reads (prisma/schema.prisma), with BIT as each engine has it.
"""

from __future__ import annotations

import re
from typing import Any

from tests.integration.databases.servers import Database

from gamedesk.sandbox.folder import PLAYERS

from .plugin import OPERATOR, Plugin, insert, milliseconds, statements

_TYPES = {
    "mariadb": {"id": "BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY", "bit": "BIT(1) NOT NULL"},
    "postgresql": {"id": "BIGSERIAL PRIMARY KEY", "bit": "BOOLEAN NOT NULL"},
    "sqlite": {"id": "INTEGER PRIMARY KEY AUTOINCREMENT", "bit": "BIT(1) NOT NULL"},
}
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_DURATION = re.compile("(?:[0-9]+[smhdw])+")
_ADDRESS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}")
_DEFAULT_REASON = "The Ban Hammer has spoken!"
_FOREVER = -1


def fill(database: Database) -> None:
    """Make the tables, with the players of the sandbox, who have each been here from two addresses."""
    types = _TYPES[database.engine]
    quote = "`" if database.engine == "mariadb" else '"'
    statements(
        database,
        [
            (
                f"CREATE TABLE litebans_bans (id {types['id']}, uuid VARCHAR(36), ip VARCHAR(45), reason VARCHAR(2048),"
                " banned_by_uuid VARCHAR(36) NOT NULL, banned_by_name VARCHAR(128), removed_by_uuid VARCHAR(36),"
                " removed_by_name VARCHAR(128), removed_by_reason VARCHAR(2048),"
                " removed_by_date TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,"
                f" {quote}time{quote} BIGINT NOT NULL, {quote}until{quote} BIGINT NOT NULL,"
                " template SMALLINT NOT NULL DEFAULT 255, server_scope VARCHAR(32), server_origin VARCHAR(32),"
                f" silent {types['bit']}, ipban {types['bit']}, ipban_wildcard {types['bit']}, active {types['bit']})"
            ),
            (
                f"CREATE TABLE litebans_history (id {types['id']},"
                f" {quote}date{quote} TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP, name VARCHAR(16), uuid VARCHAR(36),"
                " ip VARCHAR(45))"
            ),
        ],
    )
    for player in PLAYERS:
        for address in ("192.0.2.1", "192.0.2.2"):
            insert(database, "litebans_history", name=player.name, uuid=str(player.uuid), ip=address)


def bit(database: Database, value: bool) -> Any:
    return value if database.engine == "postgresql" else int(value)


class LiteBans(Plugin):
    """The commands. Where somebody is banned already, it says so: the console may not override here."""

    labels = ("ban", "ipban", "unban")
    name = "litebans"

    def row(self, **values: Any) -> None:
        """Add a ban of any kind, as LiteBans would have stored it."""
        flags = {"silent": False, "ipban": False, "ipban_wildcard": False, "active": True}
        flags.update({name: values.pop(name) for name in list(flags) if name in values})
        row = {
            "uuid": None,
            "ip": None,
            "reason": _DEFAULT_REASON,
            "banned_by_uuid": OPERATOR,
            "banned_by_name": "Console",
            "time": milliseconds(),
            "until": _FOREVER,
            "server_scope": "*",
            "server_origin": "survival",
            **values,
            **{name: bit(self.database, value) for name, value in flags.items()},
        }
        insert(self.database, "litebans_bans", **row)

    def active(self) -> list[dict[str, Any]]:
        until = "`until`" if self.database.engine == "mariadb" else '"until"'
        rows = self.database.execute(
            f"SELECT uuid, ip, reason, {until}, silent, ipban, active, id FROM litebans_bans ORDER BY id"
        )
        names = ("uuid", "ip", "reason", "until", "silent", "ipban", "active", "id")
        bans = [dict(zip(names, row, strict=True)) for row in rows]
        for ban in bans:
            for flag in ("silent", "ipban", "active"):
                ban[flag] = any(ban[flag]) if isinstance(ban[flag], bytes) else bool(ban[flag])
        now = milliseconds()
        return [ban for ban in bans if ban["active"] and (ban["until"] < 1 or ban["until"] > now)]

    def forget(self) -> None:
        self.database.execute("DELETE FROM litebans_bans")

    def work(self, label: str, rest: str) -> str:
        words = rest.split(" ")
        silent = "-s" in words
        words = [word for word in words if not word.startswith("-")]
        if not words or not words[0]:
            return f"Usage: /{label} [-s] <player> [duration] [reason]"
        uuid, address = self._target(words.pop(0))
        if uuid is None and address is None:
            return "Player does not exist."
        there = [ban for ban in self.active() if (ban["ip"] == address if uuid is None else ban["uuid"] == uuid)]
        if label == "unban":
            return self._unban([ban["id"] for ban in there])
        if there:
            return "Player is already banned!"
        until = _FOREVER
        if words and _DURATION.fullmatch(words[0]):
            parts = re.findall("([0-9]+)([smhdw])", words.pop(0))
            until = milliseconds() + 1000 * sum(int(count) * _SECONDS[unit] for count, unit in parts)
        self.row(
            uuid=uuid or "#offline#",
            ip=address,
            reason=" ".join(words) or _DEFAULT_REASON,
            until=until,
            silent=silent,
            ipban=label == "ipban",
        )
        return ""

    def _target(self, word: str) -> tuple[str | None, str | None]:
        if _ADDRESS.fullmatch(word):
            return None, word
        if len(word) == 36:
            return word, None
        rows = self.database.execute("SELECT uuid FROM litebans_history WHERE LOWER(name) = ?", word.lower())
        return (rows[-1][0] if rows else None), None

    def _unban(self, numbers: list[int]) -> str:
        if not numbers:
            return "Target is not banned! If they try to reconnect, they will be unbanned."
        for number in numbers:
            self.database.execute(
                "UPDATE litebans_bans SET active = ?, removed_by_name = ? WHERE id = ?",
                bit(self.database, False),
                "Console",
                number,
            )
        return ""
