# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who a server knows: the user cache and the operators (domain: GameProfileCache.java, ServerOpList.java)."""

from __future__ import annotations

import hashlib
import json
import re
import time
import uuid
from pathlib import Path
from typing import Any, NamedTuple

from gamedesk.sandbox.files import replace_file

USERCACHE_SECONDS = 30 * 86400
_DATE = "%Y-%m-%d %H:%M:%S %z"


class Profile(NamedTuple):
    """A player's name, in the case that the server knows, and UUID."""

    name: str
    uuid: uuid.UUID


def offline_uuid(name: str) -> uuid.UUID:
    """Return the UUID of a name on an offline-mode server: version 3, no namespace, case-sensitive."""
    # MD5 is the format, not a protection.
    digest = bytearray(hashlib.md5(b"OfflinePlayer:" + name.encode(), usedforsecurity=False).digest())
    digest[6] = digest[6] & 0x0F | 0x30
    digest[8] = digest[8] & 0x3F | 0x80
    return uuid.UUID(bytes=bytes(digest))


def gson(value: Any, *, pretty: bool) -> bytes:
    """Return JSON bytes as Gson writes them: HTML characters escaped, pretty-printed with two spaces."""
    separators = (",", ": ") if pretty else (",", ":")
    text = json.dumps(value, ensure_ascii=False, indent=2 if pretty else None, separators=separators)
    return re.sub("[<>&='\u2028\u2029]", lambda found: f"\\u{ord(found[0]):04x}", text).encode()


def usercache_entry(profile: Profile, now: float) -> dict[str, str]:
    """Return the entry of C(usercache.json) for a player seen at C(now) (Unix seconds)."""
    expires = time.strftime(_DATE, time.localtime(now + USERCACHE_SECONDS))
    return {"name": profile.name, "uuid": str(profile.uuid), "expiresOn": expires}


def _entries(path: Path) -> list[dict[str, Any]]:
    try:
        loaded = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        # A server with a broken list starts with an empty one.
        return []
    return [entry for entry in loaded if isinstance(entry, dict) and {"uuid", "name"} <= entry.keys()]


class UserCache:
    """Names to profiles, kept in C(usercache.json). Names are found without regard to case."""

    def __init__(self, path: Path, *, lowers: bool = False) -> None:
        """C(lowers): an unknown name is taken in lower case, as vanilla does and Paper does not."""
        self._path = path
        self._lowers = lowers
        self._entries = {entry["name"].lower(): entry for entry in _entries(path)}

    def get(self, name: str) -> Profile:
        """Return the profile of a name; an unknown one gets its offline UUID."""
        entry = self._entries.get(name.lower())
        if entry is None or _expired(entry):
            name = name.lower() if self._lowers else name
            profile = Profile(name, offline_uuid(name))
            self._entries[name.lower()] = usercache_entry(profile, time.time())
            replace_file(self._path, gson(list(self._entries.values()), pretty=False))
            return profile
        return Profile(entry["name"], uuid.UUID(entry["uuid"]))


def _expired(entry: dict[str, Any]) -> bool:
    try:
        return time.mktime(time.strptime(entry["expiresOn"][:19], _DATE[:17])) < time.time()
    except (KeyError, ValueError):
        return True


class Operators:
    """The operators, kept in C(ops.json): read at the start, written whole at each change."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._entries = {entry["uuid"]: entry for entry in _entries(path)}

    def add(self, profile: Profile, level: int) -> bool:
        """Make the player an operator of that level; return whether that changed anything. Raises OSError."""
        key = str(profile.uuid)
        if key in self._entries:
            return False
        self._entries[key] = {"uuid": key, "name": profile.name, "level": level, "bypassesPlayerLimit": False}
        self._save()
        return True

    def remove(self, profile: Profile) -> bool:
        """Make the player no operator; return whether that changed anything. Raises OSError."""
        if self._entries.pop(str(profile.uuid), None) is None:
            return False
        self._save()
        return True

    def _save(self) -> None:
        replace_file(self._path, gson(list(self._entries.values()), pretty=True))
