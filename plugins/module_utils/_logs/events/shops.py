# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Commands that a web shop's plugin ran for a player, as they are written: without a slash."""

from __future__ import annotations

from ansible_collections.gamedesk.support.plugins.module_utils._logs import event
from ansible_collections.gamedesk.support.plugins.module_utils._logs.events.rule import rule

_PLUGIN = r"(?:\[(?:AzLink|Azuriom|Tebex|tebex|Buycraft|BuycraftX)\] )?"

RULES = (
    rule(
        event.SHOP,
        "Dispatching",
        "Dispatching command for player ",
        rf"{_PLUGIN}Dispatching command for player (?P<player>[^:\n]{{1,40}}): (?P<command>.*)",
    ),
    rule(
        event.SHOP,
        "Dispatching",
        "' for player '",
        rf"{_PLUGIN}Dispatching (?:offline )?command '(?P<command>.*)' for player '(?P<player>[^'\n]{{1,40}})'\.?",
    ),
)
