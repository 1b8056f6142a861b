# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nothing is begun after the deadline, and nothing is awaited beyond it."""

from __future__ import annotations

import time

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._console import rcon, rcon_link, tcp
from ansible_collections.gamedesk.support.plugins.module_utils._console.protocol import Reply
from ansible_collections.gamedesk.support.plugins.module_utils._errors import DeadlineError

from .conftest import FULL, answering, text


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
