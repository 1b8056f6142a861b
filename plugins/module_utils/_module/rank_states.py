# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Memberships as a result and a diff show them."""

from __future__ import annotations

import functools
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._durations import format_time
from ansible_collections.gamedesk.support.plugins.module_utils._module.results import PlayerResult
from ansible_collections.gamedesk.support.plugins.module_utils._ranks.protocol import Membership
from ansible_collections.gamedesk.support.plugins.module_utils._text import plain

# A ticket holds no longer names of fields.
_KEY_BYTES = 100
# Ansible takes keys that begin so for its own, at any depth of a result: it refuses what it does not know, and leaves
# others out.
_OBEYED = ("_ansible_", "__ansible_")
_ESCAPE = "\\"


def data(memberships: t.Sequence[Membership]) -> t.Dict[str, t.Any]:
    """Return the memberships as JSON-ready data, in a fixed order."""
    ordered = sorted(memberships, key=lambda one: (one.rank, one.context, one.expires or 0))
    return {"ranks": [dict(_shown(one)) for one in ordered]}


@functools.lru_cache(maxsize=1024)  # of many players, many are members of the same
def _shown(membership: Membership) -> t.Dict[str, t.Any]:
    return {
        "rank": plain(membership.rank),
        "expires": None if membership.expires is None else format_time(membership.expires),
        "context": _context_of(membership),
    }


def _context_of(membership: Membership) -> t.Dict[str, str]:
    """A key with several values shows them side by side."""
    context: t.Dict[str, str] = {}
    for key, value in membership.context:
        name, text = _key_text(t.cast(str, plain(key, _KEY_BYTES))), t.cast(str, plain(value))
        context[name] = "%s, %s" % (context[name], text) if name in context else text
    return context


def _key_text(key: str) -> str:
    return _ESCAPE + key if key.startswith((*_OBEYED, _ESCAPE)) else key


def place(membership: Membership) -> str:
    """Return where a membership applies, for a message."""
    return _context_text(_context_of(membership)) or "everywhere"


def _context_text(context: t.Mapping[str, str]) -> str:
    return " ".join("%s=%s" % pair for pair in sorted(context.items()))


def diff(result: PlayerResult) -> t.Dict[str, str]:
    """Return the ranks before and after, in the form of a diff."""
    header = "ranks of %s" % result.player
    return {
        "before_header": header,
        "after_header": header,
        "before": _diff_text(result.before),
        "after": _diff_text(result.after),
    }


def _diff_text(state: t.Optional[t.Dict[str, t.Any]]) -> str:
    if state is None:
        return "(not known)\n"
    lines = []
    for one in state["ranks"]:
        words = ["- %s" % one["rank"]]
        if one["expires"]:
            words.append("until %s" % one["expires"])
        if one["context"]:
            words.append("where %s" % _context_text(one["context"]))
        lines.append(" ".join(words) + "\n")
    return "".join(lines)
