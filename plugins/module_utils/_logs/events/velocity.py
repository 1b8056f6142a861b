# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Velocity."""

from __future__ import annotations

from ansible_collections.gamedesk.support.plugins.module_utils._logs import event
from ansible_collections.gamedesk.support.plugins.module_utils._logs.events.rule import ADDRESS, rule

_WHO = r"(?P<player>[^\n()\[\]]{1,40}?)"
_PLAYER = rf"\[connected player\] {_WHO} \({ADDRESS}\)"
_INITIAL = rf"\[initial connection\] (?:{_WHO} \()?{ADDRESS}\)?"
_SERVER = r"(?P<server>[^\s:]+)"

RULES = (
    *(
        rule(kind, word, f"{mark}{done}", rf"{who} {done}{ending}", more)
        for who, word, mark in ((_PLAYER, "[connected", ") "), (_INITIAL, "[initial", " "))
        for kind, done, ending, more in (
            (event.PROXY_CONNECTED, "has connected", "", None),
            (event.PROXY_DISCONNECTED, "has disconnected", r"(?:: (?P<reason>.*))?", "reason"),
            (event.PROXY_PINGED, "is pinging the server with version ", r"(?P<text>.*)", None),
        )
    ),
    *(
        rule(
            event.PROXY_SERVER,
            "[server",
            f" {done}",
            rf"\[server connection\] {_WHO} -> {_SERVER} (?P<text>{done}).*",
        )
        for done in ("has connected", "has disconnected")
    ),
    *(
        rule(
            event.PROXY_KICKED,
            "[connected",
            f": {done} ",
            rf"{_PLAYER}: {done} {_SERVER}(?:: (?P<reason>.*))?",
            "reason",
        )
        for done in ("kicked from server", "disconnected while connecting to", "unable to connect to server")
    ),
    rule(event.COMMAND, "executed", " -> executed command ", rf"{_PLAYER} -> executed command (?P<command>/.*)"),
)
