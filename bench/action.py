# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Time C(support grant) against C(ansible-playbook) on the same runbook, and over ssh against local.

Everything runs on one sandbox server, whose rank is granted already, so that all do the same work: look, and find
nothing to change. The same settings are those that C(support) gives to Ansible: pipelining, and where the collection
is. Over ssh, the connection is kept (as Ansible does it for 60 seconds), or is made anew each time.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from local_sshd import SSHD, local_sshd
from pairs import Command, compare, load, took

from gamedesk.desk.sandboxing import SERVER, furnish, sandbox_folder
from gamedesk.runner import collection
from gamedesk.sandbox.server import SandboxServer

BIN = Path(sys.executable).parent
RUNBOOK = "gamedesk.support.grant_rank"
REMOTE = "remote"


@dataclasses.dataclass(frozen=True)
class Bench:
    """A desk with a running sandbox, and the ways to act on it."""

    desk: Path
    home: Path

    @property
    def environment(self) -> dict[str, str]:
        """What a plain login shell has."""
        return {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "HOME": str(self.home), "LC_ALL": "C.UTF-8"}

    def support(self, *words: str) -> Command:
        """The grant, by support."""
        return Command(
            [str(BIN / "support"), "grant", "Draxe", "vip", "--desk", str(self.desk), *words], self.environment
        )

    def playbook(self, server: str, **settings: str) -> Command:
        """The same, by ansible-playbook."""
        variables = {"gamedesk_hosts": [server], "gamedesk_request": {"player": ["Draxe"], "rank": "vip"}}
        words = [str(BIN / "ansible-playbook"), RUNBOOK, "-i", str(self.desk / "inventory")]
        return Command([*words, "-e", json.dumps(variables)], {**self.environment, **settings})

    def reach_over_ssh(self, variables: dict[str, object]) -> None:
        """Name the sandbox a second time in the inventory."""
        sandbox = sandbox_folder(self.desk)
        host = {
            **variables,
            "gamedesk_server": {"path": str(sandbox)},
            "gamedesk_state_dir": str(sandbox / "gamedesk-state"),
            "gamedesk_console": {"transport": "rcon"},
            "gamedesk_ranks": {
                "provider": "luckperms",
                "read_back": {
                    "sql": {"engine": "sqlite", "path": str(sandbox / "plugins/LuckPerms/luckperms-sqlite.db")}
                },
            },
        }
        inventory = {"minecraft": {"hosts": {REMOTE: host}}}
        (self.desk / "inventory" / "remote.json").write_text(json.dumps(inventory), encoding="utf-8")

    def forget_connection(self) -> None:
        """End the connection that ssh keeps."""
        for path in (self.home / ".ansible" / "cp").glob("*"):
            subprocess.run(
                ["ssh", "-o", f"ControlPath={path}", "-O", "exit", "anyhost"],
                capture_output=True,
                check=True,
            )


def main() -> None:
    """Set up a sandbox and compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15, help="counted pairs of each comparison")
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as temporary:
        bench = Bench(Path(temporary, "desk"), Path(temporary, "home"))
        bench.home.mkdir()
        furnish(bench.desk)
        with SandboxServer(sandbox_folder(bench.desk)):
            print(load())
            against_ansible(bench, rounds)
            if SSHD is not None:
                over_ssh(bench, Path(temporary, "sshd"), rounds)
            print_phases(bench)
            print(load())


def against_ansible(bench: Bench, rounds: int) -> None:
    """Compare with the bare playbook; and naming the server with leaving it to support."""
    grant = bench.support("--server", SERVER)
    took(grant)
    same = {"ANSIBLE_PIPELINING": "True", "ANSIBLE_COLLECTIONS_PATH": str(collection.search_path())}
    compare("grant / ansible-playbook, same settings", grant, bench.playbook(SERVER, **same), rounds, target=1.2)
    compare("grant / ansible-playbook, its defaults", grant, bench.playbook(SERVER), rounds, target=1.0)
    compare("grant, no server named / named", bench.support(), grant, rounds)


def over_ssh(bench: Bench, folder: Path, rounds: int) -> None:
    """Compare over ssh with local."""
    local, remote = bench.support("--server", SERVER), bench.support("--server", REMOTE)
    with local_sshd(folder) as variables:
        bench.reach_over_ssh(variables)
        compare("grant over ssh, connection kept / local", remote, local, rounds, target=1.1)
        anew = dataclasses.replace(remote, before=bench.forget_connection)
        compare("grant over ssh, new connection / local", anew, local, rounds)
        compare("grant / ansible-playbook, its defaults, over ssh", remote, bench.playbook(REMOTE), rounds)


def print_phases(bench: Bench) -> None:
    """Print where the time of one grant goes."""
    script = str(Path(__file__).with_name("phases.py"))
    for _warm in range(2):
        done = subprocess.run(
            [sys.executable, script, str(bench.desk), str(time.time())],
            env=bench.environment,
            capture_output=True,
            text=True,
            check=True,
        )
    print(done.stderr, end="")


if __name__ == "__main__":
    main()
