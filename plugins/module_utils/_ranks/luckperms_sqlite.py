# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""LuckPerms' storage in SQLite, opened for reading only (domain: 3.4; LuckPerms' schema/sqlite.sql)."""

from __future__ import annotations

import contextlib
import os
import re
import typing as t
import urllib.parse

from ansible_collections.gamedesk.support.plugins.module_utils._errors import (
    ConfigurationError,
    StorageError,
    UnsettledStorageError,
)
from ansible_collections.gamedesk.support.plugins.module_utils._text import shown

try:
    import sqlite3
except ImportError:  # a Python that was built without it
    HAS_SQLITE = False
else:
    HAS_SQLITE = True

_PREFIX = re.compile(r"[A-Za-z0-9_]{0,40}")
_BUSY_SECONDS = 1.0
_LIKE_SPECIAL = re.compile(r"([%_\\])")
# SQLite takes at least 999 values in one statement.
_VALUES_AT_ONCE = 500

_Rows = t.List[t.Tuple[t.Any, ...]]


class MembershipRow(t.NamedTuple):
    """A row of C(user_permissions) whose permission is C(group.…), as stored."""

    permission: str
    value: int
    server: str
    world: str
    expiry: int
    contexts: str


class SqliteStorage:
    """Reads LuckPerms' tables. Each call opens the file and closes it, so that it sees what was last committed."""

    def __init__(self, path: str, table_prefix: str) -> None:
        if not HAS_SQLITE:
            raise ConfigurationError("The Python on this host has no sqlite3, so LuckPerms' storage cannot be read.")
        if not _PREFIX.fullmatch(table_prefix):
            raise ConfigurationError("%s is not a table prefix." % shown(table_prefix))
        self.description = "LuckPerms storage (SQLite)"
        self._path = path
        self._prefix = table_prefix

    def uuids_of(self, usernames: t.Collection[str]) -> t.Dict[str, t.List[str]]:
        """Return the UUIDs stored for each name that is there, in lower case, as LuckPerms keeps names."""
        query = "SELECT username, uuid FROM {players} WHERE username IN ({values}) ORDER BY uuid"
        found: t.Dict[str, t.List[str]] = {}
        for username, uuid in self._select_each(query, [name.lower() for name in usernames]):
            found.setdefault(str(username), []).append(str(uuid))
        return found

    def usernames_of(self, uuids: t.Collection[str]) -> t.Dict[str, str]:
        """Return the (lower-case) name stored for each UUID that is there."""
        query = "SELECT uuid, username FROM {players} WHERE uuid IN ({values})"
        return {str(uuid): str(username) for uuid, username in self._select_each(query, uuids)}

    def usernames_like(self, start: str) -> t.List[str]:
        """Return some of the names that begin like this."""
        pattern = _LIKE_SPECIAL.sub(r"\\\1", start.lower()) + "%"
        query = "SELECT username FROM {players} WHERE username LIKE ? ESCAPE '\\' ORDER BY username LIMIT 500"
        return [str(row[0]) for row in self._select(query, (pattern,))]

    def groups(self) -> t.List[str]:
        """Return the names of all groups."""
        return [str(row[0]) for row in self._select("SELECT name FROM {groups} ORDER BY name", ())]

    def memberships(self, uuids: t.Collection[str]) -> t.Iterator[t.Tuple[str, MembershipRow]]:
        """Return, with the UUID, all rows of these players that are about groups, negated and expired ones included."""
        query = (
            "SELECT uuid, CAST(permission AS TEXT), CAST(value AS INTEGER), CAST(server AS TEXT), CAST(world AS TEXT),"
            " CAST(expiry AS INTEGER), CAST(contexts AS TEXT)"
            " FROM {user_permissions} WHERE uuid IN ({values}) AND permission LIKE 'group.%' ORDER BY id"
        )
        return ((str(row[0]), MembershipRow(*row[1:])) for row in self._select_each(query, uuids))

    def _select(self, query: str, values: t.Sequence[str]) -> _Rows:
        with self._opened() as select:
            return select(query, values)

    def _select_each(self, query: str, values: t.Collection[str]) -> _Rows:
        """Select for many values, all of them from one opening of the file."""
        every = list(dict.fromkeys(values))
        rows: _Rows = []
        if not every:
            return rows
        with self._opened() as select:
            for start in range(0, len(every), _VALUES_AT_ONCE):
                some = every[start : start + _VALUES_AT_ONCE]
                rows += select(query.replace("{values}", ", ".join("?" * len(some))), some)
        return rows

    @contextlib.contextmanager
    def _opened(self) -> t.Iterator[t.Callable[[str, t.Sequence[str]], _Rows]]:
        if not os.path.isfile(self._path):
            raise StorageError("LuckPerms' storage %s is not there (or not a file)." % shown(self._path, 200))
        tables = {name: '"%s%s"' % (self._prefix, name) for name in ("players", "groups", "user_permissions")}
        uri = "file:%s?mode=ro" % urllib.parse.quote(os.fsencode(os.path.abspath(self._path)))
        try:
            with contextlib.closing(sqlite3.connect(uri, uri=True, timeout=_BUSY_SECONDS)) as connection:
                # Bytes that are not UTF-8 would otherwise end the query.
                connection.text_factory = lambda raw: raw.decode("utf-8", errors="replace")
                yield lambda query, values: connection.execute(query.format(**tables), values).fetchall()
        except sqlite3.Error as error:
            message = str(error)
            if "locked" in message or "busy" in message:
                raise UnsettledStorageError("LuckPerms' storage %s is locked." % shown(self._path, 200)) from error
            hint = ""
            if "no such table" in message or "not a database" in message:
                hint = " Is it LuckPerms' SQLite file, and is the table prefix right?"
            raise StorageError(
                "LuckPerms' storage %s cannot be read: %s.%s" % (shown(self._path, 200), message, hint)
            ) from error
