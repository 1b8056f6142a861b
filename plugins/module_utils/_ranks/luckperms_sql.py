# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""LuckPerms' tables, the same in every database (domain: 3.4; LuckPerms' schema/*.sql, SqlStorage.java)."""

from __future__ import annotations

import json
import re
import time
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._ranks.luckperms_storage import GROUP_PREFIX
from ansible_collections.gamedesk.support.plugins.module_utils._ranks.protocol import Context, Membership
from ansible_collections.gamedesk.support.plugins.module_utils._sql.choosing import open_database
from ansible_collections.gamedesk.support.plugins.module_utils._sql.database import Database, is_true
from ansible_collections.gamedesk.support.plugins.module_utils._sql.values import number_of, text_of

_ANYWHERE = "global"
# Most memberships are stored with this server, world and contexts.
_EVERYWHERE = (_ANYWHERE, _ANYWHERE, "{}")
_LIKE_SPECIAL = re.compile(r"([%_!])")


class SqlStorage:
    """Reads LuckPerms' tables."""

    def __init__(self, database: Database) -> None:
        self.description = "LuckPerms storage (%s)" % database.description
        self._database = database

    def uuids_of(self, usernames: t.Collection[str]) -> t.Dict[str, t.List[str]]:
        query = "SELECT username, uuid FROM {players} WHERE username IN ({values}) ORDER BY uuid"
        found: t.Dict[str, t.List[str]] = {}
        for username, uuid in self._database.select_each(query, [name.lower() for name in usernames]):
            found.setdefault(text_of(username), []).append(text_of(uuid))
        return found

    def usernames_of(self, uuids: t.Collection[str]) -> t.Dict[str, str]:
        query = "SELECT uuid, username FROM {players} WHERE uuid IN ({values})"
        return {text_of(uuid).lower(): text_of(name) for uuid, name in self._database.select_each(query, uuids)}

    def usernames_like(self, start: str) -> t.List[str]:
        pattern = _LIKE_SPECIAL.sub(r"!\1", start.lower()) + "%"
        query = "SELECT username FROM {players} WHERE username LIKE ? ESCAPE '!' ORDER BY username LIMIT 500"
        return [text_of(row[0]) for row in self._database.select(query, (pattern,))]

    def groups(self) -> t.List[str]:
        return [text_of(row[0]) for row in self._database.select("SELECT name FROM {groups} ORDER BY name")]

    def memberships(self, uuids: t.Collection[str]) -> t.Dict[str, t.List[Membership]]:
        # LuckPerms takes the permission for a group in any case; PostgreSQL would not.
        query = (
            "SELECT uuid, permission, value, server, world, expiry, contexts FROM {user_permissions}"
            " WHERE uuid IN ({values}) AND LOWER(permission) LIKE 'group.%' ORDER BY id"
        )
        found: t.Dict[str, t.List[Membership]] = {uuid: [] for uuid in uuids}
        now = time.time()
        for uuid, permission, value, server, world, expiry, contexts in self._database.select_each(query, uuids):
            ends = number_of(expiry)
            # MariaDB compares without regard to case, and so does LuckPerms with it.
            memberships = found.get(text_of(uuid).lower())
            if memberships is not None and is_true(value) and (ends == 0 or ends > now):
                rank = text_of(permission)[len(GROUP_PREFIX) :].lower()
                where = _context_of(text_of(server), text_of(world), text_of(contexts))
                memberships.append(Membership(rank, ends or None, where))
        return found

    def tracks(self) -> t.List[str]:
        return [text_of(row[0]) for row in self._database.select("SELECT name FROM {tracks} ORDER BY name")]

    def track(self, name: str) -> t.Optional[t.List[str]]:
        rows = self._database.select('SELECT name, "groups" FROM {tracks} WHERE name = ?', (name,))
        stored = [text_of(groups) for found, groups in rows if text_of(found).lower() == name]
        return _groups_on(stored[0]) if stored else None


def _context_of(server: str, world: str, contexts: str) -> Context:
    if (server, world, contexts) == _EVERYWHERE:
        return ()
    pairs = [(key, value.lower()) for key, value in (("server", server), ("world", world))]
    pairs = [pair for pair in pairs if pair[1] != _ANYWHERE]
    return tuple(sorted([*pairs, *_more_contexts(contexts)]))


def _more_contexts(text: str) -> t.List[t.Tuple[str, str]]:
    """Read the JSON of further contexts: a value is a text or a list of texts (ContextSetJsonSerializer.java)."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return [("contexts", text)]
    if not isinstance(data, dict):
        return [("contexts", text)]
    values = [(key, value if isinstance(value, list) else [value]) for key, value in data.items()]
    return [(key, str(value)) for key, many in values for value in many]


def _groups_on(text: str) -> t.List[str]:
    """Read the JSON array of a track's groups."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return []
    return [str(name).lower() for name in data] if isinstance(data, list) else []


def from_options(sql: t.Mapping[str, t.Any]) -> SqlStorage:
    """Make the storage from the option O(ranks.read_back.sql). Raises ConfigurationError."""
    return SqlStorage(open_database(sql, "LuckPerms", "luckperms_"))
