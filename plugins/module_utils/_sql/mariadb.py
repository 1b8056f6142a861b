# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""MariaDB and MySQL, by PyMySQL. One connection is kept from one reading to the next."""

from __future__ import annotations

import contextlib
import importlib
import math
import ssl
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._errors import StorageError
from ansible_collections.gamedesk.support.plugins.module_utils._sql import trouble
from ansible_collections.gamedesk.support.plugins.module_utils._sql.database import (
    Database,
    Row,
    Statement,
    simplified,
)
from ansible_collections.gamedesk.support.plugins.module_utils._sql.server import Server

# The numbers are MariaDB's and MySQL's (mysqld_error.h, errmsg.h).
_KINDS = {
    1045: trouble.LOGIN,
    1130: trouble.LOGIN,  # not from this host
    1698: trouble.LOGIN,
    1044: trouble.NO_DATABASE,  # no rights in it; whether it is there is not told then
    1049: trouble.NO_DATABASE,
    1146: trouble.NO_TABLE,
    1054: trouble.NO_COLUMN,
    1142: trouble.NO_RIGHT,
    1143: trouble.NO_RIGHT,
    1251: trouble.NO_METHOD,
    2059: trouble.NO_METHOD,
    2061: trouble.NO_METHOD,
    2002: trouble.NOT_REACHED,
    2003: trouble.NOT_REACHED,
    2026: trouble.NO_TLS,
    1205: trouble.LOCKED,
    1213: trouble.LOCKED,
    1040: trouble.BUSY,
    1053: trouble.BUSY,
    1203: trouble.BUSY,
    1226: trouble.BUSY,
    1317: trouble.LOST,
    1927: trouble.LOST,
    2006: trouble.LOST,
    2013: trouble.LOST,
}
# Ways to log in that hand out the password as it is.
_READABLE_LOGINS = ("mysql_clear_password", "dialog")
_NO_METHOD = 2059


class MariaDatabase(Database):
    """One database on a MariaDB server."""

    description = "MariaDB"

    def __init__(self, whose: str, table_prefix: str, server: Server) -> None:
        """Raises ConfigurationError where the driver is missing."""
        super().__init__(whose, table_prefix)
        try:
            self._driver: t.Any = importlib.import_module("pymysql")
        except ImportError:
            why = "to read the storage of %s in %s" % (whose, self.description)
            raise trouble.missing_library("PyMySQL", why) from None
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
        try:
            if self._connection is None:
                self._connection = self._connect()
            rows: t.List[Row] = []
            with self._connection.cursor() as cursor:
                for sql, values in statements:
                    # Also without values: only where it is given some, the driver takes %% for %.
                    cursor.execute(sql, tuple(values))
                    rows += map(simplified, cursor.fetchall())
            return rows
        except (self._driver.Error, OSError, RuntimeError, ValueError, LookupError) as error:
            # A connection in the middle of an answer is of no further use.
            self.close()
            raise self._explained(error) from error

    def _connect(self) -> t.Any:
        server = self._server
        place: t.Dict[str, t.Any] = {"host": server.host, "port": server.port}
        if server.unix_socket is not None:
            place = {"unix_socket": server.unix_socket}
        if server.ca is not None:
            place.update(ssl_ca=server.ca, ssl_verify_cert=True, ssl_verify_identity=True)
        connection = self._driver.connect(
            **place,
            user=server.user,
            password=(server.password or "").encode("utf-8"),
            database=server.database,
            charset="utf8mb4",
            # Each reading is a transaction of its own, and sees what was last committed.
            autocommit=True,
            sql_mode="ANSI_QUOTES",
            connect_timeout=max(1, math.ceil(server.timeout)),
            read_timeout=server.timeout,
            write_timeout=server.timeout,
            auth_plugin_map=dict.fromkeys(_READABLE_LOGINS, self._refused_login),
        )
        try:
            # Older releases of the driver go on in plain text where the server knows no TLS.
            if server.ca is not None and not isinstance(connection._sock, ssl.SSLSocket):
                raise trouble.trouble(self.whose, server.where, trouble.NO_TLS)
            with connection.cursor() as cursor:
                cursor.execute("SET SESSION TRANSACTION READ ONLY")
                # A lock on a table would be waited for a day.
                cursor.execute("SET SESSION lock_wait_timeout = %d" % max(1, int(server.timeout)))
        except Exception:
            connection.close()
            raise
        return connection

    def _refused_login(self, _connection: t.Any) -> t.NoReturn:
        raise self._driver.OperationalError(_NO_METHOD, "the server asks for the password in plain text")

    def _explained(self, error: Exception) -> StorageError:
        code = error.args[0] if error.args and isinstance(error.args[0], int) else None
        kind = _KINDS.get(t.cast(int, code), trouble.NOT_READ)
        if isinstance(error, RuntimeError):  # the driver's word for 'the package cryptography is missing'
            kind = trouble.NO_METHOD
        if isinstance(getattr(error, "original_exception", error), ssl.SSLError):
            kind = trouble.NO_TLS
        return trouble.trouble(self.whose, self._server.where, kind, error.args[-1] if error.args else error)


class MysqlDatabase(MariaDatabase):
    """One database on a MySQL server."""

    description = "MySQL"
