# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a sandbox runs in a folder: a lock that its process holds, so that it ends with the process."""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from pathlib import Path
from typing import NamedTuple

from gamedesk.i18n import _
from gamedesk.sandbox.errors import SandboxError

_NAME = ".sandbox.lock"
# A look at the lock holds it, shared, for a moment.
_PATIENCE_SECONDS = 1.0


class Holder(NamedTuple):
    """The process that holds a folder's lock, and the RCON port once it listens."""

    pid: int | None
    port: int | None


class FolderLock:
    """The lock of one folder, held from construction to release()."""

    def __init__(self, folder: Path) -> None:
        """Take the lock. Raises SandboxError when another sandbox holds it, OSError."""
        self._descriptor = os.open(folder / _NAME, os.O_RDWR | os.O_CREAT, 0o600)
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while True:
            try:
                fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    os.close(self._descriptor)
                    message = _("A sandbox runs in {folder} already.").format(folder=folder)
                    raise SandboxError(message) from None
                time.sleep(0.02)
        self.withdraw()

    def announce(self, port: int) -> None:
        """Tell other processes that RCON listens on this port."""
        self._write(f"{os.getpid()}\n{port}\n")

    def withdraw(self) -> None:
        """Tell other processes that RCON listens no more."""
        self._write(f"{os.getpid()}\n")

    def release(self) -> None:
        """Let go of the lock."""
        os.ftruncate(self._descriptor, 0)
        os.close(self._descriptor)

    def _write(self, text: str) -> None:
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, text.encode(), 0)


def holder(folder: Path) -> Holder | None:
    """Return who holds the folder's lock, or None. Raises OSError."""
    try:
        descriptor = os.open(folder / _NAME, os.O_RDONLY)
    except (FileNotFoundError, NotADirectoryError):
        return None
    try:
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
            return None
        fields = [int(field) for field in os.pread(descriptor, 64, 0).split() if field.isdigit()]
        return Holder(*[*fields, None, None][:2])
    finally:
        os.close(descriptor)
