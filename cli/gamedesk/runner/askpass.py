# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ssh password that Ansible hands to ssh in shared memory, and that nobody removes when all of them are killed."""

from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path

_SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - where the C library of Linux keeps it; other systems show no files
_PROCESSES = Path("/proc")
_BEGINNING = b'{"password": '
_VARIABLE = b"_ANSIBLE_SSH_ASKPASS_SHM="
# Between the making of a block and the start of the ssh that is told its name, in seconds.
_YOUNG_S = 1.0


def sweep() -> None:
    """Remove the blocks of this user that hold a password and that no living process has been told of."""
    left = [path for path in _files(_SHARED_MEMORY, "psm_*") if _holds_a_password(path)]
    if not left:
        return
    told = b"\0".join(_content(path / "environ") for path in _files(_PROCESSES, "[0-9]*")) + b"\0"
    for path in left:
        if _VARIABLE + path.name.encode() + b"\0" not in told:
            with contextlib.suppress(OSError):
                path.unlink()


def _files(folder: Path, pattern: str) -> list[Path]:
    try:
        return list(folder.glob(pattern))
    except OSError:
        return []


def _holds_a_password(path: Path) -> bool:
    try:
        found = path.lstat()
    except OSError:
        return False
    old = time.time() - found.st_mtime > _YOUNG_S
    return found.st_uid == os.geteuid() and old and _content(path).startswith(_BEGINNING)


def _content(path: Path) -> bytes:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with open(descriptor, "rb") as file:
            return file.read()
    except OSError:  # not ours, or gone
        return b""
