# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long a connection waits, where recv waits by itself for a moment, and where only poll does."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
import time

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._console import rcon_link
from ansible_collections.gamedesk.support.plugins.module_utils._console.rcon_link import (
    LinkLostError,
    NotSentError,
    RconLink,
)

PACKET = struct.pack("<iii", 14, 7, 0) + b"done\0\0"
# What a busy machine may add.
SLACK = 0.5


@pytest.fixture(params=["recv", "poll"])
def ends(request, monkeypatch):
    """A link, and the socket at its other end."""
    if request.param == "poll":
        monkeypatch.setattr(rcon_link, "_TIMEVAL", struct.Struct("ii"))  # as on a machine of 32 bits
    ours, theirs = socket.socketpair()
    link = RconLink(ours)
    yield link, theirs
    link.close()
    theirs.close()


@pytest.mark.parametrize("seconds", [0.02, 0.1, 0.11, 0.3])
def test_silence_ends_at_the_moment_that_was_given(ends, seconds: float) -> None:
    link, _theirs = ends
    begun = time.monotonic()
    assert link.receive(begun + seconds) is None
    assert seconds <= time.monotonic() - begun < seconds + SLACK


def test_a_part_of_a_packet_does_not_prolong_the_wait(ends) -> None:
    link, theirs = ends
    begun = time.monotonic()
    theirs.send(PACKET[:5])
    assert link.receive(begun + 0.25) is None
    assert 0.25 <= time.monotonic() - begun < 0.25 + SLACK
    assert link.mid_packet


@pytest.mark.parametrize("pause", [0.0, 0.05, 0.25])
def test_a_packet_that_comes_late_and_in_pieces(ends, pause: float) -> None:
    link, theirs = ends

    def send() -> None:
        for piece in (PACKET[:3], PACKET[3:14], PACKET[14:]):
            time.sleep(pause)
            theirs.send(piece)

    sender = threading.Thread(target=send)
    sender.start()
    packet = link.receive(time.monotonic() + 5)
    sender.join()
    assert packet == (7, 0, b"done")


def test_nothing_is_waited_for_when_looking_for_what_is_stale(ends) -> None:
    link, theirs = ends
    begun = time.monotonic()
    link.discard_stale()
    theirs.send(PACKET * 3)
    link.discard_stale()
    assert time.monotonic() - begun < 0.09
    assert link.receive(time.monotonic()) is None
    theirs.close()
    with pytest.raises(LinkLostError):
        link.discard_stale()


def test_a_server_that_takes_nothing_is_not_waited_for_longer_than_that(ends) -> None:
    link, _theirs = ends
    with contextlib.suppress(BlockingIOError):
        while True:
            link._socket.send(b"x" * 100, socket.MSG_DONTWAIT)
    begun = time.monotonic()
    with pytest.raises(NotSentError):
        link.send(1, 2, b"list", begun + 0.25)
    assert 0.25 <= time.monotonic() - begun < 0.25 + SLACK
