# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Bans, kicks and mutes: vanilla's own, and those of EssentialsX, LiteBans, AdvancedBan and LibertyBans."""

from __future__ import annotations

from ansible_collections.gamedesk.support.plugins.module_utils._logs import event
from ansible_collections.gamedesk.support.plugins.module_utils._logs.events.rule import ADDRESS, PLAYER, SOURCE, rule

# What vanilla's commands say, to the console plain and of others in brackets.
OUTCOMES = (
    rule(event.BAN, "Banned", "Banned player ", rf"Banned player {PLAYER}"),
    rule(
        event.BAN,
        "Banned",
        "Banned IP address ",
        rf"Banned IP address {ADDRESS}(?: belonging to (?P<accounts>.+))?",
    ),
    rule(event.BAN, "Banned", "Banned IP ", rf"Banned IP {ADDRESS}: (?P<reason>.*)", "reason"),
    rule(event.BAN, "Banned", "Banned ", rf"Banned {PLAYER}: (?P<reason>.*)", "reason"),
    rule(event.UNBAN, "Unbanned", "Unbanned IP ", rf"Unbanned IP (?:address )?{ADDRESS}"),
    rule(event.UNBAN, "Unbanned", "Unbanned ", rf"Unbanned (?:player )?{PLAYER}"),
    rule(
        event.KICK,
        "Kicked",
        " from the game",
        rf"Kicked {PLAYER} from the game(?:: '(?P<reason>.*)')?",
    ),
    rule(event.KICK, "Kicked", "Kicked ", rf"Kicked {PLAYER}: (?P<reason>.*)", "reason"),
)

_WHOM = rf"(?:{ADDRESS}|{PLAYER})"
_FOR = r" for (?P<duration>[^:'\n]{1,80})"
_ESSENTIALS = rf"(?:\[Essentials\] )?Player {SOURCE} "
_LITEBANS = rf"(?:\[LiteBans\] )?{SOURCE} "
_ADVANCED = r"(?:\[AdvancedBan\] )?AdvancedBan \S+ "
_LIBERTY = r"(?:\[LibertyBans\] )?(?:LibertyBans \S+ )?"

# Between words there may be a colour, which the message is without, but not in the markers.
_PLUGINS = (
    # EssentialsX.
    rule(
        event.BAN,
        "temporarily",
        "temporarily banned",
        rf"{_ESSENTIALS}temporarily banned (?:IP address )?{_WHOM}{_FOR}: (?P<reason>.*?)\.?",
        "reason",
    ),
    rule(
        event.BAN,
        "banned",
        "banned",
        rf"{_ESSENTIALS}banned (?:IP address )?{_WHOM} for: (?P<reason>.*?)\.?",
        "reason",
    ),
    rule(event.UNBAN, "unbanned", "unbanned", rf"{_ESSENTIALS}unbanned (?:IP(?: address|:)? )?{_WHOM}\.?"),
    rule(event.KICK, "kicked", "kicked", rf"{_ESSENTIALS}kicked {PLAYER} for (?P<reason>.*?)\.?", "reason"),
    rule(
        event.MUTE,
        "muted",
        "has muted player",
        rf"(?:\[Essentials\] )?{SOURCE} has muted player {PLAYER}(?: for (?P<duration>[^.\n]{{1,80}}?))?\.?"
        r"(?: Reason: (?P<reason>.*?)\.?)?",
    ),
    # LiteBans. "temp" is a word of its own before IP-banned.
    *(
        rule(
            kind,
            word,
            word,
            rf"{_LITEBANS}{words} {_WHOM}(?:{_FOR})? for '(?P<reason>.*)'",
        )
        for kind, word, words in (
            (event.BAN, "banned", "banned"),
            (event.BAN, "tempbanned", "tempbanned"),
            (event.BAN, "IP-banned", "(?:temp )?IP-banned"),
            (event.UNBAN, "unbanned", "unbanned"),
            (event.MUTE, "muted", "muted"),
            (event.MUTE, "tempmuted", "tempmuted"),
            (event.KICK, "kicked", "kicked"),
        )
    ),
    # AdvancedBan says nothing of the reason.
    *(
        rule(
            kind,
            "AdvancedBan",
            f"was successfully {done}!",
            rf"{_ADVANCED}{_WHOM} was successfully {done}!",
        )
        for kind, done in (
            (event.BAN, "banned"),
            (event.UNBAN, "unbanned"),
            (event.MUTE, "muted"),
            (event.KICK, "kicked"),
        )
    ),
    # LibertyBans: the answer, and the notice to staff.
    *(
        rule(
            kind,
            word,
            word,
            rf"{_LIBERTY}{who}{word} {_WHOM}{_FOR} because of (?P<reason>.*?)\.?",
            "reason",
        )
        for kind, done in ((event.BAN, "banned"), (event.MUTE, "muted"))
        for word, who in ((done.capitalize(), ""), (done, rf"{SOURCE} "))
    ),
    rule(event.UNBAN, "Unbanned", "Unbanned", rf"{_LIBERTY}Unbanned {_WHOM}\."),
)

RULES = (*OUTCOMES, *_PLUGINS)
