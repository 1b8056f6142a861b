# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Search the logs of a server: page by page, in processes that end at the deadline."""

from __future__ import annotations

import os
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._errors import InvalidValueError, StorageError
from ansible_collections.gamedesk.support.plugins.module_utils._logs import event as events
from ansible_collections.gamedesk.support.plugins.module_utils._logs.criteria import Criteria
from ansible_collections.gamedesk.support.plugins.module_utils._logs.cursors import Cursor, Mark
from ansible_collections.gamedesk.support.plugins.module_utils._logs.events.reading import event_of
from ansible_collections.gamedesk.support.plugins.module_utils._logs.files import LogFile, find_files, may_hold
from ansible_collections.gamedesk.support.plugins.module_utils._logs.looking import (
    FileIsGoneError,
    Looked,
    Part,
    Wanted,
    look,
    look_at_line,
    opened_again,
)
from ansible_collections.gamedesk.support.plugins.module_utils._logs.marks import identity_of, with_mark
from ansible_collections.gamedesk.support.plugins.module_utils._logs.pages import Page, Tell, Told, told
from ansible_collections.gamedesk.support.plugins.module_utils._logs.skimming import record_start
from ansible_collections.gamedesk.support.plugins.module_utils._logs.time_limit import answer, answers
from ansible_collections.gamedesk.support.plugins.module_utils._logs.zones import Zone
from ansible_collections.gamedesk.support.plugins.module_utils._text import shown

# A larger file that is not compressed is looked through in as many parts as there are processes.
_LARGE = 1 << 26
# How often a search begins anew because files were renamed.
_ATTEMPTS = 5


class Search(t.NamedTuple):
    """What is looked for, and where. C(fingerprint) is that of the cursors it gives and takes.

    With C(limit), a page has so many matches at most; with C(one_each), the first one of each file.
    """

    paths: t.Sequence[str]
    zone: Zone
    wanted: Wanted
    fingerprint: str
    limit: int
    one_each: bool = False


class Means(t.NamedTuple):
    """How it is looked for: how records are told, by how many processes, until when (of C(time.monotonic))."""

    tell: Tell
    workers: int
    deadline: float


def search(what: Search, means: Means, cursor: t.Optional[Cursor] = None) -> Page:
    """Return a page of what is found, from the cursor on.

    Raises InvalidValueError if the place of the cursor is gone, StorageError and TimeLimitError.
    """
    for _unused in range(_ATTEMPTS):
        try:
            return _search(what, means, cursor)
        except FileIsGoneError:  # they were rotated meanwhile: their lines are in other files now
            continue
    raise StorageError("The log files were renamed each time they were read: search again in a moment.")


def names_of(what: Search, means: Means) -> t.Tuple[str, ...]:
    """Return all names that the server wrote for the UUID that is looked for."""
    files = find_files(what.paths).files
    wanted = Wanted(Criteria(uuid=what.wanted.criteria.uuid, kinds=frozenset([events.IDENTIFIED])), 1 << 30)

    def names(job: int) -> t.List[str]:
        try:
            hits = look(Part(files[job]), wanted, what.zone).hits
        except (OSError, FileIsGoneError):  # the search itself tells of it, or finds it under its new name
            return []
        return sorted({hit.event.fields["player"] for hit in hits if hit.event is not None})

    found = answers(names, len(files), workers=means.workers, deadline=means.deadline)
    return tuple(sorted({name for some in found for name in some}))


def around_line(what: Search, means: Means, path: str, line: int) -> Page:
    """Return the record that has a line of one of the files, and its neighbours. Raises InvalidValueError otherwise."""
    listing = find_files(what.paths)
    file = next((one for one in listing.files if path in (one.path, os.path.basename(one.path))), None)
    if file is None:
        raise InvalidValueError("There is no log file %s where this server's logs are." % shown(path, 200))
    page = Page(what.limit)
    looked = answer(
        lambda: _told_or_gone(lambda: look_at_line(file, line, what.wanted.context, what.zone), means.tell),
        deadline=means.deadline,
    )
    if "gone" in looked:
        raise StorageError("The file %s was renamed while it was read: search again in a moment." % shown(path, 200))
    page.take(file.path, looked, newest=False)
    if not page.matches and not page.problems:
        raise InvalidValueError("The file %s has no line %d." % (shown(path, 200), line))
    return page


