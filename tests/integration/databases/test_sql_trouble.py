# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes wrong with a real server is one sentence that says what to set, in time, and without the password."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._errors import (
    ConfigurationError,
    StorageError,
    SupportError,
    UnsettledStorageError,
)
from ansible_collections.gamedesk.support.plugins.module_utils._sql import postgresql as postgresql_engine
from ansible_collections.gamedesk.support.plugins.module_utils._sql.choosing import open_database
from ansible_collections.gamedesk.support.plugins.module_utils._sql.database import Database

from .servers import Database as RealDatabase
from .servers import Server, free_port, running

pytestmark = [pytest.mark.xdist_group("databases"), pytest.mark.timeout(180)]

QUERY = "SELECT id FROM {things}"


@pytest.fixture(params=["mariadb", "postgresql", "postgresql with psycopg2"])
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    name, _with, driver = str(request.param).partition(" with ")
    if driver:
        monkeypatch.setattr(postgresql_engine, "_DRIVERS", (driver,))
    return name


@pytest.fixture
def real(engine: str, new_database: Callable[[str], RealDatabase]) -> RealDatabase:
    made = new_database(engine)
    made.execute("CREATE TABLE p_things (id INTEGER PRIMARY KEY)")
    return made


def opened(options: dict[str, Any], **changed: Any) -> Database:
    return open_database({"timeout": 2.0, "table_prefix": "p_", **options, **changed}, "LuckPerms", "")


def told(options: dict[str, Any], sql: str = QUERY, **changed: Any) -> str:
    """The message of a reading that is not worth a second try."""
    with pytest.raises(StorageError) as caught:
        opened(options, **changed).select(sql)
    assert not isinstance(caught.value, UnsettledStorageError)
    message = str(caught.value)
    assert options["password"] not in message
    assert message.startswith("LuckPerms' storage ")
    assert "\n" not in message
    return message


def test_a_wrong_password(real: RealDatabase) -> None:
    message = told(real.options, password="not §the one 🙏")
    assert "check user and password" in message
    assert "not §the one" not in message


def test_an_unknown_user(real: RealDatabase) -> None:
    assert "check user and password" in told(real.options, user="nobody_of_that_name")


def test_an_unknown_database(real: RealDatabase) -> None:
    assert "check database" in told(real.options, database="none_of_that_name")


def test_an_unknown_table(real: RealDatabase) -> None:
    assert "check database and table_prefix" in told(real.options, table_prefix="lp_")


def test_a_missing_column(real: RealDatabase) -> None:
    assert "column" in told(real.options, "SELECT expiry FROM {things}")


def test_no_right_to_read(real: RealDatabase) -> None:
    user = real.options["user"]
    assert real.server is not None
    if real.engine == "mariadb":
        name = real.options["database"]
        real.server.administer(
            [f"REVOKE SELECT ON {name}.* FROM {user}@localhost", "CREATE TABLE p_own (id INT)"], name
        )
        real.server.administer([f"GRANT SELECT ON {name}.p_own TO {user}@localhost"])
    else:
        real.execute(f"REVOKE SELECT ON p_things FROM {user}")
    assert "grant it SELECT" in told(real.options)


def test_nobody_listens(real: RealDatabase) -> None:
    assert "check that it runs" in told(real.options, port=free_port())


def test_an_unknown_host(real: RealDatabase) -> None:
    assert "check that it runs" in told(real.options, host="no-such-host.invalid")


def test_a_missing_socket_file(real: RealDatabase, tmp_path: Path) -> None:
    options = {**real.options, "port": None}
    assert "check that it runs" in told(options, unix_socket=str(tmp_path / "none"))


