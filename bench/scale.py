# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Time one grant to many players in one playbook run, and compare it with a loop of single calls.

The sandbox server is a process of its own. Every player is verified, and the storage is counted afterwards with SQLite
alone. The loop is not run to its end: some single calls are timed, and their median stands for each.
"""

from __future__ import annotations

import argparse
import contextlib
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
from collections.abc import Iterator
from pathlib import Path

from gamedesk.desk.sandboxing import furnish, sandbox_folder
from gamedesk.runner import collection
from gamedesk.sandbox import folder as layout

BIN = Path(sys.executable).parent
RUNBOOK = "gamedesk.support.grant_rank"
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


def prepare(desk: Path, journal_mode: str) -> Path:
    """Make the desk and its sandbox; return LuckPerms' database."""
    furnish(desk)
    with sandbox(desk, 0):
        pass
    database = sandbox_folder(desk) / layout.LUCKPERMS_DATABASE
    with contextlib.closing(sqlite3.connect(database)) as connection:
        connection.execute(f"PRAGMA journal_mode = {journal_mode}")
    return database


def granted(database: Path) -> int:
    """Count the players who have the rank."""
    with contextlib.closing(sqlite3.connect(database)) as connection:
        query = "SELECT count(DISTINCT uuid) FROM luckperms_user_permissions WHERE permission = 'group.vip' AND value"
        return int(connection.execute(query).fetchone()[0])


def play(desk: Path, home: Path, players: list[str], connections: int) -> float:
    """Grant the rank to these players with one ansible-playbook; return the seconds. Raises CalledProcessError."""
    variables = home / "variables.json"
    request = {"player": players, "rank": "vip", "timeout": 900}
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
    command = [str(BIN / "ansible-playbook"), RUNBOOK, "-i", str(desk / "inventory"), "-e", f"@{variables}"]
    begun = time.perf_counter()
    subprocess.run(  # noqa: S603 - a list of arguments, no shell
        command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=True
    )
    return time.perf_counter() - begun


def main() -> None:
    """Run the comparison."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--players", type=int, default=10_000)
    parser.add_argument("--connections", type=int, default=50)
    parser.add_argument("--singles", type=int, default=9, help="single calls to time")
    parser.add_argument("--journal-mode", default="WAL", help="of the sandbox's SQLite; a fresh LuckPerms has DELETE")
    arguments = parser.parse_args()
    players = [str(uuid.uuid5(uuid.NAMESPACE_OID, f"player {number}")) for number in range(arguments.players)]
    for tick in (0.05, 0.0):
        with tempfile.TemporaryDirectory() as temporary:
            desk, home = Path(temporary, "desk"), Path(temporary, "home")
            home.mkdir()
            database = prepare(desk, arguments.journal_mode)
            with sandbox(desk, tick):
                singles = [play(desk, home, [str(uuid.uuid4())], 1) for _unused in range(arguments.singles)]
                before = granted(database)
                seconds = play(desk, home, players, arguments.connections)
                assert granted(database) - before == len(players)
                again = play(desk, home, players, arguments.connections)
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
