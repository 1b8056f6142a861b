# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writers that are killed, and writers that come all at once: what was acknowledged is there, each file is whole."""

from __future__ import annotations

import concurrent.futures
import multiprocessing
import random
import subprocess
import sys
import time
from pathlib import Path

from gamedesk.tickets.document import parse
from gamedesk.tickets.replacing import _TEMPORARY
from gamedesk.tickets.store import TicketStore

WRITER = """
import sys
from pathlib import Path
from gamedesk.tickets.store import TicketStore
store = TicketStore(Path(sys.argv[1]))
for number in range(10_000):
    if number % 5 == 4:
        print("created", store.create(f"ticket {number}", "alex").header.id, flush=True)
    else:
        print("appended", store.append("1", "note", "alex", {"text": "x" * 2000}).id, flush=True)
"""


def test_a_writer_that_is_killed_loses_nothing_it_acknowledged(tmp_path: Path) -> None:
    store = TicketStore(tmp_path)
    store.create("one", "alex")
    pick = random.Random(1)
    acknowledged: dict[str, set[str]] = {"created": set(), "appended": set()}
    for _round in range(6):
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True
        ) as writer:
            assert writer.stdout is not None
            said = writer.stdout.readline()  # it is at work from here on
            end = time.monotonic() + pick.uniform(0, 0.15)
            while time.monotonic() < end:
                for path in tmp_path.glob("tickets/*/*.yml"):
                    parse(path.read_bytes(), path)
            writer.kill()
            said += writer.stdout.read()
        for line in said.splitlines(keepends=True):
            if line.endswith("\n"):
                kind, ulid = line.split()
                acknowledged[kind].add(ulid)
    file = store.load("1")
    assert acknowledged["appended"] <= {event.id for event in file.events}
    assert not file.missing
    assert acknowledged["created"] <= {ticket.id for ticket in store.list()}
    assert store.problems == ()
    assert len(acknowledged["appended"]) >= 6
    store.append("1", "note", "alex", {"text": "the next writer"})
    assert not file.path.with_name(_TEMPORARY).exists()


def work(desk: Path, worker: int) -> tuple[list[str], list[int]]:
    store = TicketStore(desk, lock_timeout=60.0)
    events, numbers = [], []
    for step in range(5):
        events.append(store.append("1", "note", f"worker{worker}", {"text": str(step)}).id)
        numbers.append(store.create(f"ticket of {worker}", f"worker{worker}").header.number)
    assert len(list(store.list(text=f"ticket of {worker}"))) == 5
    return events, numbers


def test_eight_processes_write_at_once(tmp_path: Path) -> None:
    store = TicketStore(tmp_path)
    opened = store.create("one", "alex").events[0]
    context = multiprocessing.get_context("spawn")
    with concurrent.futures.ProcessPoolExecutor(8, mp_context=context) as pool:
        done = list(pool.map(work, [tmp_path] * 8, range(8)))
    file = store.load("1")
    written = [event for events, _numbers in done for event in events]
    assert sorted(event.id for event in file.events) == sorted([opened.id, *written])
    assert len(set(written)) == 40
    # One after the other: each saw the one before, so that there is one head and nothing is missing.
    assert [len(event.prev) for event in file.events] == [0, *[1] * 40]
    assert sorted(number for _events, numbers in done for number in numbers) == list(range(2, 42))
    assert store.problems == ()
