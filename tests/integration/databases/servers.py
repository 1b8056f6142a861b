# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real MariaDB and PostgreSQL servers on loopback, with their data in a folder that goes away with them.

Neither PostgreSQL nor MariaDB likes to run as root: as root they run as their own user, or as nobody.
"""

from __future__ import annotations

import contextlib
import glob
import itertools
import os
import pwd
import secrets
import shutil
import signal
import socket
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import psycopg
import pymysql
import pytest

_START_SECONDS = 60
_NUMBERS = itertools.count(1)
_PATH = os.pathsep.join(
    [*sorted(glob.glob("/usr/lib/postgresql/*/bin"), reverse=True), os.environ["PATH"], "/usr/sbin"]
)


def program(*names: str) -> str:
    """The path of a program; without it the test is skipped, or fails where everything has to be there."""
    for name in names:
        found = shutil.which(name, path=_PATH)
        if found is not None:
            return found
    missing = f"needs {names[0]} (Debian packages: mariadb-server-core, postgresql, openssl)"
    if os.environ.get("CI"):
        pytest.fail(missing)
    pytest.skip(missing)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class Database:
    """One database, and what to set in C(read_back.sql) to read it. C(execute) is past everything of ours."""

    def __init__(self, server: Server | None, options: dict[str, Any]) -> None:
        self.server = server
        self.options = options

    @property
    def engine(self) -> str:
        return str(self.options["engine"])

    @property
    def path(self) -> Path:
        """The file of a SQLite database."""
        return Path(self.options["path"])

    def translated(self, sql: str) -> str:
        """The SQL with the placeholders of the driver for C(?)."""
        return sql if self.server is None else sql.replace("?", "%s")

    @contextlib.contextmanager
    def connected(self) -> Iterator[Any]:
        """A connection of the owner, with a transaction that ends where the connection does."""
        if self.server is None:
            connection: Any = sqlite3.connect(self.options["path"], timeout=10)
        else:
            connection = self.server.connect(self.options["database"])
        with contextlib.closing(connection):
            yield connection
            connection.commit()

    def execute(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Run one statement with C(?) for its values; return its rows."""
        with self.connected() as connection:
            cursor = connection.cursor()
            cursor.execute(self.translated(sql), values)
            return list(cursor.fetchall()) if cursor.description else []


class Server:
    """A database server. C(start) after C(kill) finds what was committed."""

    engine: str
    own_user: str

    def __init__(self, folder: Path, *, durable: bool = False) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.port = free_port()
        self.password = secrets.token_urlsafe(12)
        self.durable = durable
        self._identity: dict[str, Any] = {}
        if os.geteuid() == 0:
            try:
                user = pwd.getpwnam(self.own_user)
            except KeyError:
                user = pwd.getpwnam("nobody")
            self._identity = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
            os.chown(folder, user.pw_uid, user.pw_gid)
        self._process: subprocess.Popen[bytes] | None = None

    def prepare(self) -> None:
        """Make an empty installation, and start it."""
        raise NotImplementedError

    def command(self) -> list[str]:
        raise NotImplementedError

    def connect(self, database: str | None = None) -> Any:
        """A connection of the superuser."""
        raise NotImplementedError

    def create(self) -> Database:
        """A new database, and a user who may only read what is made in it."""
        raise NotImplementedError

    @property
    def unix_socket(self) -> Path:
        raise NotImplementedError

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def run(self, *command: str) -> None:
        """Run a program of the server as the user that the server runs as."""
        subprocess.run(command, check=True, capture_output=True, cwd=self.folder, **self._identity)

    def start(self) -> None:
        with open(self.folder / "log", "ab") as log:
            self._process = subprocess.Popen(
                self.command(), stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.folder, **self._identity
            )
        until = time.monotonic() + _START_SECONDS
        while True:
            try:
                self.connect().close()
            except (pymysql.Error, psycopg.Error, OSError):
                if time.monotonic() > until or self._process.poll() is not None:
                    raise
                time.sleep(0.05)
            else:
                return

    def kill(self) -> None:
        """Kill it as a power cut would."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        # For PostgreSQL SIGINT is the fast way that does not wait for clients.
        self._end(signal.SIGINT if self.engine == "postgresql" else signal.SIGTERM)

    def _end(self, number: signal.Signals) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(number)
            self._process.wait(timeout=_START_SECONDS)
        self._process = None

    def administer(self, statements: Sequence[str], database: str | None = None) -> None:
        with contextlib.closing(self.connect(database)) as connection:
            if self.engine == "postgresql":
                connection.autocommit = True
            for statement in statements:
                connection.cursor().execute(statement)


class MariaServer(Server):
    engine = "mariadb"
    own_user = "mysql"
    _has_password = False

    @property
    def unix_socket(self) -> Path:
        return self.folder / "socket"

    @property
    def _temporary(self) -> Path:
        """A folder for temporary tables: a server that starts removes those that it finds there, another's too."""
        return self.folder

    def prepare(self) -> None:
        self.run(
            program("mariadb-install-db", "mysql_install_db"),
            *("--no-defaults", f"--datadir={self.data}", f"--tmpdir={self._temporary}"),
            *("--auth-root-authentication-method=normal", "--skip-test-db"),
        )
        self.start()
        self.administer([f"ALTER USER root@localhost IDENTIFIED BY '{self.password}'"])
        self._has_password = True

    def command(self) -> list[str]:
        flush = "1" if self.durable else "0"
        return [
            program("mariadbd", "mysqld"),
            *("--no-defaults", f"--datadir={self.data}", "--bind-address=127.0.0.1", f"--port={self.port}"),
            *(f"--socket={self.unix_socket}", f"--pid-file={self.folder}/pid", "--innodb-buffer-pool-size=32M"),
            *("--skip-log-bin", f"--innodb-flush-log-at-trx-commit={flush}", f"--tmpdir={self._temporary}"),
        ]

    def connect(self, database: str | None = None) -> Any:
        password = self.password if self._has_password else ""
        return pymysql.connect(
            host="127.0.0.1", port=self.port, user="root", password=password, database=database, charset="utf8mb4"
        )

    def create(self) -> Database:
        name, user, password = f"db{next(_NUMBERS)}", f"reader{next(_NUMBERS)}", secrets.token_urlsafe(12)
        self.administer(
            [
                f"CREATE DATABASE {name} CHARACTER SET utf8mb4",
                f"CREATE USER {user}@localhost IDENTIFIED BY '{password}'",
                f"GRANT SELECT ON {name}.* TO {user}@localhost",
            ]
        )
        return Database(
            self,
            {"engine": self.engine, "port": self.port, "database": name, "user": user, "password": password},
        )


