# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Reading from a storage that somebody else may be writing to this moment."""

from __future__ import annotations

import time
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._errors import UnsettledStorageError

_PAUSE_SECONDS = 0.02

T = t.TypeVar("T")


class Settling:
    """Repeats a reading for up to C(seconds), and not after C(deadline) (on the clock of C(time.monotonic))."""

    def __init__(self, seconds: float, deadline: float) -> None:
        self._seconds = seconds
        self._deadline = deadline

    def read(self, read: t.Callable[[], T]) -> T:
        """Return what C(read) returns. Raises what it raises; UnsettledStorageError only when the time is over."""
        until = min(time.monotonic() + self._seconds, self._deadline)
        while True:
            try:
                return read()
            except UnsettledStorageError:
                if time.monotonic() >= until:
                    raise
                time.sleep(_PAUSE_SECONDS)
