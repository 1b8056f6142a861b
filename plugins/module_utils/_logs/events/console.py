# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Who uses the console from outside, and what somebody's command did."""

from __future__ import annotations

from ansible_collections.gamedesk.support.plugins.module_utils._logs import event
from ansible_collections.gamedesk.support.plugins.module_utils._logs.events.rule import ADDRESS, PLAYER, rule

RULES = (
    rule(event.RCON_CONNECTED, "Thread", "Thread RCON Client ", rf"Thread RCON Client {ADDRESS} started"),
    rule(event.RCON_DISCONNECTED, "Thread", "Thread RCON Client ", rf"Thread RCON Client {ADDRESS} shutting down"),
    rule(event.RCON_CONNECTED, "Rcon", "Rcon connection from: ", rf"Rcon connection from: {ADDRESS}"),
    # Cuberite.
    rule(event.RCON_CONNECTED, "RCON", 'RCON Client "', rf'RCON Client "{ADDRESS}" connected!'),
    rule(
        event.RCON_REFUSED,
        "RCON:",
        "RCON: Invalid password from client ",
        rf"RCON: (?P<reason>Invalid password) from client {ADDRESS}, dropping connection\.",
    ),
)
# What a command did, as the console sees its own, and in brackets that of others.
OUTCOMES = (
    *(
        rule(event.FEEDBACK, word, text, rf"(?P<text>{text}{PLAYER}{ending})")
        for word, text, ending in (
            ("Made", "Made ", r" (?:a|no longer a) server operator"),
            ("Opped", "Opped ", ""),
            ("De-opped", "De-opped ", ""),
            ("Added", "Added ", r" to the whitelist"),
            ("Removed", "Removed ", r" from the whitelist"),
        )
    ),
)
# In brackets: who, and what the command did. Where the command banned or kicked, the event says that instead.
FEEDBACK = rule(event.FEEDBACK, "[", ": ", r"\[(?P<source>[^:\[\]\n]{1,60}): (?P<text>(?s:.*))\]")
