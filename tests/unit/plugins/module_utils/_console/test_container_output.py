# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a container says: in frames, cut anywhere, or on a terminal where others type."""

from __future__ import annotations

import socket
import struct

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._console.container_output import (
    Frames,
    NoFramesError,
    Output,
)
from hypothesis import given
from hypothesis import strategies as st

LINE = b"[12:00:00] [Server thread/INFO]: pong"
PAPER = b"[12:00:00 INFO]: pong"


def frame(stream, data):
    return bytes([stream, 0, 0, 0]) + struct.pack(">I", len(data)) + data  # docs.docker.com, ContainerAttach


@pytest.fixture
def ends():
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    yield ours, theirs
    ours.close()
    theirs.close()


@given(st.lists(st.tuples(st.sampled_from([1, 2]), st.binary(max_size=40)), max_size=5), st.integers(1, 20))
def test_frames_come_in_any_pieces(pieces, step):
    data = b"".join(frame(stream, piece) for stream, piece in pieces)
    frames = Frames()
    found = [one for start in range(0, len(data), step) for one in frames.add(data[start : start + step])]
    assert found == [(stream == 2, piece) for stream, piece in pieces]
    assert frames.whole
    assert list(frames.add(b"\x01\0")) == []
    assert not frames.whole


def test_what_has_no_frames_is_told(ends):
    ours, theirs = ends
    with pytest.raises(NoFramesError):
        list(Frames().add(b"HTTP/1.1 200 OK\r\n\r\n"))
    theirs.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    assert not Output(ours, terminal=False).drain()


def test_two_streams_do_not_cut_each_other(ends):
    ours, theirs = ends
    output = Output(ours, terminal=False)
    theirs.sendall(frame(1, b"one of ") + frame(2, b"an error\n") + frame(1, b"two\nthree"))
    assert output.lines() == [b"an error", b"one of two"]
    theirs.sendall(frame(1, b"\n"))
    assert output.lines() == [b"three"]
    assert output.drain()
    theirs.close()
    assert not output.drain()


@pytest.mark.parametrize(
    ("shown", "lines"),
    [
        (LINE + b"\r\n", [LINE]),
        # What Paper's line editor makes of it.
        (b"> \r\x1b[K" + PAPER + b"\r\n> ", [PAPER]),
        (b">....\r\x1b[K\x1b[32;1m" + PAPER + b"\x1b[m\r\n", [PAPER]),
        (b"list\r\n" + LINE + b"\r\n", [LINE]),
        # An echo, of keys too; with words that were typed and taken away; and a line that somebody's keys are in.
        (b"^E^E\b \b\b \bsay " + LINE + b"\r\n", []),
        (LINE + b"\b \b\b \blist\r\n", []),
        (b"say hel" + LINE + b"\r\nlo\r\n", []),
        (b"typed\r" + LINE + b"\r\n", []),
        (b"There are 0 players\r\n", []),
        (b"\xff\xfe\r\n", []),
    ],
)
def test_on_a_terminal_only_whole_lines_of_a_log_count(ends, shown, lines):
    ours, theirs = ends
    output = Output(ours, terminal=True)
    theirs.sendall(shown)
    assert output.lines() == lines


def test_who_talks_without_end_is_not_kept(ends):
    ours, theirs = ends
    output = Output(ours, terminal=False)
    for _unused in range(600):
        theirs.sendall(frame(1, b"a" * 4095 + b"\n"))
        output.drain()
    assert sum(map(len, output.lines())) < 2 * 1024 * 1024
    theirs.sendall(frame(1, b"again\n"))
    assert output.lines() == [b"again"]
