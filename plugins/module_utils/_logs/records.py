# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Blocks -> records: each line with a prefix, and the lines without one that go on with it."""

from __future__ import annotations

import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._logs.block import Block
from ansible_collections.gamedesk.support.plugins.module_utils._logs.dating import Dates
from ansible_collections.gamedesk.support.plugins.module_utils._logs.prefix import LogLine, parse_line, without_ansi
from ansible_collections.gamedesk.support.plugins.module_utils._logs.record import Record

# What is kept of a record, in bytes. Lines that do not fit any more are left out.
LONGEST_RECORD = 1 << 18


def records_of(file: str, blocks: t.Iterable[Block], dates: Dates) -> t.Iterator[Record]:
    """Yield the records of a file, in their order. C(file) is the name that they bear.

    Each is yielded when the next one begins, or the file ends.
    """
    open_record = _Open()
    for block in blocks:
        offset, number, start = block.offset, block.first_line, 0
        while start < len(block.data):
            end = block.data.find(b"\n", start) + 1 or len(block.data)
            raw = block.data[start:end]
            line = parse_line(line_text(raw))
            if line is not None or not open_record.goes_on_at(offset + start):
                if open_record.pieces:
                    yield open_record.record(file, dates)
                open_record = _Open(offset + start, number, line)
            open_record.add(raw)
            number += 1
            start = end
    if open_record.pieces:
        yield open_record.record(file, dates)


def record_of(file: str, offset: int, first_line: int, raw: bytes, dates: Dates) -> Record:
    """Return the record whose whole lines are C(raw), by itself: C(dates) must have passed over what is before it."""
    line = parse_line(line_text(raw.partition(b"\n")[0]))
    return _record(file, offset, first_line, raw, dates, line=line)


def line_text(raw: bytes) -> str:
    """Return the text of a line, without its end and without terminal sequences, whatever its bytes are."""
    return without_ansi(_without_end(raw).decode("utf-8", "replace"))


class _Open:
    """A record that may go on."""

    def __init__(self, offset: int = 0, first_line: int = 0, line: t.Optional[LogLine] = None) -> None:
        self.pieces: t.List[bytes] = []
        self._offset = offset
        self._first_line = first_line
        self._line = line
        self._size = 0
        self._next = offset

    def goes_on_at(self, offset: int) -> bool:
        """Return whether a line without a prefix at this offset belongs to it: nothing lies between them."""
        return bool(self.pieces) and offset == self._next

    def add(self, raw: bytes) -> None:
        """Add a line; it is left out, as all behind it, if it does not fit."""
        self._next += len(raw)
        self._size += len(raw)
        if not self.pieces or self._size <= LONGEST_RECORD:
            self.pieces.append(raw)

    def record(self, file: str, dates: Dates) -> Record:
        """Return what it has become."""
        return _record(file, self._offset, self._first_line, b"".join(self.pieces), dates, line=self._line)


def _record(file: str, offset: int, first_line: int, raw: bytes, dates: Dates, *, line: t.Optional[LogLine]) -> Record:
    """C(line) is what stands in the first line."""
    raw = _without_end(raw)
    first, *rest = raw.split(b"\n")
    message = "\n".join([line_text(first) if line is None else line.message, *map(line_text, rest)])
    return Record(
        file=file,
        first_line=first_line,
        last_line=first_line + len(rest),
        offset=offset,
        raw=raw,
        at=dates.at(line) if line is not None else None,
        time=line.time if line is not None else None,
        thread=line.thread if line is not None else None,
        level=line.level if line is not None else None,
        logger=line.logger if line is not None else None,
        message=message,
    )


def _without_end(raw: bytes) -> bytes:
    if raw.endswith(b"\n"):
        raw = raw[:-1]
    return raw[:-1] if raw.endswith(b"\r") else raw
