# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""LibertyBans: its tables and views, and what it does with a command (domain 4.6).

Facts: database-migrations/V2, V4, V8 and V36, Vendor.java; PunishCommands.java, StringCommandPackage.java,
DurationParser.java.
"""

from __future__ import annotations

import ipaddress
import itertools
import re
import time
import uuid
from typing import Any

from tests.integration.databases.servers import Database

from gamedesk.sandbox.commands import Line
from gamedesk.sandbox.folder import PLAYERS

from .plugin import Plugin, insert, statements

_DURATION = re.compile("([0-9]+)(Y|y|MO|mo|W|w|D|d|H|h|M|m)")
_SECONDS = {"y": 31_556_952, "mo": 2_629_746, "w": 604_800, "d": 86_400, "h": 3_600, "m": 60}
_NO_UUID = uuid.UUID(int=0)
_NO_ADDRESS = "0.0.0.0"
_SCHEMA = """
CREATE TABLE "libertybans_names" ("uuid" {uuid} NOT NULL, "name" CHARACTER VARYING(16) NOT NULL,
  "lower_name" CHARACTER VARYING(16) GENERATED ALWAYS AS (LOWER("name")){generated}, "updated" BIGINT NOT NULL,
  UNIQUE ("uuid", "name")){options};
CREATE VIEW "libertybans_latest_names" AS SELECT "names1"."uuid" "uuid", "names1"."name" "name",
  "names1"."updated" "updated" FROM "libertybans_names" "names1" LEFT JOIN "libertybans_names" "names2"
  ON "names1"."uuid" = "names2"."uuid" AND "names1"."updated" < "names2"."updated" WHERE "names2"."uuid" IS NULL;
CREATE TABLE "libertybans_scopes" ("id" INT NOT NULL UNIQUE, "type" SMALLINT NOT NULL,
  "value" CHARACTER VARYING(32) NOT NULL){options};
CREATE TABLE "libertybans_punishments" ("id" BIGINT NOT NULL UNIQUE, "type" SMALLINT NOT NULL,
  "operator" {uuid} NOT NULL, "reason" CHARACTER VARYING(256) NOT NULL, "scope" CHARACTER VARYING(32) NOT NULL,
  "start" BIGINT NOT NULL, "end" BIGINT NOT NULL, "scope_id" INT NULL){options};
CREATE TABLE "libertybans_victims" ("id" INT NOT NULL UNIQUE, "type" SMALLINT NOT NULL, "uuid" {uuid} NOT NULL,
  "address" {inet} NOT NULL, UNIQUE ("type", "uuid", "address")){options};
CREATE TABLE "libertybans_bans" ("id" BIGINT NOT NULL UNIQUE, "victim" INT NOT NULL UNIQUE){options};
CREATE VIEW "libertybans_simple_bans" AS SELECT "puns"."id", "puns"."type", "victims"."type" AS "victim_type",
  "victims"."uuid" AS "victim_uuid", "victims"."address" AS "victim_address", "puns"."operator", "puns"."reason",
  (CASE WHEN "puns"."scope_id" IS NULL THEN '' ELSE "scopes"."value" END) AS "scope", "puns"."start", "puns"."end"
  FROM "libertybans_bans" AS "thetype"
  INNER JOIN "libertybans_punishments" AS "puns" ON "thetype"."id" = "puns"."id"
  INNER JOIN "libertybans_victims" AS "victims" ON "thetype"."victim" = "victims"."id"
  LEFT JOIN "libertybans_scopes" AS "scopes" ON "puns"."scope_id" = "scopes"."id"
