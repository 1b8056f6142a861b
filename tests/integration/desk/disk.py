# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A small disk of its own, that can be filled and made read-only."""

from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to mount a small disk")


class SmallDisk:
    """A tmpfs in C(path)."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def fill(self) -> None:
        """Leave no byte free."""
        with contextlib.suppress(OSError), open(self.path / "filler", "ab", buffering=0) as filler:
            for size in (65536, 4096, 512, 1):
                with contextlib.suppress(OSError):
                    while filler.write(bytes(size)) == size:
                        pass

    def make_room(self) -> None:
        (self.path / "filler").unlink()

    def read_only(self, wanted: bool = True) -> None:
        option = "ro" if wanted else "rw"
        subprocess.run(["mount", "-o", f"remount,{option}", str(self.path)], check=True)


@contextlib.contextmanager
def small_disk(path: Path, size: str = "4m") -> Iterator[SmallDisk]:
    """Mount it; skip the test where even root may not."""
    path.mkdir(exist_ok=True)
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(path)], check=False)
    if mounted.returncode:
        pytest.skip("this machine does not let root mount a tmpfs")
    try:
        yield SmallDisk(path)
    finally:
        # Lazily: a process that a failed test left there must not keep it mounted.
        subprocess.run(["umount", "--lazy", str(path)], check=True)
