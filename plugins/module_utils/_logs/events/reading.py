# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""The event that a record tells of.

Only what stands at the beginning of a message counts, and all of its first line must fit: players can write anything
behind their names. What a chat plugin writes without anything around the name (somebody whose text is "left the game")
cannot be told from the server's own line, except by the thread, which Paper's console does not show; nor can what a
player says whose name is a plugin's, or a plugin's line from /say of a player with that name.
"""

from __future__ import annotations

import re
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._logs import event
from ansible_collections.gamedesk.support.plugins.module_utils._logs.event import Event
from ansible_collections.gamedesk.support.plugins.module_utils._logs.events import (
    authme,
    bungeecord,
    chat,
    cheats,
    console,
    cuberite,
    deaths,
    geyser,
    ranks,
    server,
    session,
    shops,
    staff,
    velocity,
)
from ansible_collections.gamedesk.support.plugins.module_utils._logs.events.rule import Rule
from ansible_collections.gamedesk.support.plugins.module_utils._logs.record import Record

_OUTCOMES = (*staff.OUTCOMES, *console.OUTCOMES)
# Where two fit, the first counts.
_RULES: t.Tuple[Rule, ...] = (
    *session.RULES,
    *chat.RULES,
    *authme.RULES,
    *console.RULES,
    *console.OUTCOMES,
    *staff.RULES,
    *ranks.RULES,
    *shops.RULES,
    *bungeecord.RULES,
    *velocity.RULES,
    *geyser.RULES,
    *cuberite.RULES,
    *server.RULES,
    *cheats.RULES,
    *deaths.RULES,
)
# What is found in another way than by a word.
_OTHERS = (chat.ANGLE, chat.CUSTOM, console.FEEDBACK, cheats.LOOKUP)
# A name with spaces, or other words before the verb, move it this far from the beginning.
_WORDS = 8
# What a chat thread writes.
_SAID = (event.CHAT, event.EMOTE, event.ANNOUNCEMENT)


def _by_word(rules: t.Iterable[Rule]) -> t.Dict[str, t.Tuple[Rule, ...]]:
    found: t.Dict[str, t.Tuple[Rule, ...]] = {}
    for rule in rules:
        found[rule.word] = (*found.get(rule.word, ()), rule)
    return found


_BY_WORD = _by_word(_RULES)
_SAID_BY_WORD = _by_word(chat.RULES)
_OUTCOMES_BY_WORD = _by_word(_OUTCOMES)


def _markers() -> t.Dict[str, t.Tuple[bytes, ...]]:
    found: t.Dict[str, t.Dict[bytes, None]] = {kind: {} for kind in event.KINDS}
    for rule in (*_RULES, *_OTHERS):
        found[rule.kind][rule.marker.encode()] = None
    return {kind: tuple(markers) for kind, markers in found.items()}


# What the first line of a record must hold, in one piece, to be an event of a kind: at least one of these. A kind
# without any comes from nothing that a server writes by itself.
MARKERS = _markers()

# Colours of the game; mis-read ones have another letter before them.
_COLOURS = re.compile("\u00c2?\u00a7[0-9A-Fa-fK-Ok-oRrXx]")
# Where what a server says ends, and what its programmers want to know begins.
_TRACE = re.compile(
    r"\s*at [\w.$<>/@]+\(|\s*\.\.\. \d+ |\s*Caused by: |\s*Suppressed: "
    r"|(?:[\w$]+\.)+[\w$]*(?:Exception|Error|Throwable)[\w$]*(?::|$)"
)
_NO_DIGITS = {group: group.rstrip("0123456789") for rule in (*_RULES, *_OTHERS) for group in rule.pattern.groupindex}


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
    fields = {_NO_DIGITS[group]: value for group, value in match.groupdict().items() if value is not None}
    if rest and rule.more:
        more = _continuation(rest)
        if more:
            fields[rule.more] = f"{fields.get(rule.more, '')}\n{more}"
    return Event(rule.kind, fields)


def _found(rules: t.Dict[str, t.Tuple[Rule, ...]], head: str, rest: str, raw: bytes) -> t.Optional[Event]:
    for word in head.split(" ", _WORDS)[:_WORDS]:
        for rule in rules.get(word, ()):
            if rule.marker in head:
                match = rule.pattern.fullmatch(head)
                if match:
                    return _event(rule, match, rest, raw)
    return None


def _by(rule: Rule, head: str, raw: bytes) -> t.Optional[Event]:
    match = rule.pattern.fullmatch(head)
    return _event(rule, match, "", raw) if match else None


def _feedback(head: str, rest: str, raw: bytes) -> t.Optional[Event]:
    """Return what somebody's command did, from the server's note in brackets."""
    more = _continuation(rest) if rest else ""
    match = console.FEEDBACK.pattern.fullmatch(f"{head}\n{more}" if more and head[-1:] != "]" else head)
    if match is None:
        return None
    first, _newline, others = match.group("text").partition("\n")
    outcome = _found(_OUTCOMES_BY_WORD, first, others, raw)
    if outcome is None:
        return _event(console.FEEDBACK, match, "", raw)
    return Event(outcome.kind, {"source": match.group("source"), **outcome.fields})


def event_of(record: Record) -> t.Optional[Event]:
    """Return the event that the record tells of, or V(None). Any record will do; nothing is raised."""
    if record.time is None:
        return None
    message = _COLOURS.sub("", record.message) if "\u00a7" in record.message else record.message
    head, _newline, rest = message.partition("\n")
    first = head[:1]
    if first == "<":
        return _by(chat.ANGLE, head, record.raw)
    if record.thread is not None and record.thread.startswith(chat.THREAD):
        return _found(_SAID_BY_WORD, head, rest, record.raw) or _by(chat.CUSTOM, head, record.raw)
    if authme.FILE in record.file:
        head = f"{authme.PREFIX} {head}"
    found = _found(_BY_WORD, head, rest, record.raw)
    if found is None and first == "[":
        found = _feedback(head, rest, record.raw)
    if found is None and cheats.LOOKUP.marker in head:
        found = _by(cheats.LOOKUP, head, record.raw)
    return found
