# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Geyser, as a proxy of its own and as a plugin."""

from __future__ import annotations

from ansible_collections.gamedesk.support.plugins.module_utils._logs import event
from ansible_collections.gamedesk.support.plugins.module_utils._logs.events.rule import ADDRESS, rule

_PLUGIN = r"(?:\[Geyser-\w+\] )?"
# A gamertag has spaces.
_WHO = r"(?P<player>[^\n()\[\]:<>/]{1,40})"

RULES = (
    rule(
        event.PROXY_CONNECTED,
        "connected",
        "Player connected with username ",
        rf"{_PLUGIN}Player connected with username {_WHO}",
    ),
    rule(event.PROXY_CONNECTED, "tried", " tried to connect!", rf"{_PLUGIN}{ADDRESS} tried to connect!"),
    rule(event.PROXY_PINGED, "pinged", " has pinged you!", rf"{_PLUGIN}{ADDRESS} has pinged you!"),
    rule(
        event.PROXY_SERVER,
        "(logged",
        " has connected to remote ",
        rf"{_PLUGIN}{_WHO} \((?P<text>logged in as: [^\n()]{{1,40}})\) has connected to remote [Jj]ava server "
        r"on address (?P<server>\S+)",
    ),
    rule(
        event.PROXY_DISCONNECTED,
        "disconnected",
        " has disconnected from remote ",
        rf"{_PLUGIN}{_WHO} has disconnected from remote [Jj]ava server on address (?P<server>\S+) "
        r"because of (?P<reason>.*)",
        "reason",
    ),
    rule(
        event.PROXY_DISCONNECTED,
        "Bedrock",
        "Bedrock user with ip: ",
        rf"{_PLUGIN}Bedrock user with ip: {ADDRESS} has disconnected for reason (?P<reason>.*)",
        "reason",
    ),
    rule(event.REFUSED, "already", " is already logged in!", rf"{_PLUGIN}{_WHO} (?P<reason>is already logged in!)"),
    rule(
        event.REFUSED,
        "User",
        " entered invalid login info",
        rf"{_PLUGIN}User '{_WHO}' (?P<reason>entered invalid login info, kicking\.)",
    ),
)
