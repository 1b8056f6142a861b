# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""PermissionsEx' tables (domain: 3.6; its deploy.sql and SQLData.java)."""

from __future__ import annotations

import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._errors import NotFoundError
from ansible_collections.gamedesk.support.plugins.module_utils._players import Found, Player, Subject, parse_uuid
from ansible_collections.gamedesk.support.plugins.module_utils._ranks.permissionsex_console import java_end
from ansible_collections.gamedesk.support.plugins.module_utils._ranks.protocol import Context, Membership
from ansible_collections.gamedesk.support.plugins.module_utils._sql.database import Database
from ansible_collections.gamedesk.support.plugins.module_utils._text import plain, shown

_NAMES = (
    "SELECT value, name FROM {permissions} WHERE type = 1 AND permission = 'name' AND LOWER(value) IN ({values})"
    " ORDER BY name"
)
_GROUPS = "SELECT name FROM {permissions_entity} WHERE type = 0 ORDER BY name"
_MEMBERSHIPS = (
    "SELECT child, parent, world FROM {permissions_inheritance} WHERE type = 1 AND child IN ({values}) ORDER BY id"
)
_ENDS = (
    "SELECT name, permission, world, value FROM {permissions}"
    " WHERE type = 1 AND name IN ({values}) AND permission LIKE 'group-%'"
)


class SqlReading:
    """Reads for many players at once."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.description = "PermissionsEx storage (%s)" % database.description

    def find(self, players: t.Sequence[Player]) -> t.List[Found]:
        rows = self._database.select_each(_NAMES, [player.name.lower() for player in players if player.name])
        uuids: t.Dict[str, t.List[str]] = {}
        spellings: t.Dict[str, t.List[str]] = {}
        for name, key in rows:
            uuid = parse_uuid(str(key))
            if uuid is not None:  # one that is still kept by name is not found by the commands
                uuids.setdefault(str(name), []).append(uuid)
                spellings.setdefault(str(name).lower(), []).append(str(name))
        return [
            Subject(None, player.uuid) if player.uuid else _exactly(player.text, uuids, spellings) for player in players
        ]

    def groups(self) -> t.List[str]:
        return [str(row[0]) for row in self._database.select(_GROUPS)]

    def memberships(self, uuids: t.Sequence[str]) -> t.Dict[str, t.List[Membership]]:
        ends = {
            (str(key), str(permission), str(world or "")): str(value)
            for key, permission, world, value in self._database.select_each(_ENDS, uuids)
        }
        found: t.Dict[str, t.List[Membership]] = {uuid: [] for uuid in uuids}
        for child, parent, world in self._database.select_each(_MEMBERSHIPS, uuids):
            group, place = str(parent), str(world or "")
            context: Context = (("world", place),) if place else ()
            end = java_end(ends.get((str(child), "group-%s-until" % group, place)))
            if str(child) in found:
                found[str(child)].append(Membership(group, end, context))
        return found


def _exactly(name: str, uuids: t.Mapping[str, t.List[str]], spellings: t.Mapping[str, t.List[str]]) -> Found:
    found = uuids.get(name, [])
    if len(found) == 1:
        return Subject(name, found[0])
    if found:
        return NotFoundError(
            "PermissionsEx knows %d players with the name %s: give the UUID." % (len(found), name), candidates=found
        )
    near = [str(plain(one)) for one in spellings.get(name.lower(), ())]
    hint = " Is it %s? Capital letters count." % " or ".join(map(shown, near)) if near else ""
    return NotFoundError(
        "PermissionsEx has stored nothing about a player named %s.%s Only a UUID can name one like that."
        % (name, hint),
        candidates=near,
    )
