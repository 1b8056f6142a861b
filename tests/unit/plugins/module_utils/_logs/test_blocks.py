# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Blocks of log files: whole lines, wherever the bytes are cut, and what is left of files that are damaged."""

from __future__ import annotations

import gzip
import os
import random
import re

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._logs import inflating
from ansible_collections.gamedesk.support.plugins.module_utils._logs.blocks import (
    LONGEST_LINE,
    blocks_of,
    opened,
    read_blocks,
)
from hypothesis import example, given, settings
from hypothesis import strategies as st


def _lines(blocks):
    """Return every line as (offset, number, bytes)."""
    found = []
    for block in blocks:
        offset, number = block.offset, block.first_line
        for line in re.findall(rb"[^\n]*\n|[^\n]+", block.data):
            found.append((offset, number, line))
            offset += len(line)
            number += 1
        assert block.cut == (len(line) == LONGEST_LINE and not line.endswith(b"\n")) or not block.cut
    return found


def _expected(data):
    """Return the same, from all of it at once."""
    found = []
    offset, number = 0, 1
    parts = [*re.split(rb"(\0{8,}|\n)", data), b""]
    for text, end in zip(parts[::2], parts[1::2]):
        line = text[:LONGEST_LINE] if len(text) > LONGEST_LINE else text + end.strip(b"\0")
        if line:
            found.append((offset, number, line))
        offset += len(text) + len(end)
        number += end == b"\n"
    return found


_PIECES = st.sampled_from(
    [
        *(b"", b"a", b"\n", b"\r\n", b"\0", b"\0" * 7, b"\0" * 8, b"\0" * 30, b"[00:00:01] [a/INFO]: x\n", b"\xff\xa7"),
        *(b"y" * (LONGEST_LINE - 1), b"z" * LONGEST_LINE, b"w" * (LONGEST_LINE + 1)),
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(_PIECES, max_size=12).map(b"".join), st.lists(st.integers(0, 400_000), max_size=8))
@example(b"x" * (LONGEST_LINE - 3) + b"\0" * 10 + b"after\n", [LONGEST_LINE + 2, LONGEST_LINE + 4])
def test_lines_do_not_depend_on_where_the_bytes_are_cut(data, cuts):
    places = sorted({0, len(data), *(cut for cut in cuts if cut < len(data))})
    chunks = [data[one:next_] for one, next_ in zip(places, places[1:])]

    assert _lines(blocks_of(chunks)) == _expected(data)


def test_the_last_line_of_a_live_file_is_left_for_later():
    assert _lines(blocks_of([b"one\ntw", b"o\nthr", b"ee"], live=True)) == [(0, 1, b"one\n"), (4, 2, b"two\n")]
    assert _lines(blocks_of([b"ee\n"], offset=11, first_line=3)) == [(11, 3, b"ee\n")]


def test_a_giant_line_is_cut_and_what_follows_is_there():
    block, after = blocks_of([b"x" * 10_000_000, b"\nnext\n"])

    assert (block.data, block.cut) == (b"x" * LONGEST_LINE, True)
    assert (after.offset, after.first_line, after.data, after.cut) == (10_000_001, 2, b"next\n", False)


def _read(path, *, compressed, **options):
    notes = []
    with opened(str(path)) as file:
        data = b"".join(block.data for block in read_blocks(file, compressed=compressed, note=notes.append, **options))
    return data, notes


def test_a_file_is_read_up_to_what_it_was_when_it_was_opened(tmp_path):
    path = tmp_path / "latest.log"
    path.write_bytes(b"one\n" * 500_000)
    with opened(str(path)) as file:
        blocks = read_blocks(file, compressed=False, note=pytest.fail)
        data = next(blocks).data
        with path.open("ab") as more:
            more.write(b"two\n" * 500_000)
        data += b"".join(block.data for block in blocks)

    assert data == b"one\n" * 500_000


def test_a_file_may_be_renamed_or_emptied_while_it_is_read(tmp_path):
    path = tmp_path / "latest.log"
    path.write_bytes(b"one\n" * 900_000)
    with opened(str(path)) as file:
        blocks = read_blocks(file, compressed=False, note=pytest.fail)
        next(blocks)
        path.rename(tmp_path / "2026-11-24-1.log")
        next(blocks)
        os.truncate(tmp_path / "2026-11-24-1.log", 0)

        assert b"".join(block.data for block in blocks) == b""


def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "latest.log")

    with pytest.raises(OSError, match="not a file"), opened(str(tmp_path / "latest.log")):
        pass


