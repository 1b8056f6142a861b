# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What runs, from /proc: a process and all below it, in whatever session, and all that share a home."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path


def processes_of(leader: int) -> set[int]:
    """The process tree below a process, and itself."""
    parents = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            with contextlib.suppress(OSError), open(f"/proc/{entry}/stat", encoding="ascii", errors="replace") as stat:
                parents[int(entry)] = int(stat.read().rpartition(")")[2].split()[1])
    tree = {leader}
    while more := {pid for pid, parent in parents.items() if parent in tree} - tree:
        tree |= more
    return tree


def processes_at_home(home: Path) -> set[int]:
    """The processes with this $HOME: also those whose parents are dead, so that no tree leads to them."""
    mark = b"\0HOME=" + os.fsencode(home) + b"\0"
    found = set()
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            with contextlib.suppress(OSError), open(f"/proc/{entry}/environ", "rb") as environ:
                if mark in b"\0" + environ.read() + b"\0":
                    found.add(int(entry))
    return found
