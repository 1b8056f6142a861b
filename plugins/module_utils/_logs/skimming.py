# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Files that are not compressed: any place of them can be read, so most of them need not be."""

from __future__ import annotations

import os
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._logs.block import Block
from ansible_collections.gamedesk.support.plugins.module_utils._logs.blocks import read_blocks
from ansible_collections.gamedesk.support.plugins.module_utils._logs.places import last_start, start_from, starts_record
from ansible_collections.gamedesk.support.plugins.module_utils._logs.prefix import LogLine, parse_line
from ansible_collections.gamedesk.support.plugins.module_utils._logs.records import line_text
from ansible_collections.gamedesk.support.plugins.module_utils._logs.scanning import Finder

_CHUNK = 1 << 20
_PROBE = 1 << 13
_STEP_BACK = 1 << 16
# What is farther away than this from a line with a prefix belongs to no record that is kept.
_FARTHEST_BACK = 1 << 22


def likely_blocks(
    stream: t.BinaryIO, find: Finder, start: int, end: t.Optional[int], *, live: bool
) -> t.Iterator[Block]:
    """Yield the blocks with records in which the finder finds a line; they begin and end between records.

    A record has to begin at C(start). The numbers of lines are not known: each stretch of blocks counts from 1.
    """
    size = os.fstat(stream.fileno()).st_size
    end = size if end is None else min(end, size)
    done = place = start
    buffer = bytearray(_CHUNK)  # the same one each time: the kernel takes longest to find new memory
    while place < end:
        read = os.preadv(stream.fileno(), [buffer], place)
        chunk = buffer if read == _CHUNK and end - place >= _CHUNK else buffer[: min(read, end - place)]
        if not chunk:  # it was emptied meanwhile
            return
        found = next(find(chunk), None)
        if found is None:
            # The line that goes on behind the chunk is looked at again; of one that is longer, the first chunk counts.
            place += chunk.rfind(b"\n") + 1 or len(chunk)
            continue
        begin = _record_before(stream, place + found, done)
        done = place = min(record_start(stream, place + len(chunk)), end)
        last = done == end and end == size
        yield from read_blocks(
            stream, compressed=False, note=lambda _problem: None, live=live and last, offset=begin, end=done
        )


def record_start(stream: t.BinaryIO, place: int) -> int:
    """Return where, behind a place in a file, a line with a prefix begins; the file's size if there is none near."""
    for block in read_blocks(stream, compressed=False, note=lambda _problem: None, offset=place, end=place + _CHUNK):
        begin = block.data.find(b"\n") + 1 if block.offset == place else 0
        found = start_from(block.data, begin)
        if found < len(block.data):
            return block.offset + found
    return os.fstat(stream.fileno()).st_size


def line_from(stream: t.BinaryIO, place: int) -> t.Tuple[int, t.Optional[LogLine]]:
    """Return the first line with a prefix behind a place, if there is one near, and where it begins."""
    lines = os.pread(stream.fileno(), _PROBE, place)
    start = start_from(lines, lines.find(b"\n") + 1 if place else 0)
    end = lines.find(b"\n", start)
    return place + start, parse_line(line_text(lines[start:end])) if end >= 0 else None


def lines_before(stream: t.BinaryIO, places: t.Sequence[int]) -> t.Iterator[int]:
    """Yield how many lines there are before each of these places, which are in their order."""
    lines = at = 0
    for place in places:
        while at < place:
            chunk = os.pread(stream.fileno(), min(_CHUNK, place - at), at)
            if not chunk:
                break
            lines += chunk.count(b"\n")
            at += len(chunk)
        yield lines


def _record_before(stream: t.BinaryIO, place: int, least: int) -> int:
    """Return where the record of a line that begins at a place begins, not before C(least)."""
    if starts_record(os.pread(stream.fileno(), _PROBE, place), 0):
        return place
    step = _STEP_BACK
    while True:
        low = max(place - step, least)
        lines = os.pread(stream.fileno(), place - low, low)
        begin = lines.find(b"\n") + 1 if low > least else 0
        if begin or low == least:
            start = last_start(lines, begin)
            if starts_record(lines, start):
                return low + start
        if low == least or step >= _FARTHEST_BACK:
            return low + begin
        step *= 4
