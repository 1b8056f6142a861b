# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every engine hands out, on real servers: types, values, commits; and that nothing can be written."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._errors import InvalidValueError, StorageError
from ansible_collections.gamedesk.support.plugins.module_utils._sql import postgresql as postgresql_engine
from ansible_collections.gamedesk.support.plugins.module_utils._sql.choosing import open_database
from ansible_collections.gamedesk.support.plugins.module_utils._sql.database import Database, is_true
from hypothesis import given
from hypothesis import strategies as st

from .servers import Database as RealDatabase
from .servers import sqlite_database

pytestmark = [pytest.mark.xdist_group("databases"), pytest.mark.timeout(180)]

BYTES = {"sqlite": "BLOB", "mariadb": "BINARY(16)", "postgresql": "BYTEA"}
BIT = {"sqlite": "BIT", "mariadb": "BIT(1)", "postgresql": "BOOLEAN"}
UUID_TEXT = {"sqlite": "VARCHAR(36)", "mariadb": "VARCHAR(36)", "postgresql": "UUID"}
TEXT = {"sqlite": "TEXT", "mariadb": "TEXT CHARACTER SET utf8mb4", "postgresql": "TEXT"}
DRAXE = "d394da40-0ab1-3e8c-8302-4aaebe14d88d"
# What a stranger may have chosen. SQLite and PostgreSQL cannot hold the NUL, MariaDB would.
HOSTILE = [
    "'; DROP TABLE p_things; --",
    '"; DROP TABLE p_things; --',
    "\\",
    "\\' OR 1=1 -- ",
    "%s %(x)s %% ? {values} {players}",
    "§cDraxe\x1b[31m",
    "\u202edrowssap",
    "ÄÖÜ ß 日本 🙏",
    "a\nb\tc",
    "x" * 10_000,
]


@pytest.fixture(params=["sqlite", "mariadb", "postgresql", "postgresql with psycopg2"])
def real(
    request: pytest.FixtureRequest, new_database: Callable[[str], RealDatabase], monkeypatch: pytest.MonkeyPatch
) -> RealDatabase:
    engine, _with, driver = request.param.partition(" with ")
    if driver:
        monkeypatch.setattr(postgresql_engine, "_DRIVERS", (driver,))
    made = new_database(engine)
    quoted = "`groups`" if engine == "mariadb" else '"groups"'
    made.execute(
        f"CREATE TABLE p_things (id INTEGER PRIMARY KEY, name {TEXT[engine]}, flag BOOL, bit {BIT[engine]},"
        f" big BIGINT, raw {BYTES[engine]}, who {UUID_TEXT[engine]}, {quoted} {TEXT[engine]})"
    )
    return made


@pytest.fixture
def database(real: RealDatabase) -> Iterator[Database]:
    opened = open_database({"timeout": 5.0, "table_prefix": "p_", **real.options}, "LuckPerms", "luckperms_")
    yield opened
    opened.close()


def add(real: RealDatabase, number: int, name: str | None, **more: Any) -> None:
    names = ["id", "name", *more]
    marks = ", ".join("?" * len(names))
    real.execute(f"INSERT INTO p_things ({', '.join(names)}) VALUES ({marks})", number, name, *more.values())


def test_types_are_the_same_whatever_the_driver_makes_of_them(real: RealDatabase, database: Database) -> None:
    raw = uuid.UUID(DRAXE).bytes
    yes: Any = b"\x01" if real.engine == "mariadb" else True
    add(real, 1, "one", flag=True, bit=yes, big=2**63 - 1, raw=raw, who=DRAXE)
    add(real, 2, None, flag=False, bit=b"\x00" if real.engine == "mariadb" else False, big=-(2**63))
    first, second = database.select("SELECT name, flag, bit, big, raw, who FROM {things} ORDER BY id")
    assert first[0:2] == ("one", 1)
    assert not isinstance(first[1], bool)
    assert first[3:] == (2**63 - 1, raw, DRAXE)
    assert second[0] is None
    assert second[3] == -(2**63)
    assert [is_true(first[2]), is_true(second[2])] == [True, False]


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_a_hostile_value_is_data_and_comes_back_as_it_is(real: RealDatabase, database: Database, number: int) -> None:
    add(real, 1, HOSTILE[number])
    add(real, 2, "other")
    assert database.select("SELECT id, name FROM {things} WHERE name = ?", (HOSTILE[number],)) == [(1, HOSTILE[number])]
    assert database.select_each("SELECT id FROM {things} WHERE name IN ({values})", [HOSTILE[number], "none"]) == [(1,)]
    assert database.select("SELECT COUNT(*) FROM {things}") == [(2,)]


