# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""The options C(expires), C(duration) and C(renew): until when something is wanted."""

from __future__ import annotations

import time
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._durations import (
    end_of,
    format_time,
    parse_duration,
    parse_expiry,
)
from ansible_collections.gamedesk.support.plugins.module_utils._errors import InvalidValueError
from ansible_collections.gamedesk.support.plugins.module_utils._renewal import EXTEND, KEEP


def wanted_end(params: t.Mapping[str, t.Any]) -> t.Optional[int]:
    """Return the end in unix seconds, and None where none is given. Raises InvalidValueError."""
    expires, duration = params["expires"], params["duration"]
    if duration is not None and params["renew"] == EXTEND:
        raise InvalidValueError("To extend by a duration would add to it at each run: give expires, the date to reach.")
    if expires is None and duration is None:
        return None
    until = parse_expiry(expires) if duration is None else end_of(parse_duration(duration), int(time.time()))
    refuse_past(until)
    return until


def default_renewal(params: t.Mapping[str, t.Any]) -> str:
    """Return what C(renew) says, or what it means if it says nothing: a date is to be reached, a duration is not."""
    return params["renew"] or (KEEP if params["expires"] is None else EXTEND)


def refuse_past(moment: int) -> None:
    """Raise InvalidValueError for a moment that is over."""
    if moment <= time.time():
        raise InvalidValueError("The time %s is in the past." % format_time(moment), expires=format_time(moment))
