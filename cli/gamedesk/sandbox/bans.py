# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is banned: C(banned-players.json) and C(banned-ips.json) (domain: BanListEntry.java, StoredUserList.java).

They are read at the start, kept in memory, and written whole at each change: what others write meanwhile is lost. So
that ten thousand bans do not take minutes, the text of an entry is made once.
"""

from __future__ import annotations

import json
import time
from datetime import datetime
from pathlib import Path
from typing import Any

from gamedesk.sandbox.files import replace_file
from gamedesk.sandbox.players import gson

DEFAULT_REASON = "Banned by an operator."
_DATE = "%Y-%m-%d %H:%M:%S %z"
_FOREVER = "forever"


class BanList:
    """One of the two lists. An entry's key is a UUID or an address."""

    def __init__(self, path: Path, key: tuple[str, ...]) -> None:
        """Read the list; C(key) are the fields that an entry must have, the first of which identifies it."""
        self._path = path
        self._key = key
        self._entries = {entry[key[0]]: entry for entry in _load(path) if all(name in entry for name in key)}
        self._texts: dict[str, bytes] = {}

    def entries(self) -> list[dict[str, Any]]:
        """Return the entries that still hold; the others are forgotten."""
        for key in [key for key, entry in self._entries.items() if _has_ended(entry)]:
            self._forget(key)
        return list(self._entries.values())

    def has(self, key: str) -> bool:
        """Whether this one is banned."""
        return key in self._entries and not _has_ended(self._entries[key])

    def add(self, who: dict[str, str], source: str, reason: str) -> None:
        """Ban, for good; what was there is replaced. Raises OSError."""
        created = time.strftime(_DATE, time.localtime())
        more = {"created": created, "source": source, "expires": _FOREVER, "reason": reason}
        key = who[self._key[0]]
        self._texts.pop(key, None)
        self._entries[key] = {**who, **more}
        self._save()

    def remove(self, key: str) -> bool:
        """Unban; return whether that changed anything. Raises OSError."""
        if not self.has(key):
            return False
        self._forget(key)
        self._save()
        return True

    def _forget(self, key: str) -> None:
        del self._entries[key]
        self._texts.pop(key, None)

    def _save(self) -> None:
        texts = [self._text(entry) for entry in self.entries()]
        replace_file(self._path, b"[\n  %s\n]" % b",\n  ".join(texts) if texts else gson([], pretty=True))

    def _text(self, entry: dict[str, Any]) -> bytes:
        key = entry[self._key[0]]
        if key not in self._texts:
            self._texts[key] = gson(entry, pretty=True).replace(b"\n", b"\n  ")
        return self._texts[key]


def _load(path: Path) -> list[dict[str, Any]]:
    try:
        loaded = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return []
    return [entry for entry in loaded if isinstance(entry, dict)] if isinstance(loaded, list) else []


def _has_ended(entry: dict[str, Any]) -> bool:
    if entry.get("expires") == _FOREVER:
        return False
    try:
        return datetime.strptime(entry["expires"], _DATE).timestamp() < time.time()
    except (KeyError, TypeError, ValueError):
        return False
