# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Commands and replies: each test states the whole conversation with a server, and what the caller gets."""

from __future__ import annotations

import struct
import threading
import time

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._console.protocol import Reply
from ansible_collections.gamedesk.support.plugins.module_utils._errors import ConsoleLostAfterError

from .conftest import answering, packet, text

# One command, one reply


@pytest.mark.parametrize("kind", [0, 2])
def test_reply_of_either_type(serve, console_at, kind: int) -> None:
    # domain, section 6: type 0, and type 2 from Cuberite.
    console = console_at(serve(answering(text(b"There are 0 players", kind))))
    assert console.send("list") == Reply("There are 0 players", complete=True)


def test_several_commands_share_one_login(serve, console_at) -> None:
    def script(peer) -> None:
        peer.log_in()
        for word in (b"one", b"two", b"three"):
            peer.send(packet(peer.command(word), 0, word.upper()))
        peer.expect_close()

    console = console_at(serve(script))
    assert [console.send(word).text for word in ("one", "two", "three")] == ["ONE", "TWO", "THREE"]


def test_utf8_both_ways_and_colour_codes_are_left(serve, console_at) -> None:
    def script(peer) -> None:
        peer.log_in()
        peer.send(packet(peer.command("say é€😀".encode()), 0, "§aété 😀\n".encode()))
        peer.expect_close()

    assert console_at(serve(script)).send("say é€😀").text == "§aété 😀\n"


def test_bytes_that_are_not_utf8_are_replaced(serve, console_at) -> None:
    assert console_at(serve(answering(text(b"caf\xe9 ok")))).send("list").text == "caf\ufffd ok"


def test_reply_byte_by_byte(serve, console_at) -> None:
    def script(peer) -> None:
        peer.log_in()
        peer.send_slowly(packet(peer.command(b"list"), 0, b"slow"), pause=0.002)
        peer.expect_close()

    assert console_at(serve(script)).send("list").text == "slow"


def test_login_answer_byte_by_byte(serve, console_at) -> None:
    def script(peer) -> None:
        peer.send_slowly(packet(peer.expect(3, "hünter2".encode()), 2), pause=0.002)
        peer.send(packet(peer.command(b"list"), 0, b"ok"))
        peer.expect_close()

    assert console_at(serve(script)).send("list").text == "ok"


def test_empty_packet_before_the_login_answer(serve, console_at) -> None:
    # domain, section 6: Source style.
    def script(peer) -> None:
        request_id = peer.expect(3, "hünter2".encode())
        peer.send(packet(request_id, 0), packet(request_id, 2))
        peer.send(packet(peer.command(b"list"), 0, b"ok"))
        peer.expect_close()

    assert console_at(serve(script)).send("list").text == "ok"


def test_missing_trailing_nul(serve, console_at) -> None:
    console = console_at(serve(answering(lambda request_id: struct.pack("<iii", 11, request_id, 0) + b"ok\0")))
    assert console.send("list").text == "ok"


# Whose reply it is


@pytest.mark.parametrize("foreign_id", [0, 1, 77, 2**31 - 1, -2])
def test_a_packet_with_another_id_is_never_the_reply(serve, console_at, foreign_id: int) -> None:
    # The login was 1, the command is 2.
    console = console_at(serve(answering(lambda _id: packet(foreign_id, 0, b"foreign"), text(b"mine"))))
    assert console.send("list").text == "mine"


def test_a_packet_of_another_type_is_never_the_reply(serve, console_at) -> None:
    assert console_at(serve(answering(text(b"login", 3), text(b"mine")))).send("list").text == "mine"


def test_a_duplicate_is_not_the_reply_to_the_next_command(serve, console_at) -> None:
    def script(peer) -> None:
        peer.log_in()
        first = packet(peer.command(b"one"), 0, b"ONE")
        peer.send(first, first)
        second = peer.command(b"two")
        peer.send(first, packet(second, 0, b"TWO"))
        peer.expect_close()

    console = console_at(serve(script))
    assert [console.send(word).text for word in ("one", "two")] == ["ONE", "TWO"]


