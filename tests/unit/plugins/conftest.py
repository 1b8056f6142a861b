# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A LuckPerms storage in SQLite as the plugin itself lays it out, and the players that the tests speak of."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

# LuckPerms, schema/sqlite.sql: the tables, columns and types.
NODE_COLUMNS = """permission VARCHAR(200) NOT NULL, value BOOL NOT NULL, server VARCHAR(36) NOT NULL,
    world VARCHAR(36) NOT NULL, expiry INT(11) NOT NULL, contexts VARCHAR(200) NOT NULL"""
SCHEMA = f"""
CREATE TABLE `{{prefix}}user_permissions` (id INTEGER PRIMARY KEY NOT NULL, uuid VARCHAR(36) NOT NULL, {NODE_COLUMNS});
CREATE TABLE `{{prefix}}group_permissions` (id INTEGER PRIMARY KEY NOT NULL, name VARCHAR(36) NOT NULL, {NODE_COLUMNS});
CREATE TABLE `{{prefix}}players` (uuid VARCHAR(36) NOT NULL, username VARCHAR(16) NOT NULL,
    primary_group VARCHAR(36) NOT NULL, PRIMARY KEY (uuid));
CREATE TABLE `{{prefix}}groups` (name VARCHAR(36) NOT NULL, PRIMARY KEY (name));
"""

# domain, section 8: names of a real server in offline mode, and their UUIDs.
OFFLINE_UUIDS = {
    "Draxe": "d394da40-0ab1-3e8c-8302-4aaebe14d88d",
    "MaxiCube": "92f98a09-7705-31ea-8430-ec9f64363c5a",
    "VioTak": "8d9f49a8-0ae5-3e43-93b6-dcdf7010035b",
    "Tyrion": "d6b829dc-cccc-3d11-9d2f-14310fdb219d",
    "draxe": "8b10c85a-39ee-3640-8042-2c70e6186ff5",
}


class LuckPermsFile:
    """Writes what LuckPerms would have stored."""

    def __init__(self, path: Path, prefix: str = "luckperms_") -> None:
        self.path = path
        self.prefix = prefix
        with self._connected() as connection:
            connection.executescript(SCHEMA.format(prefix=prefix))
        for group in ("default", "vip", "builder"):
            self.execute("INSERT INTO {groups} VALUES (?)", group)

    @contextlib.contextmanager
    def _connected(self):
        with contextlib.closing(sqlite3.connect(self.path, isolation_level=None)) as connection:
            yield connection

    def execute(self, query: str, *values) -> list:
        names = ("players", "groups", "user_permissions")
        tables = {name: f"'{self.prefix}{name}'" for name in names}
        with self._connected() as connection:
            return connection.execute(query.format(**tables), values).fetchall()

    def player(self, uuid: str, username: str) -> None:
        self.execute("INSERT INTO {players} VALUES (?, ?, 'default')", uuid, username)

    def node(self, uuid, permission, *, value=1, server="global", world="global", expiry=0, contexts="{}") -> None:
        self.execute(
            "INSERT INTO {user_permissions} (uuid, permission, value, server, world, expiry, contexts)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            *(uuid, permission, value, server, world, expiry, contexts),
        )


@pytest.fixture
def luckperms_file(tmp_path) -> LuckPermsFile:
    """A storage with the groups default, vip and builder, and the players of the sample but draxe in lower case."""
    file = LuckPermsFile(tmp_path / "luckperms-sqlite.db")
    for name, uuid in OFFLINE_UUIDS.items():
        if name != "draxe":
            file.player(uuid, name.lower())
    return file


@pytest.fixture
def later() -> int:
    """A point in time an hour from now, in unix seconds."""
    return int(time.time()) + 3600


def _children() -> set[str]:
    """Return the processes that this one has started and not waited for: other tests may have some, too."""
    found = set()
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            lines = status.read_text().splitlines()
        except OSError:  # it has ended
            continue
        if f"PPid:\t{os.getpid()}" in lines:
            found.add(status.parent.name)
    return found


@pytest.fixture
def leaves_no_process() -> Iterator[None]:
    """Fail where a test leaves a process behind."""
    before = _children()
    yield
    assert _children() <= before
