# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Variables that go to Ansible without being in a file."""

from __future__ import annotations

import json
import os
import stat
import threading

import pytest

from gamedesk.runner.handing import NAME, handed_over


@pytest.mark.parametrize("size", [1, 1_000_000], ids=["short", "longer than a pipe"])
def test_one_reads_it_once(tmp_path, size):
    variables = {"request": {"address": ["192.0.2.1"] * size}}
    with handed_over(tmp_path, variables):
        pipe = tmp_path / NAME
        found = pipe.lstat()
        assert stat.S_ISFIFO(found.st_mode)
        assert stat.S_IMODE(found.st_mode) & 0o077 == 0
        assert json.loads(pipe.read_bytes()) == variables
        # Ansible quotes a file in an error; a second look at a pipe would wait for ever.
        assert not pipe.exists()
    assert list(tmp_path.iterdir()) == []


def test_nothing_waits_for_who_never_comes(tmp_path):
    before = set(threading.enumerate())
    with handed_over(tmp_path, {"a": 1}):
        assert set(threading.enumerate()) - before
    assert not set(threading.enumerate()) - before


def test_nothing_waits_for_who_went_away_in_the_middle(tmp_path):
    with handed_over(tmp_path, {"a": "x" * 1_000_000}):
        reader = os.open(tmp_path / NAME, os.O_RDONLY)
        assert os.read(reader, 10)
        os.close(reader)


def test_without_variables_there_is_no_pipe(tmp_path):
    with handed_over(tmp_path, {}):
        assert list(tmp_path.iterdir()) == []
