# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which piece is the last one of a reply: each test states the whole conversation, and what the caller gets."""

from __future__ import annotations

import threading
import time

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._console.protocol import Reply
from ansible_collections.gamedesk.support.plugins.module_utils._errors import ConsoleLostAfterError

from .conftest import FULL, answering, packet, text


def seconds_for(action) -> float:
    start = time.monotonic()
    action()
    return time.monotonic() - start


# Where the reply ends


def test_a_short_piece_ends_the_reply_at_once(serve, console_at) -> None:
    console = console_at(serve(answering(text(FULL), text(b"y" * 10))), quiet=2.0)
    start = time.monotonic()
    assert console.send("list") == Reply("x" * 4096 + "y" * 10, complete=True)
    assert time.monotonic() - start < 1.0


def test_pieces_of_4096_units_with_more_bytes(serve, console_at) -> None:
    # domain, section 6: 4096 UTF-16 units are up to 12 KB; 4096 is 2048 pairs for a character beyond the first plane.
    pieces = ["é" * 4096, "€" * 4096, "😀" * 2048, "fin"]
    console = console_at(serve(answering(*[text(piece.encode()) for piece in pieces])))
    assert console.send("list") == Reply("".join(pieces), complete=True)


def test_a_character_cut_in_two_by_the_pieces(serve, console_at) -> None:
    whole = b"x" * 4095 + "é".encode() + b"end"
    console = console_at(serve(answering(text(whole[:4096]), text(whole[4096:]))))
    assert console.send("list").text == "x" * 4095 + "éend"


@pytest.mark.parametrize("size", [4086, 4096, 4109])
def test_a_full_piece_alone_is_ended_by_quiet(serve, console_at, size: int) -> None:
    # 4086: Source style; 4109: seen in one packet on a real server (testbed).
    console = console_at(serve(answering(text(b"z" * size))))
    assert console.send("list") == Reply("z" * size, complete=False)


def test_one_packet_of_4109_bytes_and_an_empty_one(serve, console_at) -> None:
    console = console_at(serve(answering(text(b"z" * 4109, 2), text(b"", 2))))
    assert console.send("list") == Reply("z" * 4109, complete=True)


def test_a_piece_that_comes_within_the_quiet_period(serve, console_at) -> None:
    def script(peer) -> None:
        peer.log_in()
        request_id = peer.command(b"list")
        peer.send(packet(request_id, 0, FULL))
        time.sleep(0.1)
        peer.send(packet(request_id, 0, b"end"))
        peer.expect_close()

    assert console_at(serve(script), quiet=1.5).send("list") == Reply("x" * 4096 + "end", complete=True)


def test_quiet_in_the_middle_of_a_packet_is_waited_out(serve, console_at) -> None:
    def script(peer) -> None:
        peer.log_in()
        request_id = peer.command(b"list")
        rest = packet(request_id, 0, b"end")
        peer.send(packet(request_id, 0, FULL), rest[:5])
        time.sleep(0.3)
        peer.send(rest[5:])
        peer.expect_close()

    assert console_at(serve(script), quiet=0.05).send("list") == Reply("x" * 4096 + "end", complete=True)


def test_a_piece_after_the_quiet_period_does_not_meet_the_next_command(serve, console_at) -> None:
    def script(peer) -> None:
        peer.log_in()
        request_id = peer.command(b"one")
        peer.send(packet(request_id, 0, FULL))
        second = peer.command(b"two")
        peer.send(packet(request_id, 0, b"late"), packet(second, 0, b"TWO"))
        peer.expect_close()

    console = console_at(serve(script), quiet=0.05)
    assert console.send("one") == Reply("x" * 4096, complete=False)
    assert console.send("two").text == "TWO"


def test_a_close_after_a_full_piece_ends_the_reply(serve, console_at) -> None:
    def script(peer) -> None:
        peer.log_in()
        peer.send(packet(peer.command(b"list"), 0, FULL))

    assert console_at(serve(script), quiet=1.0).send("list") == Reply("x" * 4096, complete=False)


def test_a_reply_over_4_mib_is_given_up(serve, console_at) -> None:
    def script(peer) -> None:
        peer.log_in()
        request_id = peer.command(b"list")
        for _unused in range(5):
            peer.send(packet(request_id, 0, b"x" * 1000_000))

    with pytest.raises(ConsoleLostAfterError, match="4 MiB"):
        console_at(serve(script)).send("list")


# End probes: only after a full piece, and the answer is told by its id


def probed(kind: int, payload: bytes, answer: bytes):
    def script(peer) -> None:
        peer.log_in()
        request_id = peer.command(b"banlist")
        peer.expect_nothing(0.1)
        peer.send(packet(request_id, 0, FULL))
        probe_id = peer.expect(kind, payload)
        peer.send(packet(request_id, 0, FULL), packet(request_id, 0, FULL), packet(probe_id, 0, answer))
        peer.send(packet(peer.command(b"two"), 0, b"TWO"))
        peer.expect_close()

    return script


def test_list_as_end_probe(serve, console_at) -> None:
    console = console_at(serve(probed(2, b"list", b"There are 0 of a max of 20 players online: ")), end_probe="list")
    assert console.send("banlist") == Reply("x" * 4096 * 3, complete=True)
    assert console.send("two").text == "TWO"


def test_unknown_type_as_end_probe(serve, console_at) -> None:
    # domain, section 6: what vanilla answers.
    console = console_at(serve(probed(0, b"", b"Unknown request 0")), end_probe="unknown_type")
    assert console.send("banlist") == Reply("x" * 4096 * 3, complete=True)
    assert console.send("two").text == "TWO"


def test_no_end_probe_after_a_short_piece(serve, console_at) -> None:
    def script(peer) -> None:
        peer.log_in()
        peer.send(packet(peer.command(b"list"), 0, b"short"))
        peer.expect_close()

    assert console_at(serve(script), end_probe="unknown_type").send("list") == Reply("short", complete=True)


@pytest.mark.parametrize("ending", ["close", "reset", "silence"])
def test_an_end_probe_that_is_not_answered(serve, console_at, ending: str) -> None:
    # domain, section 6: Cuberite drops the connection, others ignore the packet.
    def script(peer) -> None:
        peer.log_in()
        request_id = peer.command(b"list")
        peer.send(packet(request_id, 0, FULL))
        peer.expect(0, b"")
        peer.send(packet(request_id, 0, b"end"))
        if ending == "silence":
            peer.expect_close()
        elif ending == "reset":
            time.sleep(0.1)
            peer.reset()

    console = console_at(serve(script, answering(text(b"ok"))), end_probe="unknown_type", timeout=0.4)
    assert console.send("list") == Reply("x" * 4096 + "end", complete=False)
    assert console.send("list").text == "ok"


def test_pieces_dripped_for_ever_after_the_probe_are_not_read_for_ever(serve, console_at) -> None:
    stop = threading.Event()

    def script(peer) -> None:
        peer.log_in()
        request_id = peer.command(b"list")
        peer.send(packet(request_id, 0, FULL))
        peer.expect(0, b"")
        while not stop.wait(0.05):
            peer.send(packet(request_id, 0))

    console = console_at(serve(script), end_probe="unknown_type", timeout=0.4)
    try:
        assert seconds_for(lambda: console.send("list")) < 2.0
    finally:
        stop.set()
