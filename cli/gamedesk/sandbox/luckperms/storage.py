# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""LuckPerms' SQL storage: its tables, and how its rows come and go (sqlite.sql, SqlStorage.java).

Each statement is a transaction of its own, as in LuckPerms: a reader may see a membership gone before it sees its
replacement.
"""

from __future__ import annotations

import contextlib
import functools
import json
import os
import sqlite3
import time
import types
import uuid
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from gamedesk.sandbox.luckperms.nodes import (
    DEFAULT_GROUP,
    DEFAULT_NODE,
    GLOBAL,
    SERVER,
    WORLD,
    Contexts,
    Node,
    NodeMap,
    contexts_of,
)
from gamedesk.sandbox.players import Profile

_CONSOLE_UUID = str(uuid.UUID(int=0))
# LuckPerms writes this word where it has no value.
_NULL = "null"
_NODE_COLUMNS = """
  `permission` VARCHAR(200)        NOT NULL,
  `value`      BOOL                NOT NULL,
  `server`     VARCHAR(36)         NOT NULL,
  `world`      VARCHAR(36)         NOT NULL,
  `expiry`     INT(11)             NOT NULL,
  `contexts`   VARCHAR(200)        NOT NULL
"""
_SCHEMA = f"""
CREATE TABLE `luckperms_user_permissions` (
  `id`         INTEGER PRIMARY KEY NOT NULL,
  `uuid`       VARCHAR(36)         NOT NULL,{_NODE_COLUMNS});
CREATE INDEX `luckperms_user_permissions_uuid` ON `luckperms_user_permissions` (`uuid`);
CREATE TABLE `luckperms_group_permissions` (
  `id`         INTEGER PRIMARY KEY NOT NULL,
  `name`       VARCHAR(36)         NOT NULL,{_NODE_COLUMNS});
CREATE INDEX `luckperms_group_permissions_name` ON `luckperms_group_permissions` (`name`);
CREATE TABLE `luckperms_players` (
  `uuid`          VARCHAR(36) NOT NULL,
  `username`      VARCHAR(16) NOT NULL,
  `primary_group` VARCHAR(36) NOT NULL,
  PRIMARY KEY (`uuid`)
);
CREATE INDEX `luckperms_players_username` ON `luckperms_players` (`username`);
CREATE TABLE `luckperms_groups` (
  `name` VARCHAR(36) NOT NULL,
  PRIMARY KEY (`name`)
);
CREATE TABLE `luckperms_actions` (
  `id`         INTEGER PRIMARY KEY NOT NULL,
  `time`       BIGINT              NOT NULL,
  `actor_uuid` VARCHAR(36)         NOT NULL,
  `actor_name` VARCHAR(100)        NOT NULL,
  `type`       CHAR(1)             NOT NULL,
  `acted_uuid` VARCHAR(36)         NOT NULL,
  `acted_name` VARCHAR(36)         NOT NULL,
  `action`     VARCHAR(300)        NOT NULL
);
CREATE TABLE `luckperms_tracks` (
  `name`   VARCHAR(36) NOT NULL,
  `groups` TEXT        NOT NULL,
  PRIMARY KEY (`name`)
);
"""
_NODE_FIELDS = "permission, value, server, world, expiry, contexts"


class Connection(Protocol):
    """An open database; C(?) stands for a value. Each statement is committed at once. Raises sqlite3.Error."""

    def execute(self, sql: str, parameters: Sequence[Any] = ..., /) -> Any:
        """Run one statement and return its cursor."""

    def close(self) -> None:
        """Close the database."""


def connect(path: Path) -> Connection:
    """Open a SQLite file. Raises sqlite3.Error."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    # What was written outlives this process, not the machine: it is a sandbox, and fsync is most of its work.
    connection.execute("PRAGMA synchronous = OFF")
    return connection