class PostgresServer(Server):
    engine = "postgresql"
    own_user = "postgres"

    @property
    def unix_socket(self) -> Path:
        return self.folder

    def prepare(self) -> None:
        password_file = self.folder / "superuser"
        password_file.write_text(self.password)
        if self._identity:
            os.chown(password_file, self._identity["user"], self._identity["group"])
        self.run(
            program("initdb"),
            *("-D", str(self.data), "-A", "scram-sha-256", "-U", "owner", f"--pwfile={password_file}"),
            *("--no-sync", "-E", "UTF8", "--locale=C.UTF-8"),
        )
        self.start()

    def command(self) -> list[str]:
        return [
            program("postgres"),
            *("-D", str(self.data), "-p", str(self.port), "-c", "listen_addresses=127.0.0.1"),
            *("-c", f"unix_socket_directories={self.folder}", "-c", f"fsync={'on' if self.durable else 'off'}"),
        ]

    def connect(self, database: str | None = None) -> Any:
        return psycopg.connect(
            host="127.0.0.1", port=self.port, user="owner", password=self.password, dbname=database or "postgres"
        )

    def create(self) -> Database:
        name, user, password = f"db{next(_NUMBERS)}", f"reader{next(_NUMBERS)}", secrets.token_urlsafe(12)
        self.administer([f"CREATE DATABASE {name}", f"CREATE ROLE {user} LOGIN PASSWORD '{password}'"])
        self.administer([f"ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO {user}"], name)
        return Database(
            self,
            {"engine": self.engine, "port": self.port, "database": name, "user": user, "password": password},
        )


SERVERS: dict[str, type[Server]] = {"mariadb": MariaServer, "postgresql": PostgresServer}


@contextlib.contextmanager
def running(engine: str, *, durable: bool = False) -> Iterator[Server]:
    """A server that runs until the block ends. C(durable): what was committed outlives C(Server.kill)."""
    # Not below pytest's own folder, which only its owner may enter.
    folder = Path(tempfile.mkdtemp(prefix=f"gamedesk-{engine}-"))
    try:
        server = SERVERS[engine](folder, durable=durable)
        try:
            server.prepare()
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder)


def sqlite_database(path: Path) -> Database:
    """A new SQLite file."""
    sqlite3.connect(path).close()
    return Database(None, {"engine": "sqlite", "path": str(path)})
