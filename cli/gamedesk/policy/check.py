# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one question that is asked before every action: may this operator do this?"""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Literal

from gamedesk.actions import Action
from gamedesk.i18n import _

PERMISSIONS = frozenset(
    {
        "rank.grant",
        "rank.revoke",
        "rank.promote",
        "rank.demote",
        "rank.settrack",
        "ban.add",
        "ban.remove",
        "server.check",
        "logs.search",
        "logs.unmask",
    }
)


@dataclasses.dataclass(frozen=True)
class Decision:
    """The answer, and why."""

    verdict: Literal["allow", "deny", "needs_second_person"]
    reason: str


def check(operator: str, permission: str, action: Action, *, staff_file: Path) -> Decision:
    """Say whether C(operator) may do C(action), which needs C(permission) (one of PERMISSIONS).

    Without a C(staff_file) everybody who can use the desk may do everything. With one, everything is denied: this
    version does not read it, and rules that are written down and not kept would be worse than none.
    Raises ValueError for a permission that does not exist.
    """
    if permission not in PERMISSIONS:
        raise ValueError(permission)
    if staff_file.exists():
        return Decision(
            "deny",
            _("{file} limits who may do what, and this version does not enforce it yet: {who} may not {what}.").format(
                file=staff_file.name, who=operator, what=action.name
            ),
        )
    return Decision(
        "allow",
        _("There is no {file}: everybody who can use this desk may do everything.").format(file=staff_file.name),
    )
