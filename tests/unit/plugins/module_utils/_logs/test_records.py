# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Blocks -> records."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._logs.block import Block
from ansible_collections.gamedesk.support.plugins.module_utils._logs.dating import Dates
from ansible_collections.gamedesk.support.plugins.module_utils._logs.record import Record
from ansible_collections.gamedesk.support.plugins.module_utils._logs.records import (
    LONGEST_RECORD,
    record_of,
    records_of,
)
from ansible_collections.gamedesk.support.plugins.module_utils._logs.zones import UTC
from hypothesis import given, settings
from hypothesis import strategies as st

BAN = (
    b"[12:00:00] [User Authenticator #1/INFO]: Disconnecting Draxe (/192.0.2.10:4242): You are banned from this server."
)


def dates() -> Dates:
    return Dates(UTC, 86_400.0)


def blocks(data: bytes, *cuts: int) -> list[Block]:
    """Return the lines of C(data) as blocks, cut before the lines of these numbers, from 0."""
    lines = re.findall(rb"[^\n]*\n|[^\n]+", data)
    edges = [0, *sorted({cut % (len(lines) + 1) for cut in cuts}), len(lines)]
    found, offset = [], 0
    for start, end in zip(edges, edges[1:]):
        piece = b"".join(lines[start:end])
        if piece:
            found.append(Block(offset, start + 1, piece))
            offset += len(piece)
    return found


def read(data: bytes, *cuts: int) -> list[Record]:
    return list(records_of("latest.log", blocks(data, *cuts), dates()))


def test_a_record_with_all_that_it_says() -> None:
    data = b"first\n" + BAN + b"\r\nReason: griefed\r\n\r\n[12:00:01] [Server thread/WARN]: x"
    head, ban, last = read(data)
    assert head == Record("latest.log", 1, 1, 0, b"first", None, None, None, None, None, "first")
    assert ban == Record(
        file="latest.log",
        first_line=2,
        last_line=4,
        offset=6,
        raw=BAN + b"\r\nReason: griefed\r\n",
        at=86_400.0 + 12 * 3600,
        time="12:00:00",
        thread="User Authenticator #1",
        level="INFO",
        logger=None,
        message="Disconnecting Draxe (/192.0.2.10:4242): You are banned from this server.\nReason: griefed\n",
    )
    assert (last.first_line, last.offset, last.message) == (5, data.rindex(b"[12:00:01]"), "x")
    assert ban.sha256 == hashlib.sha256(BAN + b"\r\nReason: griefed\r\n").hexdigest()


def test_a_stack_trace_stays_with_its_record() -> None:
    trace = b"java.lang.NullPointerException: null\n\tat a.B.c(B.java:1)\nCaused by: x\n\t... 41 more\n"
    (record,) = read(b"[12:00:00] [Server thread/ERROR]: Encountered an unexpected exception\n" + trace, 1, 3)
    assert (record.first_line, record.last_line) == (1, 5)
    assert record.message.split("\n")[1:] == trace.decode().rstrip("\n").split("\n")


def test_terminal_sequences_with_and_without_esc() -> None:
    first, second = read(
        b"\x1b[0;32;22m[12:00:00 INFO]: \x1b[33mgreen\x1b[m\n"
        b"[0;31;1m[12:00:01] [main/INFO]: [0;32;22mred[m\nand [0;32;22mmore[m\n"
    )
    assert (first.time, first.level, first.message) == ("12:00:00", "INFO", "green")
    assert (second.thread, second.message) == ("main", "red\nand more")
    assert first.raw.startswith(b"\x1b[0;32")


def test_bytes_that_are_no_utf_8_become_replacement_characters() -> None:
    (record,) = read(b"[12:00:00] [Server thread/INFO]: bris\xe9 \xa7ared\n")
    assert record.message == "bris\ufffd \ufffdared"


