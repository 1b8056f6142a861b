# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Who a ban plugin means by a name, where it keeps names and UUIDs in tables of its own."""

from __future__ import annotations

import difflib
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._errors import NotFoundError
from ansible_collections.gamedesk.support.plugins.module_utils._players import (
    Found,
    Player,
    Subject,
    is_offline_uuid,
    offline_uuid,
)
from ansible_collections.gamedesk.support.plugins.module_utils._server.kind import kind_of
from ansible_collections.gamedesk.support.plugins.module_utils._server.lists import USERCACHE, entries, named
from ansible_collections.gamedesk.support.plugins.module_utils._server.names import Names
from ansible_collections.gamedesk.support.plugins.module_utils._text import plain, shown

_MOST_HINTS = 20
_NAME_BYTES = 64


class NameTables(t.Protocol):
    """The names that a plugin keeps. UUIDs are dashed and in lower case. All methods raise StorageError."""

    def players_named(self, names: t.Collection[str]) -> t.List[t.Tuple[str, str]]:
        """Return name and UUID of all who are, or were, called like one of these, in whatever case."""

    def names_of(self, uuids: t.Collection[str]) -> t.Dict[str, str]:
        """Return the last name of each UUID that is there."""

    def names_like(self, start: str) -> t.List[str]:
        """Return some of the names that begin like this, in whatever case."""


class KnownNames:
    """The names that C(whose) plugin keeps, and beside them those of the server in C(server_path)."""

    def __init__(self, whose: str, tables: NameTables, server_path: t.Optional[str]) -> None:
        self._whose = whose
        self._tables = tables
        self._server_path = server_path
        self._hints_left = _MOST_HINTS
        self._shared: t.Set[str] = set()

    def find(self, players: t.Sequence[Player]) -> t.List[Found]:
        """Return exactly these players, with UUIDs, and a NotFoundError in the place of others. Raises StorageError."""
        known: t.Dict[str, t.Set[t.Tuple[str, str]]] = {}
        names = self._tables.names_of([player.uuid for player in players if player.uuid])
        asked = {player.name for player in players if player.name} | set(names.values())
        for name, uuid in self._tables.players_named(asked):
            known.setdefault(name.lower(), set()).add((name, uuid))
        self._shared.update(name for name, who in known.items() if len({uuid for _name, uuid in who}) > 1)
        found: t.List[Found] = []
        for player in players:
            if player.uuid is not None:
                found.append(Subject(names.get(player.uuid), player.uuid))
            elif player.text.lower() in known:
                found.append(self._exactly(player.text, known[player.text.lower()]))
            else:
                found.append(self._never_seen(player))
        return found

    def is_plain(self, name: str) -> bool:
        """Whether a name that C(find) came across has been one player's alone."""
        return name.lower() not in self._shared

    def _exactly(self, name: str, known: t.Collection[t.Tuple[str, str]]) -> Found:
        uuids = sorted({uuid for _name, uuid in known})
        if all(map(is_offline_uuid, uuids)):
            # In offline mode each spelling is a player.
            if offline_uuid(name) in uuids:
                return Subject(name, offline_uuid(name))
            spellings = sorted({one for one, _uuid in known})
            return NotFoundError(
                "%s knows %s, which on a server in offline mode is another player than %s: give the exact spelling or"
                " the UUID." % (self._whose, " and ".join(map(shown, spellings)), name),
                candidates=spellings,
            )
        if len(uuids) > 1:
            return NotFoundError(
                "%s knows %d players who are or were called %s: give the UUID." % (self._whose, len(uuids), name),
                candidates=uuids,
            )
        return Subject(name, uuids[0])

    def _never_seen(self, player: Player) -> Found:
        """Return whom the server means by a name of which the plugin has not heard, if it has seen one."""
        name, advice = player.text, "Only a UUID can name a player who never joined."
        if self._server_path is not None:
            kind = kind_of(self._server_path)
            cached = named(entries(self._server_path, USERCACHE))
            if any(one.lower() == name.lower() for one, _uuid in cached):
                return Names(self._server_path, kind, ()).identify(player)
            if not kind.online and not kind.proxied:
                advice = "In offline mode, who joins by exactly that name is %s: give this UUID." % offline_uuid(name)
        close = self._close_to(name)
        return NotFoundError(
            "%s has never seen a player named %s.%s %s"
            % (self._whose, name, " Is it %s?" % " or ".join(map(shown, close)) if close else "", advice),
            candidates=close,
        )

    def _close_to(self, name: str) -> t.List[str]:
        self._hints_left -= 1
        if self._hints_left < 0:
            return []
        known = {one.lower(): one for one in self._tables.names_like(name[:2])}
        close = difflib.get_close_matches(name.lower(), known, n=5)
        return [t.cast(str, plain(known[one], _NAME_BYTES)) for one in close]
