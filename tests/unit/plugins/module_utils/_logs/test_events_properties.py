# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What must hold for every record: nothing is raised, what is written is found again, nobody can imitate it."""

from __future__ import annotations

import time

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._logs import event
from ansible_collections.gamedesk.support.plugins.module_utils._logs.event import Event
from ansible_collections.gamedesk.support.plugins.module_utils._logs.events.reading import MARKERS, event_of
from ansible_collections.gamedesk.support.plugins.module_utils._logs.prefix import parse_line
from ansible_collections.gamedesk.support.plugins.module_utils._logs.record import Record
from hypothesis import given, settings
from hypothesis import strategies as st

from .golden_logs import NAMES, golden, record_of

PREFIX = "[12:00:00] [Server thread/INFO]: "

_name = st.from_regex(r"[A-Za-z0-9_]{3,16}|[.*][A-Za-z0-9_]{2,15}", fullmatch=True)
_number = st.integers(0, 99999).map(str)
_coordinate = st.floats(-3e7, 3e7).map(lambda value: repr(round(value, 3)))
_line = st.text(st.characters(codec="utf-8", exclude_characters="\n\r\u00a7\u00c2", exclude_categories=("Cc", "Cs")))
_word = st.from_regex(r"[a-z][a-z0-9_]{0,15}", fullmatch=True)
VALUES: dict[str, st.SearchStrategy[str]] = {
    "player": _name,
    "old_name": _name,
    "source": _name,
    "uuid": st.uuids().map(str),
    "address": st.ip_addresses(v=4).map(str),
    "port": st.integers(1, 65535).map(str),
    "entity": _number,
    "world": _word,
    "server": _word,
    "rank": _word,
    "x": _coordinate,
    "y": _coordinate,
    "z": _coordinate,
    # Without a line break, and not such that another template would fit too.
    "reason": _line.map(lambda text: f"r{text}"),
    "text": _line.map(lambda text: f"t{text}"),
    "command": _line.map(lambda text: f"/{text}"),
    "duration": st.sampled_from(["1 day", "29 days 23 hours 59 minutes"]),
}
# The texts of vanilla, Bukkit's family, plugins and proxies; in braces what varies.
TEMPLATES = (
    (event.IDENTIFIED, "UUID of player {player} is {uuid}"),
    (event.LOGIN, "{player}[/{address}:{port}] logged in with entity id {entity} at ({x}, {y}, {z})"),
    (event.LOGIN, "{player}[/{address}:{port}] logged in with entity id {entity} at ([{world}]{x}, {y}, {z})"),
    (event.JOIN, "{player} joined the game"),
    (event.JOIN, "{player} (formerly known as {old_name}) joined the game"),
    (event.LEAVE, "{player} left the game"),
    (event.DISCONNECT, "{player} lost connection: {reason}"),
    (event.REFUSED, "Disconnecting {player} (/{address}:{port}): {reason}"),
    (event.REFUSED, "{player} (/{address}:{port}) lost connection: {reason}"),
    (event.REFUSED, "/{address}:{port} lost connection: {reason}"),
    (event.COMMAND, "{player} issued server command: {command}"),
    (event.CHAT, "<{player}> {text}"),
    (event.CHAT, "[Not Secure] <{player}> {text}"),
    (event.EMOTE, "* {player} {text}"),
    (event.ADVANCEMENT, "{player} has made the advancement [{text}]"),
    (event.AUTHENTICATED, "[AuthMe] {player} logged in {address}"),
    (event.WRONG_PASSWORD, "[AuthMe] {player} used the wrong password"),
    (event.REGISTERED, "[AuthMe] {player} registered {address}"),
    (event.RCON_CONNECTED, "Thread RCON Client /{address} started"),
    (event.RCON_DISCONNECTED, "Thread RCON Client /{address} shutting down"),
    (event.BAN, "Banned {player}: {reason}"),
    (event.BAN, "[{source}: Banned IP {address}: {reason}]"),
    (event.BAN, "{source} tempbanned {player} for {duration} for '{reason}'"),
    (event.KICK, "[{source}: Kicked {player}: {reason}]"),
    (event.SHOP, "[Tebex] Dispatching command '{command}' for player '{player}'"),
    (event.PROXY_CONNECTED, "[{player},/{address}:{port}] <-> InitialHandler has connected"),
    (event.PROXY_KICKED, "[{player}] disconnected with: {reason}"),
    (event.PROXY_CONNECTED, "[connected player] {player} (/{address}:{port}) has connected"),
    (event.PROXY_DISCONNECTED, "[connected player] {player} (/{address}:{port}) has disconnected: {reason}"),
    (event.PROXY_KICKED, "[connected player] {player} (/{address}:{port}): kicked from server {server}: {reason}"),
    (event.COMMAND, "[connected player] {player} (/{address}:{port}) -> executed command {command}"),
)


