# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can go wrong on the way to the server, and which servers are connected to at all."""

from __future__ import annotations

import contextlib
import socket
import time

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._console import tcp
from ansible_collections.gamedesk.support.plugins.module_utils._console.rcon import RconConsole
from ansible_collections.gamedesk.support.plugins.module_utils._errors import (
    ConfigurationError,
    ConsoleLostBeforeError,
    ConsoleRefusedError,
    NobodyThereError,
)
from ansible_collections.gamedesk.support.plugins.module_utils._loopback import is_loopback

from .conftest import packet, send_fails


def unused_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def test_nothing_listens(console_at) -> None:
    port = unused_port()
    message = send_fails(console_at(port), NobodyThereError)
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
    send_fails(RconConsole("127.0.0.1", port, "hünter2", timeout=1.0), NobodyThereError)


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
    send_fails(RconConsole("game.example", 25575, "hünter2", allow_remote=True), NobodyThereError)
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
    assert is_loopback(address) is loopback


def test_small_packets_are_not_held_back() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        addresses = tcp.resolve("127.0.0.1", port, allow_remote=False)
        with tcp.connect(addresses, "here", time.monotonic() + 3) as connection:
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
