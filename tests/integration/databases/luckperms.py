# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""LuckPerms' tables in a database of any engine, and the sandbox's LuckPerms writing to them.

Facts: LuckPerms' schema/mariadb.sql and schema/postgresql.sql, in the form that domain 3.4 has them.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Callable, Sequence
from typing import Any

import psycopg
import pymysql

from gamedesk.sandbox.folder import GROUPS, PLAYERS, TRACKS
from gamedesk.sandbox.luckperms import storage

from .servers import Database, Server

# What a column of the schema is, where the engines do not agree. SERIAL is PostgreSQL's word for a number that counts.
_NUMBER = {"mariadb": "INT AUTO_INCREMENT NOT NULL PRIMARY KEY", "postgresql": "SERIAL PRIMARY KEY NOT NULL"}
_END = {"mariadb": ") DEFAULT CHARSET = utf8mb4", "postgresql": ")"}
_NODE = """permission VARCHAR(200) NOT NULL, value BOOL NOT NULL, server VARCHAR(36) NOT NULL,
    world VARCHAR(64) NOT NULL, expiry BIGINT NOT NULL, contexts VARCHAR(200) NOT NULL"""


def _schema(engine: str) -> list[str]:
    groups = "`groups`" if engine == "mariadb" else '"groups"'
    number, end = _NUMBER[engine], _END[engine]
    return [
        f"CREATE TABLE luckperms_user_permissions (id {number}, uuid VARCHAR(36) NOT NULL, {_NODE}{end}",
        "CREATE INDEX luckperms_user_permissions_uuid ON luckperms_user_permissions (uuid)",
        f"CREATE TABLE luckperms_group_permissions (id {number}, name VARCHAR(36) NOT NULL, {_NODE}{end}",
        (
            "CREATE TABLE luckperms_players (uuid VARCHAR(36) NOT NULL PRIMARY KEY, username VARCHAR(16) NOT NULL,"
            f" primary_group VARCHAR(36) NOT NULL{end}"
        ),
        "CREATE INDEX luckperms_players_username ON luckperms_players (username)",
        f"CREATE TABLE luckperms_groups (name VARCHAR(36) NOT NULL PRIMARY KEY{end}",
        (
            f"CREATE TABLE luckperms_actions (id {number}, time BIGINT NOT NULL, actor_uuid VARCHAR(36) NOT NULL,"
            " actor_name VARCHAR(100) NOT NULL, type CHAR(1) NOT NULL, acted_uuid VARCHAR(36) NOT NULL,"
            f" acted_name VARCHAR(36) NOT NULL, action VARCHAR(300) NOT NULL{end}"
        ),
        f"CREATE TABLE luckperms_tracks (name VARCHAR(36) NOT NULL PRIMARY KEY, {groups} TEXT NOT NULL{end}",
    ]


def fill(database: Database) -> None:
    """Make the tables, with the groups and players of a new sandbox, and its tracks."""
    statements: list[tuple[str, tuple[Any, ...]]]
    if database.server is None:
        with contextlib.suppress(FileNotFoundError):
            database.path.unlink()
        storage.create(database.path, GROUPS, list(PLAYERS), TRACKS)
        statements = []
    else:
        statements = [(statement, ()) for statement in _schema(database.engine)]
        statements += [("INSERT INTO luckperms_groups (name) VALUES (?)", (name,)) for name in GROUPS]
        statements += [
            ("INSERT INTO luckperms_players VALUES (?, ?, 'default')", (str(player.uuid), player.name.lower()))
            for player in PLAYERS
        ]
        statements += [
            ("INSERT INTO luckperms_tracks VALUES (?, ?)", (name, json.dumps(groups)))
            for name, groups in TRACKS.items()
        ]
    with database.connected() as connection:
        cursor = connection.cursor()
        for statement, values in statements:
            cursor.execute(database.translated(statement), values)


class _Connection:
    """What the sandbox's LuckPerms writes through: one statement a transaction, on a server of another kind."""

    def __init__(self, server: Server, database: str) -> None:
        self._connection = server.connect(database)
        if server.engine == "mariadb":
            self._connection.autocommit(True)
        else:
            self._connection.autocommit = True

    def execute(self, sql: str, parameters: Sequence[Any] = (), /) -> Any:
        cursor = self._connection.cursor()
        try:
            cursor.execute(sql.replace("?", "%s"), tuple(parameters))
        except (pymysql.Error, psycopg.Error) as error:
            raise sqlite3.OperationalError(str(error)) from error
        return cursor

    def close(self) -> None:
        self._connection.close()


def opener(database: Database) -> Callable[[], storage.Connection]:
    """How the sandbox's LuckPerms opens this database."""
    server = database.server
    if server is None:
        return lambda: storage.connect(database.path)
    return lambda: _Connection(server, database.options["database"])
