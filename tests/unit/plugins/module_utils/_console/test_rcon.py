# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Commands and replies: each test states the whole conversation with a server, and what the caller gets."""

from __future__ import annotations

import struct
import threading
import time

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._console import rcon, rcon_link, tcp
from ansible_collections.gamedesk.support.plugins.module_utils._console.protocol import Reply
from ansible_collections.gamedesk.support.plugins.module_utils._errors import (
    ConsoleLostAfterError,
    DeadlineError,
)

FULL = b"x" * 4096


def packet(request_id: int, kind: int, payload: bytes = b"") -> bytes:
    return struct.pack("<iii", 10 + len(payload), request_id, kind) + payload + b"\0\0"


def answering(*answers):
    """Log in, read the command "list", and send what the answers make of its id, all in one write."""

    def script(peer) -> None:
        peer.log_in()
        request_id = peer.command(b"list")
        peer.send(*[answer(request_id) for answer in answers])
        peer.expect_close()

    return script


def text(payload: bytes, kind: int = 0):
    return lambda request_id: packet(request_id, kind, payload)


def seconds_for(action) -> float:
    start = time.monotonic()
    action()
    return time.monotonic() - start


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


# Deadlines


class Clock:
    """The real clock until a test says that the deadline has passed."""

    def __init__(self) -> None:
        self._ahead = 0.0
        self.deadline = time.monotonic() + 3600

    def monotonic(self) -> float:
        return time.monotonic() + self._ahead

    def pass_the_deadline(self) -> None:
        self._ahead = 7200.0


@pytest.fixture
def clock(monkeypatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(rcon, "time", clock)
    monkeypatch.setattr(rcon_link, "time", clock)
    return clock


def pass_the_deadline_with(payload: bytes, clock: Clock, monkeypatch) -> None:
    """Let the deadline pass just when a packet with this payload has been received."""

    def receive_and_pass(link, until):
        got = receive(link, until)
        if got is not None and got.payload == payload:
            clock.pass_the_deadline()
        return got

    receive = rcon_link.RconLink.receive
    monkeypatch.setattr(rcon_link.RconLink, "receive", receive_and_pass)


def test_nothing_is_connected_after_the_deadline(serve, console_at) -> None:
    console = console_at(serve(), deadline=time.monotonic())
    with pytest.raises(DeadlineError):
        console.send("list")


def test_no_login_after_the_deadline(serve, console_at, clock: Clock, monkeypatch) -> None:
    def slow_connect(*args):
        connection = connect(*args)
        clock.pass_the_deadline()
        return connection

    connect = tcp.connect
    monkeypatch.setattr(tcp, "connect", slow_connect)
    console = console_at(serve(lambda peer: peer.expect_close()), deadline=clock.deadline)
    with pytest.raises(DeadlineError):
        console.send("list")


def test_no_command_after_a_login_that_took_until_the_deadline(serve, console_at, clock: Clock, monkeypatch) -> None:
    def script(peer) -> None:
        peer.log_in()
        peer.expect_close()

    pass_the_deadline_with(b"", clock, monkeypatch)
    with pytest.raises(DeadlineError):
        console_at(serve(script), deadline=clock.deadline).send("list")


def test_no_second_command_after_the_deadline(serve, console_at, clock: Clock) -> None:
    console = console_at(serve(answering(text(b"ok"))), deadline=clock.deadline)
    assert console.send("list").text == "ok"
    clock.pass_the_deadline()
    with pytest.raises(DeadlineError):
        console.send("list")


def test_no_end_probe_after_the_deadline(serve, console_at, clock: Clock, monkeypatch) -> None:
    pass_the_deadline_with(FULL, clock, monkeypatch)
    console = console_at(serve(answering(text(FULL))), deadline=clock.deadline, end_probe="list")
    assert console.send("list") == Reply("x" * 4096, complete=False)


def test_a_reply_is_awaited_until_the_deadline_only(serve, console_at) -> None:
    def script(peer) -> None:
        peer.log_in()
        peer.command(b"list")
        peer.expect_close()

    console = console_at(serve(script), timeout=10.0, deadline=time.monotonic() + 0.3)
    start = time.monotonic()
    assert console.send("list") == Reply(None)
    assert time.monotonic() - start < 2.0


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
