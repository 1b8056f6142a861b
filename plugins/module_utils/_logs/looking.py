# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Look through one file, or a part of it, for what is looked for: what a process of a search does at a time."""

from __future__ import annotations

import collections
import contextlib
import os
import time
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._logs.block import Block
from ansible_collections.gamedesk.support.plugins.module_utils._logs.blocks import opened, read_blocks
from ansible_collections.gamedesk.support.plugins.module_utils._logs.course import STRIDE, Course, may_skip_lines
from ansible_collections.gamedesk.support.plugins.module_utils._logs.criteria import Criteria
from ansible_collections.gamedesk.support.plugins.module_utils._logs.dating import TOLERANCE, Dates, dates_of
from ansible_collections.gamedesk.support.plugins.module_utils._logs.event import Event
from ansible_collections.gamedesk.support.plugins.module_utils._logs.events.reading import event_of
from ansible_collections.gamedesk.support.plugins.module_utils._logs.files import LogFile
from ansible_collections.gamedesk.support.plugins.module_utils._logs.neighbours import at_line, with_neighbours
from ansible_collections.gamedesk.support.plugins.module_utils._logs.places import (
    last_start,
    places_in,
    starts_record,
)
from ansible_collections.gamedesk.support.plugins.module_utils._logs.prefix import LogLine, parse_line
from ansible_collections.gamedesk.support.plugins.module_utils._logs.record import Record
from ansible_collections.gamedesk.support.plugins.module_utils._logs.records import line_text, record_of
from ansible_collections.gamedesk.support.plugins.module_utils._logs.scanning import Finder, finder
from ansible_collections.gamedesk.support.plugins.module_utils._logs.skimming import (
    likely_blocks,
    line_from,
    lines_before,
)
from ansible_collections.gamedesk.support.plugins.module_utils._logs.zones import UTC, Zone

# What is held of records that may be told, in bytes; of more than this, the first ones are dropped.
_MOST_HELD = 1 << 23
# For a span of time in a file that is not compressed, so many places are looked at to find where it begins and ends.
_PROBES = 512
_SMALL = 1 << 20
# A file that was written to so many seconds ago may end within a line that is being written.
_STILL_WRITTEN = 60
# A record that was written less than so many seconds ago may go on.
_MOMENT = 0.8
# Where moments do not matter, or are asked for later.
_NO_DATES = Dates(UTC)


class Part(t.NamedTuple):
    """A part of a file: the records that begin from C(first) on, and before C(end), which may be the file's end.

    A file that is not compressed is read from C(start), where a record begins; C(line) is the number of the line there,
    if it is known.
    """

    file: LogFile
    start: int = 0
    first: int = 0
    end: t.Optional[int] = None
    line: t.Optional[int] = None


class Wanted(t.NamedTuple):
    """What is to be found: the first C(most) records, or with C(newest) the last, and C(context) ones around each.

    With C(settled), the last record is left for later if it was written just now: it may go on.
    """

    criteria: Criteria
    most: int
    newest: bool = False
    context: int = 0
    settled: bool = False


class Hit(t.NamedTuple):
    """A record that was found, and its neighbours."""

    record: Record
    event: t.Optional[Event]
    before: t.Sequence[Record] = ()
    after: t.Sequence[Record] = ()


class Looked(t.NamedTuple):
    """What was found in a part, and whether there is more than that.

    C(read) is what was read, in bytes; C(records) is how many records were looked at closely. Where it was to be
    C(settled), C(end) and C(line) are where looking has ended: the records from there on were not looked at.
    """

    hits: t.List[Hit]
    more: bool
    end: int
    line: int
    read: int
    records: int
    problems: t.List[str]


class FileIsGoneError(Exception):
    """The file has been renamed or deleted since it was looked for."""


@contextlib.contextmanager
def opened_again(file: LogFile) -> t.Iterator[t.BinaryIO]:
    """Open the file that was found under a name, and no other. Raises OSError and FileIsGoneError."""
    with contextlib.ExitStack() as stack:
        try:
            stream = stack.enter_context(opened(file.path))
        except FileNotFoundError as error:
            raise FileIsGoneError from error
        if not file.is_it(os.fstat(stream.fileno())):
            raise FileIsGoneError
        yield stream


