# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""The bytes of a log file as blocks of whole lines, in bounded memory, whatever the file holds."""

from __future__ import annotations

import contextlib
import os
import re
import stat
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._logs.block import Block
from ansible_collections.gamedesk.support.plugins.module_utils._logs.inflating import inflated

# What is kept of a line, in bytes: the longest that a server writes is a stack trace's, far below.
LONGEST_LINE = 1 << 16
_CHUNK = 1 << 20
# After a crash of the host, a file may hold NULs where its last lines were, and go on behind them. Text in UTF-16, with
# a NUL in every character, is not that.
_NULS = b"\0" * 8
_RUN_OF_NULS = re.compile(b"\0{8,}")
_NULS_AT_END = 7


@contextlib.contextmanager
def opened(path: str) -> t.Iterator[t.BinaryIO]:
    """Open a regular file, unbuffered. Raises OSError, also for a pipe or a device, which would keep us waiting."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb", buffering=0) as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(0, "not a file")
        yield t.cast(t.BinaryIO, file)


def read_blocks(
    file: t.BinaryIO,
    *,
    compressed: bool,
    note: t.Callable[[str], None],
    live: bool = False,
    offset: int = 0,
    first_line: int = 1,
    end: t.Optional[int] = None,
) -> t.Iterator[Block]:
    """Yield what an opened file holds, up to its size now: it may grow, shrink and be renamed meanwhile.

    C(note) is told what is wrong with the file, in a few words; what could be read of it is yielded. With C(live), the
    last line is left out if it lacks its end: it is being written. A file that is not compressed may be read from
    C(offset), the beginning of the line C(first_line), to C(end). Raises OSError.
    """
    chunks = inflated(file, note) if compressed else _chunks(file, offset, end)
    return blocks_of(chunks, live=live, offset=offset, first_line=first_line)


def _chunks(file: t.BinaryIO, offset: int, end: t.Optional[int]) -> t.Iterator[bytes]:
    size = os.fstat(file.fileno()).st_size
    left = (size if end is None else min(size, end)) - offset
    file.seek(offset)
    while left > 0:
        chunk = file.read(min(left, _CHUNK))
        if not chunk:  # it was emptied meanwhile
            return
        left -= len(chunk)
        yield chunk


def blocks_of(
    chunks: t.Iterable[bytes], *, live: bool = False, offset: int = 0, first_line: int = 1
) -> t.Iterator[Block]:
    """Yield bytes, however they are cut into chunks, as blocks of whole lines."""
    cutter = _Cutter(offset, first_line)
    for chunk in chunks:
        yield from cutter.take(chunk)
    if not live:
        yield from cutter.end()


class _Cutter:
    """Cuts bytes behind line ends, before and behind runs of NULs, and giant lines.

    A run of NULs ends a line as a line end does, but it is not counted as one: what is behind it is still on the same
    line of the file. What lies behind the kept part of a giant line is passed over.
    """

    def __init__(self, offset: int, first_line: int) -> None:
        self._offset = offset  # of what is held
        self._line = first_line
        self._held = b""  # the beginning of a line that goes on
        self._in_giant = False
        self._in_nuls = False

    def take(self, chunk: bytes) -> t.Iterator[Block]:
        """Yield what is complete with this chunk."""
        if self._in_nuls:
            chunk = self._without_nuls(chunk)
        if b"\0" in chunk or self._held.endswith(b"\0"):
            yield from self._around_nuls(self._held + chunk)
            return
        if self._held:
            # What was held becomes a block of its own, with the rest of its line: the whole chunk is not copied for it.
            end = chunk.find(b"\n") + 1 or len(chunk)
            yield from self._lines(self._held + chunk[:end], ended=False)
            chunk = chunk[end:]
        if chunk:
            yield from self._lines(chunk, ended=False)

    def end(self) -> t.Iterator[Block]:
        """Yield what is left."""
        yield from self._lines(self._held, ended=True)

    def _without_nuls(self, data: bytes) -> bytes:
        rest = data.lstrip(b"\0")
        self._offset += len(data) - len(rest)
        self._in_nuls = not rest
        return rest

    def _around_nuls(self, data: bytes) -> t.Iterator[Block]:
        start = 0
        for run in _RUN_OF_NULS.finditer(data):
            yield from self._lines(data[start : run.start()], ended=True)
            self._offset += run.end() - run.start()
            start = run.end()
        self._in_nuls = start == len(data)
        yield from self._lines(data[start:], ended=False)

    def _lines(self, data: bytes, *, ended: bool) -> t.Iterator[Block]:
        """Yield the lines in C(data), which begins where what was held did; hold the last one unless it has ended."""
        start = 0
        while self._in_giant or start < len(data):
            if self._in_giant:
                start = self._rest_of_giant(data, start, ended=ended)
                if self._in_giant:
                    break
                continue
            giant = _giant(data, start, ended=ended)
            whole = giant if giant is not None else len(data) if ended else data.rfind(b"\n", start) + 1
            if whole > start:
                yield self._block(data, start, whole)
                start = whole
            if giant is None:
                break
            yield self._block(data, start, start + LONGEST_LINE, cut=True)
            start += LONGEST_LINE
            self._in_giant = True
        self._held = data[start:]

    def _rest_of_giant(self, data: bytes, start: int, *, ended: bool) -> int:
        """Pass over the rest of a giant line; return where it ends, or where what is known of it ends."""
        end = data.find(b"\n", start)
        if end >= 0:
            self._in_giant = False
            self._line += 1
            end += 1
        elif ended:
            self._in_giant = False
            end = len(data)
        else:  # NULs at the end may be the beginning of a run
            end = start + len(data[start:].rstrip(b"\0"))
        self._offset += end - start
        return end

    def _block(self, data: bytes, start: int, end: int, *, cut: bool = False) -> Block:
        piece = data[start:end]
        block = Block(self._offset, self._line, piece, cut)
        self._offset += len(piece)
        self._line += piece.count(b"\n")
        return block


def _giant(data: bytes, start: int, *, ended: bool) -> t.Optional[int]:
    """Return where the first line that is too long begins, or V(None) if there is none yet."""
    size = len(data)
    while size - start > LONGEST_LINE:
        end = data.rfind(b"\n", start, start + LONGEST_LINE + 1)
        if end >= 0:
            start = end + 1
            continue
        # NULs at the end may be the beginning of a run, which is not a part of the line.
        if not ended and size - start <= LONGEST_LINE + _NULS_AT_END:
            line = data[start:]
            if b"\n" not in line and len(line.rstrip(b"\0")) <= LONGEST_LINE:
                return None
        return start
    return None
