# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Private folders for runs: one for each run, locked while it lives, swept when its command was killed."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from gamedesk import disks
from gamedesk.errors import NotWritableError
from gamedesk.runner import askpass

_LOCK = "lock"
_ROOM = "room"
_PIECE = 1 << 20  # bytes


def _runs(scratch: Path) -> Path:
    return scratch / "runs"


@contextmanager
def run_folder(scratch: Path, run_id: str, *, room: int = 0) -> Iterator[Path]:
    """Make the folder of one run below C(scratch) (mode 0700), hold its lock, and remove it at the end.

    Every run has a new folder: ansible-runner merges what an older run left behind into the next one.
    C(room) bytes of the disk are taken for what is to be written when the run is over, until C(give_room).
    Raises NotWritableError.
    """
    folder = _runs(scratch) / run_id
    with ExitStack() as stack:
        with _explained(scratch):
            with _door(scratch):
                folder.mkdir(mode=0o700)
                stack.callback(shutil.rmtree, folder, ignore_errors=True)
                lock = os.open(folder / _LOCK, os.O_CREAT | os.O_RDWR, 0o600)
                stack.callback(os.close, lock)
                fcntl.flock(lock, fcntl.LOCK_EX)
            (folder / "tmp").mkdir(mode=0o700)
            _take(folder / _ROOM, room)
        yield folder


def _take(path: Path, room: int) -> None:
    with path.open("wb") as stream:
        for begin in range(0, room, _PIECE):
            stream.write(os.urandom(min(_PIECE, room - begin)))  # what is random, no file system can compress


def give_room(folder: Path) -> None:
    """Give back the room that this run took on the disk."""
    with suppress(OSError):  # of a disk that is read-only by now, who writes next will hear
        (folder / _ROOM).unlink(missing_ok=True)


def is_alive(scratch: Path, run_id: str) -> bool:
    """Say whether the command that started this run still lives."""
    try:
        lock = os.open(_runs(scratch) / Path(run_id).name / _LOCK, os.O_RDWR)
    except (OSError, ValueError):  # no such run, or (in a ticket from elsewhere) a name that no folder can have
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)  # shared: two who ask are not each other's answer
    except OSError:
        return True
    finally:
        os.close(lock)
    return False


def sweep(scratch: Path) -> None:
    """Remove what runs have left whose command was killed. Raises NotWritableError."""
    with _explained(scratch), _door(scratch):
        dead = [folder for folder in _runs(scratch).iterdir() if not is_alive(scratch, folder.name)]
        for folder in dead:
            shutil.rmtree(folder, ignore_errors=True)
    if dead:
        askpass.sweep()


@contextmanager
def _explained(scratch: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise NotWritableError(disks.unwritable(scratch, error)) from error


@contextmanager
def _door(scratch: Path) -> Iterator[None]:
    """Let one in at a time: a folder that is being made has no lock yet, and must not be swept for it."""
    _runs(scratch).mkdir(mode=0o700, parents=True, exist_ok=True)
    door = os.open(scratch / "runs.lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(door, fcntl.LOCK_EX)
        yield
    finally:
        os.close(door)
