# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is asked of every owner of ranks or bans, in this order on one server, and how an outcome is written."""

from __future__ import annotations

from typing import Any

REASON = "Griefed the town hall"
GOOD = {"grant_rank": {"player": ["Draxe"], "rank": "vip"}, "ban_player": {"player": ["Draxe"]}}

# Options beside the good ones.
RANKS: dict[str, dict[str, Any]] = {
    "check mode": {"_ansible_check_mode": True},
    "grant": {},
    "grant again": {},
    "revoke": {"state": "absent"},
    "revoke again": {"state": "absent"},
    "unknown player": {"player": ["Nobody"]},
    "unknown rank": {"rank": "vpi"},
    "bad duration": {"duration": "1 hour"},
    "grant, best effort": {"verify": "best_effort"},
}
BANS: dict[str, dict[str, Any]] = {
    "check mode": {"_ansible_check_mode": True},
    "ban": {"reason": REASON},
    "ban again": {"reason": REASON},
    "unban": {"state": "absent"},
    "unban again": {"state": "absent"},
    "unknown player": {"player": ["Nobody"]},
    "bad duration": {"duration": "1 hour"},
    "ban, best effort": {"reason": REASON, "verify": "best_effort"},
}
SCENARIOS = {"grant_rank": RANKS, "ban_player": BANS}


def outcome(result: dict[str, Any], changes: list[str]) -> str:
    """Write what a module returned, and whether something came over the wire that does not only read."""
    status = result["status"]
    if status not in ("succeeded", "unchanged", "unverified"):
        told = f"{status}: {result['error']['code']}"
        return told if changes else f"{told}, nothing sent"
    if status == "unverified":
        told = "sent, unverified" if changes else "would be sent, unverified"
    elif result["verified"]:
        how = result["results"][0]["how_verified"]
        told = f"{'changed' if result['changed'] else 'unchanged'}, verified by {how}"
    else:
        told = "would change" if result["changed"] else "would not change"
    assert bool(changes) == told.startswith(("changed", "sent")), (result, changes)
    return told
