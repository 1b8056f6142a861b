# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Time one grant to many players, or with --bans one ban of many, and compare it with a loop of single calls.

It is one playbook run. The sandbox server is a process of its own, for bans one of the Bukkit family, each of whose
connections has its own replies. Every player is verified, and the storage is counted afterwards with SQLite alone, the
ban list with a parser of JSON. The loop is not run to its end: some single calls are timed, and their median stands for
each.
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import json
import os
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from gamedesk.desk.sandboxing import furnish, sandbox_folder
from gamedesk.runner import collection
from gamedesk.sandbox import folder as layout

BIN = Path(sys.executable).parent
REASON = "raid"
SERVER = """
import sys
from pathlib import Path
from gamedesk.sandbox.server import SandboxServer
with SandboxServer(Path(sys.argv[1]), tick_seconds=float(sys.argv[2]), luckperms_delay_seconds=float(sys.argv[3])):
    print("up", flush=True)
    sys.stdin.read()
"""


@contextlib.contextmanager
def sandbox(desk: Path, tick: float) -> Iterator[None]:
    """Run a sandbox for the desk; C(tick) is in seconds, 0 answers at once."""
    command = [sys.executable, "-c", SERVER, str(sandbox_folder(desk)), str(tick), "0"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:  # noqa: S603
        assert server.stdin is not None
        assert server.stdout is not None
        server.stdout.readline()
        try:
            yield
        finally:
            server.stdin.close()


def prepare(desk: Path, journal_mode: str, *, bukkit: bool) -> None:
    """Make the desk and its sandbox."""
    furnish(desk)
    with sandbox(desk, 0):
        pass
    if bukkit:
        layout.prepare_bukkit(sandbox_folder(desk))
    with contextlib.closing(sqlite3.connect(sandbox_folder(desk) / layout.LUCKPERMS_DATABASE)) as connection:
        connection.execute(f"PRAGMA journal_mode = {journal_mode}")


def granted(desk: Path) -> int:
    """Count the players who have the rank."""
    with contextlib.closing(sqlite3.connect(sandbox_folder(desk) / layout.LUCKPERMS_DATABASE)) as connection:
        query = "SELECT count(DISTINCT uuid) FROM luckperms_user_permissions WHERE permission = 'group.vip' AND value"
        return int(connection.execute(query).fetchone()[0])


def banned(desk: Path) -> int:
    """Count the players who are banned for the reason."""
    entries = json.loads((sandbox_folder(desk) / layout.BANNED_PLAYERS).read_bytes())
    return len({entry["uuid"] for entry in entries if entry["reason"] == REASON})


@dataclasses.dataclass(frozen=True)
class Work:
    """What is done to each player: C(name) makes the name of one of a number, C(count) tells for how many it is so."""

    runbook: str
    request: Mapping[str, Any]
    name: Callable[[int], str]
    count: Callable[[Path], int]


GRANTS = Work(
    "gamedesk.support.grant_rank",
    {"rank": "vip"},
    lambda number: str(uuid.uuid5(uuid.NAMESPACE_OID, f"player {number}")),
    granted,
)
# Whom the server has not seen: in offline mode, a name makes the UUID.
BANS = Work("gamedesk.support.ban_player", {"reason": REASON}, lambda number: f"P{number}", banned)


def play(work: Work, desk: Path, home: Path, players: list[str], connections: int) -> float:
    """Do the work for these players with one ansible-playbook; return the seconds. Raises CalledProcessError."""
    variables = home / "variables.json"
    request = {"player": players, "timeout": 900, **work.request}
    console = {"transport": "rcon", "connections": connections}
    variables.write_text(
        json.dumps({"gamedesk_hosts": ["survival"], "gamedesk_request": request, "gamedesk_console": console})
    )
    environment = {
        "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(home),
        "LC_ALL": "C.UTF-8",
        "ANSIBLE_PIPELINING": "True",
        "ANSIBLE_COLLECTIONS_PATH": str(collection.search_path()),
    }
    command = [str(BIN / "ansible-playbook"), work.runbook, "-i", str(desk / "inventory"), "-e", f"@{variables}"]
    begun = time.perf_counter()
    subprocess.run(  # noqa: S603 - a list of arguments, no shell
        command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=True
    )
    return time.perf_counter() - begun


def main() -> None:
    """Run the comparison."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bans", action="store_true", help="ban the players, and grant them nothing")
    parser.add_argument("--players", type=int, default=10_000)
    parser.add_argument("--connections", type=int, default=50)
    parser.add_argument("--singles", type=int, default=9, help="single calls to time")
    parser.add_argument("--journal-mode", default="WAL", help="of the sandbox's SQLite; a fresh LuckPerms has DELETE")
    arguments = parser.parse_args()
    work = BANS if arguments.bans else GRANTS
    players = [work.name(number) for number in range(arguments.players)]
    alone = [work.name(arguments.players + number) for number in range(arguments.singles)]
    for tick in (0.05, 0.0):
        with tempfile.TemporaryDirectory() as temporary:
            desk, home = Path(temporary, "desk"), Path(temporary, "home")
            home.mkdir()
            prepare(desk, arguments.journal_mode, bukkit=arguments.bans)
            with sandbox(desk, tick):
                singles = [play(work, desk, home, [player], 1) for player in alone]
                before = work.count(desk)
                seconds = play(work, desk, home, players, arguments.connections)
                assert work.count(desk) - before == len(players)
                again = play(work, desk, home, players, arguments.connections)
        single = statistics.median(singles)
        what = f"a tick of {tick * 1000:g} ms" if tick else "a server that answers at once"
        print(
            f"{what}: {len(players)} players over {arguments.connections} connections in {seconds:.1f} s "
            f"(again, with nothing to do: {again:.1f} s); a single call {single:.2f} s, "
            f"a loop of them {single * len(players) / seconds:.0f} times as long"
        )
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"largest process: {peak:.0f} MiB")


if __name__ == "__main__":
    main()
