# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Log files of this machine, read as the collection reads those of servers. It needs no desk, and records nothing."""

from __future__ import annotations

import contextlib
import gzip
import io
import os
import stat
import sys
import zlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any, BinaryIO, cast

from ansible_collections.gamedesk.support.plugins.module_utils._errors import ConfigurationError
from ansible_collections.gamedesk.support.plugins.module_utils._logs.block import Block
from ansible_collections.gamedesk.support.plugins.module_utils._logs.blocks import blocks_of, read_blocks
from ansible_collections.gamedesk.support.plugins.module_utils._logs.dates import iso_day, year_of
from ansible_collections.gamedesk.support.plugins.module_utils._logs.dating import Dates, dates_of
from ansible_collections.gamedesk.support.plugins.module_utils._logs.events.reading import event_of
from ansible_collections.gamedesk.support.plugins.module_utils._logs.files import log_file
from ansible_collections.gamedesk.support.plugins.module_utils._logs.records import records_of
from ansible_collections.gamedesk.support.plugins.module_utils._logs.telling import Teller
from ansible_collections.gamedesk.support.plugins.module_utils._logs.zones import zone_of

from gamedesk.errors import UsageError
from gamedesk.i18n import _

STANDARD_INPUT = "-"
_GZIP = b"\x1f\x8b"
_CHUNK = 1 << 20


class Parser:
    """Reads log files, one after the other."""

    def __init__(
        self,
        *,
        timezone: str | None,
        day: str | None,
        unmask: bool,
        problem: Callable[[str], None],
        waiting: Callable[[], None],
    ) -> None:
        """C(problem) is told, in a sentence, what cannot be read; C(waiting) is called before each wait for a pipe.

        Raises UsageError for a time zone or a day that there is not.
        """
        try:
            self._zone = zone_of(timezone)
        except ConfigurationError as error:
            raise UsageError(error.message) from error
        self._day = iso_day(day) if day is not None else None
        if day is not None and self._day is None:
            raise UsageError(_("There is no day {day}: write it as 2026-11-24.").format(day=repr(day)))
        self._teller = Teller(None, unmask)
        self._problem = problem
        self._waiting = waiting

    def records(self, files: Sequence[str]) -> Iterator[dict[str, Any]]:
        """Yield every record in its public shape. What cannot be read is told as a problem."""
        for name in files:
            try:
                with _opened(name) as stream:
                    yield from self._records(name, stream)
            except _UnreadableError as error:
                self._problem(_("{name} cannot be read: {why}.").format(name=name or "''", why=error))

    def _records(self, name: str, stream: io.BufferedReader) -> Iterator[dict[str, Any]]:
        with _reading():
            compressed = stream.peek(len(_GZIP))[: len(_GZIP)] == _GZIP
            status = os.fstat(stream.fileno())
        dates = self._given()
        if name != STANDARD_INPUT and stat.S_ISREG(status.st_mode):
            file = cast("BinaryIO", stream.raw)
            if dates is None:
                with _reading():
                    dates = dates_of(log_file(name, status), self._zone, lambda: _blocks(file, compressed=compressed))
            blocks = self._of_file(name, file, compressed=compressed)
        else:
            blocks = blocks_of(self._inflated(name, stream) if compressed else self._chunks(stream))
        for record in records_of(name, blocks, dates or Dates(self._zone)):
            yield self._teller.told(record, event_of(record))

    def _of_file(self, name: str, file: BinaryIO, *, compressed: bool) -> Iterator[Block]:
        blocks = _blocks(file, compressed=compressed, note=lambda why: self._cut_short(name, why))
        while True:
            with _reading():
                block = next(blocks, None)
            if block is None:
                return
            yield block

    def _given(self) -> Dates | None:
        if self._day is None:
            return None
        return Dates(self._zone, self._zone.moments(self._day, 0)[0], year=year_of(self._day))

    def _chunks(self, stream: io.BufferedReader) -> Iterator[bytes]:
        while True:
            self._waiting()
            with _reading():
                chunk = stream.read1(_CHUNK)
            if not chunk:
                return
            yield chunk

    def _inflated(self, name: str, stream: io.BufferedReader) -> Iterator[bytes]:
        with gzip.GzipFile(fileobj=stream) as file:
            while True:
                self._waiting()
                try:
                    with _reading():
                        chunk = file.read1(_CHUNK)
                except (EOFError, gzip.BadGzipFile, zlib.error):
                    self._cut_short(name, _("it is damaged, or not all of it is here"))
                    return
                if not chunk:
                    return
                yield chunk

    def _cut_short(self, name: str, why: str) -> None:
        sentence = _("{name} could not be read to its end ({why}); what could be read is printed.")
        self._problem(sentence.format(name=name, why=why))


class _UnreadableError(Exception):
    """A file cannot be read; the argument says why, in a few words."""


@contextlib.contextmanager
def _reading() -> Iterator[None]:
    """Tell an error of reading from one of whoever takes what was read."""
    try:
        yield
    except gzip.BadGzipFile:
        raise
    except OSError as error:
        raise _UnreadableError(error.strerror or str(error)) from error


def _opened(name: str) -> io.BufferedReader:
    if name == STANDARD_INPUT and sys.stdin is None:
        raise _UnreadableError(_("standard input is closed"))
    try:
        with _reading():
            if name == STANDARD_INPUT:
                return open(sys.stdin.fileno(), "rb", closefd=False)
            return open(name, "rb")
    except ValueError as error:
        raise _UnreadableError(_("no file can have this name")) from error


def _blocks(file: BinaryIO, *, compressed: bool, note: Callable[[str], None] = lambda _why: None) -> Iterator[Block]:
    file.seek(0)
    return read_blocks(file, compressed=compressed, note=note)
