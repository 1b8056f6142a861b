# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""PostgreSQL, by psycopg 3, or psycopg2 where only that is there. One connection is kept between readings."""

from __future__ import annotations

import contextlib
import importlib
import math
import os
import re
import socket
import threading
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._sql import trouble
from ansible_collections.gamedesk.support.plugins.module_utils._sql.database import (
    Database,
    Row,
    Statement,
    simplified,
)
from ansible_collections.gamedesk.support.plugins.module_utils._sql.server import Server

_DRIVERS = ("psycopg", "psycopg2")
# SQLSTATE, or its class (PostgreSQL's errcodes.txt).
_KINDS = {
    "28": trouble.LOGIN,
    "3D": trouble.NO_DATABASE,
    "42P01": trouble.NO_TABLE,
    "3F": trouble.NO_TABLE,
    "42703": trouble.NO_COLUMN,
    "42501": trouble.NO_RIGHT,
    "55P03": trouble.LOCKED,
    "40": trouble.LOCKED,
    "57014": trouble.SLOW,
    "57P": trouble.BUSY,
    "53": trouble.BUSY,
    "08": trouble.LOST,
}
# While it connects, libpq has no SQLSTATE, only what the server said in the language that it is set to.
_TOLD = (
    (re.compile(r"authentication failed|no password supplied|no pg_hba.conf entry"), trouble.LOGIN),
    (re.compile(r"role .* does not exist|not permitted to log in"), trouble.LOGIN),
    (re.compile(r"database .* does not exist|permission denied for database"), trouble.NO_DATABASE),
    (re.compile(r"starting up|shutting down|too many (clients|connections)|slots are reserved"), trouble.BUSY),
    (re.compile(r"authentication method .* not supported"), trouble.NO_METHOD),
    (re.compile(r"SSL|certificate"), trouble.NO_TLS),
)
# The least that libpq knows.
_LEAST_CONNECT_SECONDS = 2
# The server ends a statement that takes too long; where it does not even do that, we do, so much later.
_GRACE_SECONDS = 1.0
_SOCKET_FILE = re.compile(r"\.s\.PGSQL\.(\d{1,5})")


class PostgresDatabase(Database):
    """One database on a PostgreSQL server."""

    description = "PostgreSQL"

    def __init__(self, whose: str, table_prefix: str, server: Server) -> None:
        """Raises ConfigurationError where the driver is missing."""
        super().__init__(whose, table_prefix)
        for name in _DRIVERS:
            with contextlib.suppress(ImportError):
                self._driver: t.Any = importlib.import_module(name)
                break
        else:
            why = "to read the storage of %s in PostgreSQL" % whose
            raise trouble.missing_library("psycopg or psycopg2", why)
        self._server = server
        self._connection: t.Any = None

    def close(self) -> None:
        """Close the connection."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(self._driver.Error, OSError):
                connection.close()

    def _placeholders(self, sql: str) -> str:
        return sql.replace("%", "%%").replace("?", "%s")

    def _select(self, statements: t.Sequence[Statement]) -> t.List[Row]:
        connected = self._connection is not None
        watch = None
        try:
            if self._connection is None:
                self._connection = self._connect()
                connected = True
            watch = _Watch(self._connection.fileno(), self._server.timeout + _GRACE_SECONDS)
            with watch:
                return self._rows(statements)
        except (self._driver.Error, OSError, ValueError) as error:
            # A connection in the middle of an answer is of no further use.
            self.close()
            kind = trouble.SLOW if watch is not None and watch.has_ended_it else self._kind(error, connected=connected)
            raise trouble.trouble(self.whose, self._server.where, kind, error) from error

    def _rows(self, statements: t.Sequence[Statement]) -> t.List[Row]:
        """Read in one transaction, which is read-only.

        What is set for the session could reach another client, where a pooler hands the session on.
        """
        rows: t.List[Row] = []
        with contextlib.closing(self._connection.cursor()) as cursor:
            cursor.execute("SET LOCAL statement_timeout = %d" % math.ceil(self._server.timeout * 1000))
            for sql, values in statements:
                # Also without values: only where it is given some, the driver takes %% for %.
                cursor.execute(sql, tuple(values))
                rows += map(simplified, cursor.fetchall())
        self._connection.rollback()
        return rows

    def _connect(self) -> t.Any:
        server = self._server
        host, port = server.host, server.port
        if server.unix_socket is not None:
            host, file = os.path.split(server.unix_socket)
            named = _SOCKET_FILE.fullmatch(file)
            if named:
                port = int(named.group(1))
            else:
                host = server.unix_socket
        tls = {} if server.ca is None else {"sslmode": "verify-full", "sslrootcert": server.ca}
        connection = self._driver.connect(
            host=host,
            port=port,
            dbname=server.database,
            user=server.user,
            password=server.password,
            connect_timeout=max(_LEAST_CONNECT_SECONDS, math.ceil(server.timeout)),
            client_encoding="UTF8",
            application_name="gamedesk",
            **tls,
        )
        if self._driver.__name__ == "psycopg2":
            connection.set_session(readonly=True, isolation_level="READ COMMITTED")
        else:
            connection.read_only = True
            connection.isolation_level = self._driver.IsolationLevel.READ_COMMITTED
            # A statement that is prepared stays in the session, and a pooler hands that on.
            connection.prepare_threshold = None
        return connection

    def _kind(self, error: Exception, *, connected: bool) -> str:
        state = getattr(error, "sqlstate", None) or getattr(error, "pgcode", None) or ""
        for length in (5, 3, 2):
            if state[:length] in _KINDS:
                return _KINDS[state[:length]]
        if connected:
            lost = isinstance(error, (self._driver.OperationalError, self._driver.InterfaceError, OSError))
            return trouble.LOST if lost and not state else trouble.NOT_READ
        message = str(error)
        return next((kind for pattern, kind in _TOLD if pattern.search(message)), trouble.NOT_REACHED)


class _Watch:
    """Ends a connection from outside when its time is up: the drivers wait for an answer for ever."""

    def __init__(self, descriptor: int, seconds: float) -> None:
        # A descriptor of our own: the other one may be closed, and be another file, when the time is up.
        self._socket = socket.socket(fileno=os.dup(descriptor))
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True
        self.has_ended_it = False

    def _end(self) -> None:
        self.has_ended_it = True
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *_unused: object) -> None:
        self._timer.cancel()
        self._timer.join()
        self._socket.close()
