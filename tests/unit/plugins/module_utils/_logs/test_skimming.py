# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Skimming a file finds what reading all of it finds, wherever its chunks end."""

from __future__ import annotations

import os
import tempfile

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._logs import skimming
from ansible_collections.gamedesk.support.plugins.module_utils._logs.blocks import LONGEST_LINE, read_blocks
from ansible_collections.gamedesk.support.plugins.module_utils._logs.criteria import Criteria
from ansible_collections.gamedesk.support.plugins.module_utils._logs.places import places_in
from ansible_collections.gamedesk.support.plugins.module_utils._logs.scanning import finder
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

_FIND = finder(Criteria(names=("Draxe",)))
_LINES = st.lists(
    st.sampled_from(
        [
            b"[00:00:01] [Server thread/INFO]: Draxe\n",
            b"[00:00:01] [Server thread/INFO]: nothing of the kind\n",
            b"[00:00:01] [Server thread/INFO]: nothing\r\n",
            b"\tat Draxe\n",
            b"\tat nobody\n",
            b"\n",
            b"Draxe",
            b"\0" * 9,
            b"x" * 200 + b"\n",
        ]
    ),
    max_size=40,
).map(b"".join)


def _found(blocks):
    return [(place.offset, place.raw) for place in places_in(blocks, _FIND)]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_LINES, st.integers(40, 400))
@example(b"[00:00:01] [a/INFO]: Draxe\n" + b"y" * 100 + b"\nDraxe\n" * 9, 40)
def test_it_finds_what_reading_all_finds(monkeypatch, data, chunk):
    monkeypatch.setattr(skimming, "_CHUNK", chunk)
    monkeypatch.setattr(skimming, "_STEP_BACK", 16)
    with tempfile.TemporaryFile(buffering=0) as stream:
        stream.write(data)

        skimmed = _found(skimming.likely_blocks(stream, _FIND, 0, None, live=False))

        assert skimmed == _found(read_blocks(stream, compressed=False, note=pytest.fail))


def test_most_of_a_file_is_not_made_into_blocks():
    nothing = b"[00:00:01] [Server thread/INFO]: nothing\n" * 100_000
    with tempfile.TemporaryFile(buffering=0) as stream:
        stream.write(nothing + b"[00:00:01] [Server thread/INFO]: Draxe\n" + nothing)

        blocks = list(skimming.likely_blocks(stream, _FIND, 0, None, live=False))

        assert sum(len(block.data) for block in blocks) < 2 << 20


def test_a_giant_line_is_cut_as_it_is_elsewhere():
    data = b"[00:00:01] [a/INFO]: " + b"x" * 3_000_000 + b"Draxe\n[00:00:02] [a/INFO]: Draxe\n"
    with tempfile.TemporaryFile(buffering=0) as stream:
        stream.write(data)

        found = _found(skimming.likely_blocks(stream, _FIND, 0, None, live=False))

    assert found == [(data.rfind(b"[00"), b"[00:00:02] [a/INFO]: Draxe\n")]
    assert len(data) > LONGEST_LINE


def test_lines_are_counted_up_to_each_place():
    data = b"one\n" * 700_000
    with tempfile.TemporaryFile(buffering=0) as stream:
        stream.write(data)

        assert list(skimming.lines_before(stream, [0, 4, 5, 2_000_000, 2_800_000])) == [0, 1, 1, 500_000, 700_000]


def test_a_file_that_was_emptied_ends():
    with tempfile.TemporaryFile(buffering=0) as stream:
        stream.write(b"[00:00:01] [a/INFO]: Draxe\n" * 200_000)
        blocks = skimming.likely_blocks(stream, _FIND, 0, None, live=False)
        next(blocks)
        os.truncate(stream.fileno(), 0)

        # What was read before is all that there is.
        assert sum(len(block.data) for block in blocks) < 100
