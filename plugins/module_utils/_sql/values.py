# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""What a column means, whatever a plugin or a person has put into it: SQLite lets anything into any column."""

from __future__ import annotations

import typing as t


def text_of(value: t.Any) -> str:
    """Return a column that holds text."""
    return value.decode("utf-8", errors="replace") if isinstance(value, bytes) else str(value)


def number_of(value: t.Any) -> int:
    """Return a column that holds a whole number, be it as text; 0 where it does not."""
    try:
        return int(value)
    except (TypeError, ValueError, OverflowError):
        return 0
