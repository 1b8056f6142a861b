# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Moments as people name them who look into a log: absolute ones, those of the server's clock, and relative ones."""

from __future__ import annotations

import datetime
import re
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._durations import parse_duration
from ansible_collections.gamedesk.support.plugins.module_utils._errors import InvalidValueError
from ansible_collections.gamedesk.support.plugins.module_utils._logs.dates import iso_day
from ansible_collections.gamedesk.support.plugins.module_utils._logs.zones import Zone
from ansible_collections.gamedesk.support.plugins.module_utils._text import shown

_CLOCK = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[Tt ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]{1,9})?)?)?")
_RFC3339 = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2})(\.[0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})"
)
_RELATIVE = re.compile("(?:[0-9]{1,9}(?:mo|[ywdhms]))+")


def parse_moment(text: str, zone: Zone, now: float) -> float:
    """Return the moment that a text names, in seconds since 1970. Raises InvalidValueError.

    It is RFC 3339, or without a zone what the server's clock shows (a date is its midnight; of an hour that is
    repeated, the first time), or how long ago it was, such as C(2h) or C(3d).
    """
    relative = _RELATIVE.fullmatch(text)
    moment = now - parse_duration(text) if relative else _of_clock(text, zone)
    if moment is None:
        moment = _of_rfc3339(text)
    if moment is None:
        raise InvalidValueError(
            "The time %s is none: write it as 2026-11-24T14:00:00Z, as the server's clock shows it (2026-11-24, "
            "2026-11-24 14:00), or as how long ago it was (2h, 3d)." % shown(text)
        )
    return moment


def _of_clock(text: str, zone: Zone) -> t.Optional[float]:
    found = _CLOCK.fullmatch(text)
    day = iso_day(found.group(1)) if found is not None else None
    if found is None or day is None:
        return None
    hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
    if hours > 23 or minutes > 59 or seconds > 59:
        return None
    return zone.moments(day, hours * 3600 + minutes * 60 + seconds)[0]


def _of_rfc3339(text: str) -> t.Optional[float]:
    found = _RFC3339.fullmatch(text)
    if found is None:
        return None
    date, fraction, offset = found.groups()
    try:
        moment = datetime.datetime.fromisoformat(date.upper() + ("+00:00" if offset in "Zz" else offset))
        return moment.timestamp() + float(fraction or 0)
    except (ValueError, OverflowError):
        return None