def look_and_tell(part: Part, what: Search, tell: Tell) -> Told:
    """Look through a part of a file, and tell what is found as JSON, for another process."""
    return _told_or_gone(lambda: look(part, what.wanted, what.zone), tell)


def _told_or_gone(look_there: t.Callable[[], Looked], tell: Tell) -> Told:
    try:
        looked = look_there()
    except FileIsGoneError:
        return {"gone": True}
    except OSError as error:
        looked = Looked([], False, 0, 1, 0, 0, [error.strerror or "it cannot be read"])
    return told(looked, tell, event_of)


def _search(what: Search, means: Means, cursor: t.Optional[Cursor]) -> Page:
    wanted = what.wanted
    listing = find_files(what.paths)
    parts = [part for part in _parts(listing.files, wanted, cursor) if _may_hold(part.file, what)]
    if not what.one_each:
        parts = [smaller for part in parts for smaller in _split(part, wanted, means.workers)]
    page = Page(what.limit)
    for problem in listing.problems:
        page.note(problem.file, problem.error)
    last: t.Optional[t.Tuple[LogFile, int]] = None
    jobs = answers(
        lambda job: look_and_tell(parts[job], what, means.tell),
        len(parts),
        workers=means.workers,
        deadline=means.deadline,
    )
    for done, looked in enumerate(jobs, 1):
        if "gone" in looked:
            raise FileIsGoneError
        looked["more"] = looked["more"] and not what.one_each
        file = parts[done - 1].file
        before = len(page.matches)
        page.take(file.path, looked, newest=wanted.newest)
        added = len(page.matches) - before
        if added:
            last = (file, looked["offsets"][-added if wanted.newest else added - 1])
        if page.is_full:
            page.truncated = page.truncated or done < len(parts)
            break
    looked_at = {part.file.path for part in parts}
    page.files = len(looked_at)
    page.skipped_files = len(listing.files) - len(looked_at)
    if page.truncated and last is not None:
        page.cursor = str(
            Cursor(what.fingerprint, (Mark(identity_of(last[0]), last[1], 1),), names=wanted.criteria.names)
        )
    return page


def _may_hold(file: LogFile, what: Search) -> bool:
    return may_hold(file, what.wanted.criteria.since, what.wanted.criteria.until, what.zone)


def _parts(files: t.Sequence[LogFile], wanted: Wanted, cursor: t.Optional[Cursor]) -> t.List[Part]:
    """Return what is to be looked through, in its order."""
    if cursor is None:
        return [Part(file) for file in (reversed(files) if wanted.newest else files)]
    mark = cursor.marks[0] if cursor.marks else None
    at = with_mark(files, mark) if mark is not None else None
    if mark is None or at is None:
        raise InvalidValueError("The file that the cursor points into is gone: search anew, without a cursor.")
    if wanted.newest:
        return [Part(files[at], end=mark.offset), *(Part(file) for file in reversed(files[:at]))]
    start = 0 if files[at].compressed else mark.offset
    return [Part(files[at], start=start, first=mark.offset + 1), *(Part(file) for file in files[at + 1 :])]


def _split(part: Part, wanted: Wanted, workers: int) -> t.List[Part]:
    """Return the parts of a part, in the order in which they are looked through."""
    if part.file.compressed or part.file.size < _LARGE or workers < 2:
        return [part]
    try:
        with opened_again(part.file) as stream:
            end = part.file.size if part.end is None else part.end
            step = max((end - part.start) // workers, 1)
            places = [record_start(stream, part.start + step * at) for at in range(1, workers)]
    except OSError:
        return [part]
    starts = sorted({place for place in places if part.start < place < end})
    ends = [*starts, part.end]
    bounds = zip([part.start, *starts], ends)
    parts = [part._replace(start=start, end=end) for start, end in bounds]
    return parts[::-1] if wanted.newest else parts
