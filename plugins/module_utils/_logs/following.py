# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""New lines in logs: what was written since the last time somebody asked, whatever became of the files meanwhile."""

from __future__ import annotations

import time
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._logs import files as kinds
from ansible_collections.gamedesk.support.plugins.module_utils._logs.blocks import read_blocks
from ansible_collections.gamedesk.support.plugins.module_utils._logs.cursors import MOST_MARKS, Cursor, Mark
from ansible_collections.gamedesk.support.plugins.module_utils._logs.files import LogFile, find_files
from ansible_collections.gamedesk.support.plugins.module_utils._logs.identity import FileIdentity
from ansible_collections.gamedesk.support.plugins.module_utils._logs.looking import FileIsGoneError, Part, opened_again
from ansible_collections.gamedesk.support.plugins.module_utils._logs.marks import has_mark, identity_of
from ansible_collections.gamedesk.support.plugins.module_utils._logs.pages import Page
from ansible_collections.gamedesk.support.plugins.module_utils._logs.searching import Means, Search, look_and_tell
from ansible_collections.gamedesk.support.plugins.module_utils._logs.time_limit import answer

_PAUSE = 0.25

_Number = t.Tuple[int, int]


class _Source(t.NamedTuple):
    """A file that was written to, and from where on that was not told yet; C(mark) is V(None) for a new file."""

    file: LogFile
    mark: t.Optional[Mark]


def follow(what: Search, means: Means, cursor: t.Optional[Cursor], wait: float) -> Page:
    """Return what was written since the cursor was given, as soon as there is something, or after C(wait) seconds.

    Without a cursor, that is what is written from now on. The page's cursor goes on behind what it tells; a record that
    was written just now is left for the next time, since it may go on. Raises TimeLimitError.
    """
    until = time.monotonic() + wait
    page = Page(what.limit)
    place = cursor or _place_now(what)
    while True:
        listing = find_files(what.paths)
        place = _Following(what, means, page).go_on(listing.files, place)
        if page.matches or page.truncated or time.monotonic() >= until:
            break
        time.sleep(min(_PAUSE, max(until - time.monotonic(), 0.0)))
    for problem in listing.problems:
        page.note(problem.file, problem.error)
    page.cursor = str(place)
    return page


def _place_now(what: Search) -> Cursor:
    """Return the ends of all files that may grow."""
    files = find_files(what.paths).files
    marks = []
    for file in files:
        if _may_grow(file):
            try:
                marks.append(Mark(identity_of(file), *_end_of(file)))
            except (OSError, FileIsGoneError):  # what comes in its place is new
                continue
    newest = max((_number(file) for file in files if file.kind == kinds.ROLLED), default=(0, 0))
    return Cursor(what.fingerprint, tuple(marks[-MOST_MARKS:]), newest, what.wanted.criteria.names)


def _end_of(file: LogFile) -> _Number:
    """Return the end of the last whole line, and the number of the line there."""
    end, line = 0, 1
    with opened_again(file) as stream:
        for block in read_blocks(stream, compressed=False, note=lambda _problem: None, live=True):
            end, line = block.offset + len(block.data), block.first_line + block.data.count(b"\n")
    return end, line


def _may_grow(file: LogFile) -> bool:
    return not file.compressed and file.day is None


def _number(file: LogFile) -> _Number:
    return file.day or 0, file.number


def _identity(file: LogFile) -> t.Optional[FileIdentity]:
    try:
        return identity_of(file)
    except (OSError, FileIsGoneError):
        return None


class _Following:
    """One look at all files that may have new lines."""

    def __init__(self, what: Search, means: Means, page: Page) -> None:
        self._what = what
        self._means = means
        self._page = page

    def go_on(self, files: t.Sequence[LogFile], place: Cursor) -> Cursor:
        """Add to the page what is new, and return the place behind it."""
        sources = self._sources(files, place)
        marks: t.List[Mark] = []
        rolled = place.rolled
        for source in sources:
            mark, ended = (source.mark, False) if self._page.is_full else self._after(source)
            if mark is not None:
                marks.append(mark)
            elif ended and source.file.kind == kinds.ROLLED:
                rolled = max(rolled, _number(source.file))
        return place._replace(marks=tuple(marks[-MOST_MARKS:]), rolled=rolled)

    def _sources(self, files: t.Sequence[LogFile], place: Cursor) -> t.List[_Source]:
        """Return the files that have a mark, under whatever name, and those that are new."""
        left = list(place.marks)
        sources = []
        for file in files:
            may_be_new = _may_grow(file) or (file.kind == kinds.ROLLED and _number(file) > place.rolled)
            same = (file.device, file.inode)
            near = [mark for mark in left if may_be_new or (mark.file.device, mark.file.inode) == same]
            mark = next((mark for mark in near if has_mark(file, mark)), None)
            if mark is not None:
                left.remove(mark)
            if mark is not None or may_be_new:
                sources.append(_Source(file, mark))
        for _gone in left:
            self._page.note("(a log file)", "it was deleted, or emptied, before all of it was told")
        return sources

    def _after(self, source: _Source) -> t.Tuple[t.Optional[Mark], bool]:
        """Add what is new in a file; return the place behind it, and whether the file is read to its end for good."""
        file, mark = source
        grows = _may_grow(file)
        offset = mark.offset if mark is not None else 0
        nothing_new = grows and mark is not None and file.size <= offset
        identity = None if nothing_new else _identity(file)
        if identity is None:  # or it is told, or found under its new name, the next time
            return mark, False
        line = mark.line if mark is not None else 1
        part = Part(file, 0, offset) if file.compressed else Part(file, offset, offset, line=line)
        wanted = self._what.wanted._replace(most=self._page.room, newest=False, settled=grows)
        what = self._what._replace(wanted=wanted)
        looked = answer(lambda: look_and_tell(part, what, self._means.tell), deadline=self._means.deadline)
        if "gone" in looked:
            return mark, False
        left = self._page.take(file.path, looked, newest=False)
        if left is not None:
            line = looked["matches"][looked["offsets"].index(left)]["first_line"]
            return Mark(identity, left, line), False
        if not file.compressed and looked["end"] < offset:  # it could not be read this time
            return mark, False
        if looked["more"] or grows:
            return Mark(identity, looked["end"], looked["line"]), False
        return None, True
