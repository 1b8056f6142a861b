# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The contract of Console: what arrives is exactly the command and the end of its line, or nothing and an error."""

from __future__ import annotations

import time

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._console.protocol import Reply
from ansible_collections.gamedesk.support.plugins.module_utils._errors import DeadlineError, InvalidValueError
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

ORDINARY = [
    "list",
    "lp user d394da40-0ab1-3e8c-8302-4aaebe14d88d parent add vip server=survival",
    "say Ça va? ☃ 😀 Привет مرحبا \u202eright to left\u202c e\u0301 \u00a0 \ufeff",
    "ban Draxe §cred § $(reboot) `id` ; | & > < * ? ~ ! # % ^M \\n \\015 \\ {SPACE}",
    "say #{pane_id} #(id) %1 $HOME C-c Enter \"quoted' '",
    "  two spaces before and behind  ",
    "x",
    "-t",
    "say " + "é" * 700,
]
# C0, DEL, C1, the line ends of Unicode, and what cannot be UTF-8.
FORBIDDEN = [*map(chr, range(0x20)), *map(chr, range(0x7F, 0xA0)), "\u2028", "\u2029", "\ud800", "\udfff"]


def test_ordinary_commands_arrive_as_they_are(way) -> None:
    console = way.open()
    commands = list(filter(way.passes_on, ORDINARY))
    assert len(commands) > len(ORDINARY) - 3
    for command in commands:
        assert isinstance(console.send(command, need_text=False), Reply)
    console.close()
    assert way.received() == "".join(f"{command}\n" for command in commands).encode()


def test_every_control_character_is_refused(way) -> None:
    console = way.open()
    for character in FORBIDDEN:
        for command in (f"say a{character}b", f"{character}say", f"say{character}"):
            with pytest.raises(InvalidValueError, match=f"U\\+{ord(character):04X}"):
                console.send(command, need_text=False)
    console.close()
    assert way.received() == b""


@pytest.mark.parametrize(
    "command",
    ["", " ", "\u3000", "/list", " /list", "a" * 10_240, "é" * 5_120, "say\nstop", "say\r", "\x03", "\x1b[A"],
    ids=lambda command: f"{len(command)}-{command[:4].encode().hex()}",
)
def test_what_is_refused_leaves_nothing(way, command) -> None:
    console = way.open()
    with pytest.raises(InvalidValueError):
        console.send(command)
    console.close()
    assert way.received() == b""


def test_the_longest_command_arrives_whole(way) -> None:
    """Up to the length that the error names, and not one byte more."""
    console = way.open()
    with pytest.raises(InvalidValueError) as caught:
        console.send("a" * 10_240, need_text=False)
    longest = int(caught.value.message.split(" takes ")[1].split(";")[0])
    with pytest.raises(InvalidValueError):
        console.send("a" * (longest + 1), need_text=False)
    console.send("b" * longest, need_text=False)
    console.close()
    assert way.takes <= longest < 4096
    assert way.received() == b"b" * longest + b"\n"


def test_nothing_after_the_deadline(way) -> None:
    console = way.open(deadline=time.monotonic() - 1)
    with pytest.raises(DeadlineError):
        console.send("list")
    console.close()
    assert way.received() == b""


def test_closed_twice_and_used_again(way) -> None:
    console = way.open()
    console.close()
    console.send("one", need_text=False)
    console.close()
    console.close()
    console.send("two", need_text=False)
    console.close()
    assert way.received() == b"one\ntwo\n"


def test_no_reply_is_waited_for_where_none_is_needed(way) -> None:
    console = way.open(timeout=30.0)
    begun = time.monotonic()
    for _unused in range(3):
        console.send("list", need_text=False)
    console.close()
    assert time.monotonic() - begun < 10


_TEXTS = st.text(max_size=120) | st.text(
    st.sampled_from("ab \"'\\$`;&|~^{}[]()<>*?!#%§é☃😀\t\n\r\x00\x03\x1b\x7f\x9b\u2028\u200b/-_.:@="), max_size=60
)


def test_any_text_arrives_whole_or_not_at_all(way) -> None:
    console = way.open()
    expected: list[str] = []

    @settings(max_examples=25, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @example("say ~x")
    @given(_TEXTS)
    def drive(text: str) -> None:
        try:
            console.send(text, need_text=False)
        except InvalidValueError:
            return
        expected.append(text)

    drive()
    console.close()
    assert expected
    assert way.received() == "".join(f"{text}\n" for text in expected).encode()
