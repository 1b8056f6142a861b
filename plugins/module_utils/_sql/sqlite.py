# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""SQLite: a file on this host. Each reading opens it and closes it, so that it is never in the way of its owner."""

from __future__ import annotations

import contextlib
import functools
import importlib
import os
import typing as t
import urllib.parse

from ansible_collections.gamedesk.support.plugins.module_utils._errors import StorageError
from ansible_collections.gamedesk.support.plugins.module_utils._sql import trouble
from ansible_collections.gamedesk.support.plugins.module_utils._sql.database import (
    Database,
    Row,
    Statement,
    simplified,
)
from ansible_collections.gamedesk.support.plugins.module_utils._text import shown

_BUSY_SECONDS = 1.0


class SqliteDatabase(Database):
    """One database file."""

    description = "SQLite"

    def __init__(self, whose: str, table_prefix: str, path: str) -> None:
        """Raises ConfigurationError where the host's Python was built without SQLite."""
        super().__init__(whose, table_prefix)
        try:
            self._sqlite3: t.Any = importlib.import_module("sqlite3")
        except ImportError:
            raise trouble.missing_library("sqlite3", "to read the storage of %s in SQLite" % whose) from None
        self._path = path
        self._where = shown(path, 200)

    def _placeholders(self, sql: str) -> str:
        return sql

    def _select(self, statements: t.Sequence[Statement]) -> t.List[Row]:
        if not os.path.isfile(self._path):
            raise StorageError("%s' storage %s is not there (or not a file)." % (self.whose, self._where))
        uri = "file:%s?mode=ro" % urllib.parse.quote(os.fsencode(os.path.abspath(self._path)))
        try:
            with contextlib.closing(self._sqlite3.connect(uri, uri=True, timeout=_BUSY_SECONDS)) as connection:
                # Bytes that are not UTF-8 would otherwise end the query.
                connection.text_factory = functools.partial(str, encoding="utf-8", errors="replace")
                return [simplified(row) for sql, values in statements for row in connection.execute(sql, values)]
        except self._sqlite3.Error as error:
            raise trouble.trouble(self.whose, self._where, _kind(str(error)), error) from error


def _kind(message: str) -> str:
    if "locked" in message or "busy" in message:
        return trouble.LOCKED
    if "no such table" in message or "not a database" in message:
        return "%s; check that path of read_back.sql is its SQLite file, and table_prefix" % trouble.NOT_READ
    return trouble.NO_COLUMN if "no such column" in message else trouble.NOT_READ
