# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""What a rule for suspicious activity is, once it has been read."""

from __future__ import annotations

import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._errors import InvalidValueError

LEVELS = ("informational", "low", "medium", "high", "critical")

Place = t.Tuple[t.Union[str, int], ...]
Values = t.Mapping[str, str]
Selection = t.Callable[[Values], bool]


class RuleError(InvalidValueError):
    """A rule that cannot be meant. C(place) are the keys and positions that lead to what is wrong."""

    def __init__(self, message: str, place: Place) -> None:
        super().__init__(message, place=[str(part) for part in place])
        self.place = place


class Step(t.NamedTuple):
    """One thing that has to happen: a record that passes C(passes)."""

    name: str
    passes: Selection


class Count(t.NamedTuple):
    """At least C(least) records, or as many different values of C(field), if it is set."""

    field: t.Optional[str]
    least: int


class Condition(t.NamedTuple):
    """What makes a hit: the steps in their order, or one step so many times. C(by) is the field all of them share."""

    steps: t.Tuple[Step, ...]
    by: t.Optional[str]
    count: t.Optional[Count]


class Rule(t.NamedTuple):
    """One rule. C(timeframe) is within how many seconds all of a hit lies; V(None) where a hit is one record."""

    id: str
    title: str
    description: str
    level: str
    falsepositives: t.Tuple[str, ...]
    condition: Condition
    timeframe: t.Optional[int]
