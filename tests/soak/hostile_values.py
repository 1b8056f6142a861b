# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Give hostile values to everything that takes text, and look at the wire, the screen, the disk and the exit code.

The values are templates, line breaks, control characters, selectors, leading dashes and slashes, marks that reorder
text, 100 kB, NUL, other scripts, YAML tags, halves of characters. Four layers take turns: the command line with
Ansible's place taken by a recorder, Ansible's own loader and templates, the module against a real socket, and tickets.
Run it as C(python tests/soak/hostile_values.py --cases 100000 --seed 1); C(--first 4711 --cases 1) repeats one case.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from hostile.commands import CommandLine
from hostile.gameserver import GameServer
from hostile.module import Module
from hostile.reading import ViolationError
from hostile.templates import Templates
from hostile.tickets import Tickets
from hostile.values import Values
from hostile.workshop import Workshop

# What is cheap is done more often.
_SHARES = {"command line": 60, "module": 20, "tickets": 12, "templates": 8}
_SHOWN = 20


@contextmanager
def layers(random_: random.Random) -> Iterator[dict[str, Callable[[], object]]]:
    """Set up everything in a scratch folder, and yield for each layer what runs and checks its next case."""
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # where a sync costs nothing
    with tempfile.TemporaryDirectory(prefix="hostile-", dir=memory) as folder:
        scratch = Path(folder).resolve()
        places = [scratch / name for name in ("commands", "tickets", "templates", "module")]
        for place in places:
            place.mkdir()
        workshop, other = Workshop(places[0]), Workshop(places[1])
        server = GameServer(scratch / "server")
        values = Values(random_, workshop.canary)
        before = os.getcwd()
        os.chdir(places[3])  # a relative path in an option of the module ends here
        try:
            yield {
                "command line": CommandLine(random_, values, workshop).next,
                "module": Module(random_, values, server, places[3]).next,
                "tickets": Tickets(random_, values, other).next,
                "templates": Templates(random_, values, places[2], workshop.canary).next,
            }
            if workshop.canary.exists():
                raise ViolationError("something that was typed was run: the canary is there")
        finally:
            os.chdir(before)
            server.close()


def soak(cases: int, seed: int, *, first: int = 1, seconds: float | None = None) -> tuple[Counter[str], list[str]]:
    """Run the cases from C(first) on, no longer than C(seconds); return how many ran in each layer, and what failed."""
    ran: Counter[str] = Counter()
    failures: list[str] = []
    random_ = random.Random()
    begun = time.monotonic()
    with layers(random_) as layer:
        for number in range(first, first + cases):
            if seconds is not None and time.monotonic() - begun > seconds:
                break
            random_.seed(f"{seed}/{number}")
            (name,) = random_.choices([*_SHARES], weights=[*_SHARES.values()])
            ran[name] += 1
            try:
                layer[name]()
            except ViolationError as violation:
                failures.append(f"case {number} ({name}): {violation}")
    return ran, failures


def main() -> int:
    """Run as a command. Returns 1 if a property did not hold."""
    parser = argparse.ArgumentParser(description="Give hostile values to everything that takes text.")
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--first", type=int, default=1, help="the number of the first case")
    parser.add_argument("--seconds", type=float, help="stop early after this time")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    begun = time.monotonic()
    ran, failures = soak(arguments.cases, arguments.seed, first=arguments.first, seconds=arguments.seconds)
    told = ", ".join(f"{name} {count}" for name, count in ran.most_common())
    took = time.monotonic() - begun
    print(f"{ran.total()} cases ({told}), {len(failures)} failures, {took:.1f} s (seed {arguments.seed})")
    for failure in failures[:_SHOWN]:
        print(failure[:1000].encode("ascii", "backslashreplace").decode(), file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
