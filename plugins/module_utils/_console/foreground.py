# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Who reads what is typed on a terminal, as far as Linux tells it below C(/proc).

A server that has stopped leaves the shell that started it behind, and a shell would run what is meant for the server.
"""

from __future__ import annotations

import os
import re
import typing as t

# A script that starts the server again waits in sleep.
_SHELLS = re.compile("ash|bash|busybox|csh|dash|elvish|fish|ksh|ksh93|mksh|nu|pwsh|rbash|sh|sleep|tcsh|yash|zsh")
_DIGITS = re.compile("[0-9]+")


class Process(t.NamedTuple):
    """A process: C(terminal) is a device number, C(foreground) the process group that reads it."""

    pid: int
    parent: int
    group: int
    terminal: int
    foreground: int
    name: str


def processes() -> t.List[Process]:
    """Return the processes of this host that may be seen."""
    try:
        pids = [int(name) for name in os.listdir("/proc") if _DIGITS.fullmatch(name)]
    except OSError:
        return []
    return [process for process in map(_process, pids) if process is not None]


def _process(pid: int) -> t.Optional[Process]:
    try:
        with open("/proc/%d/stat" % pid, "rb") as file:
            # The name is in parentheses and may hold some itself.
            head, _unused, tail = file.read().rpartition(b")")
    except OSError:
        return None
    fields = tail.split()
    if len(fields) < 6:
        return None
    name = head.partition(b"(")[2].decode("utf-8", "replace")
    packed = int(fields[4])
    terminal = os.makedev((packed >> 8) & 0xFFF, (packed & 0xFF) | ((packed >> 12) & 0xFFF00))
    return Process(pid, int(fields[1]), int(fields[2]), terminal, int(fields[5]), name)


def reading(found: t.Sequence[Process], terminal: int) -> t.List[Process]:
    """Return who is in the foreground of the terminal with this device number."""
    groups = {one.foreground for one in found if one.terminal == terminal}
    return [one for one in found if one.terminal == terminal and one.group in groups]


def only_a_shell(readers: t.Sequence[Process]) -> t.Optional[str]:
    """Return the name of the shell where nothing but shells is in the foreground. Of nobody nothing can be told."""
    names = [_program(one) for one in readers]
    return names[0] if names and all(_SHELLS.fullmatch(name) for name in names) else None


def variable(process: Process, name: str) -> t.Optional[str]:
    """Return a variable of the environment that a process was started with, if it may be read."""
    try:
        with open("/proc/%d/environ" % process.pid, "rb") as file:
            pairs = file.read().split(b"\0")
    except OSError:
        return None
    start = name.encode("ascii") + b"="
    return next((pair[len(start) :].decode("utf-8", "replace") for pair in pairs if pair.startswith(start)), None)


def _program(process: Process) -> str:
    try:
        return os.path.basename(os.readlink("/proc/%d/exe" % process.pid))
    except OSError:  # another user's
        return process.name
