# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Wait for the moment to kill: a time, or something that happens on the disk, on the wire or in the database."""

from __future__ import annotations

import contextlib
import ctypes
import os
import select
import struct
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from killing.bench import Bench, Command
from killing.plan import ANSWER, ANY, STARTED, WIRE, Plan

_CREATED, _MOVED_TO = 0x100, 0x80  # inotify(7)
_EVENT = struct.Struct("iIII")
_POLL_S = 0.002


class Watch:
    """The names that come into a folder, as they come."""

    def __init__(self, folder: Path) -> None:
        libc = ctypes.CDLL(None, use_errno=True)
        self._fd = libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        if self._fd < 0 or libc.inotify_add_watch(self._fd, os.fsencode(folder), _CREATED | _MOVED_TO) < 0:
            raise OSError(ctypes.get_errno(), "inotify", str(folder))

    def close(self) -> None:
        os.close(self._fd)

    def names(self, timeout: float) -> Iterator[str]:
        """The names that came; after C(timeout) seconds without one, none."""
        if not select.select([self._fd], [], [], timeout)[0]:
            return
        data = os.read(self._fd, 65536)
        while data:
            size = _EVENT.unpack_from(data)[3]
            yield os.fsdecode(data[_EVENT.size : _EVENT.size + size].rstrip(b"\0"))
            data = data[_EVENT.size + size :]


def wait(bench: Bench, plan: Plan, command: Command, watch: Watch, duration: float) -> bool:
    """Wait for the moment of the plan, in a run that takes about C(duration) seconds.

    Return whether the command still runs then.
    """
    if plan.when == ANY:
        with contextlib.suppress(subprocess.TimeoutExpired):
            command.process.wait(plan.moment * duration)
    else:
        happened = {STARTED: _started, WIRE: _on_the_wire, ANSWER: _effect}.get(plan.when, _recorded)(
            bench, plan, watch
        )
        while command.runs and not happened():
            pass
        time.sleep(plan.jitter)
    return command.runs


def _started(bench: Bench, plan: Plan, watch: Watch) -> Callable[[], bool]:
    """Once the action_started of this round is in its place."""
    mark = plan.players[0].name.encode()

    def happened() -> bool:
        return any(
            b'"action_started"' in (content := _read(bench.tickets / name)) and mark in content
            for name in watch.names(_POLL_S * 10)
            if name.endswith(".yml")
        )

    return happened


def _recorded(bench: Bench, plan: Plan, watch: Watch) -> Callable[[], bool]:
    """Once the file is made that the action_finished of this round is written to."""
    has_started = _started(bench, plan, watch)
    before = [True]

    def happened() -> bool:
        if before[0]:
            before[0] = not has_started()
            return False
        return any(name.startswith(".") for name in watch.names(_POLL_S * 10))

    return happened


def _on_the_wire(bench: Bench, plan: Plan, watch: Watch) -> Callable[[], bool]:
    """Once a command is held by the proxy."""
    return lambda: bench.proxy.holding.wait(_POLL_S)


def _effect(bench: Bench, plan: Plan, watch: Watch) -> Callable[[], bool]:
    """Once a player's membership has changed, while the answer is held."""
    before = [bench.changes(player) for player in plan.players]

    def happened() -> bool:
        time.sleep(_POLL_S)
        return [bench.changes(player) for player in plan.players] != before

    return happened


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""
