# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""What should not happen: movement that the server does not believe, and packets that attack it."""

from __future__ import annotations

from ansible_collections.gamedesk.support.plugins.module_utils._logs import event
from ansible_collections.gamedesk.support.plugins.module_utils._logs.events.rule import PLAYER, UUID, rule

_VEHICLE = r"(?:[^:<>\[\]\n]{1,60} \(vehicle of (?P<player2>[^\s()]{1,40})\)"

RULES = (
    *(
        rule(event.CHEAT, "moved", f" {text}", rf"{_VEHICLE}|{PLAYER}) (?P<text>{text}.*)")
        for text in ("moved too quickly!", "moved wrongly!")
    ),
    rule(event.CHEAT, "was", " was kicked for floating", rf"{PLAYER} (?P<text>was kicked for floating .*)"),
    rule(event.CHEAT, "kicked", " kicked for packet spamming", rf"{PLAYER} (?P<text>kicked for packet spamming.*)"),
    rule(
        event.CHEAT,
        "spamming",
        " is spamming LuckPerms commands",
        rf"(?:\[LuckPerms\] )?Player '{UUID}' (?P<text>is spamming LuckPerms commands.*)",
    ),
    rule(
        event.EXPLOIT,
        "tried",
        " tried to send a book too large",
        rf"{PLAYER} (?P<text>tried to send a book too large.*)",
    ),
    rule(
        event.EXPLOIT,
        "dropped",
        " dropped their items too quickly",
        rf"{PLAYER} (?P<text>dropped their items too quickly.*)",
    ),
)
# A look-up of Log4Shell, also disguised, in a message that is nothing else: what players say and type are events of
# their own, with this as their text.
LOOKUP = rule(
    event.EXPLOIT, "", "${", r"(?i)(?P<text>.*\$\{(?:jndi:|\$\{|env:|sys:|java:|ctx:|main:|date:|lower:|upper:|::-).*)"
)
