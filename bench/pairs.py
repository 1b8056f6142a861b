# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two commands in turn (A B A B …), so that what slows the machine down slows both."""

from __future__ import annotations

import dataclasses
import os
import resource
import statistics
import subprocess
import time
from collections.abc import Callable


@dataclasses.dataclass(frozen=True)
class Command:
    """What is run, in which environment, and what has to happen before each time."""

    words: list[str]
    environment: dict[str, str]
    before: Callable[[], None] = lambda: None


def took(command: Command) -> tuple[float, float]:
    """Run a command to its end and return (wall time, processor time of it and its children) in seconds.

    Raises CalledProcessError.
    """
    command.before()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.perf_counter()
    subprocess.run(command.words, env=command.environment, stdin=subprocess.DEVNULL, capture_output=True, check=True)
    wall = time.perf_counter() - begun
    now = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime


def compare(title: str, ours: Command, theirs: Command, rounds: int, *, target: float | None = None) -> None:
    """Run both in turn, once uncounted, and print what they took and the ratio pair by pair: median and range."""
    pairs = [(took(ours), took(theirs)) for _round in range(rounds + 1)][1:]
    ratios = sorted(a[0] / b[0] for a, b in pairs)
    work = statistics.median(a[1] / b[1] for a, b in pairs)
    ours_s, theirs_s = (statistics.median(wall for wall, _work in side) for side in zip(*pairs, strict=True))
    wanted = "" if target is None else f", target {target:.1f}"
    print(
        f"{title}: {ours_s:.3f} s against {theirs_s:.3f} s, ratio {statistics.median(ratios):.2f}{wanted} "
        f"({ratios[0]:.2f} to {ratios[-1]:.2f}, {rounds} pairs; processor time {work:.2f})",
        flush=True,
    )


def load() -> str:
    """Say how busy the machine is: with more processes than processors, wall times are those of the others."""
    return f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors"
