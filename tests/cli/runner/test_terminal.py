# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The terminal that is closed at once."""

from __future__ import annotations

import os
import time

import pexpect
import pytest

from gamedesk.runner.terminal import closed_at_once


def test_a_child_that_has_ended_is_not_waited_for_again(monkeypatch):
    pauses = []
    monkeypatch.setattr("ptyprocess.ptyprocess.time.sleep", pauses.append)
    with closed_at_once():
        child = pexpect.spawn("/bin/sh", ["-c", "echo done; exit 3"])
    child.expect(pexpect.EOF)
    assert not child.isalive()
    child.close()
    assert sum(pauses) < 0.01
    assert (child.before, child.exitstatus, child.closed) == (b"done\r\n", 3, True)


def test_a_child_that_lives_is_still_ended():
    with closed_at_once():
        child = pexpect.spawn("/bin/sleep", ["60"])
    started = time.monotonic()
    child.close()
    assert time.monotonic() - started < 10
    with pytest.raises(ProcessLookupError):
        os.kill(child.pid, 0)


def test_pexpect_is_given_back():
    before = pexpect.spawn
    with closed_at_once():
        assert pexpect.spawn is not before
    assert pexpect.spawn is before
