# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cuberite's bans and the file that it keeps them in (its banlist.lua)."""

from __future__ import annotations

import contextlib
import re
import sqlite3
import time
from pathlib import Path

from tests.integration.cuberite_rcon import CuberiteRcon
from tests.integration.software import Software

DEFAULT = "\u00a7cYou have been banned."


class Cuberite(Software):
    """Answers a change with nothing, and bans twice whom it is told twice."""

    reading = re.compile("banlist(?: ips)?")

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder
        self.execute("CREATE TABLE BannedNames (Name, UUID, OfflineUUID, Reason, Timestamp, BannedBy)")
        self.execute("CREATE TABLE BannedIPs (IP, Reason, Timestamp, BannedBy)")

    def listen(self, password: str) -> CuberiteRcon:
        return CuberiteRcon(self, password)

    def options(self) -> dict:
        return {"bans": {"provider": "cuberite"}, "server": {"path": str(self.folder)}}

    def execute(self, sql: str, *values: object) -> list[tuple]:
        tables = sqlite3.connect(self.folder / "banlist.sqlite")
        with contextlib.closing(tables), tables:
            return tables.execute(sql, values).fetchall()

    def answer(self, command: str) -> str:
        verb, who, *more = re.split(" +", command)
        reason = " ".join(more).replace('"', "") or DEFAULT
        if verb == "ban":
            row = (who, "", "0" * 32, reason, int(time.time()), "<console>")
            self.execute("INSERT INTO BannedNames VALUES (?, ?, ?, ?, ?, ?)", *row)
        elif verb == "banip":
            self.execute("INSERT INTO BannedIPs VALUES (?, ?, ?, ?)", who, reason, int(time.time()), "<console>")
        elif verb == "unban":
            self.execute("DELETE FROM BannedNames WHERE Name = ?", who)
        elif verb == "unbanip":
            self.execute("DELETE FROM BannedIPs WHERE IP = ?", who)
        else:
            return f"Unknown command, type 'help' for all commands.: {command}\n"
        return ""
