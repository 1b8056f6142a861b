# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kill C(support), its process tree or the game server at random moments, resume, and check every claim.

Each round is one action for players of its own: a grant, a revoke, a place on a track, a ban, an unban, or the undo of
one of these. It is killed once, and after C(support resume) the tickets are compared with LuckPerms' tables and its
action log, and with the server's ban list. What a round does follows from the seed and its number; how far a run has
come when it is killed is a matter of time. Run it as C(python tests/soak/kills.py --kills 1000 --seed 1).
"""

from __future__ import annotations

import argparse
import collections
import contextlib
import itertools
import shutil
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Iterator
from pathlib import Path

from killing import judge
from killing.bench import Bench
from killing.plan import Player, plan
from killing.rounds import Round

# A desk is made anew after so many rounds: a folder of a few tickets is quick, and none is too clean.
_ROUNDS_A_DESK = 25


class Soak:
    """All rounds, on one desk a job."""

    def __init__(self, *, kills: int, seconds: float | None, seed: int, folder: Path) -> None:
        self._kills, self._seed, self._folder = kills, seed, folder
        self._until = None if seconds is None else time.monotonic() + seconds
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        self.counts: collections.Counter[str] = collections.Counter()
        self.wrong: list[str] = []
        self.begun = time.monotonic()

    def work(self) -> None:
        """Do rounds until there are enough kills, the time is over, or something is wrong."""
        try:
            while numbers := self._next():
                self._desk(numbers)
        except Exception:
            with self._lock:
                self.wrong.append(traceback.format_exc())

    def _next(self) -> list[int]:
        """The numbers of the rounds of a desk; all are planned when it is made."""
        with self._lock:
            return [] if self._over() else list(itertools.islice(self._numbers, _ROUNDS_A_DESK))

    def _over(self) -> bool:
        late = self._until is not None and time.monotonic() > self._until
        return late or bool(self.wrong) or self.counts["kills"] >= self._kills

    def _desk(self, numbers: list[int]) -> None:
        folder = self._folder / str(numbers[0])
        plans = [plan(self._seed, number) for number in numbers]
        measured = Player(f"measure_{numbers[0]}", "none")
        with bench_in(folder, [measured, *(player for one in plans for player in one.players)]) as bench:
            duration = _measure(bench, measured)
            for one in plans:
                with self._lock:
                    if self._over():
                        break
                told = Round(bench, one, duration).run()
                with self._lock:
                    self.counts.update(told.counts)
                    self.wrong += [f"round {one.number}: {wrong.kind}: {wrong.what}" for wrong in told.wrong]
                    if told.wrong:
                        self.wrong.append(f"{one}\ndesk kept: {folder}")
                        return
        shutil.rmtree(folder)

    def __str__(self) -> str:
        def these(start: str) -> str:
            parts = {key[len(start) :]: count for key, count in sorted(self.counts.items()) if key.startswith(start)}
            return ", ".join(f"{key} {count}" for key, count in parts.items()) or "none"

        seconds = time.monotonic() - self.begun
        invalid, claims, double, left = (
            sum(f": {kind}: " in line for line in self.wrong)
            for kind in (judge.INVALID, judge.CLAIM, judge.DOUBLE, judge.LEFT_OVER)
        )
        return (
            f"{self.counts['kills']} kills in {self.counts['rounds']} rounds ({these('kill ')}; {these('moment ')}; "
            f"{these('killed ')}); "
            f"{self.counts['tickets']} tickets, checked {self.counts['ticket checks']} times; "
            f"first {these('first ')}; final {these('final ')}; "
            f"{self.counts['resumes']} resumes, {self.counts['resumes killed']} of them killed; "
            f"{invalid} invalid tickets, {claims} false claims, {double} double effects, {left} left over; "
            f"{seconds:.0f} s, {seconds / max(self.counts['rounds'], 1):.1f} s a round"
        )


@contextlib.contextmanager
def bench_in(folder: Path, players: list[Player]) -> Iterator[Bench]:
    bench = Bench(folder, players)
    try:
        yield bench
    finally:
        bench.close()


def _measure(bench: Bench, player: Player) -> float:
    """How long a whole run takes, in seconds."""
    begun = time.monotonic()
    command = bench.start("grant", player.name, "vip", "-s", "survival")
    if command.end() != 0:
        raise RuntimeError(f"an undisturbed grant does not work: {command.out} {command.err}")
    return time.monotonic() - begun


def main() -> int:
    """Run as a command. Returns 1 if a ticket was invalid, a claim false, an effect double or something left over."""
    parser = argparse.ArgumentParser(description="Kill support at random moments, resume, and check every claim.")
    parser.add_argument("--kills", type=int, default=1000, help="end after so many")
    parser.add_argument("--seconds", type=float, help="begin no round after this time")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1, help="desks at the same time")
    arguments = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="kills-"))
    soak = Soak(kills=arguments.kills, seconds=arguments.seconds, seed=arguments.seed, folder=folder)
    workers = [threading.Thread(target=soak.work) for _job in range(arguments.jobs)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    print(soak, f"(seed {arguments.seed})")
    for line in soak.wrong:
        print(line, file=sys.stderr)
    if soak.wrong:
        return 1
    shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
