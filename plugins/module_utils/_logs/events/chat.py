# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""What players say, /me and /say: the texts that can imitate every other."""

from __future__ import annotations

from ansible_collections.gamedesk.support.plugins.module_utils._logs import event
from ansible_collections.gamedesk.support.plugins.module_utils._logs.events.rule import BEDROCK, PLAYER, rule, sure_name

# Bukkit's family writes chat from threads of its own, whatever the chat plugin makes of it.
THREAD = "Async Chat Thread"

# What a chat plugin puts before the name ("[VIP] ") is no part of it.
_ANGLE = (
    rf"<(?:[^<>\n]{{0,100}}[\]\s])??(?P<player>{BEDROCK}|[^\s<>\[\]]{{1,40}})(?: ?\[[^<>\[\]\n]{{0,40}}\])?>"
    r" ?(?P<text>.*)"
)
# The first character decides: no other message of a server begins like this.
ANGLE = rule(event.CHAT, "<", "<", _ANGLE)
RULES = (
    rule(event.CHAT, "[Not", "[Not Secure] ", rf"\[Not Secure\] {_ANGLE}"),
    rule(event.EMOTE, "[Not", "[Not Secure] ", rf"\[Not Secure\] \* {sure_name('player')} (?P<text>.*)"),
    rule(event.ANNOUNCEMENT, "[Not", "[Not Secure] ", r"\[Not Secure\] \[(?P<source>[^\]\n]{1,40})\] (?P<text>.*)"),
    rule(event.EMOTE, "*", "* ", rf"\* {sure_name('player')} (?P<text>.*)"),
    # What looks like a plugin's line may be a player's /say; only these senders can be no plugin.
    *(
        rule(event.ANNOUNCEMENT, f"[{source}]", f"[{source}] ", rf"\[(?P<source>{source})\] (?P<text>.*)")
        for source in ("Server", "Rcon", "CONSOLE", "@")
    ),
)
# With another form in a chat thread: "[VIP] Steve: hi", "Steve » hi".
CUSTOM = rule(
    event.CHAT,
    "",
    THREAD,
    rf"(?:\[[^\]\n]{{0,40}}\] ?){{0,3}}{PLAYER}(?: \[[^\]\n]{{0,40}}\])?(?::| [»>|-]) ?(?P<text>.*)",
)
