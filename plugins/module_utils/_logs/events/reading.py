# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""The event that a record tells of.

Only what stands at the beginning of a message counts, and all of its first line must fit: players can write anything
behind their names. What chat plugins write without anything around the name ("Alex left the game" as the text of
nobody) cannot be told from the server's own line, except by the thread; a player whose name is a plugin's in brackets,
and /say of somebody whose name is a plugin's, cannot either.
"""

from __future__ import annotations

import re
import typing as t

from .. import event
from ..event import Event
from ..record import Record
from . import chat, session
from .rule import Rule

_FAMILIES: t.Tuple[t.Tuple[Rule, ...], ...] = (session.RULES, chat.RULES)
_RULES = tuple(rule for family in _FAMILIES for rule in family)
# What a chat thread writes.
_SAID = (event.CHAT, event.EMOTE, event.ANNOUNCEMENT)
# A name with spaces, or two words before the verb, move it this far from the beginning.
_WORDS = 7


def _by_word() -> t.Dict[str, t.List[Rule]]:
    found: t.Dict[str, t.List[Rule]] = {}
    for rule in _RULES:
        found.setdefault(rule.word, []).append(rule)
    return found


_BY_WORD = _by_word()


def _markers() -> t.Dict[str, t.Tuple[bytes, ...]]:
    found: t.Dict[str, t.List[bytes]] = {kind: [] for kind in event.KINDS}
    for rule in (*_RULES, chat.ANGLE, chat.CUSTOM):
        marker = rule.marker.encode()
        if marker not in found[rule.kind]:
            found[rule.kind].append(marker)
    return {kind: tuple(markers) for kind, markers in found.items()}


# What a line must hold, in one piece, to be an event of a kind: at least one of these. A kind without any comes from
# nothing that a server writes by itself.
MARKERS = _markers()

# Colours of the game; mis-read ones have another letter before them.
_COLOURS = re.compile("\u00c2?\u00a7[0-9A-Fa-fK-Ok-oRrXx]")
# Where what a server says ends, and what its programmers want to know begins.
_TRACE = re.compile(r"\s*at [\w.$<>/@]+\(|\s*\.\.\. \d+ |Caused by: |\s*Suppressed: |[\w$]+(?:\.[\w$]+)+(?::|$)")


def _continuation(lines: str) -> str:
    kept = []
    for line in lines.split("\n"):
        if _TRACE.match(line):
            break
        kept.append(line)
    return "\n".join(kept)


def _event(rule: Rule, match: t.Match[str], rest: str, raw: bytes) -> t.Optional[Event]:
    # The message is without colours and terminal sequences; a marker that one of them cuts in two is none.
    place = raw.find(rule.marker.encode())
    if place < 0 or (rest and place > raw.find(b"\n")):
        return None
    fields = {group.rstrip("0123456789"): value for group, value in match.groupdict().items() if value is not None}
    if rest and rule.more:
        more = _continuation(rest)
        if more:
            fields[rule.more] = f"{fields.get(rule.more, '')}\n{more}"
    return Event(rule.kind, fields)


def event_of(record: Record) -> t.Optional[Event]:
    """Return the event that the record tells of, or V(None). Any record will do; nothing is raised."""
    if record.time is None:
        return None
    message = _COLOURS.sub("", record.message) if "\u00a7" in record.message else record.message
    head, _newline, rest = message.partition("\n")
    chatting = record.thread is not None and record.thread.startswith(chat.THREAD)
    if head[:1] == "<":
        match = chat.ANGLE.pattern.fullmatch(head)
        return _event(chat.ANGLE, match, rest, record.raw) if match else None
    for word in head.split(" ", _WORDS)[:_WORDS]:
        for rule in _BY_WORD.get(word, ()):
            if chatting and rule.kind not in _SAID:
                continue
            match = rule.pattern.fullmatch(head)
            if match:
                return _event(rule, match, rest, record.raw)
    if chatting:
        match = chat.CUSTOM.pattern.fullmatch(head)
        return _event(chat.CUSTOM, match, rest, record.raw) if match else None
    return None
