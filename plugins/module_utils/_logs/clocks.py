# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""What tells the time in the lines of a block, found at once for all of them."""

from __future__ import annotations

import re
import typing as t

# What prefix.py reads, in bytes. That a line end comes before is what is found fast.
_CLOCK = (
    rb"(?:\[([0-9]{2}:[0-9]{2}:[0-9]{2})(?:\] | [A-Z]+\]: |\.[0-9]{3}(?: [^\n]{1,200}?/[A-Z]+\] "
    rb"|\] \[[^\n]{1,200}?/[A-Z]+\](?:(?: \[[^\]\n]*\])?:| \([^)\n]{1,200}\) )))"
    rb"|([0-9]{2}:[0-9]{2}:[0-9]{2}) \[[^\]\n]+\] )"
)
_CLOCKS = re.compile(rb"\n" + _CLOCK)
_FIRST_CLOCK = re.compile(_CLOCK)
_DATE = (
    rb"(?:\[([0-9]{2}(?!:)[^\s\]]{2,50}) ([0-9]{2}:[0-9]{2}:[0-9]{2})(?:\]: \[[A-Z]+\] |(?:\.[0-9]{3})?\] "
    rb"\[[^\n]{1,200}?/[A-Z]+\](?:(?: \[[^\]\n]*\])?:| \([^)\n]{1,200}\) ))"
    rb"|([0-9]{4}-[0-9]{2}-[0-9]{2}) ([0-9]{2}:[0-9]{2}:[0-9]{2}) \[)"
)
_DATES = re.compile(rb"\n" + _DATE)
_FIRST_DATE = re.compile(_DATE)
_ANSI = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|[@-Z\\-_])|\[(?:m(?![A-Za-z0-9_\]])|(?:0|0;[0-9]{1,2};[0-9]{1,2})m)")
# Without ESC or one of these there is none of those.
_WITHOUT_ESC = re.compile(rb"\[(?:m|0[m;])")


def clock_of(text: str) -> t.Optional[int]:
    """Return C(HH:MM:SS) in seconds since midnight, or V(None) for what no clock shows."""
    hours, minutes, seconds = int(text[:2]), int(text[3:5]), int(text[6:])
    return hours * 3600 + minutes * 60 + seconds if hours < 24 and minutes < 60 and seconds < 60 else None


def without_ansi(data: bytes) -> bytes:
    """Return bytes without terminal sequences, as C(prefix.without_ansi) does for text."""
    return _ANSI.sub(b"", data) if b"\x1b" in data or _WITHOUT_ESC.search(data) else data


def clocks_in(lines: bytes) -> t.List[bytes]:
    """Return C(HH:MM:SS) of every line that has a clock and no date. The lines are without terminal sequences."""
    first = _FIRST_CLOCK.match(lines)
    found = [one or other for one, other in _CLOCKS.findall(lines)]
    return [first.group(1) or first.group(2), *found] if first is not None else found


def dates_in(lines: bytes) -> t.List[t.Tuple[str, str]]:
    """Return date and C(HH:MM:SS) of every line that has a date. The lines are without terminal sequences."""
    first = _FIRST_DATE.match(lines)
    found = _DATES.findall(lines)
    if first is not None:
        found.insert(0, tuple(part or b"" for part in first.groups()))
    return [((one or other).decode("utf-8", "replace"), (clock or more).decode()) for one, clock, other, more in found]
