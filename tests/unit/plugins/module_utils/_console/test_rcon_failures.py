# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can go wrong at each step of a conversation with a server that was reached, and which error says so."""

from __future__ import annotations

import contextlib
import socket
import threading
import time

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._console import rcon_link, tcp
from ansible_collections.gamedesk.support.plugins.module_utils._console.rcon import RconConsole
from ansible_collections.gamedesk.support.plugins.module_utils._errors import (
    ConsoleLoginError,
    ConsoleLostAfterError,
    ConsoleLostBeforeError,
    ConsoleNoAnswerError,
)

from .conftest import packet, send_fails

LOGIN = (3, "hünter2".encode())

# Logging in


def test_wrong_password(serve, console_at) -> None:
    def script(peer) -> None:
        peer.expect(*LOGIN)
        peer.send(packet(-1, 2))
        peer.expect_close()

    assert "password" in send_fails(console_at(serve(script)), ConsoleLoginError)


def test_wrong_password_after_an_empty_packet(serve, console_at) -> None:
    def script(peer) -> None:
        peer.send(packet(peer.expect(*LOGIN), 0), packet(-1, 2))
        peer.expect_close()

    send_fails(console_at(serve(script)), ConsoleLoginError)


def test_close_in_place_of_a_login_answer(serve, console_at) -> None:
    message = send_fails(console_at(serve(lambda peer: peer.expect(*LOGIN))), ConsoleLoginError)
    assert "wrong password, or" in message


def test_close_in_the_middle_of_the_login_answer(serve, console_at) -> None:
    def script(peer) -> None:
        peer.send(packet(peer.expect(*LOGIN), 2)[:-3])

    send_fails(console_at(serve(script)), ConsoleLoginError)


def test_silence_in_place_of_a_login_answer(serve, console_at) -> None:
    def script(peer) -> None:
        peer.expect(*LOGIN)
        peer.expect_close()

    send_fails(console_at(serve(script), timeout=0.2), ConsoleNoAnswerError)


@pytest.mark.parametrize("answer", [(0, b""), (3, b""), (2, b"other id")])
def test_what_is_no_login_answer(serve, console_at, answer: tuple) -> None:
    kind, other = answer

    def script(peer) -> None:
        request_id = peer.expect(*LOGIN)
        peer.send(packet(request_id + 5 if other else request_id, kind))
        peer.expect_close()

    send_fails(console_at(serve(script), timeout=0.2), ConsoleNoAnswerError)


@pytest.mark.parametrize("ending", ["close", "reset"])
def test_a_connection_that_is_gone_before_the_login(serve, console_at, monkeypatch, ending: str) -> None:
    gone = threading.Event()

    def script(peer) -> None:
        if ending == "reset":
            peer.reset()

    def connect(*args):
        connection = connect_for_real(*args)
        assert gone.wait(5)
        return connection

    def closing(peer) -> None:
        script(peer)
        peer._connection.close()
        gone.set()

    connect_for_real = tcp.connect
    monkeypatch.setattr(tcp, "connect", connect)
    send_fails(console_at(serve(closing)), ConsoleLostBeforeError)


def test_a_port_that_is_not_rcon(serve, console_at) -> None:
    def script(peer) -> None:
        peer.send(b"SSH-2.0-OpenSSH_9.2\r\n")
        with contextlib.suppress(OSError):
            peer._connection.recv(100)

    # Which of the two depends on whether the greeting is there before the login goes out.
    with pytest.raises((ConsoleLostBeforeError, ConsoleLoginError), match="RCON"):
        console_at(serve(script)).send("list")


# The command


class BrokenSocket:
    """A socket that takes so many bytes of the command and then fails."""

    def __init__(self, connection: socket.socket, taken: int) -> None:
        self._connection = connection
        self._left = taken

    def send(self, data: bytes, flags: int) -> int:
        if data[8:12] == b"\3\0\0\0":
            return self._connection.send(data, flags)
        if not self._left:
            raise BrokenPipeError(32, "Broken pipe")
        taken = self._connection.send(data[: self._left], flags)
        self._left -= taken
        return taken

    def __getattr__(self, name: str):
        return getattr(self._connection, name)