@pytest.fixture(params=["zlib", "isal", "igzip"])
def engine(request, monkeypatch):
    """Inflate with each of what there is."""
    if request.param == "isal":
        monkeypatch.setattr(inflating, "isal_zlib", pytest.importorskip("isal.isal_zlib"))
        return
    monkeypatch.setattr(inflating, "isal_zlib", None)
    monkeypatch.setattr(inflating, "_WORTH_A_PROCESS", 0)
    if request.param == "zlib":
        monkeypatch.setattr(inflating.shutil, "which", lambda _name: None)
    elif inflating.shutil.which("igzip") is None:
        pytest.skip("igzip is not installed")


_RANDOM = random.Random(1)
# Three blocks and more, of which every kilobyte is different.
_TEXT = b"".join(b"[00:00:01] [Server thread/INFO]: %x\n" % _RANDOM.getrandbits(200) for _unused in range(40_000))
_SMALL = gzip.compress(b"[00:00:01] [Server thread/INFO]: one\n")


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize(
    ("raw", "text", "notes"),
    [
        (gzip.compress(_TEXT), _TEXT, []),
        (b"".join(gzip.compress(_TEXT[at : at + 99_999]) for at in range(0, len(_TEXT), 99_999)), _TEXT, []),
        (gzip.compress(_TEXT) + b"\0" * 300_000, _TEXT, []),
        (_SMALL, b"[00:00:01] [Server thread/INFO]: one\n", []),
        (gzip.compress(b"x" * 30_000_000), b"x" * LONGEST_LINE, []),
        (b"", b"", []),
        (_SMALL[:5], b"", ["it ends too early"]),
        (_SMALL[:-3], b"[00:00:01] [Server thread/INFO]: one\n", ["it ends too early"]),
        (_SMALL[:-8] + b"\1\1\1\1" + _SMALL[-4:], b"[00:00:01] [Server thread/INFO]: one", ["it is damaged"]),
        (b"[00:00:02] [Server thread/INFO]: two\n", b"", ["it is not a gzip file"]),
    ],
    ids=[
        *("one", "many-members", "filled-up", "small", "bomb", "empty", "header-alone", "no-end", "wrong-sum"),
        "no-gzip",
    ],
)
def test_what_a_gzip_file_holds(tmp_path, raw, text, notes):
    (tmp_path / "2026-11-24-1.log.gz").write_bytes(raw)

    assert _read(tmp_path / "2026-11-24-1.log.gz", compressed=True) == (text, notes)


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize(
    "damage", [lambda raw: raw[: len(raw) // 2], lambda raw: raw[:700_000] + bytes(99) + raw[700_099:]]
)
def test_what_comes_before_the_damage_is_there(tmp_path, damage):
    (tmp_path / "2026-11-24-1.log.gz").write_bytes(damage(gzip.compress(_TEXT)))

    data, notes = _read(tmp_path / "2026-11-24-1.log.gz", compressed=True)

    assert len(data) > 700_000
    assert _TEXT.startswith(data[:600_000])
    assert notes in (["it is damaged"], ["it ends too early"])


@pytest.mark.usefixtures("leaves_no_process")
def test_whoever_stops_early_leaves_no_process(tmp_path, monkeypatch):
    monkeypatch.setattr(inflating, "isal_zlib", None)
    monkeypatch.setattr(inflating, "_WORTH_A_PROCESS", 0)
    program = tmp_path / "igzip"
    program.write_text("#!/bin/sh\nexec cat\n")
    program.chmod(0o700)
    monkeypatch.setattr(inflating.shutil, "which", lambda _name: str(program))
    (tmp_path / "2026-11-24-1.log.gz").write_bytes(b"x\n" * 3_000_000)
    with opened(str(tmp_path / "2026-11-24-1.log.gz")) as file:
        blocks = read_blocks(file, compressed=True, note=pytest.fail)
        next(blocks)
        blocks.close()
