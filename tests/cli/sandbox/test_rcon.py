# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The RCON protocol's limits, by raw socket: domain 6."""

from __future__ import annotations

import time

import pytest

from gamedesk.sandbox.log import ServerLog
from gamedesk.sandbox.rcon import RconListener

COMMAND, LOGIN = 2, 3
PASSWORD = "pässword"


@pytest.fixture
def listener(tmp_path, wire):
    """Listen with a command runner of the test's own, and return a connection that is not logged in."""
    opened = []
    log = ServerLog(tmp_path)

    def listen(run):
        rcon = RconListener("127.0.0.1", 0, PASSWORD, lambda: run, log)
        rcon.start()
        opened.append(rcon)
        return wire(rcon.port)

    yield listen
    for rcon in opened:
        rcon.close()
    log.close()


@pytest.fixture
def echo(listener):
    return listener(str).login(PASSWORD)


def test_the_longest_request(echo):
    command = ("é" * 723).encode()
    assert len(command) == 1446
    echo.send(5, COMMAND, command)
    assert echo.receive() == (5, 0, command)


@pytest.mark.parametrize("size", [1447, 3000, 20000])
def test_a_longer_request_is_dropped_with_the_connection(echo, size):
    echo.send(5, COMMAND, b"x" * size)
    assert echo.receive() is None


def test_two_packets_in_one_read_end_the_connection(echo):
    echo.socket.sendall(echo.packet(5, COMMAND, b"list") + echo.packet(6, COMMAND, b"list"))
    assert echo.receive() is None


def test_a_split_packet_ends_the_connection(echo):
    packet = echo.packet(5, COMMAND, b"list")
    echo.socket.sendall(packet[:12])
    time.sleep(0.05)
    assert echo.receive() is None


@pytest.mark.parametrize("garbage", [b"x", b"\0" * 9, b"\xff" * 40, b"GET / HTTP/1.1\r\n\r\n"])
def test_garbage_ends_the_connection(listener, garbage):
    connection = listener(str)
    connection.socket.sendall(garbage)
    assert connection.receive() is None


def test_a_wrong_password_leaves_the_connection(listener, tmp_path):
    connection = listener(str)
    for wrong in (b"", b"wrong", PASSWORD.encode() + b"x"):
        connection.send(4, LOGIN, wrong)
        assert connection.receive() == (-1, 2, b"")
    connection.login(PASSWORD)
    connection.send(5, LOGIN, b"wrong")
    assert connection.receive() == (-1, 2, b"")
    connection.send(6, COMMAND, b"list")
    assert connection.receive() == (-1, 2, b"")
    assert "assword" not in (tmp_path / "latest.log").read_text()


def test_the_password_ends_at_the_first_nul(listener):
    connection = listener(str)
    connection.send(4, LOGIN, PASSWORD.encode() + b"\0anything")
    assert connection.receive() == (4, 2, b"")


def test_a_command_before_the_login(listener):
    ran = []
    connection = listener(ran.append)
    connection.send(4, COMMAND, b"list")
    assert connection.receive() == (-1, 2, b"")
    assert ran == []


@pytest.mark.parametrize(("kind", "text"), [(0, b"0"), (200, b"c8"), (-1, b"ffffffff")])
def test_an_unknown_type_is_answered_even_before_the_login(listener, kind, text):
    connection = listener(str)
    connection.send(9, kind, b"")
    assert connection.receive() == (9, 0, b"Unknown request " + text)


@pytest.mark.parametrize("size", [0, 1, 4095, 4096])
def test_a_short_reply_is_one_packet(listener, size):
    connection = listener(lambda _: "é" * size).login(PASSWORD)
    connection.send(5, COMMAND, b"x")
    assert connection.receive() == (5, 0, ("é" * size).encode())
    connection.send(6, 99, b"")
    assert connection.receive() == (6, 0, b"Unknown request 63")


def test_a_long_reply_is_cut_at_4096_utf16_units(listener):
    # Of three bytes each, then of two units each: the cut goes through the middle of a pair.
    connection = listener(lambda _: "€" * 4096 + "x" + "😀" * 2048).login(PASSWORD)
    connection.send(5, COMMAND, b"x")
    assert connection.receive() == (5, 0, ("€" * 4096).encode())
    assert connection.receive() == (5, 0, ("x" + "😀" * 2047 + "?").encode())
    assert connection.receive() == (5, 0, b"?")
    connection.send(6, 99, b"")
    assert connection.receive() == (6, 0, b"Unknown request 63")


def test_a_failing_command(listener):
    def fail(command):
        raise ValueError("it is broken")

    connection = listener(fail).login(PASSWORD)
    connection.send(5, COMMAND, b"list")
    assert connection.receive() == (5, 0, b"Error executing: list (it is broken)")


def test_malformed_utf8_is_replaced(echo):
    echo.send(5, COMMAND, b"a\xffb")
    assert echo.receive() == (5, 0, "a\ufffdb".encode())


def test_the_threads_are_numbered_as_java_does(listener, tmp_path):
    connection = listener(str).login(PASSWORD)
    connection.socket.close()
    log = tmp_path / "latest.log"
    deadline = time.monotonic() + 5
    while log.read_text().count("Thread RCON Client") < 2 and time.monotonic() < deadline:  # in any order
        time.sleep(0.01)
    lines = [line[11:] for line in log.read_text().splitlines()]
    assert lines[0] == "[Server thread/INFO]: Thread RCON Listener started"
    assert lines[1].startswith("[Server thread/INFO]: RCON running on 127.0.0.1:")
    assert sorted(lines[2:]) == [
        "[RCON Client /127.0.0.1 #2/INFO]: Thread RCON Client /127.0.0.1 shutting down",
        "[RCON Listener #1/INFO]: Thread RCON Client /127.0.0.1 started",
    ]
