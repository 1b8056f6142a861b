# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""A ban as a result shows it, and as an option takes it back."""

from __future__ import annotations

import time
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._bans.wanted import Ban, longest
from ansible_collections.gamedesk.support.plugins.module_utils._durations import format_time, parse_expiry
from ansible_collections.gamedesk.support.plugins.module_utils._text import plain

# In the place of an end.
NOT_KNOWN = "unknown"
_TEXTS = ("reason", "source", "created", "expires")

# The ban that counts, or None if there is none: C(reason), C(source), C(created) and C(expires), each a text or None.
State = t.Optional[t.Mapping[str, t.Any]]


def state_of(bans: t.Sequence[Ban]) -> State:
    """Return the ban that counts as JSON-ready data."""
    ban = longest(bans)
    if ban is None:
        return None
    ends = None if ban.expires is None else format_time(ban.expires)
    return {
        "reason": plain(ban.reason),
        "source": plain(ban.source),
        "created": None if ban.created is None else format_time(ban.created),
        "expires": ends if ban.ends_known else NOT_KNOWN,
    }


def checked(state: t.Any) -> State:
    """Return a state that came from elsewhere.

    Raises InvalidValueError for a date that is none, and TypeError or KeyError for what is no state.
    """
    if state is None:
        return None
    texts = {name: None if state[name] is None else str(state[name]) for name in _TEXTS}
    if texts["expires"] not in (None, NOT_KNOWN):
        texts["expires"] = format_time(parse_expiry(str(texts["expires"])))
    return texts


def reach(state: State) -> float:
    """Return until when a ban lasts, in unix seconds: 0 for none, infinity where no end is known."""
    if state is None:
        return 0
    return float("inf") if state["expires"] in (None, NOT_KNOWN) else parse_expiry(state["expires"])


def if_active(state: State) -> State:
    """Return a state, and None if its ban is over by now."""
    return state if reach(state) > time.time() else None


def is_same(state: State, other: State) -> bool:
    """Whether two states show the same ban, as far as both know when it was made."""
    if state is None or other is None:
        return state is other
    made = [one["created"] for one in (state, other) if one["created"] is not None]
    return len(set(made)) < 2 and all(state[name] == other[name] for name in ("reason", "source", "expires"))


def told(state: State) -> str:
    """Return a state in words, for a sentence or a diff."""
    if state is None:
        return "not banned"
    ends = {None: "without an end", NOT_KNOWN: "(end not known)"}.get(state["expires"], "until %s" % state["expires"])
    return "banned %s, reason: %s" % (ends, "(not known)" if state["reason"] is None else state["reason"])