def test_late_reply_never_meets_the_next_command(serve, console_at) -> None:
    timed_out = threading.Event()

    def slow(peer) -> None:
        peer.log_in()
        request_id = peer.command(b"one")
        assert timed_out.wait(5)
        peer.expect_close()
        peer.send(packet(request_id, 0, b"late"))

    def quick(peer) -> None:
        peer.log_in()
        peer.send(packet(peer.command(b"two"), 0, b"TWO"))
        peer.expect_close()

    console = console_at(serve(slow, quick), timeout=0.2)
    assert console.send("one") == Reply(None)
    timed_out.set()
    assert console.send("two").text == "TWO"


@pytest.mark.parametrize("need_text", [True, False])
def test_result_then_empty_packet(serve, console_at, need_text: bool) -> None:
    # testbed: seen on a real server, both of type 2 with the command's id.
    def script(peer) -> None:
        peer.log_in()
        for word in (b"one", b"two"):
            request_id = peer.command(word)
            peer.send(packet(request_id, 2, word.upper()), packet(request_id, 2))
        peer.expect_close()

    console = console_at(serve(script))
    assert [console.send(word, need_text=need_text).text for word in ("one", "two")] == ["ONE", "TWO"]


def test_empty_packet_then_result(serve, console_at) -> None:
    def script(peer) -> None:
        peer.log_in()
        for word in (b"one", b"two"):
            request_id = peer.command(word)
            peer.send(packet(request_id, 2), packet(request_id, 2, word.upper()))
        peer.expect_close()

    console = console_at(serve(script))
    assert [console.send(word) for word in ("one", "two")] == [Reply("ONE"), Reply("TWO")]


def test_empty_packet_is_enough_where_no_text_is_needed(serve, console_at) -> None:
    def script(peer) -> None:
        peer.log_in()
        request_id = peer.command(b"one")
        peer.send(packet(request_id, 2), packet(request_id, 2, b"ONE"))
        peer.send(packet(peer.command(b"two"), 2, b"TWO"))
        peer.expect_close()

    console = console_at(serve(script), quiet=2.0)
    start = time.monotonic()
    assert console.send("one", need_text=False) == Reply("")
    assert time.monotonic() - start < 1.0
    assert console.send("two").text == "TWO"


def test_empty_reply_is_not_silence(serve, console_at) -> None:
    assert console_at(serve(answering(text(b"")))).send("list") == Reply("", complete=True)


def test_no_packet_for_an_empty_reply_is_silence_and_the_next_command_logs_in_anew(serve, console_at) -> None:
    # domain, section 6: Forge.
    def silent(peer) -> None:
        peer.log_in()
        peer.command(b"list")
        peer.expect_close()

    console = console_at(serve(silent, answering(text(b"ok"))), timeout=0.2)
    assert console.send("list") == Reply(None)
    assert console.send("list").text == "ok"


# Ids


def test_ids_start_again_below_two_to_the_31(serve, console_at) -> None:
    def script(peer) -> None:
        peer.log_in()
        assert peer.last_id == 2**31 - 2
        peer.send(packet(peer.command(b"one"), 0, b"ONE"))
        assert peer.last_id == 2**31 - 1
        peer.last_id = 0
        peer.send(packet(peer.command(b"two"), 0, b"TWO"))
        assert peer.last_id == 1
        peer.expect_close()

    console = console_at(serve(script))
    console._last_id = 2**31 - 3
    assert [console.send(word).text for word in ("one", "two")] == ["ONE", "TWO"]


def test_id_minus_one_for_a_command(serve, console_at) -> None:
    # domain, section 6: what a server answers to a command without a login. This one has accepted the login, so the
    # packet contradicts it, and may as well be the reply with a garbled id.
    def script(peer) -> None:
        peer.log_in()
        peer.command(b"list")
        peer.send(packet(-1, 2))
        peer.expect_close()

    with pytest.raises(ConsoleLostAfterError, match="unknown"):
        console_at(serve(script)).send("list")
