# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Where in a log the records are that can be looked for: as records.py would tell them all, and only those read."""

from __future__ import annotations

import re
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._logs.block import Block
from ansible_collections.gamedesk.support.plugins.module_utils._logs.prefix import parse_line
from ansible_collections.gamedesk.support.plugins.module_utils._logs.records import LONGEST_RECORD, line_text
from ansible_collections.gamedesk.support.plugins.module_utils._logs.scanning import Finder

# The prefix of most lines there are; of the others, what the first byte is.
_USUAL_PREFIX = re.compile(rb"\[[0-9]{2}:[0-9]{2}:[0-9]{2}\] \[[^\n\]]{1,200}?/[A-Z]+\]: ")
_FIRST_BYTES = frozenset(b"[0123456789\x1b")
_NEXT = re.compile(rb"\n[\[0-9\x1b]")


class _Passing(t.Protocol):
    """Dates, or what stands in their place."""

    def pass_over(self, lines: bytes, start: int = 0, end: t.Optional[int] = None) -> None:
        """Take note of whole lines, from C(start) to C(end)."""


class Place(t.NamedTuple):
    """The whole lines of a record, and where it lies, as in C(record.Record)."""

    offset: int
    first_line: int
    raw: bytes


def places_in(blocks: t.Iterable[Block], find: Finder, dates: t.Optional[_Passing] = None) -> t.Iterator[Place]:
    """Yield the records of a file in which the finder finds a line, in their order.

    C(dates), if it is given, has passed over all that is before a place when it is yielded, and takes the place itself
    for one whose moment is asked for then.
    """
    opened: t.Optional[_Opened] = None
    for block in blocks:
        data = block.data
        begin = 0
        if opened is not None and opened.end == block.offset:
            begin = start_from(data, 0)
            opened.add(data[:begin])
            if begin == len(data):
                continue
        if opened is not None:
            yield from opened.places(find, dates)
        last = last_start(data, begin)
        line, counted, done = block.first_line, 0, begin
        for place in find(data):
            if place >= last:
                break
            if place < done:
                continue
            start = start_before(data, place, done)
            end = start_from(data, data.find(b"\n", place) + 1)
            if dates is not None:
                dates.pass_over(data, done, start)
            line += data.count(b"\n", counted, start)
            counted = start
            yield Place(block.offset + start, line, _kept(data[start:end]))
            done = end
        if dates is not None:
            dates.pass_over(data, done, last)
        opened = _Opened(block, last)
    if opened is not None:
        yield from opened.places(find, dates)


class _Opened:
    """The last record of a block, which may go on in the next one."""

    def __init__(self, block: Block, start: int) -> None:
        self._block = block
        self._start = start
        self._pieces = [block.data[start:]]
        self._size = len(block.data) - start
        self.end = block.offset + len(block.data)

    def add(self, data: bytes) -> None:
        """Add lines that go on with it."""
        if self._size <= LONGEST_RECORD:
            self._pieces.append(data)
            self._size += len(data)
        self.end += len(data)

    def places(self, find: Finder, dates: t.Optional[_Passing]) -> t.Iterator[Place]:
        """Yield it, if the finder finds something in it; otherwise C(dates) passes over it."""
        data = _kept(b"".join(self._pieces))
        if next(find(data), None) is not None:
            line = self._block.first_line + self._block.data.count(b"\n", 0, self._start)
            yield Place(self._block.offset + self._start, line, data)
        elif dates is not None:
            dates.pass_over(data)


def starts_record(data: bytes, start: int) -> bool:
    """Return whether a line that begins there has a prefix."""
    if _USUAL_PREFIX.match(data, start) is not None:
        return True
    if start >= len(data) or data[start] not in _FIRST_BYTES:
        return False
    end = data.find(b"\n", start)
    return parse_line(line_text(data[start : end if end >= 0 else len(data)])) is not None


def last_start(data: bytes, begin: int) -> int:
    """Return where the last record begins in whole lines, not before C(begin)."""
    return start_before(data, data.rfind(b"\n", 0, len(data) - 1) + 1, begin)


def start_from(data: bytes, start: int) -> int:
    """Return where the next line with a prefix begins, from a line's beginning on."""
    if starts_record(data, start):
        return start
    while True:
        found = _NEXT.search(data, start)
        if found is None:
            return len(data)
        start = found.start() + 1
        if starts_record(data, start):
            return start


def start_before(data: bytes, start: int, begin: int) -> int:
    """Return where the record of the line at C(start) begins, not before C(begin)."""
    while start > begin and not starts_record(data, start):
        start = data.rfind(b"\n", 0, start - 1) + 1
    return max(start, begin)


def _kept(lines: bytes) -> bytes:
    return lines if len(lines) <= LONGEST_RECORD else lines[: lines.rfind(b"\n", 0, LONGEST_RECORD) + 1]
