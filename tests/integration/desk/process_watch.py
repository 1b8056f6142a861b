# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A watch over all processes of the machine: their arguments, environments, and the deleted files they hold open."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

_PAUSE_S = 0.002
_DELETED_EVERY = 20
_LARGEST = 1024 * 1024
_LOOKS = 5


@dataclasses.dataclass(frozen=True)
class Seen:
    """What was seen of one process: C(kind) is cmdline, environ or deleted (the content of a deleted file)."""

    pid: int
    kind: str
    data: bytes
    command: bytes


@contextlib.contextmanager
def watching(folder: Path) -> Iterator[list[Seen]]:
    """Watch from a process of its own; the list is filled when the watch is over."""
    seen: list[Seen] = []
    output = folder / "watch.pickle"
    command = [sys.executable, __file__, str(output)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as watch:
        assert watch.stdout is not None
        watch.stdout.readline()
        try:
            yield seen
        finally:
            watch.send_signal(signal.SIGTERM)
            watch.wait(timeout=30)
    seen += [Seen(*values) for values in pickle.loads(output.read_bytes())]
    output.unlink()


def _read(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read(_LARGEST)
    except OSError:
        return b""


def _deleted(pid: str) -> Iterator[bytes]:
    with contextlib.suppress(OSError):
        for number in os.listdir(f"/proc/{pid}/fd"):
            path = f"/proc/{pid}/fd/{number}"
            with contextlib.suppress(OSError):
                if os.readlink(path).endswith(" (deleted)") and os.path.isfile(path):
                    yield _read(path)


def _main(output: str) -> None:
    stop: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _frame: stop.append(number))
    seen: set[tuple[int, str, bytes, bytes]] = set()
    looks: dict[tuple[str, bytes], int] = {}
    before = set(os.listdir("/proc"))
    rounds = 0
    while not stop:
        for pid in filter(str.isdigit, os.listdir("/proc")):
            if pid in before and rounds:
                continue  # it was looked at once; what the test starts comes later
            command = _read(f"/proc/{pid}/cmdline")
            seen.add((int(pid), "cmdline", command, command))
            if looks.get((pid, command), 0) < _LOOKS:  # another program has another environment, and mostly arguments
                environment = _read(f"/proc/{pid}/environ")
                # Between two looks it may have become another program, whose environment this is: looked at again.
                if _read(f"/proc/{pid}/cmdline") == command:
                    looks[pid, command] = looks.get((pid, command), 0) + 1
                    seen.add((int(pid), "environ", environment, command))
            if rounds % _DELETED_EVERY == 0:
                seen.update((int(pid), "deleted", data, command) for data in _deleted(pid))
        if not rounds:
            print("watching", flush=True)
        rounds += 1
        time.sleep(_PAUSE_S)
    Path(output).write_bytes(pickle.dumps([*seen]))


if __name__ == "__main__":
    _main(sys.argv[1])