def test_tls_where_the_server_has_none(real: RealDatabase, tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("")
    assert "check ca" in told(real.options, ca=str(tmp_path / "ca.pem"))


def test_a_server_of_another_kind(real: RealDatabase) -> None:
    """RCON's port, say: it closes, or says nothing that could be understood."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        answer = b"HTTP/1.1 400 Bad Request\r\n\r\n" * 20

        def serve() -> None:
            connection, _address = server.accept()
            connection.sendall(answer)
            connection.close()

        thread = threading.Thread(target=serve)
        thread.start()
        with pytest.raises(StorageError):
            opened(real.options, port=server.getsockname()[1]).select(QUERY)
        thread.join()


def test_a_server_that_says_nothing_is_given_up(real: RealDatabase) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        begun = time.monotonic()
        with pytest.raises(StorageError):
            opened(real.options, port=server.getsockname()[1]).select(QUERY)
        assert time.monotonic() - begun < 5


def lock(real: RealDatabase, connection: Any) -> None:
    mode = "LOCK TABLES p_things WRITE" if real.engine == "mariadb" else "LOCK TABLE p_things IN ACCESS EXCLUSIVE MODE"
    connection.cursor().execute(mode)


def test_a_locked_table_may_be_tried_again(real: RealDatabase) -> None:
    database = opened(real.options)
    with real.connected() as connection:
        lock(real, connection)
        begun = time.monotonic()
        with pytest.raises(UnsettledStorageError):
            database.select(QUERY)
        assert 1 < time.monotonic() - begun < 5
    assert database.select(QUERY) == []
    database.close()


def test_a_connection_that_was_ended_may_be_tried_again(real: RealDatabase) -> None:
    database = opened(real.options)
    assert database.select(QUERY) == []
    user = real.options["user"]
    assert real.server is not None
    if real.engine == "mariadb":
        rows = real.execute("SELECT id FROM information_schema.processlist WHERE user = ?", user)
        real.server.administer([f"KILL {row[0]}" for row in rows])
    else:
        real.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = ?", user)
    with pytest.raises(UnsettledStorageError):
        database.select(QUERY)
    assert database.select(QUERY) == []
    database.close()


@pytest.fixture(scope="module", params=["mariadb", "postgresql"])
def own_server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server that may be killed, and keeps what was committed."""
    with running(request.param, durable=True) as server:
        yield server


def test_killed_and_started_again(own_server: Server) -> None:
    real = own_server.create()
    real.execute("CREATE TABLE p_things (id INTEGER PRIMARY KEY)")
    database = opened(real.options)
    assert database.select(QUERY) == []
    real.execute("INSERT INTO p_things VALUES (7)")
    own_server.kill()
    with pytest.raises(UnsettledStorageError):
        database.select(QUERY)
    with pytest.raises(StorageError):
        database.select(QUERY)
    own_server.start()
    assert database.select(QUERY) == [(7,)]
    database.close()


def wait_until_stopped(pid: int) -> None:
    """Wait until each thread of the process stands still: one that is at work may get an answer out before."""
    until = time.monotonic() + 10
    tasks = Path(f"/proc/{pid}/task")
    while any(stat.read_text().rpartition(")")[2].split()[0] != "T" for stat in tasks.glob("*/stat")):
        assert time.monotonic() < until
        time.sleep(0.01)


def test_stopped_in_the_middle_of_an_answer(own_server: Server) -> None:
    """A server that hangs: its machine answers, it does not."""
    real = own_server.create()
    real.execute("CREATE TABLE p_things (id INTEGER PRIMARY KEY)")
    database = opened(real.options)
    assert database.select(QUERY) == []
    if own_server.engine == "postgresql":  # which has a process for each connection
        ((pid,),) = real.execute("SELECT pid FROM pg_stat_activity WHERE usename = ?", real.options["user"])
    else:
        pid = own_server.pid
    os.kill(pid, signal.SIGSTOP)
    try:
        wait_until_stopped(pid)
        begun = time.monotonic()
        with pytest.raises(UnsettledStorageError):
            database.select(QUERY)
        assert 1 < time.monotonic() - begun < 6
    finally:
        os.kill(pid, signal.SIGCONT)
    assert database.select(QUERY) == []
    database.close()


# What is found before anything is connected.


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"engine": "sqlite", "path": "/x", "host": "db"}, "takes no host"),
        ({"engine": "mariadb", "database": "d", "user": "u", "path": "/x"}, "takes no path"),
        ({"engine": "postgresql", "database": "d", "user": "u", "host": "a,b"}, "host"),
        ({"engine": "postgresql", "database": "d", "user": "u", "host": "/tmp"}, "host"),
        ({"engine": "mariadb", "database": "d\0", "user": "u"}, "database"),
        ({"engine": "mariadb", "database": "d", "user": "u", "port": 0}, "port"),
        ({"engine": "mariadb", "database": "d", "user": "u", "timeout": 0}, "timeout"),
        ({"engine": "mariadb", "database": "d", "user": "u", "ca": "/no/such/ca.pem"}, "ca"),
        ({"engine": "mariadb", "database": "d", "user": "u", "table_prefix": "a b"}, "prefix"),
    ],
    ids=["host", "path", "hosts", "folder", "nul", "port", "timeout", "ca", "prefix"],
)
def test_options_that_do_not_fit(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        open_database({"timeout": 2.0, **options}, "LuckPerms", "")


@pytest.mark.parametrize(("engine", "modules"), [("mariadb", ["pymysql"]), ("postgresql", ["psycopg", "psycopg2"])])
def test_a_missing_driver_is_told_in_ansibles_words(
    monkeypatch: pytest.MonkeyPatch, engine: str, modules: list[str]
) -> None:
    for module in modules:
        monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ConfigurationError, match="Failed to import the required Python library"):
        open_database({"engine": engine, "database": "d", "user": "u", "timeout": 2.0}, "LuckPerms", "")


# The password in a file on the host.


@pytest.fixture
def password_file(tmp_path: Path) -> Path:
    path = tmp_path / "password"
    path.touch(mode=0o600)
    return path


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_the_password_is_in_a_file(real: RealDatabase, password_file: Path, end: str) -> None:
    password_file.write_bytes(f"{real.options['password']}{end}".encode())
    database = opened({**real.options, "password": None}, password_file=str(password_file))
    assert database.select(QUERY) == []
    assert real.options["password"] not in repr(vars(database))
    database.close()


@pytest.mark.parametrize(
    ("content", "mode", "message"),
    [
        (b"planted9secret", 0o640, "made private|private"),
        (b"planted9secret", 0o604, "private"),
        (b"", 0o600, "one line"),
        (b"planted9secret\nmore", 0o600, "one line"),
        (b"planted9secret\xff", 0o600, "UTF-8"),
        (b"x" * 5000, 0o600, "one line"),
    ],
    ids=["group", "others", "empty", "two lines", "bytes", "long"],
)
def test_a_password_file_that_is_refused(password_file: Path, content: bytes, mode: int, message: str) -> None:
    password_file.write_bytes(content)
    password_file.chmod(mode)
    assert "planted9secret" not in refused(str(password_file), message)


def test_what_is_no_password_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "pipe").chmod(0o600)
    refused(str(tmp_path / "pipe"), "regular file")
    refused(str(tmp_path), "regular file|directory")
    refused(str(tmp_path / "none"), "No such file")
    refused("a\0b", "not a path")


def refused(path: str, message: str) -> str:
    options = {"engine": "mariadb", "database": "d", "user": "u", "timeout": 2.0, "password_file": path}
    with pytest.raises(ConfigurationError, match=message) as caught:
        open_database(options, "LuckPerms", "")
    assert isinstance(caught.value, SupportError)
    return str(caught.value)
