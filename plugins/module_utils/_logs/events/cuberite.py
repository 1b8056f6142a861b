# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Cuberite, where it says things differently from all others."""

from __future__ import annotations

from ansible_collections.gamedesk.support.plugins.module_utils._logs import event
from ansible_collections.gamedesk.support.plugins.module_utils._logs.events.rule import PLAYER, rule

RULES = (
    rule(event.JOIN, "joined", " has joined the game", rf"Player {PLAYER} has joined the game"),
    rule(event.LEAVE, "left", " has left the game", rf"Player {PLAYER} has left the game"),
    rule(event.KICK, "Kicking", "Kicking player ", rf'Kicking player {PLAYER} for "(?P<reason>.*)"'),
)
