# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""PermissionsEx 1.23 as it answers over the console (domain 3.6; its UserCommands.java, GroupCommands.java).

It completes names, makes groups that are not there, and forgets the end of a membership neither with it nor with a new
one.
"""

from __future__ import annotations

import re
import shlex
import time

from tests.integration.databases.servers import Database
from tests.integration.software import DRAXE, MAXICUBE, Software

WORLDS = ("world", "world_nether")
_INT = 2**31


class PermissionsEx(Software):
    provider = "permissionsex"
    reading = re.compile(r"pex user \S+|pex user \S+ get \S+ \S+|pex groups list")

    def __init__(self, database: Database | None = None) -> None:
        super().__init__()
        self.names = {DRAXE: "Draxe", MAXICUBE: "MaxiCube"}
        self.groups = ["default", "vip", "vip-plus", "builder"]
        self.parents: dict[str, dict[str, list[str]]] = {DRAXE: {}, MAXICUBE: {}}
        self.options: dict[str, dict[str, dict[str, str]]] = {
            uuid: {"": {"name": name, "prefix": "&6[x] "}} for uuid, name in self.names.items()
        }
        self.database = database
        if database is not None:
            self.create_tables(database)
        self.store()

    def ranks(self) -> dict:
        read_back = {"read_back": {"sql": self.database.options}} if self.database else {}
        return {"provider": self.provider, **read_back}

    # What the tables hold (deploy.sql): a world that is not named is NULL in one of them, and empty in the other.

    def create_tables(self, database: Database) -> None:
        default = "`default`" if database.engine == "mariadb" else '"default"'
        for table, columns in {
            "permissions": "name VARCHAR(50), type SMALLINT, permission TEXT, world VARCHAR(50), value TEXT",
            "permissions_entity": f"name VARCHAR(50), type SMALLINT, {default} SMALLINT",
            "permissions_inheritance": "child VARCHAR(50), parent VARCHAR(50), type SMALLINT, world VARCHAR(50)",
        }.items():
            database.execute(f"CREATE TABLE {table} (id INTEGER PRIMARY KEY, {columns})")

    def store(self) -> None:
        if self.database is None:
            return
        groups = [(one, 0, 0) for one in self.groups]
        options = [
            (uuid, 1, key, world, value)
            for uuid, worlds in self.options.items()
            for world, pairs in worlds.items()
            for key, value in pairs.items()
        ]
        parents = [
            (uuid, group, 1, world or None)
            for uuid, worlds in self.parents.items()
            for world, members in worlds.items()
            for group in members
        ]
        with self.database.connected() as connection:
            cursor = connection.cursor()
            for table, rows in (
                ("permissions_entity", groups),
                ("permissions", options),
                ("permissions_inheritance", parents),
            ):
                cursor.execute(f"DELETE FROM {table}")
                for number, row in enumerate(rows):
                    places = ", ".join("?" * (len(row) + 1))
                    cursor.execute(self.database.translated(f"INSERT INTO {table} VALUES ({places})"), (number, *row))

    # The commands.

    def answer(self, command: str) -> str:
        lines = self.lines(shlex.split(command)[1:])
        self.store()
        return "".join(f"{line}\n" for line in lines)

    def lines(self, words: list[str]) -> list[str]:
        if words == ["groups", "list"]:
            ranked = ["  owner  #1  (rank: 1@default)  \u00a72[builder, vip]"]
            return ["\u00a7fRegistered groups: ", *(f"  {one}  #0  \u00a72[]" for one in self.groups), *ranked]
        assert words[0] == "user", words
        user = self.user(words[1])
        who = f"{user}/{self.names.get(user, user)}"
        match words[2:]:
            case []:
                return self.shown(user, who)
            case ["get", key, world]:
                value = self.options.get(user, {}).get(world, {}).get(key) or self.own(user).get(key, "null")
                return [f'Player "{who}" @ {world} option "{key}" = "{value}"']
            case ["set", key, value, *place]:
                options = self.options.setdefault(user, {}).setdefault(self.world(place), {})
                options[key] = value
                if not value:
                    del options[key]
                return [f'\u00a7fOption "{key}" {"set" if value else "cleared"}!']
            case ["group", "add", group, *more]:
                return self.add(user, who, self.group(group), more)
            case ["group", "remove", group, *place]:
                group, groups = self.group(group), self.parents.get(user, {}).get(self.world(place), [])
                if group in groups:
                    groups.remove(group)
                return [f'\u00a7fUser "{who}" removed from group "{group}"!']
        raise AssertionError(words)

    def add(self, user: str, who: str, group: str, more: list[str]) -> list[str]:
        if len(more) > 1 and not more[1].isdecimal():
            return ["\u00a7cGroup lifetime should be number!"]
        world = self.world(more)
        groups = self.parents.setdefault(user, {}).setdefault(world, [])
        if group not in groups:
            groups.insert(0, group)
        if group not in self.groups:
            self.groups.append(group)
        if len(more) > 1 and int(more[1]) > 0:
            until = str(int(time.time()) + int(more[1]))
            self.options.setdefault(user, {}).setdefault(world, {})[f"group-{group}-until"] = until
        return [f'\u00a7fUser "{who}" added to group "{group}"!']

    def shown(self, user: str, who: str) -> list[str]:
        worlds = self.parents.get(user, {})
        name = self.names.get(user, user)
        return [
            f"'{who}' is a member of:",
            *(f"   {one} (not ranked)" for one in worlds.get("") or ["default"]),
            *(
                line
                for world, groups in worlds.items()
                if world and groups
                for line in (f"  @{world}:", *(f"   {one} (rank 7 @ default)" for one in groups))
            ),
            f"{name}'s permissions:",
            "1) modifyworld.* (own)",
            f"{name}'s options:",
            *(f'  {key} = "{value}"' for key, value in self.own(user).items()),
        ]

    def own(self, user: str) -> dict[str, str]:
        return self.options.get(user, {}).get("", {})

    # What it makes of names.

    def user(self, word: str) -> str:
        if word.startswith("#"):
            return next((uuid for uuid, name in self.names.items() if name == word[1:]), "0" * 8 + DRAXE[8:])
        near = [uuid for uuid, name in self.names.items() if name.lower().startswith(word.lower())]
        return near[0] if near else word

    def group(self, word: str) -> str:
        if word.startswith("#"):
            return word[1:]
        return next((one for one in self.groups if one.lower().startswith(word.lower())), word)

    def world(self, words: list[str]) -> str:
        if not words or words[0] in ("", "*"):
            return ""
        return next((one for one in WORLDS if one.startswith(words[0].lower())), words[0])