@pytest.mark.parametrize("value", ["a\0b", "\ud800", 2**63, -(2**63) - 1], ids=["nul", "surrogate", "big", "small"])
def test_what_no_engine_can_be_asked_for_is_refused(database: Database, value: Any) -> None:
    with pytest.raises(InvalidValueError):
        database.select("SELECT 1 FROM {things} WHERE name = ?", (value,))


def test_bytes_and_big_numbers_are_asked_for(real: RealDatabase, database: Database) -> None:
    raw = b"\x00\xff'\\\"%s?\x1a\n\r\x80\x81\x82\x83\x84"
    assert len(raw) == 16
    add(real, 1, "one", raw=raw, big=2**63 - 1)
    assert database.select("SELECT id FROM {things} WHERE raw = ? AND big = ?", (raw, 2**63 - 1)) == [(1,)]
    assert database.select_each("SELECT id FROM {things} WHERE raw IN ({values})", [raw, raw[::-1]]) == [(1,)]


def test_many_values_and_those_after_them(real: RealDatabase, database: Database) -> None:
    for number in range(3):
        add(real, number, f"name {number * 600}", big=number)
    names = [f"name {number}" for number in range(1201)]
    query = "SELECT id FROM {things} WHERE name IN ({values}) AND big > ? ORDER BY id"
    assert database.select_each(query, names, (0,)) == [(1,), (2,)]
    assert database.select_each(query, [], (0,)) == []


def test_a_percent_and_a_pattern_mean_the_same_with_and_without_values(real: RealDatabase, database: Database) -> None:
    add(real, 1, "group.vip")
    add(real, 2, "a%b")
    assert database.select("SELECT id FROM {things} WHERE name LIKE 'group.%'") == [(1,)]
    assert database.select("SELECT id FROM {things} WHERE name LIKE 'group.%' AND id = ?", (1,)) == [(1,)]
    assert database.select("SELECT id FROM {things} WHERE name LIKE ? ESCAPE '!'", ("a!%%",)) == [(2,)]


def test_a_keyword_is_a_column(real: RealDatabase, database: Database) -> None:
    add(real, 1, "track")
    assert database.select('SELECT "groups" FROM {things}') == [(None,)]


def test_each_reading_sees_what_was_last_committed(real: RealDatabase, database: Database) -> None:
    for number in range(4):
        assert database.select("SELECT COUNT(*) FROM {things}") == [(number,)]
        add(real, number, "one more")


def test_what_is_not_committed_is_not_seen(real: RealDatabase, database: Database) -> None:
    with real.connected() as connection:
        connection.cursor().execute("INSERT INTO p_things (id) VALUES (1)")
        assert database.select("SELECT COUNT(*) FROM {things}") == [(0,)]
    assert database.select("SELECT COUNT(*) FROM {things}") == [(1,)]


WRITES = [
    "INSERT INTO {things} (id) VALUES (9)",
    "UPDATE {things} SET name = 'x'",
    "DELETE FROM {things}",
    "DROP TABLE {things}",
]


@pytest.mark.parametrize("statement", WRITES, ids=["insert", "update", "delete", "drop"])
def test_nothing_can_be_written_even_by_a_user_who_may(real: RealDatabase, statement: str) -> None:
    add(real, 1, "one")
    options = dict(real.options)
    if real.server is not None:
        options.update(user="root" if real.engine == "mariadb" else "owner", password=real.server.password)
    opened = open_database({"timeout": 5.0, "table_prefix": "p_", **options}, "LuckPerms", "")
    with pytest.raises(StorageError):
        opened.select(statement)
    opened.close()
    assert real.execute("SELECT id, name FROM p_things") == [(1, "one")]


def test_a_reading_after_an_error_works(database: Database) -> None:
    with pytest.raises(StorageError):
        database.select("SELECT nothing FROM {things}")
    assert database.select("SELECT id FROM {things}") == []


def test_over_the_socket_file(real: RealDatabase) -> None:
    if real.server is None:
        pytest.skip("SQLite has no server")
    place = {**real.options, "unix_socket": str(real.server.unix_socket)}
    if real.engine == "mariadb":
        del place["port"]
    opened = open_database({"timeout": 5.0, **place}, "LuckPerms", "p_")
    assert opened.select("SELECT id FROM {things}") == []
    opened.close()


@given(text=st.text(max_size=50))
def test_any_text_is_data_or_refused(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    real = sqlite_database(tmp_path_factory.mktemp("property") / "file")
    real.execute("CREATE TABLE p_things (id INTEGER)")
    opened = open_database({"timeout": 5.0, **real.options}, "LuckPerms", "p_")
    try:
        assert opened.select("SELECT ?, id FROM {things}", (text,)) == []
    except InvalidValueError:
        assert "\0" in text
