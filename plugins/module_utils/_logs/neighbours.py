# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""The records before and behind those that were found in a file, and the moments of all of them."""

from __future__ import annotations

import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._logs.block import Block
from ansible_collections.gamedesk.support.plugins.module_utils._logs.course import Course
from ansible_collections.gamedesk.support.plugins.module_utils._logs.places import (
    last_start,
    start_before,
    start_from,
    starts_record,
)
from ansible_collections.gamedesk.support.plugins.module_utils._logs.record import Record
from ansible_collections.gamedesk.support.plugins.module_utils._logs.records import records_of

# Neighbours that are farther away than this, in bytes, are not told.
_NEAR = 1 << 19

Neighbours = t.Tuple[Record, t.List[Record], t.List[Record]]


def with_neighbours(
    blocks: t.Iterable[Block], course: Course, found: t.Sequence[Record], most: int
) -> t.Iterator[Neighbours]:
    """Yield each of these records with its moment, and up to C(most) records before it and behind it.

    They are records of the file that the blocks hold, in their order; C(course) stands at the first block.
    """
    window = _Window(blocks, course)
    for record in found:
        window.move_to(record.offset, record.offset + len(record.raw))
        # If the file was emptied meanwhile, it is not there any more.
        yield window.around(record.file, record.offset, most) or (record, [], [])


def at_line(blocks: t.Iterable[Block], course: Course, file: str, line: int, most: int) -> t.Optional[Neighbours]:
    """Return the record that has a line of the file, and its neighbours."""
    window = _Window(blocks, course)
    offset = window.move_to_line(line)
    return window.around(file, offset, most) if offset is not None else None


class _Window:
    """The blocks around a record, as far as they follow each other without a gap."""

    def __init__(self, blocks: t.Iterable[Block], course: Course) -> None:
        self._blocks = iter(blocks)
        self._course = course
        self._held: t.List[Block] = []
        self._next: t.Optional[Block] = next(self._blocks, None)

    def move_to(self, start: int, end: int) -> None:
        """Hold what is near these lines."""
        while self._next is not None and self._next.offset < end + _NEAR:
            self._held.append(self._next)
            self._next = next(self._blocks, None)
            while self._held and self._held[0].offset + len(self._held[0].data) < start - _NEAR:
                self._course.pass_over(self._held.pop(0).data)

    def move_to_line(self, line: int) -> t.Optional[int]:
        """Hold what is near a line; return where its record begins, as far as that is held."""
        while True:
            for block in list(self._held):
                place = _line_start(block, line)
                if place is not None:
                    self.move_to(block.offset + place, block.offset + place + 1)
                    return self._record_start(self._held.index(block), place)
            if self._next is None:
                return None
            self.move_to(self._next.offset, self._next.offset)

    def _record_start(self, index: int, place: int) -> int:
        while True:
            data = self._held[index].data
            place = start_before(data, place, 0)
            if starts_record(data, place) or index == 0:
                return self._held[index].offset + place
            index -= 1
            place = last_start(self._held[index].data, 0)

    def around(self, file: str, offset: int, most: int) -> t.Optional[Neighbours]:
        """Return a record that is held, as it is read with its neighbours."""
        index = max((at for at, block in enumerate(self._held) if block.offset <= offset), default=None)
        if index is None:
            return None
        place = offset - self._held[index].offset
        first, begin = self._before(index, place, most + 1 if most else 0)
        last, end = self._behind(index, place, most + 1)
        course = self._course.copy()
        for block in self._held[:first]:
            course.pass_over(block.data)
        course.pass_over(self._held[first].data[:begin])
        known = list(records_of(file, self._cut(first, begin, last, end), course))
        at = next((at for at, one in enumerate(known) if one.offset == offset), None)
        if at is None:
            return None
        return known[at], known[max(at - most, 0) : at], known[at + 1 : at + 1 + most]

    def _before(self, index: int, place: int, steps: int) -> t.Tuple[int, int]:
        """Return in which block, and where in it, the record so many steps before a place begins."""
        for _unused in range(steps):
            while place == 0 and index > 0:
                index -= 1
                place = len(self._held[index].data)
            if place == 0:
                break
            data = self._held[index].data
            place = start_before(data, data.rfind(b"\n", 0, place - 1) + 1, 0)
        return index, place

    def _behind(self, index: int, place: int, steps: int) -> t.Tuple[int, int]:
        """Return in which block, and where in it, the record so many steps behind a place ends."""
        for _unused in range(steps):
            data = self._held[index].data
            line_end = data.find(b"\n", place)
            place = start_from(data, line_end + 1) if line_end >= 0 else len(data)
            while place == len(data) and index + 1 < len(self._held):
                index += 1
                data = self._held[index].data
                place = start_from(data, 0)
        return index, place

    def _cut(self, first: int, begin: int, last: int, end: int) -> t.Iterator[Block]:
        for index in range(first, last + 1):
            block = self._held[index]
            start = begin if index == first else 0
            line = block.first_line + block.data.count(b"\n", 0, start)
            data = block.data[start : end if index == last else len(block.data)]
            yield Block(block.offset + start, line, data, block.cut)


def _line_start(block: Block, line: int) -> t.Optional[int]:
    """Return where a line begins in a block, if it is there."""
    place = 0
    for _unused in range(line - block.first_line):
        place = block.data.find(b"\n", place) + 1
        if place == 0:
            return None
    return place if line >= block.first_line and place < len(block.data) else None
