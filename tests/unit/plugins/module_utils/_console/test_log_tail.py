# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Following a log: what is new from one moment on, whatever happens to the file."""

from __future__ import annotations

import gzip
import os

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._console.log_tail import LogTail, UnreadableError
from hypothesis import given
from hypothesis import strategies as st


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "latest.log"
    path.write_bytes(b"before\n")
    return path


@pytest.fixture
def tail(log):
    following = LogTail(str(log))
    yield following
    following.close()


def append(path, data: bytes) -> None:
    with path.open("ab") as file:
        file.write(data)


def test_only_what_is_new_and_whole(log, tail) -> None:
    assert tail.lines() == []
    append(log, b"one\ntw")
    assert tail.lines() == [b"one"]
    append(log, b"o\n\nnot yet")
    assert tail.lines() == [b"two", b""]
    assert tail.lines() == []


def test_the_rest_of_a_line_begun_before_is_left_out(log) -> None:
    append(log, b"begun ")
    tail = LogTail(str(log))
    append(log, b"before\nnew\n")
    assert tail.lines() == [b"new"]
    tail.close()


def test_renamed_and_made_anew(log, tail) -> None:
    """What log4j2 does at midnight; a server that still has the old file open writes on in it."""
    with log.open("ab", buffering=0) as old:
        old.write(b"one\n")
        log.rename(log.with_name("2023-03-12-1.log"))
        assert tail.lines() == [b"one"]
        old.write(b"two\nhalf")
        log.write_bytes(b"three\n")
    assert tail.lines() == [b"two", b"three"]
    append(log, b"four\n")
    assert tail.lines() == [b"four"]


def test_packed_and_deleted(log, tail) -> None:
    append(log, b"one\n")
    log.with_name("2023-03-12-1.log.gz").write_bytes(gzip.compress(log.read_bytes()))
    log.unlink()
    assert tail.lines() == [b"one"]
    assert tail.lines() == []
    log.write_bytes(b"two\n")
    assert tail.lines() == [b"two"]


def test_rolled_several_times_between_two_looks(log, tail) -> None:
    append(log, b"one\n")
    for number in range(3):
        log.rename(log.with_name(f"{number}.log"))
        log.write_bytes(b"in %d\n" % number)
    assert tail.lines() == [b"one", b"in 2"]


def test_emptied_in_place(log, tail) -> None:
    append(log, b"a longer line than what comes next\n")
    assert len(tail.lines()) == 1
    log.write_bytes(b"new\n")
    assert tail.lines() == [b"new"]


def test_a_symbolic_link_that_turns_to_another_file(tmp_path, log) -> None:
    link = tmp_path / "link"
    link.symlink_to(log)
    tail = LogTail(str(link))
    append(log, b"one\n")
    assert tail.lines() == [b"one"]
    (tmp_path / "next").write_bytes(b"two\n")
    link.unlink()
    link.symlink_to(tmp_path / "next")
    assert tail.lines() == [b"two"]
    tail.close()


def test_very_long_lines_are_cut_and_do_not_stay(log, tail) -> None:
    append(log, b"x" * 3_000_000)
    assert tail.lines() == []
    append(log, b"\nnext\n")
    first, second = tail.lines()
    assert (first, second) == (b"x" * 64 * 1024, b"next")


def test_much_is_read_in_parts(log, tail) -> None:
    append(log, b"line\n" * 2_000_000)
    numbers = [len(tail.lines()) for _unused in range(4)]
    assert sum(numbers) == 2_000_000
    assert numbers[0] < 1_000_000


@pytest.mark.parametrize("make", [os.mkdir, os.mkfifo, None])
def test_what_cannot_be_followed(tmp_path, make) -> None:
    path = str(tmp_path / "thing")
    if make:
        make(path)
    with pytest.raises(UnreadableError):
        LogTail(path)


def test_a_path_that_is_none() -> None:
    with pytest.raises(UnreadableError):
        LogTail("/tmp/a\0b")


def test_replaced_by_what_cannot_be_followed(log, tail) -> None:
    append(log, b"one\n")
    log.unlink()
    os.mkfifo(log)
    assert tail.lines() == [b"one"]
    assert tail.lines() == []


def test_no_descriptor_is_left(log) -> None:
    before = len(os.listdir("/proc/self/fd"))
    for _unused in range(5):
        tail = LogTail(str(log))
        log.unlink()
        log.write_bytes(b"x\n")
        assert tail.lines() == [b"x"]
        tail.close()
        tail.close()
    assert len(os.listdir("/proc/self/fd")) == before


@given(st.lists(st.tuples(st.binary(max_size=20), st.booleans()), max_size=12))
def test_however_it_is_written(tmp_path_factory, pieces) -> None:
    """Every line arrives once and whole, in whatever pieces it was written, and across rolls between lines."""
    log = tmp_path_factory.mktemp("log") / "latest.log"
    log.write_bytes(b"")
    tail = LogTail(str(log))
    seen: list[bytes] = []
    expected = b""
    for data, rolls in pieces:
        append(log, data)
        expected += data
        seen += tail.lines()
        if rolls and (not expected or expected.endswith(b"\n")):
            log.rename(log.with_name("old"))
            log.write_bytes(b"")
    seen += tail.lines()
    tail.close()
    assert seen == expected.split(b"\n")[:-1]
