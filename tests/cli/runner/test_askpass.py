# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ssh password in shared memory: removed when nobody who could use it is left."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gamedesk.runner import askpass

MEMORY = Path("/dev/shm")
pytestmark = pytest.mark.skipif(not MEMORY.is_dir(), reason="shared memory shows no files here")
# As ansible-core 2.19 writes it: JSON, and zeros up to the size of the block.
PASSWORD = json.dumps({"password": "hünter2", "prompt": "assword"}).encode().ljust(16384, b"\0")


@pytest.fixture
def block() -> Iterator[Callable[..., Path]]:
    """Make a block of shared memory as Python does."""
    made: list[Path] = []

    def make(content: bytes = PASSWORD, *, name: str = "psm_", age: float = 60) -> Path:
        path = MEMORY / f"{name}{os.urandom(8).hex()}"
        made.append(path)
        path.write_bytes(content)
        path.chmod(0o600)
        os.utime(path, (path.stat().st_atime - age, path.stat().st_mtime - age))
        return path

    yield make
    for path in made:
        path.unlink(missing_ok=True)


def test_what_killed_processes_left_is_removed(block):
    left = [block(), block()]
    askpass.sweep()
    assert [path.exists() for path in left] == [False, False]


def test_what_a_living_ssh_was_told_of_stays_until_it_ends(block):
    path = block()
    environment = {"A": "1", "_ANSIBLE_SSH_ASKPASS_SHM": path.name, "B": "2"}
    command = [sys.executable, "-c", "print('ready', flush=True); input()"]
    with subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as ssh:
        assert ssh.stdout.readline() == b"ready\n"
        askpass.sweep()
        assert path.exists()
        ssh.communicate(b"\n")
    askpass.sweep()
    assert not path.exists()


def test_nothing_else_is_touched(block):
    others = [block(b"\0" * 16384), block(b""), block(name="mine_"), block(age=0)]
    link = MEMORY / f"psm_{os.urandom(8).hex()}"
    link.symlink_to(others[2])
    try:
        askpass.sweep()
        assert all(path.exists() for path in [*others, link])
    finally:
        link.unlink()
