# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Whom the server's own commands take for a name.

Facts: domain 4.1 and 8; GameProfileCache.java, GameProfileArgument.java. The server looks a name up without regard to
case in C(usercache.json), which forgets after a month. A name that is not there it asks Mojang for in online mode; in
offline mode it makes a UUID of it, a plain server of its letters in lower case, the Bukkit family of the name as given.
"""

from __future__ import annotations

import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._errors import NotFoundError
from ansible_collections.gamedesk.support.plugins.module_utils._players import Found, Player, Subject, offline_uuid
from ansible_collections.gamedesk.support.plugins.module_utils._server.kind import Kind
from ansible_collections.gamedesk.support.plugins.module_utils._server.lists import (
    USERCACHE,
    entries,
    is_current,
    named,
)
from ansible_collections.gamedesk.support.plugins.module_utils._server.roll import Roll
from ansible_collections.gamedesk.support.plugins.module_utils._text import shown

_Pairs = t.Sequence[t.Tuple[str, str]]


class Names:
    """The names and UUIDs of one server, as they are this moment."""

    def __init__(self, folder: str, kind: Kind, listed: _Pairs) -> None:
        """C(listed) are the names and UUIDs of the list that the command is about. Raises StorageError."""
        cache = entries(folder, USERCACHE)
        current = named(entry for entry in cache if is_current(entry))
        self._kind = kind
        self._current = current
        self._roll = Roll(current, named(cache))
        self._current_names = {name.lower() for name, _uuid in current}
        self._current_uuids = {uuid for _name, uuid in current}
        # The name of a UUID that has left the cache, the newest word last.
        self._old_names = {uuid: name for name, uuid in [*named(cache), *listed]}
        self._listed = listed

    def find(self, player: Player) -> Found:
        """Return exactly this player, if a command with the name means it, or why there is none."""
        if player.uuid is not None:
            return self._by_uuid(player)
        name = player.text
        if name.lower() in self._current_names:
            return self._roll.find(player)
        uuids = {uuid for known, uuid in self._listed if known == name}
        if self._kind.online:
            # Mojang has the word on names there, and knows each of them once.
            return Subject(name, uuids.pop() if len(uuids) == 1 else None)
        meant = self._never_seen(name)
        return meant if isinstance(meant, NotFoundError) else Subject(name, meant)

    def identify(self, player: Player) -> Found:
        """Return exactly this player with name and UUID, as far as they are known without a command."""
        name, uuid = player.name, player.uuid
        if uuid is not None:
            return Subject(self._old_names.get(uuid), uuid)
        known = {one for one in [*self._current, *self._listed] if one[0] == name}
        if len(known) == 1:
            return Subject(*known.pop())
        if known or t.cast(str, name).lower() in self._current_names:
            return self._roll.find(player)
        if self._kind.online or self._kind.proxied:
            return Subject(name, None)
        return Subject(name, offline_uuid(t.cast(str, name)))

    def is_certain(self, subject: Subject) -> bool:
        """Whether the name of this subject leads to its UUID, and not only did so once."""
        return subject.uuid is None or subject.uuid in self._current_uuids or not self._kind.online

    def _by_uuid(self, player: Player) -> Found:
        uuid = t.cast(str, player.uuid)
        if uuid in self._current_uuids:
            return self._roll.find(player)
        name = self._old_names.get(uuid)
        if name is None or name.lower() in self._current_names:
            return NotFoundError(
                "The server's usercache.json has no valid entry for %s, and its commands take names only. The player"
                " must have joined in the last month." % uuid
            )
        if self._kind.online:
            return Subject(name, uuid)
        meant = self._never_seen(name)
        if isinstance(meant, NotFoundError):
            return meant
        if meant != uuid:
            return NotFoundError(
                "The server's usercache.json has no valid entry for %s, and by the name %s its commands would take"
                " another player, %s." % (uuid, shown(name), meant),
                candidates=[meant],
            )
        return Subject(name, uuid)

    def _never_seen(self, name: str) -> t.Union[str, NotFoundError]:
        """Return the UUID that a server in offline mode makes of a name it does not know."""
        if self._kind.proxied:
            return NotFoundError(
                "The server has not seen %s in the last month, and behind a proxy only the proxy knows that player's"
                " UUID: the player must have joined." % shown(name)
            )
        if self._kind.bukkit or name == name.lower():
            return offline_uuid(name)
        return NotFoundError(
            "The server has not seen %s in the last month, and in offline mode its commands would take %s (%s), who is"
            " another player: the player must have joined." % (name, name.lower(), offline_uuid(name.lower())),
            candidates=[name.lower()],
        )
