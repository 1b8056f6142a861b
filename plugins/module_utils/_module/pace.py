# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""How long to wait between two looks at the state, while effects are awaited.

To look costs the more, the more is awaited; to wait for longer than a server needs lets it run dry.
"""

from __future__ import annotations

_SHORTEST_SECONDS = 0.005
_LONGEST_SECONDS = 0.5
_FACTOR = 1.5
# Of all that is awaited, what should be there at a look.
_TOO_LITTLE = 0.25
_MORE_THAN_NEEDED = 0.5
# To look takes no more than a third of a processor.
_REST = 2


class Pace:
    """Learns from each look how soon the next one is worth it."""

    def __init__(self) -> None:
        self._pause = _SHORTEST_SECONDS

    def after(self, *, met: int, awaited: int, busy: float) -> float:
        """Return the seconds to wait after a look that has found C(met) of C(awaited) effects.

        C(busy) is the processor time that it took, in seconds. The time that passed says less: meanwhile other threads
        may have had their turn.
        """
        if met < _TOO_LITTLE * awaited:
            self._pause = min(self._pause * _FACTOR, _LONGEST_SECONDS)
        elif met > _MORE_THAN_NEEDED * awaited:
            self._pause = max(self._pause / _FACTOR, _SHORTEST_SECONDS)
        return max(self._pause, _REST * busy)
