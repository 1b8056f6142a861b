# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What must hold of every result, whatever went wrong: it is held against what LuckPerms has stored and logged."""

from __future__ import annotations

import re
from typing import Any

from .conftest import Truth

# How long the console waits in vain in a test where it has to, and where it must not.
SHORT, AMPLE = 0.5, 10.0
TOLD = re.compile(r"<([^<>]*)>")


def check_replies(result: dict[str, Any]) -> None:
    """No reply is another command's: the proxy has every one of them tell which command it answers."""
    for one in result["results"]:
        for sent in one["commands"]:
            told = set(TOLD.findall(sent["reply"] or ""))
            assert told <= {sent["command"]}, sent


def check_claims(truth: Truth, result: dict[str, Any], before: dict[str, int], *, absent: bool) -> None:
    """What is said of each player is true of the server, now that it has come to rest.

    C(before) is how many actions LuckPerms had logged for each of them.
    """
    told = {one["uuid"]: one for one in result["results"]}
    assert set(told) == set(before)
    for player, actions_before in before.items():
        there = truth.memberships(player)
        actions = truth.actions(player)[actions_before:]
        assert len(actions) == len(set(actions)), f"done twice: {actions}"
        one = told[player]
        if one["status"] in ("succeeded", "unchanged"):
            assert bool(there) is not absent
            assert one["verified"]
            assert one["changed"] is (one["status"] == "succeeded")
        if one["status"] == "failed":
            assert actions == []
            assert not one["changed"]
        if not absent:
            assert there in ([], [("group.vip", 0)])
