# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""BungeeCord and Waterfall."""

from __future__ import annotations

from ansible_collections.gamedesk.support.plugins.module_utils._logs import event
from ansible_collections.gamedesk.support.plugins.module_utils._logs.events.rule import ADDRESS, rule, sure_name

_WHO = r"(?P<player>[^\s,\[\]/][^\s,\[\]]{0,39})"
_INITIAL = rf"\[(?:(?:{_WHO},)?{ADDRESS}|(?P<player2>[^\s,\[\]/]{{1,40}}))\] <-> InitialHandler"
_UPSTREAM = rf"\[{_WHO}\] -> UpstreamBridge"
_SERVER = rf"\[{_WHO}\] <-> (?:ServerConnector|DownstreamBridge <->) \[(?P<server>[^\]\n]+)\]"
# What a handler is, the word that finds it, and what its name ends with.
_HANDLERS = (
    (_INITIAL, "InitialHandler", "InitialHandler"),
    (_UPSTREAM, "UpstreamBridge", "UpstreamBridge"),
    (_SERVER, "ServerConnector", "]"),
    (_SERVER, "DownstreamBridge", "]"),
)

RULES = (
    *(
        rule(kind, word, f"{end} {done}", rf"{handler} {done}")
        for handler, word, end in _HANDLERS[:2]
        for kind, done in (
            (event.PROXY_CONNECTED, "has connected"),
            (event.PROXY_DISCONNECTED, "has disconnected"),
            (event.PROXY_PINGED, "has pinged"),
        )
    ),
    *(
        rule(event.PROXY_SERVER, word, f"{end} {done}", rf"{handler} (?P<text>{done})")
        for handler, word, end in _HANDLERS[2:]
        for done in ("has connected", "has disconnected")
    ),
    *(
        rule(event.PROXY_ERROR, word, f"{end} - ", rf"{handler} - (?P<reason>.*)", "reason")
        for handler, word, end in _HANDLERS
    ),
    *(
        rule(event.CHEAT, word, f"{end} exceeded packet limit", rf"{handler} (?P<text>exceeded packet limit.*)")
        for handler, word, end in _HANDLERS
    ),
    rule(
        event.PROXY_KICKED,
        "disconnected",
        "] disconnected with: ",
        rf"\[{_WHO}\] disconnected with: (?P<reason>.*)",
        "reason",
    ),
    rule(
        event.COMMAND,
        "executed",
        " executed command: ",
        rf"(?!\[){sure_name('player')} executed command: (?P<command>/.*)",
    ),
)
