# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Who a server knows by which name."""

from __future__ import annotations

import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._errors import NotFoundError
from ansible_collections.gamedesk.support.plugins.module_utils._players import Found, Player, Subject
from ansible_collections.gamedesk.support.plugins.module_utils._text import plain, shown


class Roll:
    """Who the server knows: C(known) by name and UUID, and C(cached), which the server may hit on as well."""

    def __init__(self, known: t.Sequence[t.Tuple[str, str]], cached: t.Iterable[t.Tuple[str, str]]) -> None:
        self._by_name: t.Dict[str, t.Tuple[str, str]] = {}
        self._by_uuid: t.Dict[str, t.Tuple[str, str]] = {}
        self._namesakes: t.Dict[str, t.Set[t.Tuple[str, str]]] = {}
        self._spellings: t.Dict[str, t.Set[str]] = {}
        for entry in known:
            self._by_name.setdefault(entry[0], entry)
            self._by_uuid.setdefault(entry[1], entry)
            self._spellings.setdefault(entry[0].lower(), set()).add(entry[0])
        # An entry past its date counts here: the server may hit on it first.
        for entry in [*known, *cached]:
            self._namesakes.setdefault(entry[0].lower(), set()).add(entry)

    def find(self, player: Player) -> Found:
        """Return exactly this player, or why that cannot be."""
        match = self._by_name.get(player.name or "") if player.uuid is None else self._by_uuid.get(player.uuid)
        if match is None:
            return self._not_found(player.text)
        name, uuid = match
        namesakes = sorted(self._namesakes[name.lower()])
        if len(namesakes) > 1:
            return NotFoundError(
                "The server knows more than one player by the name %s, and its command takes any of them."
                % shown(name),
                candidates=["%s (%s)" % (plain(entry[0]), entry[1]) for entry in namesakes],
            )
        return Subject(name, uuid)

    def _not_found(self, name: str) -> NotFoundError:
        candidates = sorted(self._spellings.get(name.lower(), ()))
        hint = " Is it %s? Capital letters count." % " or ".join(shown(one) for one in candidates) if candidates else ""
        return NotFoundError(
            "The server's usercache.json has no valid entry for %s.%s The player must have joined in the last month."
            % (name, hint),
            candidates=candidates,
        )