def test_lines_behind_a_gap_belong_to_nobody() -> None:
    """A giant line that was cut, or NULs, lie between: the record would not be what is in the file."""
    line = b"[12:00:00] [Server thread/INFO]: x"
    found = records_of("f", [Block(0, 1, line, True), Block(9000, 2, b"more\n" + line + b"\n")], dates())
    assert [(one.first_line, one.offset, one.time, one.message) for one in found] == [
        (1, 0, "12:00:00", "x"),
        (2, 9000, None, "more"),
        (3, 9005, "12:00:00", "x"),
    ]


def test_what_is_kept_of_a_record_is_bounded() -> None:
    line = b"[12:00:00] [Server thread/INFO]: x\n"
    more = b"y" * 65_535 + b"\n"
    found = read(line + more * 10 + b"z\n" + line, 3, 7)
    assert [(one.first_line, one.last_line, len(one.raw)) for one in found] == [
        (1, 4, len(line) + 3 * len(more) - 1),  # the fourth does not fit, nor does what is behind it
        (13, 13, len(line) - 1),
    ]
    assert all(len(one.raw) <= LONGEST_RECORD for one in found)


def test_one_record_by_itself() -> None:
    data = b"[11:00:00] [a/INFO]: x\n" + BAN + b"\nReason: x\n\n"
    alone = dates()
    start = data.index(BAN)
    alone.pass_over(data[:start])
    assert record_of("latest.log", start, 2, data[start:], alone) == read(data)[1]


def test_a_real_log() -> None:
    """An extract of a Bukkit server of 1.7, in France, with masked addresses."""
    data = (Path(__file__).parent / "samples/server-thread-bukkit-1.7.log").read_bytes()
    found = read(data)
    assert len(found) == data.count(b"\n") == 50
    assert (found[0].time, found[0].at, found[0].message) == ("00:04:31", 86_400 + 4 * 60 + 31, "AwayZ____")
    assert found[8].message == "Draxe lost connection: Internal Exception: java.io.IOException: Relais brisé (pipe)"
    assert {one.thread for one in found} == {"Server thread"} | {f"User Authenticator #{n}" for n in range(6105, 6114)}
    assert all(one.first_line == one.last_line == line for line, one in enumerate(found, 1))
    assert b"".join(one.raw + b"\n" for one in found) == data


def test_nothing_has_no_records() -> None:
    assert read(b"") == []
    assert list(records_of("f", [Block(0, 1, b"")], dates())) == []
    assert [one.raw for one in read(b"\n")] == [b""]


@pytest.mark.parametrize("unit", [b"[", b"\x1b[", b"[12:00:00] [a/A] (", b"/A] (", b"/A] [", b"[0;3", b"12:00:00 ["])
def test_no_line_takes_long(unit) -> None:
    read(b"[12:00:00] [" + unit * (65_000 // len(unit)) + b"\n")


_PIECES = st.sampled_from(
    [
        *(b"[12:00:00] [Server thread/INFO]: ", b"[23:59:59 INFO]: ", b"12:00:00 [INFO] "),
        *(b"[14Jun2024 10:00:00.000] [main/INFO] [a/]: ", b"[m", b"\x1b[m", b"\n", b"\r\n", b"\r"),
        *(b"\0" * 9, b"\xa7", b"\xc2\xa7", b"\xff", b"x", b" "),
    ]
)
_DATA = st.lists(st.one_of(_PIECES, st.binary(max_size=6)), max_size=40).map(b"".join)


@settings(max_examples=100, deadline=None)
@given(_DATA, st.lists(st.integers(0, 100), max_size=6))
def test_any_bytes_have_records_however_they_are_split(data, cuts) -> None:
    whole = read(data)
    assert read(data, *cuts) == whole
    ended = data[:-1] if data.endswith(b"\n") else data
    assert b"\n".join(one.raw for one in whole).replace(b"\r", b"") == ended.replace(b"\r", b"")
    line = 1
    for one in whole:
        assert one.first_line == line
        assert data[one.offset :].startswith(one.raw)
        line = one.last_line + 1
