# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The server's log: C(logs/latest.log), rolled at the start and at midnight (domain: Paper's log4j2.xml)."""

from __future__ import annotations

import gzip
import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path

SERVER_THREAD = "Server thread"
_DAY = "%Y-%m-%d"

Show = Callable[[str, str, str], None]


def _roll(latest: Path, day: str) -> None:
    """Move the live file to the next free C(day-N.log.gz); N is a number, so -10 follows -9."""
    numbers = [0]
    for rolled in latest.parent.glob(f"{day}-*.log.gz"):
        number = rolled.name[len(day) + 1 : -len(".log.gz")]
        if number.isdecimal():
            numbers.append(int(number))
    target = latest.parent / f"{day}-{max(numbers) + 1}.log.gz"
    with latest.open("rb") as source, gzip.open(target, "xb") as packed:
        shutil.copyfileobj(source, packed)
    latest.unlink()


class ServerLog:
    """Writes lines from any thread, each at once. Text is written as it is: nothing in it is interpreted."""

    def __init__(self, folder: Path, show: Show | None = None) -> None:
        """C(show) is told of each record, too: its time, level and message."""
        self._show = show
        self._lock = threading.Lock()
        self._latest = folder / "latest.log"
        folder.mkdir(parents=True, exist_ok=True)
        self.is_first = not self._latest.exists()
        if not self.is_first and self._latest.stat().st_size:
            _roll(self._latest, time.strftime(_DAY, time.localtime(self._latest.stat().st_mtime)))
        self._day = time.strftime(_DAY)
        self._stream = self._latest.open("ab", buffering=0)

    def write(self, message: str, *, thread: str = SERVER_THREAD, level: str = "INFO") -> None:
        """Append one record, stamped with the local time. After close() it is dropped. Raises OSError."""
        with self._lock:
            if self._stream.closed:
                return
            now = time.localtime()
            day = time.strftime(_DAY, now)
            if day != self._day:
                self._stream.close()
                _roll(self._latest, self._day)
                self._day = day
                self._stream = self._latest.open("ab", buffering=0)
            clock = time.strftime("%H:%M:%S", now)
            self._stream.write(f"[{clock}] [{thread}/{level}]: {message}\n".encode("utf-8", "replace"))
            if self._show:
                self._show(clock, level, message)

    def close(self) -> None:
        """Close the live file. Safe to call twice."""
        with self._lock:
            self._stream.close()
