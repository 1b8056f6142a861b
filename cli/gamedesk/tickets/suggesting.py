# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the index knows, as it is: read and never brought up to date, within the time that a key press may take."""

from __future__ import annotations

import contextlib
import itertools
import os
import sqlite3
import stat
import time

from gamedesk.tickets import index_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST = 60  # more than a screen holds, fewer than makes bash ask whether to show them
_RECENT = 500
_SHARERS = 50
_MOST_DIGITS = 9
_BUSY_S = 0.05
_LONGEST_S = 0.25
_STEPS = 2000

_FIRST = "SELECT entry FROM mentions WHERE kind = ? AND entry >= ? AND entry < ? ORDER BY entry LIMIT 1"
_NEXT = "SELECT entry FROM mentions WHERE kind = ? AND entry > ? AND entry < ? ORDER BY entry LIMIT 1"
_RECENTLY = """
SELECT entry FROM (SELECT path FROM tickets ORDER BY opened_at DESC, id DESC LIMIT ?) CROSS JOIN mentions USING (path)
WHERE kind = ? LIMIT ?
"""
_TICKETS = "SELECT number, id, title FROM tickets WHERE {} AND number BETWEEN ? AND ? ORDER BY number DESC LIMIT ?"
_ABLE = {"resumable": ["unfinished"], "undoable": ["undoable"], None: ["done = 0", "done = 1"]}
_SAME_NUMBER = "SELECT id FROM tickets WHERE done IN (0, 1) AND number = ? LIMIT ?"


def names(desk: str, kind: str, prefix: str) -> list[str]:
    """Return the names of this kind (`player`, `rank`, `server`) that begin with `prefix`, in upper or lower case.

    They come in alphabetical order; with nothing to begin with, players come as they were last seen.
    """
    begin = prefix.lower()
    if begin and not index_file.is_plain(begin):
        return []
    with contextlib.suppress(sqlite3.Error, OSError), contextlib.closing(_open(desk)) as database:
        recent = kind == "player" and not begin
        entries = _recently(database, kind) if recent else _alphabetically(database, kind, begin)
        return [entry.partition("\n")[2] for entry in itertools.islice(entries, _MOST)]
    return []


def tickets(desk: str, prefix: str, *, able: str | None = None) -> list[tuple[str, str]]:
    """Return (reference, title) of tickets whose reference begins with `prefix`, open ones first, newest first.

    `able` is `resumable` or `undoable`: only those with an action that is.
    """
    digits, dash, _suffix = prefix.partition("-")
    if digits and not (digits.isascii() and digits.isdigit() and digits[0] != "0" and len(digits) <= _MOST_DIGITS):
        return []
    ranges = [(int(digits), int(digits))] if dash and digits else _ranges(digits)
    with contextlib.suppress(sqlite3.Error, OSError), contextlib.closing(_open(desk)) as database:
        found = _tickets(database, _ABLE[able], ranges)
        return list(itertools.islice((item for item in found if item[0].startswith(prefix.upper())), _MOST))
    return []


def _open(desk: str) -> sqlite3.Connection:
    """Open the index for reading alone. Raises OSError and sqlite3.Error, also where it is not of this version."""
    path = os.path.join(desk, index_file.PATH)
    if not stat.S_ISREG(os.stat(path).st_mode):  # opening a pipe would wait
        raise FileNotFoundError(path)
    escaped = path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    database = sqlite3.connect(f"file:{escaped}?mode=ro", uri=True, timeout=_BUSY_S)
    try:
        # The desk may be a stranger's, and its index made to keep us busy.
        deadline = time.monotonic() + _LONGEST_S
        database.set_progress_handler(lambda: time.monotonic() > deadline, _STEPS)
        database.execute("PRAGMA trusted_schema = OFF")
        (version,) = database.execute("PRAGMA user_version").fetchone()
        if version != index_file.VERSION:
            raise sqlite3.DatabaseError(version)
    except BaseException:
        database.close()
        raise
    return database


def _recently(database: sqlite3.Connection, kind: str) -> Iterator[str]:
    return iter(dict.fromkeys(entry for (entry,) in database.execute(_RECENTLY, (_RECENT, kind, _RECENT))))


def _alphabetically(database: sqlite3.Connection, kind: str, begin: str) -> Iterator[str]:
    """Step from one name to the next, over all the tickets that have the same."""
    end = begin + "\x7f"
    row = database.execute(_FIRST, (kind, begin, end)).fetchone()
    while row:
        yield row[0]
        row = database.execute(_NEXT, (kind, row[0], end)).fetchone()


def _tickets(
    database: sqlite3.Connection, conditions: list[str], ranges: list[tuple[int, int]]
) -> Iterator[tuple[str, str]]:
    for condition in conditions:
        for low, high in ranges:
            rows = database.execute(_TICKETS.format(condition), (low, high, _MOST)).fetchall()
            for number, id_, title in rows:
                sharers = [id_ for (id_,) in database.execute(_SAME_NUMBER, (number, _SHARERS))]
                yield (str(number) if len(sharers) < 2 else _label(number, id_, sharers)), title


def _label(number: int, id_: str, ids: list[str]) -> str:
    from gamedesk.tickets import layout, refs  # rarely needed, and not quick

    return refs.label(layout.Place("", number, id_), [layout.Place("", number, other) for other in ids])


def _ranges(digits: str) -> list[tuple[int, int]]:
    """Return the ranges of the numbers that begin with these digits, the highest first."""
    if not digits:
        return [(1, 10**_MOST_DIGITS - 1)]
    tens = [10**more for more in range(_MOST_DIGITS - len(digits), -1, -1)]
    return [(int(digits) * ten, int(digits) * ten + ten - 1) for ten in tens]
