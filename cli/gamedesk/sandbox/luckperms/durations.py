# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Durations in LuckPerms' language (DurationParser.java, ArgumentList.java, DurationFormatter.java)."""

from __future__ import annotations

import re
import time

_YEAR = 31_556_952
_UNITS = (
    ("year", "y", _YEAR, r"y(?:ear)?s?"),
    ("month", "mo", _YEAR // 12, r"mo(?:nth)?s?"),
    ("week", "w", 604_800, r"w(?:eek)?s?"),
    ("day", "d", 86_400, r"d(?:ay)?s?"),
    ("hour", "h", 3_600, r"h(?:our|r)?s?"),
    ("minute", "m", 60, r"m(?:inute|in)?s?"),
    ("second", "s", 1, r"(?:s(?:econd|ec)?s?)?"),
)
_PATTERN = re.compile("".join(rf"(?:([0-9]+)\s*{word}[,\s]*)?" for *_unused, word in _UNITS), re.IGNORECASE | re.ASCII)
_ABSOLUTE = re.compile(r"[+-]?[0-9]+")
_LONGEST_LONG = 2**63 - 1
_LONGEST_INT = 2**31 - 1


class PastDateError(Exception):
    """The date lies in the past."""


def parse(text: str) -> int | None:
    """Return seconds from now, or None if the text is no duration. Raises PastDateError.

    A plain integer is a date, in Unix seconds. Otherwise the first place that looks like a duration counts, and what
    stands around it does not: C(1d2y) is one day and two seconds, as in LuckPerms.
    """
    if _ABSOLUTE.fullmatch(text) and abs(int(text)) <= _LONGEST_LONG:
        seconds = int(text) - int(time.time())
        if seconds < 0:
            raise PastDateError
        return seconds
    for match in _PATTERN.finditer(text):
        if match[0]:
            counts = [int(count or 0) for count in match.groups()]
            if max(counts) > _LONGEST_INT:
                return None
            return sum(count * size for count, (_name, _short, size, _word) in zip(counts, _UNITS, strict=True))
    return None


def _parts(seconds: int) -> list[tuple[int, str, str]]:
    parts = []
    for name, short, size, _word in _UNITS:
        count, seconds = divmod(max(seconds, 0), size)
        if count:
            parts.append((count, name, short))
    return parts or [(0, "second", "s")]


def long_form(seconds: int) -> str:
    """Return C(4 weeks 2 days)."""
    return " ".join(f"{count} {name}{'' if count == 1 else 's'}" for count, name, _short in _parts(seconds))


def concise_form(seconds: int) -> str:
    """Return C(4w 2d)."""
    return " ".join(f"{count}{short}" for count, _name, short in _parts(seconds))
