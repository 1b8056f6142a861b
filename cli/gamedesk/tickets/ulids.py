# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ULIDs that sort after everything their writer saw (https://github.com/ulid/spec)."""

from __future__ import annotations

import re
import secrets
import threading
import time

from ulid import ULID

from gamedesk.i18n import _
from gamedesk.tickets.errors import TicketError

PATTERN = "[0-7][0-9A-HJKMNP-TV-Z]{25}"

_RANDOM_BITS = 80
_HIGHEST = (1 << 128) - 1
_ulid = re.compile(PATTERN)
_lock = threading.Lock()
_last = 0


def is_ulid(text: str) -> bool:
    """Tell whether `text` is one whole ULID in its canonical form (26 characters, upper case)."""
    return _ulid.fullmatch(text) is not None


def new(after: str | None = None) -> str:
    """Return a new ULID, greater than `after` and than every ULID this process made before.

    That holds when the clock stands still or went back: events are folded in ULID order, so an event must sort
    after what it answers to. Raises ValueError if `after` is not a ULID, TicketError if nothing sorts after it.
    """
    global _last  # noqa: PLW0603 - monotonic in one process needs one place that remembers
    if after is not None and not is_ulid(after):
        raise ValueError(f"not a ULID: {after!r}")
    floor = int.from_bytes(ULID.from_str(after).bytes, "big") if after else 0
    candidate = (time.time_ns() // 1_000_000 << _RANDOM_BITS) | secrets.randbits(_RANDOM_BITS)
    with _lock:
        floor = max(floor, _last)
        if candidate <= floor:
            # A random step, not 1: two clones that go on from the same event must not arrive at the same ULID.
            candidate = floor + 1 + secrets.randbits(64)
        if candidate > _HIGHEST:
            raise TicketError(_("The ticket holds an event from the end of time; no event can sort after it."))
        _last = candidate
        return str(ULID.from_bytes(candidate.to_bytes(16, "big")))
