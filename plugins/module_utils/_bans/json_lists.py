# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""C(banned-players.json) and C(banned-ips.json): who is banned, as the server itself keeps it (domain 4.2)."""

from __future__ import annotations

import time
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._bans.wanted import Ban
from ansible_collections.gamedesk.support.plugins.module_utils._players import Subject
from ansible_collections.gamedesk.support.plugins.module_utils._server.lists import Entry, entries, parse_date, uuid_of

PLAYERS = "banned-players.json"
ADDRESSES = "banned-ips.json"
# BanListEntry.java
DEFAULT_REASON = "Banned by an operator."
UNKNOWN_SOURCE = "(Unknown)"
FOREVER = "forever"


def read_bans(folder: str, subjects: t.Sequence[Subject]) -> t.Dict[str, t.List[Ban]]:
    """Return the active bans of each subject, by key. Raises StorageError."""
    return {key: not_ended(bans) for key, bans in read_listed(folder, subjects).items()}


def not_ended(bans: t.Iterable[Ban]) -> t.List[Ban]:
    """Return those that have not ended."""
    now = time.time()
    return [ban for ban in bans if ban.expires is None or ban.expires > now]


def read_listed(folder: str, subjects: t.Sequence[Subject]) -> t.Dict[str, t.List[Ban]]:
    """Return the bans that the list has of each subject, by key, those that have ended among them. Raises StorageError.

    A plain server forgets one that has ended only when the player comes (StoredUserList.java, MC-158900).
    """
    found: t.Dict[str, t.List[Ban]] = {subject.key: [] for subject in subjects}
    if any(subject.address is None for subject in subjects):
        # A player whose UUID the server alone knows is found by the name.
        names = {t.cast(str, subject.name).lower() for subject in subjects if subject.uuid is None and subject.name}
        for entry in entries(folder, PLAYERS):
            for key in _keys(entry, names):
                if key in found:
                    found[key].append(ban_of(entry))
    if any(subject.address is not None for subject in subjects):
        for entry in entries(folder, ADDRESSES):
            address = entry.get("ip")
            if isinstance(address, str) and address in found:
                found[address].append(ban_of(entry))
    return found


def _keys(entry: Entry, names: t.Collection[str]) -> t.List[str]:
    """Return the keys that an entry answers to. One without a UUID, which Spigot takes, is no certain ban."""
    text, name = entry.get("uuid"), entry.get("name")
    keys = [text.lower() if isinstance(text, str) and len(text) == 36 else uuid_of(entry) or ""]
    if keys[0] and isinstance(name, str) and name.lower() in names:
        keys.append(name.lower())
    return keys


def ban_of(entry: Entry) -> Ban:
    """Return what an entry says. What cannot be read is what the server takes it for."""
    return Ban(
        reason=_text(entry.get("reason"), DEFAULT_REASON),
        source=_text(entry.get("source"), UNKNOWN_SOURCE),
        created=parse_date(entry.get("created")),
        expires=None if entry.get("expires") == FOREVER else parse_date(entry.get("expires")),
    )


def _text(value: t.Any, default: str) -> str:
    return default if value is None else str(value)
