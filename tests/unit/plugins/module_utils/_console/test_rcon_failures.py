# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can go wrong at each step of a conversation, and which error says so."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
import time

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._console import rcon_link, tcp
from ansible_collections.gamedesk.support.plugins.module_utils._console.rcon import RconConsole
from ansible_collections.gamedesk.support.plugins.module_utils._errors import (
    ConfigurationError,
    ConsoleLoginError,
    ConsoleLostAfterError,
    ConsoleLostBeforeError,
    ConsoleNoAnswerError,
    ConsoleRefusedError,
    InvalidValueError,
)

LOGIN = (3, "hünter2".encode())


def packet(request_id: int, kind: int, payload: bytes = b"") -> bytes:
    return struct.pack("<iii", 10 + len(payload), request_id, kind) + payload + b"\0\0"


def unused_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def send_fails(console: RconConsole, error: type[Exception]) -> str:
    """Send a command that must fail with this very error, and return its message."""
    with pytest.raises(error) as caught:
        console.send("list")
    assert caught.value.__class__ is error
    assert "hünter2" not in f"{caught.value.message} {caught.value.data}"
    return caught.value.message


# Connecting


def test_nothing_listens(console_at) -> None:
    port = unused_port()
    message = send_fails(console_at(port), ConsoleRefusedError)
    assert message == f"Nothing listens on 127.0.0.1:{port}; is the server running with enable-rcon=true?"


def test_unknown_name_is_not_repeated_as_it_may_be_a_password(monkeypatch) -> None:
    def unknown(*_args, **_options):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    message = send_fails(RconConsole("game.invalid", 25575, "hünter2"), ConsoleRefusedError)
    assert "option host" in message
    assert "game.invalid" not in message


@pytest.mark.parametrize("host", ["a" * 70, ".."])
def test_a_host_that_cannot_be_a_name(host: str) -> None:
    send_fails(RconConsole(host, 25575, "hünter2"), ConsoleRefusedError)