def _rendered(template: str, values: dict[str, str]) -> tuple[str, dict[str, str]]:
    fields = {name: value for name, value in values.items() if f"{{{name}}}" in template}
    return template.format(**values), fields


@given(values=st.fixed_dictionaries(VALUES))
@settings(max_examples=25, deadline=None)
def test_what_is_written_is_found_again(values) -> None:
    for kind, template in TEMPLATES:
        message, fields = _rendered(template, values)

        assert event_of(record_of(PREFIX + message)) == Event(kind, fields), message


@given(values=st.fixed_dictionaries(VALUES))
@settings(max_examples=15, deadline=None)
def test_nobody_can_say_it(values) -> None:
    for _kind, template in TEMPLATES:
        message, _fields = _rendered(template, values)
        for said, kind in (
            (f"<Steve> {message}", event.CHAT),
            (f"[Not Secure] <Steve> {message}", event.CHAT),
            (f"* Steve {message}", event.EMOTE),
            (f"[Server] {message}", event.ANNOUNCEMENT),
        ):
            found = event_of(record_of(PREFIX + said))
            assert found is not None
            assert (found.kind, found.fields["text"]) == (kind, message), said
        for said in (f"Steve: {message}", f"[VIP] Steve: {message}", f"Steve » {message}"):
            assert event_of(record_of(PREFIX + said)) is None, said
        found = event_of(record_of(f"[12:00:00] [Async Chat Thread - #1/INFO]: {message}"))
        assert found is None or found.kind in (event.CHAT, event.EMOTE, event.ANNOUNCEMENT)


_GOLDEN = [line.record for name in NAMES for line in golden(name)]
_raw = st.binary(max_size=200)
_optional = st.none() | st.text(max_size=20)


@given(st.builds(Record, *(st.text(),) * 1, *(st.integers(1, 9),) * 3, _raw, st.none(), *(_optional,) * 4, st.text()))
@settings(max_examples=100, deadline=None)
def test_nothing_is_raised(record) -> None:
    event_of(record)


@st.composite
def _broken(draw: st.DrawFn) -> str:
    """Draw a golden line with something put into it, or with a piece of another."""
    raw = draw(st.sampled_from(_GOLDEN)).raw.decode()
    place = draw(st.integers(0, len(raw)))
    piece = draw(
        st.sampled_from(["\u00a7c", "\u00c2\u00a7l", "\x1b[0;32m", "[0;32;22m", "[m", "\n", "\x00", "<", "[", " "])
        | st.text(max_size=5)
        | st.sampled_from(_GOLDEN).map(lambda record: record.message)
    )
    return raw[:place] + piece + raw[draw(st.sampled_from([place, place + 1, len(raw)])) :]


@given(_broken())
@settings(max_examples=200, deadline=None)
def test_no_event_without_a_marker(raw) -> None:
    if parse_line(raw.partition("\n")[0]) is None:
        return
    record = record_of(raw)
    found = event_of(record)

    if found is not None:
        first = record.raw.partition(b"\n")[0]
        assert any(marker in first for marker in MARKERS[found.kind])
        assert set(found.fields) <= set(event.FIELDS)


_STARTS = (
    "",
    "<",
    "[",
    "[AuthMe] ",
    "Disconnecting ",
    "GameProfile@1[id=",
    "UUID ",
    "[LP] a now inherits permissions from ",
)
_PIECES = (
    "a ",
    "a",
    "[",
    "<",
    "(",
    ": ",
    "{",
    "1.",
    "1:",
    "\u00a7a",
    "was killed by ",
    "x, ",
    "] (",
    " in context ",
    "' for '",
)


@pytest.mark.parametrize("piece", _PIECES)
def test_long_lines_take_no_long_time(piece) -> None:
    began = time.process_time()
    for start in _STARTS:
        event_of(record_of(f"{PREFIX}{start}{piece * (300_000 // len(piece))}.x"))

    # It takes less than half a second. If it grew with the square of the length, it would take minutes.
    assert time.process_time() - began < 10
