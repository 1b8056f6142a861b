# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""AdvancedBan: its tables, and what it does with a command (domain 4.5; SQLQuery.java, PunishmentProcessor.java)."""

from __future__ import annotations

import re
from typing import Any

from tests.integration.databases.servers import Database

from .plugin import Plugin, insert, milliseconds, statements

PREFIX = "AdvancedBan » "
_TEMPORARY = re.compile(r"(?:-s )?\S+ ?(?:[1-9][0-9]*(?:[wdhms]|mo)|#.+)(?: .*)?", re.DOTALL)
_DURATION = re.compile("([0-9]+)([a-z]+)")
_ADDRESS = re.compile(r"(?:[0-9]{1,3}\.){3}[0-9]{1,3}")
_MILLISECONDS = {"s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 604_800_000, "mo": 2_592_000_000}
_DEFAULT_REASON = "none"
_PERMANENT = -1
_COLUMNS = (
    "`id` int NOT NULL AUTO_INCREMENT, `name` VARCHAR(16) NULL DEFAULT NULL, `uuid` VARCHAR(35) NULL DEFAULT NULL,"
    " `reason` VARCHAR(255) NULL DEFAULT NULL, `operator` VARCHAR(16) NULL DEFAULT NULL,"
    " `punishmentType` VARCHAR(16) NULL DEFAULT NULL, `start` LONG DEFAULT NULL, `end` LONG DEFAULT NULL,"
    " `calculation` VARCHAR(50) NULL DEFAULT NULL, PRIMARY KEY (`id`)"
)


def fill(database: Database) -> None:
    """Make the tables as AdvancedBan does in MySQL and MariaDB."""
    statements(database, [f"CREATE TABLE `{table}` ({_COLUMNS})" for table in ("Punishments", "PunishmentHistory")])


class AdvancedBan(Plugin):
    """The commands. C(uuids) are the UUIDs that its fetcher finds, by name in lower case; None where it is disabled."""

    labels = ("ban", "tempban", "banip", "tempipban", "unban")
    name = "advancedban"
    uuids: dict[str, str] | None = None

    def row(self, **values: Any) -> None:
        """Add a punishment of any kind, as AdvancedBan would have stored it."""
        row = {
            "reason": _DEFAULT_REASON,
            "operator": "CONSOLE",
            "punishmentType": "BAN",
            "start": milliseconds(),
            "end": _PERMANENT,
            "calculation": "",
            **values,
        }
        for table in ("PunishmentHistory", "Punishments"):
            insert(self.database, table, **row)

    def active(self) -> list[dict[str, Any]]:
        rows = self.database.execute("SELECT id, name, uuid, reason, punishmentType, end FROM Punishments ORDER BY id")
        names = ("id", "name", "uuid", "reason", "type", "until")
        bans = [{**dict(zip(names, row, strict=True)), "silent": None} for row in rows]
        for ban in bans:
            ban["until"] = int(ban["until"])
            ban["ip"] = ban["uuid"] if "IP" in ban["type"] else None
        now = milliseconds()
        return [ban for ban in bans if ban["type"].endswith("BAN") and (ban["until"] < 0 or ban["until"] > now)]

    def forget(self) -> None:
        for table in ("PunishmentHistory", "Punishments"):
            self.database.execute(f"DELETE FROM {table}")

    def kept(self, reason: str) -> str:
        return reason.replace("'", "")

    def work(self, label: str, rest: str) -> str:
        args = rest.split(" ")
        if label == "unban":
            return PREFIX + (self._unban(args[0]) if len(args) == 1 and rest else "Usage » /unban [Name/IP]")
        is_wrong = label.startswith("temp") and not _TEMPORARY.fullmatch(rest)
        for place, word in enumerate(args[:4]):
            if word.lower() == "-s":
                del args[place]
                break
        return PREFIX + (f"Usage » /{label} [Name] …" if is_wrong or not "".join(args) else self._ban(label, args))

    def _ban(self, label: str, args: list[str]) -> str:
        name = args.pop(0)
        is_address = label in ("banip", "tempipban")
        target = self._address(name) if is_address else self._uuid(name)
        if target is None:
            return f"There is no saved IP for {name}!" if is_address else self._no_uuid(name)
        kind, end = "IP_BAN" if is_address else "BAN", _PERMANENT
        if label.startswith("temp"):
            match = _DURATION.fullmatch(args.pop(0).lower())
            if match is None:
                return "The layout was not found!"
            kind, end = f"TEMP_{kind}", milliseconds() + int(match.group(1)) * _MILLISECONDS[match.group(2)]
        reason = " ".join(args)
        if re.fullmatch("[~@].+", reason):
            return f"The layout {args[0][1:]} was not found!"
        if self._of(target):
            return f"{name} has already been banned!"
        stored = (reason or _DEFAULT_REASON).replace("'", "")
        self.row(name=name, uuid=target, reason=stored, punishmentType=kind, end=end)
        return f"{name} was successfully banned!"

    def _unban(self, name: str) -> str:
        target = name if _ADDRESS.fullmatch(name) else self._uuid(name)
        if target is None:
            return self._no_uuid(name)
        there = self._of(target)
        if not there:
            return f"{name} is not banned!"
        self.database.execute("DELETE FROM Punishments WHERE id = ?", there[0]["id"])
        return f"{name} was successfully unbanned!"

    def _of(self, target: str) -> list[dict[str, Any]]:
        return [ban for ban in self.active() if ban["uuid"] == target]

    def _uuid(self, name: str) -> str | None:
        lower = name.lower()
        return lower if self.uuids is None else self.uuids.get(lower)

    def _address(self, name: str) -> str | None:
        return name if _ADDRESS.fullmatch(name) else None

    @staticmethod
    def _no_uuid(name: str) -> str:
        return f"Could not fetch the UUID of {name}! See console for details."
