# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Steps are shown beside the work: where somebody watches, and nowhere else."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import threading

import pytest

from gamedesk.render.screen import Screen

PATIENCE_S = 60.0
WORK = """
import os, sys
from gamedesk.render.screen import Screen
assert "rich" not in sys.modules
screen = Screen(as_json=False)
with screen.working():
    os.environ.clear()  # as while Ansible runs
    screen.step("first \\x1b[31m")
    sys.stdin.readline()
    screen.step("second")
    sys.stdin.readline()
print("rich" in sys.modules)
"""


def watch(**environment: str) -> bytes:
    """Do some work on a terminal, each step until it is shown there, and return all that was shown."""
    ours, theirs = pty.openpty()
    shown = b""
    try:
        with subprocess.Popen(
            [sys.executable, "-c", WORK],
            stdin=theirs,
            stdout=subprocess.PIPE,
            stderr=theirs,
            env={"PATH": os.defpath, "TERM": "xterm-256color", **environment},
        ) as process:
            try:
                for step in (b"first", b"second"):
                    while step not in shown:
                        assert select.select([ours], [], [], PATIENCE_S)[0], shown
                        shown += os.read(ours, 100_000)
                    os.write(ours, b"\n")
                out, _none = process.communicate(timeout=PATIENCE_S)
            finally:
                process.kill()
        assert (process.returncode, out) == (0, b"True\n")
        return shown + os.read(ours, 100_000)
    finally:
        os.close(ours)
        os.close(theirs)


def test_who_watches_sees_each_step():
    shown = watch()
    assert b"first" in shown
    assert b"second" in shown
    assert b"\x1b[31m" not in shown
    assert shown.endswith(b"\x1b[2K")  # it is gone when the work is done


def test_the_environment_of_the_command_decides_about_colour():
    assert b"\x1b[32m" in watch()  # rich's spinner is green
    assert b"\x1b[32m" not in watch(NO_COLOR="1")


@pytest.mark.parametrize("as_json", [True, False])
def test_nothing_is_shown_to_a_file(as_json, capfd):
    before = threading.active_count()
    screen = Screen(as_json=as_json)
    with screen.working():
        screen.step("first")
    assert capfd.readouterr() == ("", "")
    assert threading.active_count() == before


def fail_at_work(screen):
    with screen.working():
        screen.step("first")
        raise ZeroDivisionError


def test_work_that_fails_is_not_shown_on():
    before = threading.active_count()
    with pytest.raises(ZeroDivisionError):
        fail_at_work(Screen(as_json=False))
    assert threading.active_count() == before
