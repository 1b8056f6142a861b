# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Planted secrets: made up for one test, and searched for in every form in which a program may have written them."""

from __future__ import annotations

import base64
import json
import os
import secrets
import stat
import string
import urllib.parse
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

_LARGEST = 64 * 1024 * 1024


def new(name: str) -> str:
    """Return a secret that no other text holds by chance; its quotes and the like change when it is encoded."""
    letters = string.ascii_letters + string.digits
    return f"Pl{''.join(secrets.choice(letters) for _unused in range(18))}'/\"%&é{name[:3]}"


def forms(text: str) -> set[bytes]:
    """The text itself, and as JSON, repr(), a URL, shell-quoted, in hex, in base64 at each alignment, and in UTF-16."""
    raw = text.encode()
    found = {
        raw,
        json.dumps(text)[1:-1].encode(),
        json.dumps(json.dumps(text))[1:-1].encode(),
        json.dumps(text, ensure_ascii=False)[1:-1].encode(),
        repr(text)[1:-1].encode(),
        repr(raw)[2:-1].encode(),
        urllib.parse.quote(text).encode(),
        urllib.parse.quote_plus(text).encode(),
        urllib.parse.quote(text, safe="").encode(),
        text.replace("'", "'\"'\"'").encode(),
        raw.hex().encode(),
        raw.hex().upper().encode(),
        text.encode("utf-16-le"),
    }
    # The middle of a random secret alone: it is told, too, by what cuts a text off or escapes in some other way.
    for part in (raw, raw[2:20]):
        found.add(part)
        for shift in range(3):
            for encode in (base64.b64encode, base64.urlsafe_b64encode):
                coded = encode(b"\0" * shift + part)
                found.add(coded[-(-shift * 4 // 3) : len(coded) // 4 * 4 - 4])
    return found


class Search:
    """Looks for secrets, by their names, in files and in bytes."""

    def __init__(self, planted: Mapping[str, str], *, since: float = 0) -> None:
        """C(since) is in unix seconds: files that were last written before it cannot hold what was made up later."""
        self._since = since
        self._forms = {name: forms(text) for name, text in planted.items()}

    def in_bytes(self, data: bytes) -> set[str]:
        """The names of the secrets that the data holds."""
        return {name for name, several in self._forms.items() if any(form in data for form in several)}

    def in_files(self, *roots: Path, without: Iterable[Path] = ()) -> set[tuple[str, str]]:
        """(name of the secret, path) for each file, and each file's name, below the roots that holds one."""
        found = set()
        for path in _files(roots, {str(path) for path in without}):
            data = os.fsencode(path) + b"\n" + self._content(path)
            found |= {(name, path) for name in self.in_bytes(data)}
        return found

    def _content(self, path: str) -> bytes:
        try:
            found = os.lstat(path)
            if not stat.S_ISREG(found.st_mode) or found.st_size > _LARGEST or found.st_mtime < self._since:
                return b""
            with open(path, "rb") as file:
                return file.read()
        except OSError:  # it went away, or belongs to somebody else
            return b""


def _files(roots: Iterable[Path], without: set[str]) -> Iterator[str]:
    for root in roots:
        if root.is_file():
            yield str(root)
        for folder, folders, names in os.walk(root):
            folders[:] = [name for name in folders if os.path.join(folder, name) not in without]
            yield from (path for name in names if (path := os.path.join(folder, name)) not in without)
