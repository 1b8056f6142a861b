# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Ranks that change: LuckPerms, PermissionsEx, GroupManager and Cuberite."""

from __future__ import annotations

from ansible_collections.gamedesk.support.plugins.module_utils._logs import event
from ansible_collections.gamedesk.support.plugins.module_utils._logs.events.rule import rule

_WHO = r"(?P<player>\S{1,40})"
_RANK = r"(?P<rank>\S{1,80}(?: \([^)\n]{0,80}\))?)"
_DURATION = r"(?: for a duration of (?P<duration>[^.\n]{1,120}?))?"
_CONTEXT = r" in context [^.\n]{1,400}"


def _luckperms(text: str) -> str:
    return rf"\[LP\] (?P<text>{text})"


RULES = (
    *(
        rule(event.RANK_CHANGE, "[LP]", text.strip(), _luckperms(rf"{_WHO} {text}{_RANK}{_DURATION}{_CONTEXT}\.?"))
        for text in (
            "now inherits permissions from ",
            "had their existing parent groups cleared, and now only inherits ",
            "no longer inherits permissions from ",
            "no longer temporarily inherits permissions from ",
            "will inherit permissions from ",
        )
    ),
    *(
        rule(
            event.RANK_CHANGE,
            "[LP]",
            word,
            _luckperms(rf"{word} {_WHO} along track \S+ from \S+ to {_RANK}{_CONTEXT}\.?"),
        )
        for word in ("Promoting", "Demoting")
    ),
    # What another did comes in two records: first who and for whom, then what.
    rule(
        event.FEEDBACK,
        "[LP]",
        "LOG",
        r"\[LP\] (?P<text>LOG > \((?P<source>[^()\n]{1,60})\) \[U\] \((?P<player>[^()\n]{1,60})\))",
    ),
    rule(
        event.RANK_CHANGE,
        "[LP]",
        "LOG",
        r"\[LP\] LOG > (?P<text>parent (?:add|addtemp|set|remove|removetemp|settrack) (?P<rank>\S+).*)",
    ),
    *(
        rule(
            event.RANK_CHANGE,
            "User",
            f"{done} group",
            rf'(?P<text>User "(?P<player>[^"\n]{{1,60}})" {done} group "(?P<rank>[^"\n]*)"!)',
        )
        for done in ("added to", "removed from")
    ),
    rule(
        event.RANK_CHANGE,
        "changed",
        "You changed player '",
        r"(?P<text>You changed player '(?P<player>[^'\n]{1,60})' "
        r"(?:group to '(?P<rank>[^'\n]*)' in world '(?P<world>[^'\n]*)'|to default settings)\.)",
    ),
    rule(
        event.RANK_CHANGE,
        "subgroup",
        "You added the subgroup '",
        r"(?P<text>You added the subgroup '(?P<rank>[^'\n]*)' to player '(?P<player>[^'\n]{1,60})'"
        r"(?: with a duration of (?P<duration>\d+ minutes?))?\.)",
    ),
    rule(
        event.RANK_CHANGE,
        "subgroup",
        "You removed the subgroup '",
        r"(?P<text>You removed the subgroup '(?P<rank>[^'\n]*)' from player '(?P<player>[^'\n]{1,60})'\.)",
    ),
    rule(
        event.RANK_CHANGE,
        "Player",
        '" is now in ',
        r'(?P<text>Player "(?P<player>[^"\n]{1,60})" is now in (?:rank (?P<rank>.+?)|the default rank)\.?)',
    ),
)
