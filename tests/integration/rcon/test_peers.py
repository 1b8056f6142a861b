# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Our RCON client against servers that others wrote: rconx (strict Source style) and rcon-fake (one packet a reply)."""

from __future__ import annotations

import threading

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._console.protocol import Reply
from ansible_collections.gamedesk.support.plugins.module_utils._errors import ConsoleLoginError

SHORT = "There are 2 of a max of 20 players online: Draxe, Tyrion"
LONG = "".join(f"entry {number} é\n" for number in range(900))


def test_short_replies_over_one_connection(port: int, console_at) -> None:
    console = console_at(port)
    assert [console.send("short") for _unused in range(3)] == [Reply(SHORT)] * 3
    assert console.send("colours") == Reply("§aété 😀\nsecond line")


@pytest.mark.parametrize("need_text", [True, False])
def test_empty_reply(port: int, console_at, need_text: bool) -> None:
    console = console_at(port)
    assert console.send("empty", need_text=need_text) == Reply("")
    assert console.send("short") == Reply(SHORT)


@pytest.mark.parametrize("end_probe", ["none", "list", "unknown_type"])
def test_long_reply(port: int, console_at, end_probe: str) -> None:
    console = console_at(port, end_probe=end_probe)
    for _unused in range(2):
        assert console.send("long").text == LONG
        assert console.send("short") == Reply(SHORT)


@pytest.mark.parametrize("end_probe", ["list", "unknown_type"])
@pytest.mark.parametrize("size", [4085, 4086, 4087, 4095, 4096, 4097, 8172, 8192])
def test_the_end_is_known_with_a_probe(port: int, console_at, end_probe: str, size: int) -> None:
    console = console_at(port, end_probe=end_probe)
    assert console.send(f"size {size}") == Reply("s" * size, complete=True)
    assert console.send("short") == Reply(SHORT)


@pytest.mark.parametrize("size", [4085, 4086, 4087, 4096, 8172, 8192])
def test_nothing_is_missing_without_a_probe(port: int, console_at, size: int) -> None:
    console = console_at(port)
    assert console.send(f"size {size}").text == "s" * size
    assert console.send("short") == Reply(SHORT)


@pytest.mark.parametrize(("command", "length"), [("x" * 1446, 1446), ("é" * 723, 1446), ("say é", 6)])
def test_commands_arrive_whole(port: int, console_at, command: str, length: int) -> None:
    assert console_at(port).send(command).text == f"{length} bytes"


def test_wrong_password(port: int, console_at) -> None:
    with pytest.raises(ConsoleLoginError):
        console_at(port, "wrong").send("short")


def test_several_consoles_at_once(port: int, console_at) -> None:
    replies: dict = {}

    def ask(number: int) -> None:
        console = console_at(port)
        replies[number] = [console.send(f"size {number * 10 + turn}").text for turn in range(5)]

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert replies == {number: ["s" * (number * 10 + turn) for turn in range(5)] for number in range(4)}


def test_ids_of_a_strict_server(rconx_port: int, console_at) -> None:
    # rconx ends the session at an id below 1.
    console = console_at(rconx_port)
    console._last_id = 2**31 - 2
    assert [console.send("short") for _unused in range(3)] == [Reply(SHORT)] * 3
