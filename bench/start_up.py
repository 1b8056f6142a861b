# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Time what C(support) answers at once against an empty Python: help, version, and completion of each kind.

What Click has to answer (here: help for a narrow terminal) cannot take less than C(import click), which is timed too.
Each pair runs in turn (A B A B …), with nothing between us and the process. Printed are milliseconds and the ratio pair
by pair, as its median and range. Completion is asked as the scripts of the shells ask it, on a desk of 100,000 ticket
files, which are written here and indexed by C(ticket list); that takes some minutes.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from gamedesk.desk import server_names
from gamedesk.desk.creating import create_desk
from gamedesk.tickets import layout, ulids
from gamedesk.tickets.document import render
from gamedesk.tickets.events import new_event
from gamedesk.tickets.header import Header
from gamedesk.tickets.store import TicketStore
from gamedesk.tickets.timestamps import rfc3339

BIN = Path(sys.executable).parent
EMPTY = [sys.executable, "-c", "pass"]
RANKS = ("vip", "mvp", "builder", "operator")
SERVERS = ("lobby", "survival", "creative", "skyblock")
RUNBOOK = "gamedesk.support.grant_rank"


def ticket(number: int) -> tuple[str, bytes]:
    """Return path and bytes of a ticket as a grant leaves it: each tenth is open, each hundredth interrupted."""
    opened = datetime(2022, 1, 1, tzinfo=UTC) + timedelta(minutes=15 * number)
    at, id_, player = rfc3339(opened), ulids.new(), f"Player{number * 7919 % 30_000}"
    rank, server = RANKS[number % len(RANKS)], SERVERS[number % len(SERVERS)]
    header = Header(id_, number, f"{rank} is gone since yesterday ({number})", at, {"player": player})
    action = {"action": ulids.new(), "attempt": 1}
    asked = {"name": "grant", "runbook": RUNBOOK, "hosts": [server], "request": {"player": [player], "rank": rank}}
    after = {"ranks": [{"rank": "default"}, {"rank": rank}]}
    result = {"server": server, "player": player, "status": "succeeded", "after": after}
    history = [("opened", {}), ("action_started", {**action, **asked})]
    if number % 100:
        history.append(("action_finished", {**action, "status": "succeeded", "results": [result]}))
        if number % 10:
            history.append(("resolved", {"actions": [action["action"]], "runbooks": [RUNBOOK]}))
    events = []
    for kind, fields in history:
        heads = [event.sha256 for event in events[-1:]]
        events.append(new_event(ulid=ulids.new(after=id_), at=at, by="alex", kind=kind, prev=heads, fields=fields))
    return layout.relative_path(at[:4], number, id_), render(header, events)


def make_desk(desk: Path, tickets: int) -> None:
    """Make a desk with so many tickets, an index of them, and a memory of the hosts."""
    create_desk(desk)
    for number in range(1, tickets + 1):
        path, data = ticket(number)
        file = desk / "tickets" / path
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(data)
    store = TicketStore(desk)
    next(store.list())
    assert store.problems == ()
    server_names.remember(str(desk), None, {name: [] for name in (*SERVERS, "testing")})


def seconds(command: list[str], environment: dict[str, str], output: Path) -> float:
    """Run a command to its end and return its wall time. Fails where it does."""
    target = [(os.POSIX_SPAWN_OPEN, 1, str(output), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)]
    begun = time.perf_counter()
    process = os.posix_spawn(command[0], command, environment, file_actions=target)
    status = os.waitpid(process, 0)[1]
    took = time.perf_counter() - begun
    assert status == 0, (command, status)
    return took


def compare(title: str, ours: list[str], environment: dict[str, str], rounds: int, output: Path) -> None:
    """Run a command and an empty Python in turn, and print what they took, and the ratio."""
    pairs = []
    for _round in range(rounds + 1):
        took = seconds(ours, environment, output)
        lines = output.read_text(encoding="utf-8").count("\n")
        pairs.append((took, seconds(EMPTY, environment, output)))
    del pairs[0]
    ratios = sorted(a / b for a, b in pairs)
    ours_s, theirs_s = (statistics.median(side) for side in zip(*pairs, strict=True))
    print(
        f"{title:30} {1000 * ours_s:6.1f} ms against {1000 * theirs_s:5.1f} ms, ratio {statistics.median(ratios):.2f} "
        f"({ratios[0]:.2f} to {ratios[-1]:.2f}, {rounds} pairs), {lines} lines"
    )


def main() -> None:
    """Make a desk and compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=40, help="counted pairs of each comparison")
    parser.add_argument("--tickets", type=int, default=100_000, help="how many the desk has")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        desk, output = Path(temporary, "desk"), Path(temporary, "output")
        make_desk(desk, wanted.tickets)
        plain = {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "HOME": temporary, "LC_ALL": "C.UTF-8"}
        asking = {**plain, "_SUPPORT_COMPLETE": "zsh", "SUPPORT_DESK": str(desk)}
        support = str(BIN / "support")
        for words in (["--help"], ["--version"], ["grant", "--help"]):
            compare(f"support {' '.join(words)}", [support, *words], plain, wanted.rounds, output)
        narrow = {**plain, "COLUMNS": "79"}
        compare("support --help, 79 columns", [support, "--help"], narrow, wanted.rounds, output)
        compare("import click", [sys.executable, "-c", "import click"], plain, wanted.rounds, output)
        for title, words in (
            ("a word", ["gr"]),
            ("an option", ["grant", "--"]),
            ("any player", ["grant", ""]),
            ("a player", ["grant", "player1"]),
            ("any rank", ["grant", "Draxe", ""]),
            ("a rank", ["grant", "Draxe", "v"]),
            ("any server", ["grant", "-s", ""]),
            ("a server", ["grant", "--server", "sur"]),
            ("any ticket", ["ticket", "show", ""]),
            ("a ticket", ["grant", "-t", "42"]),
            ("an interrupted ticket", ["resume", ""]),
        ):
            compare(f"completion: {title}", [support, *words], asking, wanted.rounds, output)


if __name__ == "__main__":
    main()
