# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Wait for the moment to kill: a time, or something that happens on the disk, on the wire or in the database."""

from __future__ import annotations

import contextlib
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from killing.bench import Bench, Command
from killing.plan import ANSWER, ANY, STARTED, WIRE, Plan
from killing.watch import Watch

_POLL_S = 0.002


def wait(bench: Bench, plan: Plan, command: Command, watch: Watch, *, duration: float, mark: bytes) -> bool:
    """Wait for the moment of the plan, in a run that takes about C(duration) seconds.

    C(mark) is what the line of the action_started of this round has in it, and no other of that kind. Return whether
    the command still runs then.
    """
    if plan.when == ANY:
        with contextlib.suppress(subprocess.TimeoutExpired):
            command.process.wait(plan.moment * duration)
    else:
        happened = {
            STARTED: lambda: _started(bench, watch, mark),
            WIRE: lambda: _on_the_wire(bench),
            ANSWER: lambda: _effect(bench, plan),
        }.get(plan.when, lambda: _recorded(bench, watch, mark))()
        while command.runs and not happened():
            pass
        time.sleep(plan.jitter)
    return command.runs


def _started(bench: Bench, watch: Watch, mark: bytes) -> Callable[[], bool]:
    """Once the action_started of this round is in its place."""

    def happened() -> bool:
        return any(
            b'"action_started"' in line and mark in line
            for name in watch.names(_POLL_S * 10)
            if name.endswith(".yml")
            for line in _read(bench.tickets / name).splitlines()
        )

    return happened


def _recorded(bench: Bench, watch: Watch, mark: bytes) -> Callable[[], bool]:
    """Once the file is made that the action_finished of this round is written to."""
    has_started = _started(bench, watch, mark)
    before = [True]

    def happened() -> bool:
        if before[0]:
            before[0] = not has_started()
            return False
        return any(name.startswith(".") for name in watch.names(_POLL_S * 10))

    return happened


def _on_the_wire(bench: Bench) -> Callable[[], bool]:
    """Once a command is held by the proxy."""
    return lambda: bench.proxy.holding.wait(_POLL_S)


def _effect(bench: Bench, plan: Plan) -> Callable[[], bool]:
    """Once something has changed for a player, while the answer is held."""
    before = [bench.state(plan, player) for player in plan.players]

    def happened() -> bool:
        time.sleep(_POLL_S)
        return [bench.state(plan, player) for player in plan.players] != before

    return happened


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""