"""
_TYPES = {
    "mariadb": {
        "uuid": "BINARY(16)",
        "inet": "VARBINARY(16)",
        "generated": " VIRTUAL",
        "options": " CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
    },
    "postgresql": {"uuid": "UUID", "inet": "BYTEA", "generated": " STORED", "options": ""},
}


def quoted(database: Database, sql: str) -> str:
    return sql.replace('"', "`") if database.engine == "mariadb" else sql


def binary(database: Database, value: uuid.UUID) -> Any:
    return value.bytes if database.engine == "mariadb" else str(value)


def fill(database: Database) -> None:
    """Make the tables and views, with the players of the sandbox."""
    schema = quoted(database, _SCHEMA.format(**_TYPES[database.engine]))
    statements(database, schema.split(";\n"))
    for player in PLAYERS:
        seen(database, player.name, player.uuid, 1_600_000_000)


def seen(database: Database, name: str, who: uuid.UUID, when: int) -> None:
    """Note that somebody joined."""
    insert(database, "libertybans_names", name=name, uuid=binary(database, who), updated=when)


class LibertyBans(Plugin):
    """The commands, as C(libertybans SUBCOMMAND)."""

    labels = ("libertybans",)
    name = "libertybans"

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._numbers = itertools.count(1)
        self._silent: set[int] = set()

    def verb(self, line: Line) -> str:
        return line.rest.partition(" ")[0]

    def row(
        self,
        who: uuid.UUID = _NO_UUID,
        address: str = _NO_ADDRESS,
        *,
        kind: int = 0,
        reason: str = "x",
        end: int = 0,
        scope: str | None = None,
    ) -> int:
        """Add a ban of any kind; C(kind) is that of the victim. Return its number."""
        number = next(self._numbers)
        scope_id = None
        if scope is not None:
            scope_id = number
            insert(self.database, "libertybans_scopes", id=number, type=1, value=scope)
        insert(
            self.database,
            "libertybans_punishments",
            id=number,
            type=0,
            operator=binary(self.database, _NO_UUID),
            reason=reason,
            scope="",
            start=int(time.time()),
            end=end,
            scope_id=scope_id,
        )
        packed = ipaddress.ip_address(address).packed
        values = {"type": kind, "uuid": binary(self.database, who), "address": packed}
        query = 'SELECT "id" FROM "libertybans_victims" WHERE "type" = ? AND "uuid" = ? AND "address" = ?'
        there = self.database.execute(quoted(self.database, query), *values.values())
        victim = there[0][0] if there else number
        if not there:
            insert(self.database, "libertybans_victims", id=number, **values)
        insert(self.database, "libertybans_bans", id=number, victim=victim)
        return number

    def active(self) -> list[dict[str, Any]]:
        query = (
            'SELECT "id", "victim_type", "victim_uuid", "victim_address", "reason", "end", "scope"'
            ' FROM "libertybans_simple_bans" ORDER BY "id"'
        )
        bans = []
        for number, kind, who, address, reason, end, scope in self.database.execute(quoted(self.database, query)):
            if 0 < end <= time.time():
                continue
            found = uuid.UUID(bytes=who) if isinstance(who, bytes) else who
            bans.append(
                {
                    "id": number,
                    "uuid": None if kind == 1 else str(found),
                    "ip": None if kind == 0 else str(ipaddress.ip_address(bytes(address))),
                    "reason": reason,
                    "until": end,
                    "scope": scope,
                    "silent": number in self._silent,
                }
            )
        return bans

    def forget(self) -> None:
        for table in ("bans", "punishments", "scopes"):
            self.database.execute(f"DELETE FROM libertybans_{table}")

    def work(self, label: str, rest: str) -> str:
        words, options = rest.split(" "), set()

        def following() -> str:
            """Take a word, and after it the options that follow it."""
            word = words.pop(0) if words else ""
            while words and words[0].startswith("-"):
                options.add(words.pop(0)[1:].lower())
            return word

        verb, target = following(), following()
        victim = self._victim(target, addresses=verb.endswith("ip") or verb == "ipban")
        if victim is None:
            return f"{target} was not found online or offline."
        who, address = victim
        there = [ban for ban in self.active() if (ban["uuid"], ban["ip"]) == (who and str(who), address)]
        if verb.startswith("un"):
            return self._unban(target, there)
        seconds = self._duration(words[0]) if words else None
        if seconds is not None:
            following()
        if not words:
            return f"Usage: /{verb} <player> [time] <reason>."
        if there:
            return f"{target} is already banned."
        scope = next((word.partition("=")[2] for word in options if word.startswith("server=")), None)
        number = self.row(
            who or _NO_UUID,
            address or _NO_ADDRESS,
            kind=0 if who else 1,
            reason=" ".join(words),
            end=int(time.time()) + seconds if seconds else 0,
            scope=scope,
        )
        if "s" in options:
            self._silent.add(number)
        return f"Banned {target} for {seconds} because of {' '.join(words)}."

    @staticmethod
    def _duration(word: str) -> int | None:
        """The seconds of a duration, 0 for one without an end, and None for what is none."""
        if word.lower() == "perm":
            return 0
        match = _DURATION.fullmatch(word)
        return None if match is None else int(match.group(1)) * _SECONDS[match.group(2).lower()]

    def _victim(self, word: str, *, addresses: bool) -> tuple[uuid.UUID | None, str | None] | None:
        if re.fullmatch(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}", word):
            return None, word
        if len(word) == 36 and not addresses:
            return uuid.UUID(word), None
        return None

    def _unban(self, target: str, there: list[dict[str, Any]]) -> str:
        for ban in there:
            for table in ("bans", "punishments"):
                self.database.execute(f"DELETE FROM libertybans_{table} WHERE id = ?", ban["id"])
        return f"Unbanned {target}." if there else f"{target} is not banned."
