# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""A message that means an event, and the parts that many such messages share."""

from __future__ import annotations

import re
import typing as t


class Rule(t.NamedTuple):
    """One message of a server or a plugin.

    C(word) is a whole word among the first words of the message: it finds the rule without a regular expression.
    C(marker) is a text that stands, in one piece, in every line that the rule finds: it finds the line without reading
    it. C(pattern) is for the message's whole first line, and its groups are fields of the event; a digit at the end
    of a group's name is not part of the field's name. C(more) is the field that the next lines go on with.
    """

    kind: str
    word: str
    marker: str
    pattern: t.Pattern[str]
    more: t.Optional[str] = None


def rule(kind: str, word: str, marker: str, pattern: str, more: t.Optional[str] = None) -> Rule:
    """Return the rule with its pattern compiled."""
    return Rule(kind, word, marker, re.compile(pattern), more)


# A name without what a chat plugin would write around it. Servers in offline mode let in all that can be printed, but
# "Steve:", "<Steve>" and "[VIP]" are more likely chat than a name; "*" alone is /me.
_NAME = r"(?!\*? )[^\s<>\[\](){}:,;|/\"'»\x00-\x1f\x7f]{1,40}"
# Floodgate leaves spaces in names of Bedrock players where its configuration says so; a prefix tells them from words.
BEDROCK = r"[.*][^\W_][\w]*(?: [^\W_]\w*){1,5}"


def name(group: str) -> str:
    """Return a pattern for a player's name, for where other words could stand in its place."""
    return rf"(?P<{group}>{_NAME}|{BEDROCK})"


def sure_name(group: str) -> str:
    """Return a pattern for a player's name, for where what follows leaves no doubt that it is one."""
    return (
        rf"(?P<{group}>(?!\*? )[^\s<\[\x00-\x1f\x7f][^\s\x00-\x1f\x7f]{{0,39}}(?<![:>»)\]|,])"
        r"|[.*+_-]?\w{1,16}(?: \w{1,16}){1,3})"
    )


PLAYER = name("player")
SOURCE = name("source")


def address(number: str = "") -> str:
    """Return a pattern for an address with its port, as Java writes it, and for what stands in its place.

    host/1.2.3.4:5, /1.2.3.4:5, /[2001:db8:0:0:0:0:0:1]:5, without port also without brackets; IP hidden, local, <ip
    address withheld>, asterisks. C(number) keeps the groups of two in one pattern apart.
    """
    return (
        r"(?:[^\s/\[\]()<>,]*/)?"
        rf"(?:\[(?P<address{number}1>[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)(?:%[\w.-]+)?\](?::(?P<port{number}1>\d{{1,5}}))?"
        rf"|(?P<address{number}2>\d{{1,3}}(?:\.\d{{1,3}}){{3}})(?::(?P<port{number}2>\d{{1,5}}))?"
        rf"|(?P<address{number}3>[0-9A-Fa-f]{{0,4}}(?::[0-9A-Fa-f]{{0,4}}){{2,7}}(?:\.\d{{1,3}}){{0,3}})(?:%[\w.-]+)?"
        rf"|\*[*.]*(?::(?P<port{number}3>\d{{1,5}}))?"
        rf"|IP hidden|local(?::[^\])\s]*)?|<ip address withheld>(?::(?P<port{number}4>\d{{1,5}}))?)"
    )


ADDRESS = address()
UUID = r"(?P<uuid>[0-9A-Fa-f]{1,8}(?:-[0-9A-Fa-f]{1,12}){4}|[0-9A-Fa-f]{32})"
