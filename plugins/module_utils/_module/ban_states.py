# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Bans as a result, a note and a diff show them."""

from __future__ import annotations

import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._bans.wanted import Ban, longest
from ansible_collections.gamedesk.support.plugins.module_utils._durations import format_time
from ansible_collections.gamedesk.support.plugins.module_utils._module.results import PlayerResult
from ansible_collections.gamedesk.support.plugins.module_utils._text import plain

_NOT_KNOWN = "unknown"


def data(bans: t.Sequence[Ban]) -> t.Dict[str, t.Any]:
    """Return the ban that counts as JSON-ready data, under C(ban), which is None if there is none."""
    ban = longest(bans)
    if ban is None:
        return {"ban": None}
    ends = None if ban.expires is None else format_time(ban.expires)
    return {
        "ban": {
            "reason": plain(ban.reason),
            "source": plain(ban.source),
            "created": None if ban.created is None else format_time(ban.created),
            "expires": ends if ban.ends_known else _NOT_KNOWN,
        }
    }


def diff(result: PlayerResult) -> t.Dict[str, str]:
    """Return the ban before and after, in the form of a diff."""
    header = "ban of %s" % result.player
    return {
        "before_header": header,
        "after_header": header,
        "before": _diff_text(result.before),
        "after": _diff_text(result.after),
    }


def _diff_text(state: t.Optional[t.Dict[str, t.Any]]) -> str:
    if state is None:
        return "(not known)\n"
    if state["ban"] is None:
        return "not banned\n"
    ban = state["ban"]
    ends = {None: "without an end", _NOT_KNOWN: "(end not known)"}.get(ban["expires"], "until %s" % ban["expires"])
    return "banned %s, reason: %s\n" % (ends, "(not known)" if ban["reason"] is None else ban["reason"])
