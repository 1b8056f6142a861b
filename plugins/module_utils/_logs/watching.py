# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Look through the logs of a server by rules: all records of its files, in the order in which they were written."""

from __future__ import annotations

import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._logs.block import Block
from ansible_collections.gamedesk.support.plugins.module_utils._logs.blocks import read_blocks
from ansible_collections.gamedesk.support.plugins.module_utils._logs.dating import dates_of
from ansible_collections.gamedesk.support.plugins.module_utils._logs.event import Event
from ansible_collections.gamedesk.support.plugins.module_utils._logs.events.reading import event_of
from ansible_collections.gamedesk.support.plugins.module_utils._logs.files import LogFile, may_hold
from ansible_collections.gamedesk.support.plugins.module_utils._logs.looking import FileIsGoneError, opened_again
from ansible_collections.gamedesk.support.plugins.module_utils._logs.record import Record
from ansible_collections.gamedesk.support.plugins.module_utils._logs.records import records_of
from ansible_collections.gamedesk.support.plugins.module_utils._logs.redaction import without_secrets
from ansible_collections.gamedesk.support.plugins.module_utils._logs.rules.matching import Sighting, Watch
from ansible_collections.gamedesk.support.plugins.module_utils._logs.zones import Zone


class Span(t.NamedTuple):
    """The moments from C(since) on and before C(until), in seconds since 1970; V(None) is without an end."""

    since: t.Optional[float]
    until: t.Optional[float]

    def has(self, at: t.Optional[float]) -> bool:
        """Whether a record of that moment counts. One of which nobody knows the day counts only without a span."""
        if at is None:
            return self.since is None and self.until is None
        return (self.since is None or at >= self.since) and (self.until is None or at < self.until)


class Watched(t.NamedTuple):
    """What was looked at: how many files, records and bytes; and what is wrong with a file, by its path."""

    files: int
    records: int
    bytes: int
    problems: t.List[t.Tuple[str, str]]


def watch_files(files: t.Sequence[LogFile], zone: Zone, span: Span, watch: Watch) -> Watched:
    """Show the records of these files to C(watch). What a hit shows of a record is the record and its event."""
    problems: t.List[t.Tuple[str, str]] = []
    looked_at, records, read = 0, 0, 0
    for file in files:
        if not may_hold(file, span.since, span.until, zone):
            continue
        looked_at += 1
        reading = _Reading(file, zone, problems)
        try:
            for record in reading.records():
                records += 1
                if span.has(record.at):
                    watch.see(_sighting(record, event_of(record)))
        except OSError as error:
            problems.append((file.path, error.strerror or "it cannot be read"))
        except FileIsGoneError:
            problems.append((file.path, "it was renamed or deleted while the logs were read: look again"))
        read += reading.read
    return Watched(looked_at, records, read, problems)


class _Reading:
    """Reads one file; C(read) is how much, in bytes, uncompressed."""

    def __init__(self, file: LogFile, zone: Zone, problems: t.List[t.Tuple[str, str]]) -> None:
        self._file = file
        self._zone = zone
        self._problems = problems
        self.read = 0

    def records(self) -> t.Iterator[Record]:
        """Yield its records. Raises OSError and FileIsGoneError."""
        file = self._file
        with opened_again(file) as stream:

            def again() -> t.Iterator[Block]:
                stream.seek(0)
                return read_blocks(stream, compressed=file.compressed, note=lambda _problem: None)

            dates = dates_of(file, self._zone, again)
            stream.seek(0)
            blocks = read_blocks(
                stream, compressed=file.compressed, note=lambda why: self._problems.append((file.path, why))
            )
            yield from records_of(file.path, self._counted(blocks), dates)

    def _counted(self, blocks: t.Iterable[Block]) -> t.Iterator[Block]:
        for block in blocks:
            self.read += len(block.data)
            yield block


def _sighting(record: Record, event: t.Optional[Event]) -> Sighting:
    # Without secrets: with rules of one's own, nobody finds out a password by trying.
    values = {
        "message": without_secrets(record.message),
        "thread": record.thread or "",
        "level": record.level or "",
        "logger": record.logger or "",
    }
    if event is not None:
        values.update({name: without_secrets(text) for name, text in event.fields.items()})
        values["kind"] = event.kind
    return Sighting(record.at, values, (record, event))
