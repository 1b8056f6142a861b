# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Where a search goes on: an opaque text that the one who searches hands back, and anybody may have made."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._errors import InvalidValueError
from ansible_collections.gamedesk.support.plugins.module_utils._logs.identity import FileIdentity

_VERSION = 1
_LONGEST = 16_384
MOST_MARKS = 50
_LARGEST = 1 << 62


class Mark(t.NamedTuple):
    """A place in a file: the file's identity, an offset in what it holds, and the number of the line there."""

    file: FileIdentity
    offset: int
    line: int


class Cursor(t.NamedTuple):
    """Where a search goes on.

    C(search) is the fingerprint of what is looked for. For pages, C(marks) is the place of the last record that was
    told; for new lines, the ends of all files that may grow. C(rolled) is the day and number of the newest file that
    was there then, among those that are named by them. C(names) are those of the player whose UUID is looked for, so
    that they need not be found again.
    """

    search: str
    marks: t.Tuple[Mark, ...]
    rolled: t.Tuple[int, int] = (0, 0)
    names: t.Tuple[str, ...] = ()

    def __str__(self) -> str:
        marks = [[str(mark.file), mark.offset, mark.line] for mark in self.marks]
        text = json.dumps([_VERSION, self.search, self.rolled, marks, self.names], separators=(",", ":"))
        return base64.urlsafe_b64encode(text.encode("ascii")).decode("ascii").rstrip("=")


def parse_cursor(text: str, search: str) -> Cursor:
    """Read what C(str) of a cursor gave, for the search with this fingerprint. Raises InvalidValueError."""
    cursor = _read(text)
    if cursor is None:
        raise InvalidValueError("The cursor is none that log_search has given: search anew, without one.")
    if cursor.search != search:
        raise InvalidValueError("The cursor belongs to another search: give what was looked for then, or no cursor.")
    return cursor


def fingerprint(wanted: t.Any) -> str:
    """Return a text that is different for everything else that is looked for. C(wanted) is what JSON has."""
    return hashlib.sha256(json.dumps(wanted, sort_keys=True).encode("ascii")).hexdigest()[:16]


def _read(text: str) -> t.Optional[Cursor]:
    if len(text) > _LONGEST:
        return None
    try:
        raw = base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
        version, search, rolled, marks, names = json.loads(raw.decode("ascii"))
        day, number = rolled
        found = [(FileIdentity.parse(identity), offset, line) for identity, offset, line in marks]
    except (ValueError, TypeError, RecursionError, binascii.Error):
        return None
    numbers = [day, number, *(number for _file, offset, line in found for number in (offset, line))]
    right = (
        version == _VERSION
        and isinstance(search, str)
        and len(found) <= MOST_MARKS
        and all(isinstance(one, int) and not isinstance(one, bool) and 0 <= one <= _LARGEST for one in numbers)
        and isinstance(names, list)
        and all(isinstance(name, str) for name in names)
    )
    known = tuple(Mark(file, offset, line) for file, offset, line in found if file is not None)
    return Cursor(search, known, (day, number), tuple(names)) if right and len(known) == len(found) else None