def create(
    path: Path,
    groups: dict[str, int | None],
    players: list[Profile],
    tracks: Mapping[str, Sequence[str]] = types.MappingProxyType({}),
) -> None:
    """Write a new database with these groups (and weights), players and tracks, whole or not at all.

    Raises OSError, sqlite3.Error.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.unlink(missing_ok=True)
    with contextlib.closing(sqlite3.connect(beside)) as connection:
        connection.executescript(_SCHEMA)
        for name, weight in groups.items():
            connection.execute("INSERT INTO luckperms_groups (name) VALUES (?)", (name,))
            if weight is not None:
                _insert_node(connection, "group_permissions", "name", name, Node(f"weight.{weight}"))
        connection.executemany(
            "INSERT INTO luckperms_tracks VALUES (?, ?)",
            [(name, json.dumps(list(on_track))) for name, on_track in tracks.items()],
        )
        connection.executemany(
            "INSERT INTO luckperms_players (uuid, username, primary_group) VALUES (?, ?, ?)",
            [(str(player.uuid), player.name.lower(), DEFAULT_GROUP) for player in players],
        )
        connection.commit()
    with contextlib.suppress(FileExistsError):
        os.link(beside, path)
    beside.unlink()


def _contexts_json(contexts: Contexts) -> str:
    values: dict[str, list[str]] = {}
    for key, value in contexts:
        values.setdefault(key, []).append(value)
    folded = {key: several[0] if len(several) == 1 else several for key, several in values.items()}
    return json.dumps(folded, ensure_ascii=False, separators=(",", ":"))


def _column(contexts: list[tuple[str, str]], key: str) -> str:
    """Take the first server, or world, out of the contexts: it has a column of its own."""
    for pair in contexts:
        if pair[0] == key:
            contexts.remove(pair)
            return pair[1]
    return GLOBAL


# Of many players, most have ranks in the same contexts: they are written and read once.
@functools.lru_cache
def _columns(contexts: Contexts) -> tuple[str, str, str]:
    """Return the columns server, world and contexts."""
    rest = list(contexts)
    server, world = _column(rest, SERVER), _column(rest, WORLD)
    return server, world, _contexts_json(tuple(rest))


@functools.lru_cache
def _contexts(server: str | None, world: str | None, contexts: str | None) -> Contexts:
    """Read what _columns() returns."""
    return contexts_of([(SERVER, server or GLOBAL), (WORLD, world or GLOBAL), *_pairs(json.loads(contexts or "{}"))])


def _pairs(stored: Any) -> Iterator[tuple[str, str]]:
    if isinstance(stored, dict):
        for key, values in stored.items():
            for value in values if isinstance(values, list) else [values]:
                yield str(key), str(value)


def _insert_node(connection: Connection, table: str, key: str, holder: str, node: Node) -> None:
    server, world, contexts = _columns(node.contexts)
    row = (holder, node.permission, node.value, server, world, node.expiry, contexts)
    # Table and column names are constants of this file.
    statement = f"INSERT INTO luckperms_{table} ({key}, {_NODE_FIELDS}) VALUES (?, ?, ?, ?, ?, ?, ?)"  # noqa: S608
    connection.execute(statement, row)


def _node(row: Sequence[Any]) -> Node:
    row_id, permission, value, server, world, expiry, contexts = row
    return Node(permission, _contexts(server, world, contexts), expiry, bool(value), row_id)


class User:
    """A player as LuckPerms holds one in memory while a command works on it."""

    def __init__(self, player: uuid.UUID, username: str | None, primary_group: str, nodes: list[Node]) -> None:
        self.uuid = player
        self.key = str(player)
        self.username = username
        self.primary_group = primary_group
        self.is_known = False
        self.data = NodeMap(nodes)

    @property
    def display_name(self) -> str:
        """The stored name, which is lower case, else the UUID."""
        return self.username or self.key

    def give_default_if_needed(self) -> None:
        """Add the default group where there is no global membership."""
        if not any(node.group is not None and not node.contexts for node in self.data.nodes):
            self.primary_group = DEFAULT_GROUP
            self.data.set(DEFAULT_NODE)

    def is_default(self) -> bool:
        """Tell whether there is nothing to store about the user."""
        return self.data.nodes == [DEFAULT_NODE] and self.primary_group == DEFAULT_GROUP


class Storage:
    """The open database. Used by one thread at a time. Every method raises sqlite3.Error."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def close(self) -> None:
        """Close the database."""
        self._connection.close()

    def player_uuid(self, username: str) -> uuid.UUID | None:
        """Return the UUID stored for a name, in any case."""
        statement = "SELECT uuid FROM luckperms_players WHERE username = ? LIMIT 1"
        row = self._connection.execute(statement, (username.lower(),)).fetchone()
        return uuid.UUID(row[0]) if row else None

    def load_user(self, player: uuid.UUID) -> User:
        """Read a user; what has expired is dropped, here and in the database, without a word."""
        user = self._read_user(player)
        if user.data.drop_expired():
            self.save_user(user)
            user = self._read_user(player)
        return user

    def _read_user(self, player: uuid.UUID) -> User:
        key = (str(player),)
        statement = "SELECT username, primary_group FROM luckperms_players WHERE uuid = ? LIMIT 1"
        row = self._connection.execute(statement, key).fetchone()
        username, primary_group = row or (_NULL, DEFAULT_GROUP)
        statement = f"SELECT id, {_NODE_FIELDS} FROM luckperms_user_permissions WHERE uuid = ?"  # noqa: S608
        nodes = [_node(fields) for fields in self._connection.execute(statement, key)]
        user = User(player, None if username == _NULL else username, primary_group, nodes)
        user.is_known = row is not None
        user.give_default_if_needed()
        return user

    def save_user(self, user: User) -> None:
        """Write what changed; of a user with nothing but the default group nothing is kept."""
        added, removed = user.data.changes()
        if user.is_default() and added == [DEFAULT_NODE] and not removed:
            self._connection.execute("DELETE FROM luckperms_user_permissions WHERE uuid = ?", (user.key,))
            self._save_primary_group(user)
            return
        for node in removed:
            self._connection.execute("DELETE FROM luckperms_user_permissions WHERE id = ?", (node.row_id,))
        for node in added:
            _insert_node(self._connection, "user_permissions", "uuid", user.key, node)
        if user.is_known:
            self._save_primary_group(user)
            return
        self._connection.execute(
            "INSERT INTO luckperms_players (uuid, username, primary_group) VALUES (?, ?, ?)",
            (user.key, user.username or _NULL, user.primary_group),
        )

    def _save_primary_group(self, user: User) -> None:
        statement = "UPDATE luckperms_players SET primary_group = ? WHERE uuid = ?"
        self._connection.execute(statement, (user.primary_group, user.key))

    def groups(self) -> dict[str, NodeMap]:
        """Return the groups and their nodes."""
        names = self._connection.execute("SELECT name FROM luckperms_groups")
        groups = {name.lower(): NodeMap([]) for (name,) in names}
        statement = f"SELECT name, id, {_NODE_FIELDS} FROM luckperms_group_permissions"  # noqa: S608
        for name, *fields in self._connection.execute(statement):
            if name in groups:
                groups[name].nodes.append(_node(fields))
        return groups

    def group(self, name: str) -> NodeMap | None:
        """Return the nodes of a group, or None where there is no such group."""
        statement = (
            f"SELECT id, {_NODE_FIELDS} FROM luckperms_groups LEFT JOIN luckperms_group_permissions USING (name)"  # noqa: S608
            " WHERE name = ?"
        )
        rows = self._connection.execute(statement, (name,)).fetchall()
        return NodeMap([_node(fields) for fields in rows if fields[0] is not None]) if rows else None

    def create_group(self, name: str, nodes: list[Node]) -> None:
        """Add a group."""
        self._connection.execute("INSERT INTO luckperms_groups (name) VALUES (?)", (name,))
        for node in nodes:
            _insert_node(self._connection, "group_permissions", "name", name, node)

    def delete_group(self, name: str) -> None:
        """Delete a group. Memberships in it stay behind."""
        self._connection.execute("DELETE FROM luckperms_group_permissions WHERE name = ?", (name,))
        self._connection.execute("DELETE FROM luckperms_groups WHERE name = ?", (name,))

    def delete_memberships(self, name: str) -> None:
        """Delete every membership in a group."""
        for table in ("user_permissions", "group_permissions"):
            statement = f"DELETE FROM luckperms_{table} WHERE permission = ?"  # noqa: S608
            self._connection.execute(statement, (f"group.{name}",))

    def tracks(self) -> dict[str, list[str]]:
        """Return the tracks, each with its groups, the lowest first."""
        rows = self._connection.execute("SELECT * FROM luckperms_tracks ORDER BY name").fetchall()
        return {name: json.loads(groups) for name, groups in rows}

    def track(self, name: str) -> list[str] | None:
        """Return the groups on a track, or None where there is no such track."""
        return self.tracks().get(name)

    def log_action(self, kind: str, acted: str | None, acted_name: str | None, action: str) -> None:
        """Add what the console did to the action log; C(kind) is U, G or T, C(acted) the UUID of a user."""
        self._connection.execute(
            "INSERT INTO luckperms_actions (time, actor_uuid, actor_name, type, acted_uuid, acted_name, action)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                int(time.time()),
                _CONSOLE_UUID,
                "Console",
                kind,
                acted or _NULL,
                acted_name or _NULL,
                action,
            ),
        )
