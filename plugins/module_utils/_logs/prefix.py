# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""What stands before the message in a line of a server's log, for every family of servers.

The patterns are those of the servers' own log4j2.xml (Paper, Forge, NeoForge, Velocity), of java.util.logging
(BungeeCord), of Cuberite's Logger.cpp and of AuthMe's ConsoleLogger.
"""

from __future__ import annotations

import re
import typing as t


class LogLine(t.NamedTuple):
    """One line with its prefix. What the family does not write is V(None); nothing is interpreted."""

    date: t.Optional[str]
    time: str
    thread: t.Optional[str]
    level: t.Optional[str]
    logger: t.Optional[str]
    message: str


# Forge's month is in the language of the JVM. A thread's name may have slashes; the level is behind the last one. Names
# have a longest length so that no line takes a time that grows with its square.
_FAMILIES = tuple(
    re.compile(pattern)
    for pattern in (
        # Vanilla, Bukkit, Paper, Forge, NeoForge, Velocity, Waterfall; Fabric's loader names a category in parentheses.
        (
            r"\[(?:(?P<date>[0-9]{2}(?:[^\s\d\]]{1,12}|[0-9]{1,2}[^\s\d\]])[0-9]{4}) )?"
            r"(?P<time>[0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.[0-9]{3})?\] "
            r"\[(?P<thread>.{1,200}?)/(?P<level>[A-Z]+)\]"
            r"(?:(?: \[(?P<logger>[^\]]*)\])?: ?| \((?P<category>[^)]{1,200})\) )(?P<message>.*)"
        ),
        # Paper's console.
        r"\[(?P<time>[0-9]{2}:[0-9]{2}:[0-9]{2}) (?P<level>[A-Z]+)\]: (?P<message>.*)",
        # Geyser.
        r"\[(?P<time>[0-9]{2}:[0-9]{2}:[0-9]{2})\.[0-9]{3} (?P<thread>.{1,200}?)/(?P<level>[A-Z]+)\] (?P<message>.*)",
        # All servers before 1.7.
        (
            r"(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2}) (?P<time>[0-9]{2}:[0-9]{2}:[0-9]{2}) "
            r"\[(?P<level>\w+)\] (?P<message>.*)"
        ),
        # BungeeCord, whose levels are in the language of the JVM.
        r"(?P<time>[0-9]{2}:[0-9]{2}:[0-9]{2}) \[(?P<level>[^\]]+)\] (?P<message>.*)",
        # AuthMe's own log, without a year.
        (
            r"\[(?P<date>[0-9]{2}-[0-9]{2}) (?P<time>[0-9]{2}:[0-9]{2}:[0-9]{2})\]: "
            r"\[(?P<level>[A-Z]+)\] (?P<message>.*)"
        ),
        # Cuberite.
        r"\[(?P<time>[0-9]{2}:[0-9]{2}:[0-9]{2})\] (?P<message>.*)",
    )
)

# Of some captures the ESC is lost; what is left of CraftBukkit's colours is told by its form. "[m" may also be the
# beginning of "[main/INFO]".
_ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[@-Z\\-_])|\[(?:m(?![\w\]])|(?:0|0;[0-9]{1,2};[0-9]{1,2})m)")


def without_ansi(text: str) -> str:
    """Return the text without terminal sequences."""
    # Nearly no line has any; to look for it so is faster.
    if "\x1b" in text or "[m" in text or "[0m" in text or "[0;" in text:
        return _ANSI.sub("", text)
    return text


def parse_line(text: str) -> t.Optional[LogLine]:
    """Return the parts of a line (without terminal sequences and line end), or V(None) if it continues another."""
    for family in _FAMILIES:
        match = family.fullmatch(text)
        if match:
            found = match.groupdict()
            logger = found.get("logger") or found.get("category")
            return LogLine(
                found.get("date"), found["time"], found.get("thread"), found.get("level"), logger, found["message"]
            )
    return None
