# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""When lines were written: from the clock in each, what tells the day, and the order of the lines.

Lines stand in the order in which they were written, but for a few seconds between threads. So a line was written at the
first moment, not before the line before it, at which the server's clock showed what it says: that brings it over
midnights and the hour that is repeated when summer time ends.
"""

from __future__ import annotations

import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._logs import dates, files
from ansible_collections.gamedesk.support.plugins.module_utils._logs.block import Block
from ansible_collections.gamedesk.support.plugins.module_utils._logs.clocks import (
    clock_of,
    clocks_in,
    dates_in,
    without_ansi,
)
from ansible_collections.gamedesk.support.plugins.module_utils._logs.files import LogFile
from ansible_collections.gamedesk.support.plugins.module_utils._logs.prefix import LogLine
from ansible_collections.gamedesk.support.plugins.module_utils._logs.zones import DAY, LAST_MOMENT, Zone

# How much older than the line before it a line may be, in seconds: threads wait for each other to write.
TOLERANCE = 10
# Clocks that rise by less than this, all in all, are of one day, whatever summer time does.
_SURELY_ONE_DAY = 20 * 3600
# A file whose clock goes back more often is no log: no server writes one file for years.
_MOST_RUNS = 5000


class Dates:
    """The moments of the lines of one file, to be asked in the order of the lines."""

    def __init__(
        self,
        zone: Zone,
        begin: t.Optional[float] = None,
        *,
        written_by: t.Optional[float] = None,
        year: t.Optional[int] = None,
    ) -> None:
        """C(begin) is the moment before which no line was written, or V(None) if only lines with a date have one.

        C(written_by) is when the file was written to for the last time: a first line after it shows that the file is
        named by the day after its own. C(year) is that of the first line with a date that has none.
        """
        self._zone = zone
        self._limit = begin
        self._written_by = written_by
        self._at_first = True
        self._midnight: t.Optional[float] = None  # of a day on which the zone is steady
        near = begin if begin is not None else written_by
        self._near = zone.shown_at(near)[0] if near is not None else None
        self._dated_limit: t.Optional[float] = None
        self._years = dates.Years(year) if year is not None else None

    def at(self, line: LogLine) -> t.Optional[float]:
        """Return when the line was written, in seconds since 1970, or V(None) if nothing tells."""
        clock = clock_of(line.time)
        if clock is None:
            return None
        return self._next(clock) if line.date is None else self._on(line.date, clock)

    def pass_over(self, lines: bytes) -> None:
        """Take note of whole lines, as C(at) does for each, many times as fast."""
        lines = without_ansi(lines)
        if self._limit is not None:
            clocks = clocks_in(lines)
            for text in _ends(clocks) if _rise(clocks) else clocks:
                clock = clock_of(text.decode())
                if clock is not None:
                    self._next(clock)
        dated = dates_in(lines)
        for date, text in dated if self._counts(dated) else dated[-1:]:
            clock = clock_of(text)
            if clock is not None:
                self._on(date, clock)

    def _counts(self, dated: t.List[t.Tuple[str, str]]) -> bool:
        """Return whether each of these lines counts: for the year, or in an hour that is repeated."""
        if self._years is not None:
            return True
        days = (dates.day_in_line(date, self._near) for date in {date for date, _clock in dated})
        return any(day is not None and self._zone.steady(day) is None for day in days)

    def _next(self, clock: int) -> t.Optional[float]:
        """Return the first moment that can be meant, in the order of the lines."""
        if self._limit is None:
            return None
        at = self._midnight + clock if self._midnight is not None else None
        if at is None or not self._limit <= at < self._limit + DAY:
            at = self._first(clock, self._limit)
            if self._at_first and self._written_by is not None:
                earlier = self._first(clock, self._limit - DAY)
                if earlier <= self._written_by + TOLERANCE < at:
                    at = self._limit = earlier
        self._at_first = False
        self._limit = max(self._limit, at - TOLERANCE)
        return at if at <= LAST_MOMENT else None

    def _first(self, clock: int, limit: float) -> float:
        """Return the first moment, not before C(limit), at which the clock shows this."""
        day = self._zone.shown_at(limit)[0] - 1
        while True:
            for at in self._zone.moments(day, clock):
                if at >= limit:
                    offset = self._zone.steady(day)
                    self._midnight = float(day * DAY - offset) if offset is not None else None
                    return at
            day += 1

    def _on(self, date: str, clock: int) -> t.Optional[float]:
        """Return the moment on a day that the line names."""
        month_day = dates.month_and_day(date)
        if month_day is None:
            day = dates.day_in_line(date, self._near)
        else:
            day = self._years.day(month_day) if self._years is not None else None
        if day is None:
            return None
        moments = self._zone.moments(day, clock)
        limit = self._dated_limit
        at = moments[0] if limit is None else next((moment for moment in moments if moment >= limit), moments[-1])
        self._dated_limit = at - TOLERANCE
        return at


def dates_of(file: LogFile, zone: Zone, blocks: t.Callable[[], t.Iterable[Block]]) -> Dates:
    """Return the dates of a file's lines, by its name or, without a day in it, back from its end.

    C(blocks) reads the file from its beginning; only for the latter it is called.
    """
    if file.day is not None:
        return Dates(zone, zone.moments(file.day, 0)[0], written_by=file.written_by)
    if file.kind == files.STARTED:
        return Dates(zone, float(file.number))
    turns = Turns()
    for block in blocks():
        turns.pass_over(block.data)
    return turns.dates(zone, file.written_by)


class Turns:
    """Where the clock goes back in a file: what has to be known to find the days from its end."""

    def __init__(self) -> None:
        self._runs: t.List[t.List[int]] = []  # first and last clock
        self._years = dates.Years(0)
        self._last_date: t.Optional[t.Tuple[t.Tuple[int, int], int]] = None

    def pass_over(self, lines: bytes) -> None:
        """Take note of whole lines, in their order."""
        lines = without_ansi(lines)
        clocks = clocks_in(lines)
        if len(self._runs) <= _MOST_RUNS:
            for text in _ends(clocks) if _rise(clocks) and clocks[-1] < b"23" else clocks:
                clock = clock_of(text.decode())
                if clock is not None:
                    self._take(clock)
        for date, text in dates_in(lines):
            month_day, clock = dates.month_and_day(date), clock_of(text)
            if month_day is not None and clock is not None:
                self._years.day(month_day)
                self._last_date = (month_day, clock)

    def dates(self, zone: Zone, written_by: float) -> Dates:
        """Return the dates of the file, to which nothing was written after C(written_by)."""
        year = None
        if self._last_date is not None:
            year = dates.year_before(zone.shown_at(written_by + TOLERANCE), *self._last_date) - self._years.year
        begin = None
        if 0 < len(self._runs) <= _MOST_RUNS:
            limit = written_by + TOLERANCE
            for first, last in reversed(self._runs):
                begin = zone.latest(first, zone.latest(last, limit))
                limit = begin + TOLERANCE
        return Dates(zone, begin, written_by=written_by if begin is None else None, year=year)

    def _take(self, clock: int) -> None:
        run = self._runs[-1] if self._runs else None
        if run is None or clock < run[1] - TOLERANCE:
            self._runs.append([clock, clock])
        elif clock - run[1] < DAY - TOLERANCE:  # else it is from before midnight, and a moment late
            run[1] = max(run[1], clock)


def _ends(clocks: t.List[bytes]) -> t.Tuple[bytes, bytes]:
    return clocks[0], clocks[-1]


def _rise(clocks: t.List[bytes]) -> bool:
    """Return whether the clock only goes on, within a day: then the first and the last say it all."""
    if not clocks or clocks != sorted(clocks):
        return False
    first, last = clock_of(clocks[0].decode()), clock_of(clocks[-1].decode())
    return first is not None and last is not None and last - first < _SURELY_ONE_DAY
