# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Replace a file as a whole: a reader sees the old bytes or the new ones, and a power cut loses neither."""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path

# One name for each folder is enough, since there is one writer at a time: what a killed one left is in the way of
# the next, who removes it. The leading dot keeps it out of every listing.
_TEMPORARY = ".writing.tmp"
_NEW_FILE = 0o640


def make_folder(folder: Path) -> None:
    """Make `folder` and those above it, durably. Raises OSError."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    with contextlib.suppress(FileExistsError):
        folder.mkdir()
    sync_folder(folder.parent)


def replace(path: Path, data: bytes) -> None:
    """Make `data` the content of `path`; when this returns it is on the disk. The caller holds the lock.

    A file that was there keeps its mode and owner. Raises OSError; unless it is from the last step, the sync of the
    folder, the old content is untouched.
    """
    temporary = path.parent / _TEMPORARY
    with contextlib.suppress(FileNotFoundError):
        temporary.unlink()
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    descriptor = os.open(temporary, flags, _NEW_FILE)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            _keep_owner(path, stream.fileno())
            os.fsync(stream.fileno())
        temporary.rename(path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    sync_folder(path.parent)


def _keep_owner(path: Path, descriptor: int) -> None:
    try:
        before = path.stat(follow_symlinks=False)
    except FileNotFoundError:
        return
    # Only root may give files away, and a file that others may write is replaced by one that they may write.
    with contextlib.suppress(PermissionError):
        os.fchown(descriptor, before.st_uid, before.st_gid)
    os.fchmod(descriptor, stat.S_IMODE(before.st_mode))


def sync_folder(folder: Path) -> None:
    """Make what was made, renamed or removed in C(folder) lasting. Raises OSError."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
