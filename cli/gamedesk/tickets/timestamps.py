# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Moments as the ticket file writes them: RFC 3339, UTC, whole seconds, `Z`."""

from __future__ import annotations

from datetime import UTC, datetime


def rfc3339(moment: datetime | None = None) -> str:
    """Return `moment` (default: now) as text such as `2026-07-27T10:15:00Z`.

    Raises ValueError for a moment without a time zone: it would mean something else on another machine.
    """
    if moment is None:
        moment = datetime.now(UTC)
    if moment.utcoffset() is None:
        raise ValueError("a moment needs a time zone")
    # isoformat and not strftime: %Y has no leading zeros before the year 1000.
    return moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"