@pytest.mark.parametrize(("taken", "error"), [(0, ConsoleLostBeforeError), (5, ConsoleLostAfterError)])
def test_a_write_that_fails(serve, console_at, monkeypatch, taken: int, error: type[Exception]) -> None:
    def script(peer) -> None:
        peer.log_in()
        received = b""
        while data := peer._connection.recv(100):
            received += data
        assert len(received) == taken

    connect = tcp.connect
    monkeypatch.setattr(tcp, "connect", lambda *args: BrokenSocket(connect(*args), taken))
    send_fails(console_at(serve(script)), error)


@pytest.mark.parametrize("ending", ["close", "reset", "cut", "garbage"])
def test_a_connection_that_is_lost_after_the_command(serve, console_at, ending: str) -> None:
    def script(peer) -> None:
        peer.log_in()
        request_id = peer.command(b"list")
        if ending == "reset":
            peer.reset()
        elif ending == "cut":
            peer.send(packet(request_id, 0, b"half of")[:-4])
        elif ending == "garbage":
            peer.send(b"HTTP/1.1 400 Bad Request\r\n")
            peer.expect_close()

    assert "unknown" in send_fails(console_at(serve(script)), ConsoleLostAfterError)


def test_after_a_loss_the_next_command_logs_in_anew(serve, console_at) -> None:
    def closing(peer) -> None:
        peer.log_in()
        peer.command(b"list")

    def answering(peer) -> None:
        peer.log_in()
        peer.send(packet(peer.command(b"list"), 0, b"ok"))
        peer.expect_close()

    console = console_at(serve(closing, answering))
    send_fails(console, ConsoleLostAfterError)
    assert console.send("list").text == "ok"


@pytest.mark.parametrize("farewell", [b"", packet(2, 0), packet(99, 0, b"bye"), b"\0\0\0\0"])
def test_a_close_between_two_commands_is_seen_before_sending(serve, console_at, farewell: bytes) -> None:
    closed = threading.Event()

    def closing(peer) -> None:
        peer.log_in()
        peer.send(packet(peer.command(b"list"), 0, b"one"), farewell)
        peer._connection.close()
        closed.set()

    def answering(peer) -> None:
        peer.log_in()
        peer.send(packet(peer.command(b"list"), 0, b"two"))
        peer.expect_close()

    console = console_at(serve(closing, answering))
    assert console.send("list").text == "one"
    assert closed.wait(5)
    time.sleep(0.02)
    assert console.send("list").text == "two"


def test_garbage_between_two_commands_is_seen_before_sending(serve, console_at) -> None:
    garbled = threading.Event()

    def garbling(peer) -> None:
        peer.log_in()
        peer.send(packet(peer.command(b"list"), 0, b"one"))
        peer.send(b"\xff" * 30)
        garbled.set()
        peer.expect_close()

    def answering(peer) -> None:
        peer.log_in()
        peer.send(packet(peer.command(b"list"), 0, b"two"))
        peer.expect_close()

    console = console_at(serve(garbling, answering))
    assert console.send("list").text == "one"
    assert garbled.wait(5)
    time.sleep(0.02)
    assert console.send("list").text == "two"


def test_a_server_that_sends_without_being_asked_is_left(serve, console_at, monkeypatch) -> None:
    monkeypatch.setattr(rcon_link, "_READ_SIZE", 16)
    flooded = threading.Event()

    def flooding(peer) -> None:
        peer.log_in()
        peer.send(packet(peer.command(b"list"), 0, b"one"))
        peer.send(packet(50, 0) * 500)
        flooded.set()
        with contextlib.suppress(OSError):
            assert peer._connection.recv(1) == b""

    def answering(peer) -> None:
        peer.log_in()
        peer.send(packet(peer.command(b"list"), 0, b"two"))
        peer.expect_close()

    console = console_at(serve(flooding, answering))
    assert console.send("list").text == "one"
    assert flooded.wait(5)
    time.sleep(0.02)
    assert console.send("list").text == "two"


def test_close_twice_and_before_anything(serve, console_at) -> None:
    console = console_at(serve())
    console.close()
    console.close()


def test_leaving_the_context_closes_the_connection(serve) -> None:
    def script(peer) -> None:
        peer.log_in()
        peer.send(packet(peer.command(b"list"), 0, b"ok"))
        peer.expect_close()

    with RconConsole("127.0.0.1", serve(script), "hünter2", timeout=3.0) as console:
        assert console.send("list").text == "ok"
