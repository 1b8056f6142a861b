# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Durations and points in time, as people write them and as LuckPerms counts them."""

from __future__ import annotations

import datetime
import re

from ansible_collections.gamedesk.support.plugins.module_utils._errors import InvalidValueError
from ansible_collections.gamedesk.support.plugins.module_utils._text import shown

# Units, their order and their seconds as in LuckPerms (domain: DurationParser.java; java.time.ChronoUnit).
_UNITS = (
    ("y", 31_556_952),
    ("mo", 2_629_746),
    ("w", 604_800),
    ("d", 86_400),
    ("h", 3_600),
    ("m", 60),
    ("s", 1),
)
_DURATION = re.compile("".join("(?:([0-9]{1,9})%s)?" % unit for unit, _seconds in _UNITS))
_DIGITS = re.compile("[0-9]+")
_RFC3339 = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ]([0-9]{2}:[0-9]{2}:[0-9]{2})(\.[0-9]+)?(?:([Zz])|([+-][0-9]{2}:[0-9]{2}))"
)
_LAST_SECOND = 253_402_300_799  # 9999-12-31T23:59:59Z
_UTC = datetime.timezone.utc


def parse_duration(text: str) -> int:
    """Return the seconds of a duration such as C(30d), C(1mo) or C(1d12h). Raises InvalidValueError."""
    if _DIGITS.fullmatch(text):
        raise InvalidValueError(
            "The duration %s has no unit (a bare number would be read as a date in 1970): write %sd for days."
            % (shown(text), shown(text).strip("'"))
        )
    match = _DURATION.fullmatch(text)
    if match is None or not text:
        raise InvalidValueError(
            "The duration %s is not numbers with the units y, mo, w, d, h, m, s in this order, such as 30d or 1mo."
            % shown(text)
        )
    seconds = sum(int(match.group(place) or 0) * size for place, (_unit, size) in enumerate(_UNITS, 1))
    if not 0 < seconds <= _LAST_SECOND:
        raise InvalidValueError("The duration %s is not a time that anyone will see the end of." % shown(text))
    return seconds


def parse_expiry(text: str) -> int:
    """Return the unix seconds of a point in time: RFC 3339 with a zone, or unix seconds. Raises InvalidValueError.

    A fraction of a second counts as the whole one, so that 'at least until' holds.
    """
    seconds = int(text) if _DIGITS.fullmatch(text) and len(text) <= len(str(_LAST_SECOND)) else _from_rfc3339(text)
    return _in_range(seconds, text)


def end_of(seconds: int, now: int) -> int:
    """Return the point in time that lies C(seconds) after C(now). Raises InvalidValueError beyond the year 9999."""
    return _in_range(now + seconds, "%ds" % seconds)


def _in_range(seconds: int, text: str) -> int:
    if not 0 < seconds <= _LAST_SECOND:
        raise InvalidValueError("The time %s lies outside of the years 1970 to 9999." % shown(text))
    return seconds


def _from_rfc3339(text: str) -> int:
    match = _RFC3339.fullmatch(text)
    if match is None:
        raise InvalidValueError(
            "The time %s is neither RFC 3339 with a zone, such as 2030-01-31T18:00:00Z, nor unix seconds." % shown(text)
        )
    date, time, fraction, zulu, offset = match.groups()
    try:
        moment = datetime.datetime.fromisoformat("%sT%s%s" % (date, time, "+00:00" if zulu else offset))
        seconds = int(moment.timestamp())
    except (ValueError, OverflowError) as error:
        raise InvalidValueError("There is no such time as %s." % shown(text)) from error
    return seconds + (1 if fraction and fraction.strip(".0") else 0)


def format_time(seconds: int) -> str:
    """Return unix seconds as RFC 3339 in UTC."""
    try:
        moment = datetime.datetime.fromtimestamp(seconds, _UTC)
    except (ValueError, OverflowError, OSError):  # a storage may hold what no calendar does
        return "unix second %d" % seconds
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
