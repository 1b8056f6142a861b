# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""How many players may be under way at once: a bound that grows as effects are seen.

The first player is seen through alone. Where that does not come true, nothing was sent for the others; where it does,
twice as many may be on their way each time, as in the slow start of TCP (RFC 5681).
"""

from __future__ import annotations

_MOST = 1024


class Window:
    """Counts the players whose effect was seen."""

    def __init__(self) -> None:
        self._size = 1

    @property
    def step(self) -> int:
        """The fewest that are worth being looked at and noted together."""
        return max(self._size // 4, 1)

    def room(self, under_way: int) -> int:
        """Return how many more may be sent, beside those that are."""
        return max(self._size - under_way, 0)

    def grow(self) -> None:
        """Note that the effect was seen for one more."""
        self._size = min(self._size + 1, _MOST)
