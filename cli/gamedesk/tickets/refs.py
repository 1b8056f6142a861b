# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What people call a ticket: its number, its number and the end of its id, or the beginning of its id."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from gamedesk.tickets.errors import AmbiguousTicketError, TicketNotFoundError
from gamedesk.tickets.layout import Place

_SHORTEST_SUFFIX = 4

_by_number = re.compile("#?([1-9][0-9]{0,8})(?:-([0-9A-Za-z]{1,26}))?")
_by_id = re.compile("[0-7][0-9A-Za-z]{3,25}")


def label(place: Place, places: Iterable[Place]) -> str:
    """Return the shortest reference to `place` that people should be shown.

    That is its number, or where another of `places` has the same one, the number and the shortest end of the id that
    tells them apart (the beginning is the time, and alike).
    """
    others = [other.id for other in places if other.number == place.number and other.id != place.id]
    if not others:
        return str(place.number)
    length = _SHORTEST_SUFFIX
    while any(other.endswith(place.id[-length:]) for other in others):
        length += 1
    return f"{place.number}-{place.id[-length:]}"


def is_id(ref: str) -> bool:
    """Whether this is a ULID, or a beginning of one that is long enough to name something."""
    return _by_id.fullmatch(ref) is not None


def resolve(ref: str, places: Sequence[Place]) -> Place:
    """Return the one ticket among `places` that `ref` names.

    A reference is compared with names that are there and never becomes part of a path. Raises TicketNotFoundError,
    and AmbiguousTicketError with a reference to each of the tickets that it could mean.
    """
    is_meant = _test(ref.strip())
    found = [place for place in places if is_meant(place)] if is_meant else []
    if not found:
        raise TicketNotFoundError(ref)
    if len(found) > 1:
        raise AmbiguousTicketError(ref, sorted(label(place, places) for place in found))
    return found[0]


def _test(ref: str) -> Callable[[Place], bool] | None:
    if numbered := _by_number.fullmatch(ref):
        number, suffix = int(numbered[1]), (numbered[2] or "").upper()
        return lambda place: place.number == number and place.id.endswith(suffix)
    if _by_id.fullmatch(ref):
        prefix = ref.upper()
        return lambda place: place.id.startswith(prefix)
    return None
