# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Merge pairs of real git clones that both appended to one ticket, and count the events that are lost.

The events of the two sides share author, kind, text and time as often as chance has it, which is what makes a merge
take one line for another. Run it as C(python tests/soak/tickets_merge.py --pairs 1000 --seed 1).
"""

from __future__ import annotations

import argparse
import dataclasses
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from gamedesk.tickets import ulids
from gamedesk.tickets.document import append_line, parse, render
from gamedesk.tickets.errors import TicketFileError
from gamedesk.tickets.events import Event, new_event
from gamedesk.tickets.gitattributes import GITATTRIBUTES
from gamedesk.tickets.header import Header

_AUTHORS = ("alex", "sam")
_TEXTS = ("no rank yet", "paid twice \U0001f600", "")
_MOMENTS = ("2026-07-27T10:15:00Z", "2026-07-27T10:15:01Z")


@dataclasses.dataclass
class Outcome:
    """What became of all pairs. An event is lost if it is not in the merged file as it was written."""

    pairs: int = 0
    merges: int = 0
    events: int = 0
    lost: int = 0
    broken: list[str] = dataclasses.field(default_factory=list)
    seconds: float = 0.0

    @property
    def good(self) -> bool:
        """Whether every merged file is valid and holds every event."""
        return not self.lost and not self.broken

    def __str__(self) -> str:
        return (
            f"{self.pairs} pairs, {self.merges} merges, {self.events} events appended, "
            f"{len(self.broken)} broken files, {self.lost} events lost, {self.seconds:.1f} s"
        )


class Clone:
    """One working copy of a desk."""

    def __init__(self, path: Path, random_: random.Random) -> None:
        self.path = path
        self._random = random_
        self._ticket = next(path.glob("tickets/*/*.yml"), path)

    def git(self, *words: str, check: bool = True) -> None:
        settings = ("-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "gc.auto=0", "-c", "commit.gpgsign=no")
        environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        subprocess.run(["git", *settings, *words], cwd=self.path, env=environment, check=check, capture_output=True)

    @property
    def ticket(self) -> bytes:
        return self._ticket.read_bytes()

    def append(self, count: int, shared: Event | None = None) -> dict[str, str]:
        """Append new events, and one that the other side has too; commit; return what was appended, by id."""
        made = {}
        data = self.ticket
        for number in range(count):
            if shared is not None and number == count // 2:
                data = append_line(data, shared)
                made[shared.id] = shared.text
            event = self.event(data)
            data = append_line(data, event)
            made[event.id] = event.text
        if self._random.random() < 0.1:
            data = data[:-1]  # an editor that does not end the last line
        self._ticket.write_bytes(data)
        self.git("commit", "-qam", "more")
        return made

    def event(self, data: bytes) -> Event:
        document = parse(data, self._ticket)
        return new_event(
            ulid=ulids.new(after=document.last_id),
            at=self._random.choice(_MOMENTS),
            by=self._random.choice(_AUTHORS),
            kind=self._random.choice(("note", "message")),
            prev=document.heads,
            fields={"text": self._random.choice(_TEXTS)},
        )

    def judge(self, expected: Mapping[str, str], outcome: Outcome) -> None:
        outcome.merges += 1
        try:
            document = parse(self.ticket, self._ticket)
        except TicketFileError as error:
            outcome.broken.append(error.message)
            return
        there = {event.id: event.text for event in document.events}
        outcome.lost += sum(there.get(id_) != text for id_, text in expected.items())
        outcome.lost += len(document.missing)


def merge_pairs(
    pairs: int, seed: int, folder: Path, *, attributes: str = GITATTRIBUTES, seconds: float | None = None
) -> Outcome:
    """Make and merge that many pairs of clones below C(folder), or as many as can be begun in C(seconds)."""
    outcome = Outcome()
    random_ = random.Random(seed)
    begun = time.monotonic()
    for number in range(1, pairs + 1):
        if seconds is not None and time.monotonic() - begun > seconds:
            break
        _merge_pair(number, random_, folder / str(number), attributes, outcome)
        shutil.rmtree(folder / str(number))
        outcome.pairs += 1
    outcome.seconds = time.monotonic() - begun
    return outcome


def _merge_pair(number: int, random_: random.Random, folder: Path, attributes: str, outcome: Outcome) -> None:
    base, expected = _base(number, random_, folder / "base", attributes)
    for name in ("left", "right"):
        base.git("clone", "-q", "--shared", str(base.path), str(folder / name))
    left, right = Clone(folder / "left", random_), Clone(folder / "right", random_)
    for _round in range(random_.choice((1, 1, 2))):
        shared = left.event(right.ticket) if _round == 0 and random_.random() < 0.2 else None
        made = [clone.append(random_.randint(1, 4), shared) for clone in (left, right)]
        expected.update({id_: text for side in made for id_, text in side.items()})
        outcome.events += sum(map(len, made))
        left.git("branch", "-f", "before")
        left.git("pull", "-q", "--no-rebase", "--no-edit", str(right.path), "main", check=False)
        left.judge(expected, outcome)
        if outcome.broken:  # a conflict that is left in the file cannot be appended to
            return
    right.git("pull", "-q", "--no-rebase", "--no-edit", str(left.path), "before", check=False)
    right.judge(expected, outcome)


def _base(number: int, random_: random.Random, path: Path, attributes: str) -> tuple[Clone, dict[str, str]]:
    header = Header(ulids.new(), number, "I bought vip and did not get it", _MOMENTS[0])
    opened = new_event(ulid=ulids.new(), at=_MOMENTS[0], by="alex", kind="opened", prev=(), fields={})
    file = path / "tickets" / "2026" / f"{number}-{header.id}.yml"
    file.parent.mkdir(parents=True)
    file.write_bytes(render(header, [opened]))
    (path / ".gitattributes").write_text(attributes)
    clone = Clone(path, random_)
    clone.git("init", "-q", "-b", "main")
    clone.git("add", ".")
    return clone, {opened.id: opened.text, **clone.append(random_.randint(0, 4))}


def main() -> int:
    """Run as a command. Returns 1 if anything was lost."""
    parser = argparse.ArgumentParser(description="Merge pairs of clones that both appended to one ticket.")
    parser.add_argument("--pairs", type=int, default=1000)
    parser.add_argument("--seconds", type=float, help="stop early after this time")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tickets-merge-") as folder:
        outcome = merge_pairs(arguments.pairs, arguments.seed, Path(folder), seconds=arguments.seconds)
    print(outcome, f"(seed {arguments.seed})")
    for message in outcome.broken[:5]:
        print(message, file=sys.stderr)
    return 0 if outcome.good else 1


if __name__ == "__main__":
    sys.exit(main())
