# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Time C(support grant) against C(ansible-playbook) on the same runbook.

Each pair runs in turn (A B A B …) on one sandbox server, whose rank is granted already, so that both do the same
work: look, and find nothing to change. Printed are seconds and the ratio pair by pair, each as its median and range.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from gamedesk.desk.sandboxing import furnish, sandbox_folder
from gamedesk.runner import collection
from gamedesk.sandbox.server import SandboxServer

BIN = Path(sys.executable).parent
RUNBOOK = "gamedesk.support.grant_rank"


def seconds(command: list[str], environment: dict[str, str]) -> float:
    """Run a command to its end and return its wall time. Raises CalledProcessError."""
    begun = time.perf_counter()
    subprocess.run(  # noqa: S603 - a list of arguments, no shell
        command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=True
    )
    return time.perf_counter() - begun


def compare(title: str, ours: list[str], theirs: list[str], environment: dict[str, str], rounds: int) -> None:
    """Run both in turn and print what they took, and the ratio."""
    pairs = [(seconds(ours, environment), seconds(theirs, environment)) for _unused in range(rounds + 1)][1:]
    ratios = sorted(a / b for a, b in pairs)
    ours_s, theirs_s = (statistics.median(side) for side in zip(*pairs, strict=True))
    print(
        f"{title}: {ours_s:.3f} s against {theirs_s:.3f} s, ratio {statistics.median(ratios):.2f} "
        f"({ratios[0]:.2f} to {ratios[-1]:.2f}, {rounds} pairs)"
    )


def main() -> None:
    """Set up a sandbox and compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15, help="counted pairs of each comparison")
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as temporary:
        desk, home = Path(temporary, "desk"), Path(temporary, "home")
        home.mkdir()
        furnish(desk)
        plain = {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "HOME": str(home), "LC_ALL": "C.UTF-8"}
        same = {
            **plain,
            "ANSIBLE_PIPELINING": "True",
            "ANSIBLE_COLLECTIONS_PATH": str(collection.search_path()),
        }
        variables = {"gamedesk_hosts": ["survival"], "gamedesk_request": {"player": ["Draxe"], "rank": "vip"}}
        support = [str(BIN / "support"), "grant", "Draxe", "vip", "--server", "survival", "--desk", str(desk)]
        playbook = [str(BIN / "ansible-playbook"), RUNBOOK, "-i", str(desk / "inventory"), "-e", json.dumps(variables)]
        with SandboxServer(sandbox_folder(desk)):
            seconds(support, plain)
            compare("support grant / ansible-playbook, same settings", support, playbook, same, rounds)


if __name__ == "__main__":
    main()
