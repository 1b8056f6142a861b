# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""The moments of lines, for those who read a few lines of many."""

from __future__ import annotations

import copy
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._logs.dating import TOLERANCE, Dates
from ansible_collections.gamedesk.support.plugins.module_utils._logs.files import LogFile
from ansible_collections.gamedesk.support.plugins.module_utils._logs.places import last_start
from ansible_collections.gamedesk.support.plugins.module_utils._logs.prefix import LogLine, parse_line
from ansible_collections.gamedesk.support.plugins.module_utils._logs.records import line_text
from ansible_collections.gamedesk.support.plugins.module_utils._logs.zones import Zone

# In a large file that is named by its day, a line every so many bytes tells as much as all of them.
STRIDE = 1 << 18
_LARGE = 1 << 22
_LARGE_COMPRESSED = 1 << 18


class Course:
    """The dates of a file, and how far they have come. It stands where C(Dates) does, and may skip lines."""

    def __init__(self, dates: Dates, zone: Zone, *, every_line: bool) -> None:
        self._dates = dates
        self._zone = zone
        self._every_line = every_line
        self._skip = 0
        self.now: t.Optional[float] = None  # of the last line that was looked at

    def at(self, line: LogLine) -> t.Optional[float]:
        """Return when a line was written, as C(Dates.at) does."""
        at = self._dates.at(line)
        self.now = at if at is not None else self.now
        return at

    def pass_over(self, lines: bytes, start: int = 0, end: t.Optional[int] = None) -> None:
        """Take note of whole lines, from C(start) to C(end)."""
        end = len(lines) if end is None else end
        if self._every_line:
            lines = lines[start:end]
            self._dates.pass_over(lines)
            self._look_at(lines, last_start(lines, 0))
            return
        place = start + self._skip
        while place < end:
            line = lines.find(b"\n", place, end - 1) + 1 if place > start else start
            self._look_at(lines, line or lines.rfind(b"\n", start, place) + 1)
            place += STRIDE
        self._skip = place - end

    def copy(self) -> Course:
        """Return one that stands where this one does, and goes on by itself."""
        course = Course(
            copy.deepcopy(self._dates, {id(self._zone): self._zone}), self._zone, every_line=self._every_line
        )
        course._skip, course.now = self._skip, self.now
        return course

    def is_before(self, lines: bytes, moment: float) -> bool:
        """Return whether the next lines were all written before a moment; they are not passed over."""
        ahead = self.copy()
        ahead.now = None
        ahead.pass_over(lines)
        ahead._look_at(lines, last_start(lines, 0))
        return ahead.now is not None and ahead.now < moment - TOLERANCE

    def _look_at(self, lines: bytes, start: int) -> None:
        end = lines.find(b"\n", start)
        line = parse_line(line_text(lines[start : end if end >= 0 else len(lines)]))
        if line is not None:
            self.at(line)


def may_skip_lines(file: LogFile, zone: Zone) -> bool:
    """Return whether a few lines tell the moments of all lines: it is large, of one day, and summer time is far."""
    if file.day is None or file.size < (_LARGE_COMPRESSED if file.compressed else _LARGE):
        return False
    return all(zone.steady(day) is not None for day in range(file.day - 1, file.day + 3))
