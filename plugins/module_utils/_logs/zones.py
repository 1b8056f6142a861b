# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Time zones: what a server's clock shows, and which moments that may be."""

from __future__ import annotations

import datetime
import os
import re
import threading
import time
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._errors import ConfigurationError
from ansible_collections.gamedesk.support.plugins.module_utils._text import shown

try:
    import zoneinfo
except ImportError:  # Python 3.8
    zoneinfo = None

DAY = 86_400
LAST_MOMENT = 253_370_764_799.0  # 9998-12-31T23:59:59Z: what is later, no library can be asked
_NAME = re.compile(r"[A-Za-z0-9+_-]+(?:/[A-Za-z0-9+_-]+){0,2}")
_FOLDERS = ("/usr/share/zoneinfo", "/usr/lib/zoneinfo", "/usr/share/lib/zoneinfo", "/etc/zoneinfo")
_ENVIRONMENT = threading.Lock()


class Zone:
    """A time zone. Days are counted from 1970-01-01; the clock is in seconds since the midnight that it shows."""

    def __init__(self, offset_at: t.Callable[[float], int]) -> None:
        """C(offset_at) returns by how many seconds the zone is ahead of UTC at a moment, in seconds since 1970."""
        self._ask = offset_at
        self._offsets: t.Dict[int, t.Tuple[int, int]] = {}

    def shown_at(self, at: float) -> t.Tuple[int, int]:
        """Return the day and the clock at a moment."""
        day, clock = divmod(int(at // 1) + self._offset_at(at), DAY)
        return day, clock

    def steady(self, day: int) -> t.Optional[int]:
        """Return the zone's offset if it is the same all through this day and those beside it, or V(None)."""
        before, after = self._around(day)
        return before if before == after else None

    def moments(self, day: int, clock: int) -> t.Tuple[float, ...]:
        """Return when the clock shows this on this day: twice, in their order, where an hour is repeated.

        What it never shows, in an hour that is skipped, is taken as if the clock had not been put forward yet.
        """
        before, after = self._around(day)
        local = day * DAY + clock
        if before == after:
            return (float(local - before),)
        found = sorted({local - offset for offset in (before, after) if self._offset_at(local - offset) == offset})
        return tuple(float(moment) for moment in found) or (float(local - before),)

    def latest(self, clock: int, limit: float) -> float:
        """Return the latest moment, not after C(limit), at which the clock showed this."""
        day = self.shown_at(limit)[0] + 1
        while True:
            for moment in reversed(self.moments(day, clock)):
                if moment <= limit:
                    return moment
            day -= 1

    def _offset_at(self, at: float) -> int:
        return self._ask(min(max(at, 0.0), LAST_MOMENT))

    def _around(self, day: int) -> t.Tuple[int, int]:
        found = self._offsets.get(day)
        if found is None:
            found = (self._offset_at((day - 2) * DAY), self._offset_at((day + 3) * DAY))
            if len(self._offsets) > 1000:  # a file that somebody made
                self._offsets.clear()
            self._offsets[day] = found
        return found


UTC = Zone(lambda _at: 0)


def zone_of(name: t.Optional[str]) -> Zone:
    """Return a time zone by its name, such as C(Europe/Paris), or this host's own. Raises ConfigurationError."""
    if name is None:
        return Zone(lambda at: time.localtime(at).tm_gmtoff)
    if name == "UTC":
        return UTC
    if _NAME.fullmatch(name):
        zone = _by_library(name) if zoneinfo is not None else _by_environment(name)
        if zone is not None:
            return zone
    raise ConfigurationError(
        "There is no time zone %s on this host: set timezone to a name such as Europe/Paris or UTC, as in its folder "
        "/usr/share/zoneinfo." % shown(name)
    )


def _by_library(name: str) -> t.Optional[Zone]:
    try:
        found = zoneinfo.ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # not there, no name, or a folder
        return None

    def offset_at(at: float) -> int:
        offset = datetime.datetime.fromtimestamp(at, found).utcoffset()
        return int(offset.total_seconds()) if offset is not None else 0

    return Zone(offset_at)


def _by_environment(name: str) -> t.Optional[Zone]:
    """Return a zone that the C library knows; it is asked as the whole process' own, for a moment."""
    if not any(os.path.isfile(os.path.join(folder, name)) for folder in _FOLDERS):
        return None

    def offset_at(at: float) -> int:
        with _ENVIRONMENT:
            before = os.environ.get("TZ")
            os.environ["TZ"] = name
            time.tzset()
            try:
                return time.localtime(at).tm_gmtoff
            finally:
                if before is None:
                    del os.environ["TZ"]
                else:
                    os.environ["TZ"] = before
                time.tzset()

    return Zone(offset_at)