def look(part: Part, wanted: Wanted, zone: Zone) -> Looked:
    """Look through a part. Raises OSError and FileIsGoneError."""
    with opened_again(part.file) as stream:
        return _Looking(stream, part, wanted, zone).look()


def look_at_line(file: LogFile, line: int, context: int, zone: Zone) -> Looked:
    """Look at the record that has a line, and at its neighbours. Raises OSError and FileIsGoneError."""
    with opened_again(file) as stream:
        return _Looking(stream, Part(file), Wanted(Criteria(), 1, context=context), zone).look_at(line)


class _Looking:
    def __init__(self, stream: t.BinaryIO, part: Part, wanted: Wanted, zone: Zone) -> None:
        self._stream = stream
        self._part = part
        self._file = part.file
        self._wanted = wanted
        self._zone = zone
        criteria = wanted.criteria
        self._spanned = criteria.since is not None or criteria.until is not None
        self._skips = may_skip_lines(part.file, zone)
        self._live = not part.file.compressed and time.time() - part.file.written_by < _STILL_WRITTEN
        self._start, self._end = part.start, part.end
        self._primers: t.List[LogLine] = []  # of lines before the start, from which the moments follow
        self._reached = (part.start, part.line or 1)
        self._read = 0
        self._records = 0
        self._problems: t.List[str] = []

    def look(self) -> Looked:
        """Return what there is."""
        if self._spanned and self._skips and not self._file.compressed and self._part.line is None:
            self._narrow()
        if self._can_skim():
            return self._skimmed()
        course = self._course() if self._spanned or self._file.compressed else None
        found, more = self._found(self._blocks_until(course), course)
        read, problems = self._read, list(self._problems)  # what follows reads the same again
        if found and (course is None or self._wanted.context):
            records = [record for record, _event in found]
            around = list(with_neighbours(self._blocks(), self._course(), records, self._wanted.context))
            found = [(around[at][0], event, *around[at][1:]) for at, (_record, event) in enumerate(found)]
        lines = self._lines_before_start() if found else 0
        hits = [_numbered(Hit(*one), lines) for one in found]
        return Looked(hits, more, *self._reached, read, self._records, problems)

    def look_at(self, line: int) -> Looked:
        """Return the record that has a line."""
        found = at_line(self._blocks_until(None), self._course(), self._file.path, line, self._wanted.context)
        hits = [Hit(found[0], event_of(found[0]), *found[1:])] if found is not None else []
        return Looked(hits, False, *self._reached, self._read, len(hits), self._problems)

    def _can_skim(self) -> bool:
        return self._skips and not (
            self._file.compressed or self._spanned or self._wanted.context or self._wanted.settled
        )

    def _skimmed(self) -> Looked:
        """Return what there is, of a large file of which moments and neighbours need no more than a few lines."""
        find = finder(self._wanted.criteria)
        blocks = likely_blocks(self._stream, find, self._start, self._end, live=self._live)
        found, more = self._found(blocks, None)
        end = self._file.size if self._end is None else self._end
        course, place = self._course(), self._start
        numbers = lines_before(self._stream, [record.offset for record, _event in found])
        hits = []
        for record, event in found:
            while place < record.offset:
                start, line = line_from(self._stream, place)
                if line is not None and start < record.offset:
                    course.at(line)
                place += STRIDE
            prefix = parse_line(line_text(record.raw.partition(b"\n")[0]))
            dated = record._replace(at=course.at(prefix) if prefix is not None else None)
            hits.append(_numbered(Hit(dated, event), next(numbers) + 1 - record.first_line))
        return Looked(hits, more, *self._reached, end - self._start, self._records, self._problems)

    def _found(self, blocks: t.Iterable[Block], course: t.Optional[Course]) -> t.Tuple[t.List[t.Any], bool]:
        """Return record and event of each that is wanted, and whether there are more."""
        criteria, most = self._wanted.criteria, self._wanted.most
        held: t.Deque[t.Tuple[Record, t.Optional[Event]]] = collections.deque()
        size, more = 0, False
        for place in places_in(blocks, self._finder(course), course):
            record = record_of(self._file.path, place.offset, place.first_line, place.raw, course or _NO_DATES)
            self._records += 1
            if place.offset < self._part.first or not (criteria.in_span(record.at) and criteria.fit_text(record)):
                continue
            event = event_of(record)
            if not criteria.fit_event(event):
                continue
            if not self._wanted.newest and (len(held) == most or size > _MOST_HELD):
                self._reached = (place.offset, place.first_line)
                return list(held), True
            held.append((record, event))
            size += len(record.raw)
            while self._wanted.newest and (len(held) > most or (size > _MOST_HELD and len(held) > 1)):
                size -= len(held.popleft()[0].raw)
                more = True
        return list(held), more

    def _finder(self, course: t.Optional[Course]) -> Finder:
        """Return what finds lines, and looks at none in blocks that are too old."""
        find = finder(self._wanted.criteria)
        since = self._wanted.criteria.since
        if course is None or since is None:
            return find
        moments, first = course, since
        return lambda lines: iter(()) if moments.is_before(lines, first) else find(lines)

    def _blocks_until(self, course: t.Optional[Course]) -> t.Iterator[Block]:
        until = self._wanted.criteria.until
        for block in self._blocks():
            if course is not None and until is not None and course.now is not None and course.now > until + TOLERANCE:
                return
            self._read += len(block.data)
            lines = block.data.count(b"\n") if self._wanted.settled else 0
            self._reached = (block.offset + len(block.data), block.first_line + lines)
            yield block

    def _blocks(self) -> t.Iterator[Block]:
        if not self._file.compressed:
            blocks = self._plain(self._start, self._end, line=self._part.line or 1, live=self._live)
            yield from self._settled(blocks) if self._wanted.settled else blocks
            return
        for block in read_blocks(self._stream, compressed=True, note=self._problems.append):
            if self._end is None or block.offset + len(block.data) <= self._end:
                yield block
            elif block.offset < self._end:
                yield block._replace(data=block.data[: self._end - block.offset])
            else:
                return

    def _settled(self, blocks: t.Iterator[Block]) -> t.Iterator[Block]:
        """Yield blocks without a last record that was written just now."""
        block = next(blocks, None)
        while block is not None:
            following = next(blocks, None)
            age = time.time() - os.fstat(self._stream.fileno()).st_mtime
            if following is None and -_MOMENT < age < _MOMENT:
                begin = last_start(block.data, 0)
                if starts_record(block.data, begin):
                    block = block._replace(data=block.data[:begin])
            if block.data:
                yield block
            block = following

    def _plain(self, start: int, end: t.Optional[int], *, line: int = 1, live: bool = False) -> t.Iterator[Block]:
        note = self._problems.append
        return read_blocks(self._stream, compressed=False, note=note, live=live, offset=start, first_line=line, end=end)

    def _whole(self) -> t.Iterator[Block]:
        return read_blocks(self._stream, compressed=self._file.compressed, note=lambda _problem: None)

    def _course(self) -> Course:
        """Return the moments from where reading begins on."""
        course = Course(dates_of(self._file, self._zone, self._whole), self._zone, every_line=not self._skips)
        for line in self._primers:
            course.at(line)
        if not self._primers and self._start:
            for block in self._plain(0, self._start):
                course.pass_over(block.data)
        return course

    def _narrow(self) -> None:
        """Let reading begin and end near the span, as a few lines of the file tell."""
        since, until = self._wanted.criteria.since, self._wanted.criteria.until
        course = self._course()
        size = os.fstat(self._stream.fileno()).st_size
        end = size if self._end is None else min(size, self._end)
        primers: t.List[LogLine] = []
        for place in range(self._start, end, max((end - self._start) // _PROBES, _SMALL // 8)):
            start, line = line_from(self._stream, place)
            if line is None or start >= end:
                continue
            at = course.at(line)
            if at is None:
                continue
            primers.append(line)
            if since is not None and at < since - TOLERANCE:
                self._start, self._primers = start, list(primers)
            if until is not None and at > until + TOLERANCE:
                self._end = start
                return

    def _lines_before_start(self) -> int:
        """Return how many lines are before the place where reading began, and are not counted."""
        if self._file.compressed or self._part.line is not None:
            return 0
        return next(lines_before(self._stream, [self._start]))


def _numbered(hit: Hit, lines: int) -> Hit:
    if not lines:
        return hit

    def moved(record: Record) -> Record:
        return record._replace(first_line=record.first_line + lines, last_line=record.last_line + lines)

    return Hit(moved(hit.record), hit.event, list(map(moved, hit.before)), list(map(moved, hit.after)))
