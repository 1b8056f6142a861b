# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""LiteBans' tables, the same in every database (domain 4.4)."""

from __future__ import annotations

import ipaddress
import re
import time
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._bans.wanted import Ban
from ansible_collections.gamedesk.support.plugins.module_utils._players import Subject
from ansible_collections.gamedesk.support.plugins.module_utils._sql.choosing import open_database
from ansible_collections.gamedesk.support.plugins.module_utils._sql.database import Database, is_true
from ansible_collections.gamedesk.support.plugins.module_utils._sql.values import number_of, text_of

_LIKE_SPECIAL = re.compile(r"([%_!])")
_BANS_OF_PLAYERS = (
    'SELECT uuid, reason, banned_by_name, "time", "until", server_scope, ipban, active FROM {bans}'
    ' WHERE uuid IN ({values}) AND ("until" < 1 OR "until" > ?) ORDER BY id'
)
_BANS_OF_ADDRESSES = (
    'SELECT ip, reason, banned_by_name, "time", "until", server_scope, ipban, active FROM {bans}'
    ' WHERE ip IN ({values}) AND ("until" < 1 OR "until" > ?) ORDER BY id'
)


class SqlTables:
    """Reads who is banned, and who is called what. C(scope) is the scope that counts beside the one of all servers."""

    def __init__(self, database: Database, scope: t.Optional[str]) -> None:
        self.description = "LiteBans tables (%s)" % database.description
        self._database = database
        self._scopes = {"", "*", (scope or "*").lower()}
        # The scopes of active bans that do not count, by key.
        self.other_scopes: t.Dict[str, t.Set[str]] = {}

    def players_named(self, names: t.Collection[str]) -> t.List[t.Tuple[str, str]]:
        query = "SELECT DISTINCT name, uuid FROM {history} WHERE LOWER(name) IN ({values})"
        wanted = {name.lower() for name in names}
        rows = self._database.select_each(query, sorted(wanted))
        # A collation may take more for the same name than the case of its letters.
        return [
            (text_of(name), text_of(uuid).lower())
            for name, uuid in rows
            if uuid is not None and text_of(name).lower() in wanted
        ]

    def names_of(self, uuids: t.Collection[str]) -> t.Dict[str, str]:
        query = 'SELECT uuid, name FROM {history} WHERE uuid IN ({values}) AND name IS NOT NULL ORDER BY "date", id'
        return {text_of(uuid).lower(): text_of(name) for uuid, name in self._database.select_each(query, uuids)}

    def names_like(self, start: str) -> t.List[str]:
        pattern = _LIKE_SPECIAL.sub(r"!\1", start.lower()) + "%"
        query = "SELECT DISTINCT name FROM {history} WHERE LOWER(name) LIKE ? ESCAPE '!' ORDER BY name LIMIT 500"
        return [text_of(row[0]) for row in self._database.select(query, (pattern,))]

    def bans(self, subjects: t.Sequence[Subject]) -> t.Dict[str, t.List[Ban]]:
        """Return the active bans of players, or of addresses. Raises StorageError."""
        bans: t.Dict[str, t.List[Ban]] = {subject.key: [] for subject in subjects}
        addresses = bool(subjects) and subjects[0].address is not None
        texts = {text: key for key in bans for text in (_forms(key) if addresses else (key,))}
        now = time.time()
        query = _BANS_OF_ADDRESSES if addresses else _BANS_OF_PLAYERS
        for whose, *row in self._database.select_each(query, texts, (int(now * 1000),)):
            key = texts.get(text_of(whose).lower())
            if key is not None:
                self._note(bans[key], key, row, only_addresses=addresses, now=now)
        return bans

    def _note(self, bans: t.List[Ban], key: str, row: t.Sequence[t.Any], *, only_addresses: bool, now: float) -> None:
        reason, source, begun, until, scope, is_ipban, is_active = row
        ends = number_of(until)
        if not is_true(is_active) or 0 < ends <= now * 1000 or (only_addresses and not is_true(is_ipban)):
            return
        where = "" if scope is None else text_of(scope)
        if where.lower() not in self._scopes:
            self.other_scopes.setdefault(key, set()).add(where)
            return
        bans.append(
            Ban(
                reason=None if reason is None else text_of(reason),
                source=None if source is None else text_of(source),
                created=number_of(begun) // 1000,
                expires=ends // 1000 if ends > 0 else None,
            )
        )


def _forms(address: str) -> t.List[str]:
    """Return the texts of an address: its canonical one, and the one of Java, which shortens nothing."""
    found = ipaddress.ip_address(address)
    if isinstance(found, ipaddress.IPv4Address):
        return [address]
    return [address, ":".join("%x" % int(part, 16) for part in found.exploded.split(":"))]


def from_options(read_back: t.Mapping[str, t.Any]) -> SqlTables:
    """Make them from the option O(bans.read_back). Raises ConfigurationError."""
    return SqlTables(open_database(read_back["sql"], "LiteBans", "litebans_"), read_back.get("scope"))
