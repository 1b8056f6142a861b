# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Coming, going and not being let in, as vanilla, Bukkit's family, Forge, Fabric and NeoForge write it."""

from __future__ import annotations

from ansible_collections.gamedesk.support.plugins.module_utils._logs import event
from ansible_collections.gamedesk.support.plugins.module_utils._logs.events.rule import (
    ADDRESS,
    PLAYER,
    UUID,
    address,
    name,
    rule,
    sure_name,
)

_PLAYER = sure_name("player")
# Nobody could say a login, so that a name may have brackets there.
_ANY_PLAYER = r"(?P<player>[^\s<][^\s]{0,39}?|[.*+_-]?\w{1,16}(?: \w{1,16}){1,3})"
_NUMBER = r"-?(?:\d[\d.]*(?:E-?\d+)?|NaN|Infinity)"
# Up to 1.20.1 the login writes a profile of authlib, with the address behind it.
_PROFILE = (
    r"(?:com\.mojang\.authlib\.)?GameProfile@[0-9a-f]+\[id=(?:<null>|null|(?P<uuid>[0-9A-Fa-f-]{1,36})), ?"
    r"name=(?:<null>|null|(?P<player2>[^\s,]{1,40})),.*\]"
)
# Before the player is in the world: the profile, name and address (in brackets before 1.7), or only the address.
_UNKNOWN = rf"{_PROFILE}(?: \({ADDRESS}\))?"
_NAMED = rf"{_PLAYER} (?:\({ADDRESS}\)|\[{address('9')}\])"
_NAMELESS = rf"\(?(?=/|IP hidden|local|\*){ADDRESS}\)?"

RULES = (
    rule(
        event.LOGIN,
        "logged",
        " logged in with entity id ",
        rf"{_ANY_PLAYER}\[{ADDRESS}\] logged in with entity id (?P<entity>\d+) at "
        rf"\((?:\[(?P<world>[^\]]+)\] ?)?(?P<x>{_NUMBER}), (?P<y>{_NUMBER}), (?P<z>{_NUMBER})\)",
    ),
    rule(event.IDENTIFIED, "UUID", "UUID of player ", rf"UUID of player {_PLAYER} is {UUID}"),
    rule(
        event.JOIN,
        "joined",
        " joined the game",
        rf"{PLAYER}(?: \(formerly known as {name('old_name')}\))? joined the game\.?",
    ),
    rule(event.LEAVE, "left", " left the game", rf"{PLAYER} left the game\.?"),
    *(
        rule(event.REFUSED, "lost", " lost connection: ", rf"{who} lost connection: (?P<reason>.*)", "reason")
        for who in (_UNKNOWN, _NAMED, _NAMELESS)
    ),
    rule(event.DISCONNECT, "lost", " lost connection: ", rf"{_PLAYER} lost connection: (?P<reason>.*)", "reason"),
    *(
        rule(event.REFUSED, "Disconnecting", "Disconnecting ", rf"Disconnecting {who}: (?P<reason>.*)", "reason")
        for who in (_UNKNOWN, _NAMED, _NAMELESS)
    ),
    rule(
        event.REFUSED,
        "Username",
        " tried to join with an invalid session",
        r"Username '(?P<player>[^'\n]{1,40})' (?P<reason>tried to join with an invalid session)",
    ),
    rule(
        event.REFUSED,
        "Couldn't",
        "Couldn't verify username because servers are unavailable",
        r"(?P<reason>Couldn't verify username because servers are unavailable)",
    ),
    rule(
        event.COMMAND,
        "issued",
        " issued server command: ",
        rf"(?!\[){_PLAYER} issued server command: (?P<command>/.*)",
    ),
)
