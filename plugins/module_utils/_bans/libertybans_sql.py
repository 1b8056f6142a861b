# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""LibertyBans' views and its table of names (domain 4.6; database-migrations/V2, V8 and V36; Vendor.java).

A UUID is BINARY(16) in MariaDB and MySQL, and UUID in PostgreSQL; an address is four or sixteen bytes.
"""

from __future__ import annotations

import ipaddress
import re
import time
import typing as t
import uuid as uuid_module

from ansible_collections.gamedesk.support.plugins.module_utils._bans.wanted import Ban
from ansible_collections.gamedesk.support.plugins.module_utils._errors import ConfigurationError
from ansible_collections.gamedesk.support.plugins.module_utils._players import Subject
from ansible_collections.gamedesk.support.plugins.module_utils._sql.choosing import open_database
from ansible_collections.gamedesk.support.plugins.module_utils._sql.database import Database, Value
from ansible_collections.gamedesk.support.plugins.module_utils._sql.values import number_of, text_of

_BINARY = ("mariadb", "mysql")
_ENGINES = (*_BINARY, "postgresql")
_LIKE_SPECIAL = re.compile(r"([%_!])")
# Of a victim, Victim.VictimType: a player, an address, or both.
_OF_PLAYERS = (0, 2)
_OF_ADDRESSES = (1, 2)
_CONSOLE = str(uuid_module.UUID(int=0))
_BANS_OF_PLAYERS = (
    'SELECT victim_uuid, victim_type, operator, reason, scope, "start", "end" FROM {simple_bans}'
    ' WHERE victim_uuid IN ({values}) AND ("end" = 0 OR "end" > ?) ORDER BY id'
)
_BANS_OF_ADDRESSES = (
    'SELECT victim_address, victim_type, operator, reason, scope, "start", "end" FROM {simple_bans}'
    ' WHERE victim_address IN ({values}) AND ("end" = 0 OR "end" > ?) ORDER BY id'
)


class SqlViews:
    """Reads who is banned, and who is called what. C(scope) is the scope that counts beside the global one."""

    def __init__(self, database: Database, *, binary: bool, scope: t.Optional[str]) -> None:
        """C(binary) says whether UUIDs are bytes."""
        self.description = "LibertyBans tables (%s)" % database.description
        self._database = database
        self._binary = binary
        self._scopes = {"", (scope or "").lower()}
        # The scopes of active bans that do not count, by key.
        self.other_scopes: t.Dict[str, t.Set[str]] = {}

    def players_named(self, names: t.Collection[str]) -> t.List[t.Tuple[str, str]]:
        wanted = {name.lower() for name in names}
        query = "SELECT name, uuid FROM {names} WHERE lower_name IN ({values})"
        rows = self._database.select_each(query, sorted(wanted))
        return [(text_of(name), _uuid(uuid)) for name, uuid in rows if text_of(name).lower() in wanted]

    def names_of(self, uuids: t.Collection[str]) -> t.Dict[str, str]:
        query = "SELECT uuid, name FROM {latest_names} WHERE uuid IN ({values})"
        return {_uuid(uuid): text_of(name) for uuid, name in self._database.select_each(query, self._values(uuids))}

    def names_like(self, start: str) -> t.List[str]:
        pattern = _LIKE_SPECIAL.sub(r"!\1", start.lower()) + "%"
        query = "SELECT name FROM {names} WHERE lower_name LIKE ? ESCAPE '!' ORDER BY lower_name LIMIT 500"
        return [text_of(row[0]) for row in self._database.select(query, (pattern,))]

    def bans(self, subjects: t.Sequence[Subject]) -> t.Dict[str, t.List[Ban]]:
        """Return the active bans of players, or of addresses. Raises StorageError."""
        bans: t.Dict[str, t.List[Ban]] = {subject.key: [] for subject in subjects}
        now = time.time()
        if subjects and subjects[0].address is not None:
            packed: t.List[Value] = [ipaddress.ip_address(address).packed for address in bans]
            rows = self._database.select_each(_BANS_OF_ADDRESSES, packed, (int(now),))
            found = [(_address(row[0]), row[1:]) for row in rows if number_of(row[1]) in _OF_ADDRESSES]
        else:
            rows = self._database.select_each(_BANS_OF_PLAYERS, self._values(bans), (int(now),))
            found = [(_uuid(row[0]), row[1:]) for row in rows if number_of(row[1]) in _OF_PLAYERS]
        for key, row in found:
            if key in bans:
                self._note(bans[key], key, row, now)
        return bans

    def _note(self, bans: t.List[Ban], key: str, row: t.Sequence[t.Any], now: float) -> None:
        _kind, operator, reason, scope, begun, until = row
        ends = number_of(until)
        if 0 < ends <= now:
            return
        where = "" if scope is None else text_of(scope)
        if where.lower() not in self._scopes:
            self.other_scopes.setdefault(key, set()).add(where)
            return
        who = _uuid(operator)
        bans.append(Ban(text_of(reason), "Console" if who == _CONSOLE else who, number_of(begun), ends or None))

    def _values(self, uuids: t.Iterable[str]) -> t.List[Value]:
        return [uuid_module.UUID(uuid).bytes if self._binary else uuid for uuid in uuids]


def _uuid(value: t.Any) -> str:
    """Return a UUID of a column, dashed and in lower case."""
    if isinstance(value, bytes) and len(value) == 16:
        return str(uuid_module.UUID(bytes=value))
    return text_of(value).lower()


def _address(value: t.Any) -> str:
    """Return the canonical text of an address of a column; another text for what is none."""
    try:
        return str(ipaddress.ip_address(value))
    except ValueError:
        return text_of(value)


def from_options(read_back: t.Mapping[str, t.Any]) -> SqlViews:
    """Make them from the option O(bans.read_back). Raises ConfigurationError."""
    sql = read_back["sql"]
    if sql["engine"] not in _ENGINES:
        raise ConfigurationError(
            "LibertyBans keeps its bans in MariaDB, MySQL or PostgreSQL, or in a file that nobody else can read: set"
            " bans.read_back.sql.engine to one of these."
        )
    database = open_database(sql, "LibertyBans", "libertybans_")
    return SqlViews(database, binary=sql["engine"] in _BINARY, scope=read_back.get("scope"))
