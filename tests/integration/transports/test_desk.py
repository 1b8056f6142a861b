# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command itself, on a desk whose server has no RCON: in tmux, in screen, behind a FIFO, a container, a panel."""

from __future__ import annotations

import os
import sys

import pytest
import yaml

from gamedesk.desk.sandboxing import furnish, sandbox_folder
from gamedesk.sandbox import control

from ..desk.conftest import Bench
from .conftest import make, wait_for


@pytest.fixture(params=["tmux", "screen", "fifo", "container", "podman", "panel"])
def bench(request, folder, tmp_path):
    desk = tmp_path / "desk"
    furnish(desk)
    home = folder / "home"
    home.mkdir()
    way = make(request.param, folder)
    way.start([sys.executable, "-m", "gamedesk.sandbox", str(sandbox_folder(desk))])
    wait_for(lambda: control.status(sandbox_folder(desk)).port is not None, "the server does not start")
    bench = Bench(desk, home, server=None)
    path = desk / "inventory" / "sandbox.yml"
    inventory = yaml.safe_load(path.read_text())
    inventory["minecraft"]["hosts"]["survival"]["gamedesk_console"] = way.spec
    path.write_text(yaml.safe_dump(inventory))
    bench.way = way
    yield bench
    control.down(sandbox_folder(desk))
    way.stop()


def test_granted_looked_at_and_revoked(bench) -> None:
    code, outcome = bench.json("grant", "Draxe", "vip", "--check")
    assert (code, outcome["changed"], bench.memberships()) == (0, True, [])
    code, outcome = bench.json("grant", "Draxe", "vip")
    assert (code, outcome["status"], outcome["verified"]) == (0, "succeeded", True)
    assert ("group.vip", 0) in bench.memberships()
    assert bench.json("grant", "Draxe", "vip")[1]["status"] == "unchanged"
    assert bench.json("revoke", "Draxe", "vip", "--yes")[1]["status"] == "succeeded"
    assert ("group.vip", 0) not in bench.memberships()
    assert [action for (action,) in bench.actions_of_luckperms()] == ["parent add vip", "parent remove vip"]


def test_a_server_that_is_down_is_exit_code_4(bench) -> None:
    control.down(sandbox_folder(bench.desk))
    if bench.way.transport == "fifo":
        os.close(bench.way.descriptor)
        bench.way.descriptor = os.open(os.devnull, os.O_RDONLY)
    code, outcome = bench.json("grant", "Draxe", "vip")
    assert (code, outcome["status"]) == (4, "failed")
    assert "tart the server" in outcome["error"]["message"]
