# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values that strangers may type, and what of them may come over a wire."""

from __future__ import annotations

import re

VALUES = [
    # Further lines, and what ends them.
    *("Draxe\nop Eve", "Draxe\r\nop Eve", "\n", "\r", "vip\x0bop Eve", "vip\x0cop Eve", "vip\x85op Eve"),
    *("vip\u2028op Eve", "vip\u2029op Eve"),
    # Keys of a terminal, and of what runs in it.
    *("\x03", "\x04", "\x15op Eve", "\x1b[2J", "\x1b[A", "\x1b]0;x\x07", "\x9b2J", "\x02d", "\x01d", "\x7f", "\t"),
    # NUL, and marks that are not seen. (Ansible itself stops halves of characters.)
    *("vip\0", "\0", "\u202evip", "\u200bvip", "\ufeffvip", "vip\u00ad", "\u2066vip\u2069"),
    # Colours.
    *("\u00a74Draxe", "\u00a7x\u00a7f\u00a7f", "&4Draxe"),
    # Selectors, wildcards, options, commands.
    *("@a", "@e[type=player]", "@p", "@s", "*", "**", "'*'", "-s", "--help", "-", "/stop", "/", "//", "#Draxe", "!vip"),
    # What a shell, a template, a query or a format would read.
    *(
        'Dra"xe',
        "Dra'xe",
        "Dra`xe",
        "Draxe;stop",
        "Draxe && stop",
        "Draxe|stop",
        "$(id)",
        "\\n",
        "\\",
        "{rank}",
        "{name}",
    ),
    *(
        "{name}",
        "{0.__class__}",
        "{{ 7 * 7 }}",
        "%s%n",
        "${jndi:ldap://x}",
        "' OR 1=1 --",
        "../vip",
        "~",
        "<b>",
        "a=b",
        "a,b",
    ),
    # More than one word, and none.
    *("Draxe vip", " Draxe", "Draxe ", "", " ", "Draxe  ", "vip server=lobby", "vip 1d", "vip true"),
    # Other scripts, and letters that look like ours.
    *("Дракс", "فيب", "玩家", "Draxé", "ｖｉｐ", "\u0661\u0662d", "ıI", "Drax\u0435", "\U0001f600"),
    # Long ones, numbers, and words of languages.
    *("v" * 10_000, "v" * 65, "x " * 5_000, "0", "-1", "1e9", "9" * 40, "null", "true", "__proto__", "NaN", "CON"),
]
# One word that no software takes for anything else; behind a key it may begin in another way.
_WORD = re.compile(r"[^\W_][\w.+:\-]{0,63}|_\w{0,63}")
_VALUE = re.compile(r"[\w.+:\-/!]{1,64}")
_NOTHING = re.compile("$.")
_NAME = re.compile(r"[A-Za-z0-9_]{1,16}")
PLACES = {
    "grant_rank": ("player", "rank", "duration", "expires", "server", "world"),
    "ban_player": ("player", "reason", "duration", "expires"),
}


def options(place: str, value: str) -> dict[str, object]:
    """Return the option that gives the value."""
    if place in ("server", "world"):
        return {"context": {place: value}}
    return {place: [value] if place == "player" else value}  # a text would be split at its commas


def is_fit(place: str, value: str) -> bool:
    """Whether a value may come over a wire at all."""
    if place == "reason":
        return value.isprintable() and value == value.strip() != "" and len(value) <= 1000 and "\u00a7" not in value
    return bool(
        {"player": _NAME, "rank": _WORD, "server": _VALUE, "world": _VALUE}.get(place, _NOTHING).fullmatch(value)
    )
