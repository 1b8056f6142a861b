# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Bans as a result, a note and a diff show them."""

from __future__ import annotations

import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._bans.states import state_of, told
from ansible_collections.gamedesk.support.plugins.module_utils._bans.wanted import Ban
from ansible_collections.gamedesk.support.plugins.module_utils._module.results import PlayerResult


def data(bans: t.Sequence[Ban]) -> t.Dict[str, t.Any]:
    """Return the ban that counts as JSON-ready data, under C(ban), which is None if there is none."""
    return {"ban": state_of(bans)}


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
    return "(not known)\n" if state is None else told(state["ban"]) + "\n"