@pytest.mark.parametrize("host", ["a" * 100_000, "\x1b[2J", "half \ud800"])
def test_a_host_that_would_spoil_the_messages(host: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        RconConsole(host, 25575, "hünter2")
    assert caught.value.message.isprintable()
    assert len(caught.value.message) < 200


def test_no_answer_to_connect(console_at) -> None:
    # A listener whose queue is full drops the attempt, as a firewall would.
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        for _unused in range(3):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        message = send_fails(console_at(listener.getsockname()[1], timeout=0.2), ConsoleRefusedError)
    assert "in time" in message


@pytest.mark.parametrize(
    ("reason", "error"),
    [
        (OSError(113, "No route to host"), ConsoleRefusedError),
        (TimeoutError(110, "Connection timed out"), ConsoleRefusedError),
        (ConnectionResetError(104, "Connection reset by peer"), ConsoleLostBeforeError),
    ],
)
def test_no_connection(console_at, monkeypatch, reason: OSError, error: type[Exception]) -> None:
    def fail(*_args) -> None:
        raise reason

    monkeypatch.setattr(socket.socket, "connect", fail)
    assert "127.0.0.1:25575" in send_fails(console_at(25575), error)


def test_a_port_that_is_connected_to_itself(monkeypatch) -> None:
    # Nobody listens; without the check, the client would read its own login. Linux does this by chance with ports of
    # its ephemeral range, and on purpose if the socket is bound first.
    port = unused_port()

    class SelfConnecting(socket.socket):
        def connect(self, address) -> None:
            self.bind(address)
            super().connect(address)

    monkeypatch.setattr(socket, "socket", SelfConnecting)
    send_fails(RconConsole("127.0.0.1", port, "hünter2", timeout=1.0), ConsoleRefusedError)


def resolving_to(monkeypatch, *addresses: str) -> list:
    """Let every name resolve to these, and return the list of connections that are tried."""
    tried: list = []

    def resolve(_host, port, **_options):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    def connect(address, _until):
        tried.append(address.sockaddr)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(tcp, "_connect_one", connect)
    return tried


@pytest.mark.parametrize("addresses", [("203.0.113.7",), ("127.0.0.1", "203.0.113.7"), ("0.0.0.0",)])
def test_remote_address_is_refused(monkeypatch, addresses: tuple) -> None:
    tried = resolving_to(monkeypatch, *addresses)
    message = send_fails(RconConsole("game.example", 25575, "hünter2"), ConfigurationError)
    assert "plain text" in message
    assert "allow_remote" in message
    assert tried == []


def test_remote_address_that_was_asked_for(monkeypatch) -> None:
    tried = resolving_to(monkeypatch, "203.0.113.7", "203.0.113.8")
    send_fails(RconConsole("game.example", 25575, "hünter2", allow_remote=True), ConsoleRefusedError)
    assert tried == [("203.0.113.7", 25575), ("203.0.113.8", 25575)]


def test_the_checked_address_is_the_one_that_is_connected_to(serve, monkeypatch) -> None:
    def script(peer) -> None:
        peer.log_in()
        peer.send(packet(peer.command(b"list"), 0, b"ok"))
        peer.expect_close()

    port = serve(script)
    answers = [[(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_options: answers.pop())
    with RconConsole("game.example", port, "hünter2", timeout=3.0) as console:
        assert console.send("list").text == "ok"


@pytest.mark.parametrize(
    ("address", "loopback"),
    [
        ("127.0.0.1", True),
        ("127.8.9.1", True),
        ("::1", True),
        ("::ffff:127.0.0.1", True),
        ("::ffff:203.0.113.7", False),
        ("fe80::1%lo", False),
        ("10.0.0.1", False),
        ("localhost", False),
    ],
)
def test_loopback_addresses(address: str, loopback: bool) -> None:
    assert tcp.is_loopback(address) is loopback


def test_small_packets_are_not_held_back() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        addresses = tcp.resolve("127.0.0.1", port, allow_remote=False)
        with tcp.connect(addresses, "here", time.monotonic() + 3) as connection:
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


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

    def send(self, data: bytes) -> int:
        if data[8:12] == b"\3\0\0\0":
            return self._connection.send(data)
        if not self._left:
            raise BrokenPipeError(32, "Broken pipe")
        taken = self._connection.send(data[: self._left])
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


# What is refused before anything is sent


@pytest.mark.parametrize(
    "command",
    [
        "",
        "  ",
        "/list",
        " /list",
        "say a\nstop",
        "say a\rstop",
        "say a\0",
        "say \x1b[2J",
        "say \x7f",
        "say \x85",
        "say \u2028",
        "say \u2029",
        "say \ud800",
        "x" * 1447,
        "é" * 724,
    ],
)
def test_commands_that_never_leave(serve, console_at, command: str) -> None:
    with pytest.raises(InvalidValueError):
        console_at(serve()).send(command)


@pytest.mark.parametrize("command", ["x" * 1446, "é" * 723])
def test_the_longest_command(serve, console_at, command: str) -> None:
    def script(peer) -> None:
        peer.log_in()
        peer.send(packet(peer.command(command.encode()), 0, b"ok"))
        peer.expect_close()

    assert console_at(serve(script)).send(command).text == "ok"


@pytest.mark.parametrize("password", ["", "sécret\0", "sécret\ud800", "sécret" * 300])
def test_passwords_that_never_leave(password: str) -> None:
    with pytest.raises(InvalidValueError) as caught:
        RconConsole("127.0.0.1", 25575, password)
    assert "sécret" not in f"{caught.value.message} {caught.value.data}"


def test_the_password_is_not_in_repr(console_at) -> None:
    assert "nter2" not in repr(console_at(25575))


@pytest.mark.parametrize(
    "options",
    [
        {"port": 0},
        {"port": 65536},
        {"host": "game\x1b[2J"},
        {"host": "a\0b"},
        {"host": "x\udc80"},
        {"timeout": 0},
        {"timeout": float("nan")},
        {"timeout": float("inf")},
        {"quiet": -0.1},
        {"end_probe": "both"},
    ],
)
def test_options_that_make_no_sense(options: dict) -> None:
    with pytest.raises(ConfigurationError):
        RconConsole(**{"host": "127.0.0.1", "port": 25575, "password": "p", **options})
