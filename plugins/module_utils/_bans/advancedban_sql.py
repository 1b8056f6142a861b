# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""AdvancedBan's tables (domain 4.5; SQLQuery.java). Its times are texts in MySQL, where LONG is a kind of TEXT."""

from __future__ import annotations

import time
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._bans.wanted import Ban
from ansible_collections.gamedesk.support.plugins.module_utils._errors import ConfigurationError
from ansible_collections.gamedesk.support.plugins.module_utils._players import Subject, parse_uuid
from ansible_collections.gamedesk.support.plugins.module_utils._sql.choosing import open_database
from ansible_collections.gamedesk.support.plugins.module_utils._sql.database import Database
from ansible_collections.gamedesk.support.plugins.module_utils._sql.values import number_of, text_of

_ENGINES = ("mariadb", "mysql")
_OF_PLAYERS = ("BAN", "TEMP_BAN")
_OF_ADDRESSES = ("IP_BAN", "TEMP_IP_BAN")
_BY_UUID = (
    'SELECT name, uuid, reason, operator, "punishmentType", "start", "end" FROM {Punishments}'
    ' WHERE uuid IN ({values}) AND ("end" < 0 OR "end" > ?) ORDER BY id'
)
_BY_NAME = (
    'SELECT name, uuid, reason, operator, "punishmentType", "start", "end" FROM {Punishments}'
    ' WHERE LOWER(name) IN ({values}) AND ("end" < 0 OR "end" > ?) ORDER BY id'
)


class SqlTables:
    """Reads who is banned, and which UUIDs have been punished under which name."""

    def __init__(self, database: Database) -> None:
        self.description = "AdvancedBan tables (%s)" % database.description
        self._database = database
        # The UUIDs under which there are active bans of the same name, by key.
        self.namesakes: t.Dict[str, t.Set[str]] = {}

    def uuids_named(self, names: t.Collection[str]) -> t.Dict[str, t.Set[str]]:
        """Return the UUIDs that have been punished under these names, by the name in lower case."""
        found: t.Dict[str, t.Set[str]] = {}
        query = "SELECT DISTINCT name, uuid FROM {PunishmentHistory} WHERE LOWER(name) IN ({values})"
        for name, text in self._database.select_each(query, sorted({name.lower() for name in names})):
            uuid = None if text is None else parse_uuid(text_of(text))
            if uuid is not None:
                found.setdefault(text_of(name).lower(), set()).add(uuid)
        return found

    def bans(self, subjects: t.Sequence[Subject]) -> t.Dict[str, t.List[Ban]]:
        """Return the active bans of players, or of addresses. Raises StorageError."""
        bans: t.Dict[str, t.List[Ban]] = {subject.key: [] for subject in subjects}
        now = int(time.time() * 1000)
        addresses = bool(subjects) and subjects[0].address is not None
        kinds = _OF_ADDRESSES if addresses else _OF_PLAYERS
        keys: t.Dict[str, t.List[str]] = {}
        for subject in subjects:
            for text in _texts(subject):
                keys.setdefault(text, []).append(subject.key)
        for row in self._database.select_each(_BY_UUID, keys, (now,)):
            if _is_active(row, kinds, now):
                for key in keys.get(text_of(row[1]).lower(), ()):
                    bans[key].append(_ban(row))
        if not addresses:
            self._read_by_name(bans, subjects, now)
        return bans

    def _read_by_name(self, bans: t.Dict[str, t.List[Ban]], subjects: t.Sequence[Subject], now: int) -> None:
        """Add the bans of those who have a name only; of the others, note whom else their name has led to."""
        named = {t.cast(str, subject.name).lower(): subject for subject in subjects if subject.name is not None}
        for row in self._database.select_each(_BY_NAME, named, (now,)):
            subject = named.get(text_of(row[0]).lower())
            if subject is None or not _is_active(row, _OF_PLAYERS, now) or text_of(row[1]).lower() in _texts(subject):
                continue
            if subject.uuid is None:
                bans[subject.key].append(_ban(row))
            else:
                self.namesakes.setdefault(subject.key, set()).add(text_of(row[1]))


def _texts(subject: Subject) -> t.List[str]:
    """Return what may stand in the column C(uuid): the UUID without dashes or, where none is asked for, the name."""
    if subject.address is not None:
        return [subject.address]
    texts = [] if subject.uuid is None else [subject.uuid.replace("-", "")]
    return texts if subject.name is None else [*texts, subject.name.lower()]


def _is_active(row: t.Sequence[t.Any], kinds: t.Sequence[str], now: int) -> bool:
    ends = number_of(row[6])
    return row[1] is not None and text_of(row[4]) in kinds and (ends < 0 or ends > now)


def _ban(row: t.Sequence[t.Any]) -> Ban:
    _name, _uuid, reason, operator, _kind, begun, ends = row
    until = number_of(ends)
    return Ban(
        reason=None if reason is None else text_of(reason),
        source=None if operator is None else text_of(operator),
        created=number_of(begun) // 1000,
        expires=until // 1000 if until > 0 else None,
    )


def from_options(sql: t.Mapping[str, t.Any]) -> SqlTables:
    """Make them from the option O(bans.read_back.sql). Raises ConfigurationError."""
    if sql["engine"] not in _ENGINES:
        raise ConfigurationError(
            "AdvancedBan keeps its bans in MySQL or MariaDB, or in a file that nobody else can read: set"
            " bans.read_back.sql.engine to mariadb or mysql."
        )
    return SqlTables(open_database(sql, "AdvancedBan", ""))
