# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When things go wrong: one clear sentence, the documented exit code, and a ticket that tells the truth."""

from __future__ import annotations

import contextlib
import os
import signal
import time

import pytest

from ..faults.outcomes import STOPPED
from .conftest import Bench
from .holding_proxy import HoldingProxy, holding_proxy
from .processes import processes_of

VIP = ("group.vip", 0)


def through(bench: Bench, proxy: HoldingProxy) -> None:
    bench.set_inventory(gamedesk_console={"host": "127.0.0.1", "port": proxy.port})


def wait_until(condition, *, seconds: float = 30.0) -> None:
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit, "it did not come true in time"
        time.sleep(0.05)


def test_a_server_that_is_down(bench):
    bench.server.stop()
    code, outcome = bench.json("grant", "Draxe", "vip")
    assert (code, outcome["status"], outcome["error"]["code"]) == (4, "failed", "console_refused")
    assert bench.kinds() == ["opened", "action_started", "action_finished"]
    assert bench.history()[-1]["status"] == "failed"
    assert bench.json("ticket", "show", "1")[1]["status"] == "open"


def test_a_wrong_password(bench):
    bench.set_inventory(gamedesk_console={"password": "not-the-password"})
    code, outcome = bench.json("grant", "Draxe", "vip")
    assert (code, outcome["status"], outcome["error"]["code"]) == (4, "failed", "console_login")
    assert "not-the-password" not in str(outcome) + str(bench.tickets())


def test_a_missing_variable_is_a_playbook_error(bench):
    bench.set_inventory(gamedesk_ranks={"provider": "{{ nowhere_defined }}"})
    code, outcome = bench.json("grant", "Draxe", "vip", "--server", "survival")
    assert (code, outcome["status"]) == (1, "failed")
    assert "nowhere_defined" in outcome["error"]["message"]
    assert bench.history()[-1]["status"] == "failed"
    path = bench.desk / "inventory" / "sandbox.yml"
    path.write_text(path.read_text().replace("gamedesk_ranks", "not_ranks"))
    code, outcome = bench.json("grant", "Draxe", "vip", "--server", "survival")
    assert (code, outcome["status"], outcome["error"]["code"]) == (1, "failed", "inventory")
    assert "gamedesk_ranks" in outcome["error"]["message"]
    code, outcome = bench.json("grant", "Draxe", "vip")
    assert (code, outcome["status"]) == (2, "failed")
    assert bench.history()[-1]["status"] == "failed"


def test_a_broken_inventory(bench):
    (bench.desk / "inventory" / "hosts.yml").write_text("a: [")
    code, outcome = bench.json("grant", "Draxe", "vip", "--server", "survival")
    assert (code, outcome["status"]) == (1, "failed")
    assert bench.history()[-1]["status"] == "failed"


def test_ctrl_c_is_interrupted_and_resume_finishes_it(bench):
    with holding_proxy(bench.server.port) as proxy:
        through(bench, proxy)
        proxy.hold()
        process = bench.start("grant", "Draxe", "vip", "--json")
        assert proxy.holding.wait(30)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
        assert process.returncode == STOPPED.exit, (out, err)
        assert "Traceback" not in err
        assert bench.history()[-1]["status"] == STOPPED.status
        assert bench.history()[-1]["error"]["code"] in STOPPED.codes
        proxy.release()
        code, answer = bench.json("resume")
    assert (code, [action["status"] for action in answer["actions"]]) == (0, ["succeeded"])
    assert bench.memberships().count(VIP) == 1
    assert bench.kinds()[-1] == "resolved"


@pytest.mark.parametrize("whole_tree", [False, True], ids=["command alone", "whole process tree"])
@pytest.mark.parametrize("when", ["resume, then release", "release, then resume"])
def test_killed_while_the_command_is_held(bench, whole_tree, when):
    with holding_proxy(bench.server.port) as proxy:
        through(bench, proxy)
        proxy.hold()
        process = bench.start("grant", "Draxe", "vip")
        assert proxy.holding.wait(30)
        for pid in processes_of(process.pid) if whole_tree else {process.pid}:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.communicate(timeout=30)
        assert bench.kinds() == ["opened", "action_started"]
        listed = bench.json("ticket", "show", "1")[1]
        assert listed["status"] == "open"

        if when == "resume, then release":
            resumed = bench.start("resume", "--json")
            wait_until(lambda: bench.kinds().count("action_started") == 2)
            time.sleep(1.5)  # the second attempt is at the lock, or has looked
            proxy.release()
        else:
            proxy.release()
            resumed = bench.start("resume", "--json")
        out, err = resumed.communicate(timeout=80)
    assert resumed.returncode == 0, (out, err)
    wait_until(lambda: VIP in bench.memberships())
    assert bench.memberships().count(VIP) == 1
    assert bench.actions_of_luckperms() == [("parent add vip",)]
    finished = [event for event in bench.history() if event["kind"] == "action_finished"]
    assert len(finished) == 1
    assert (finished[0]["attempt"], finished[0]["status"], finished[0]["changed"]) == (2, "succeeded", True)
    before = [item["rank"] for item in finished[0]["results"][0]["before"]["ranks"]]
    assert "vip" not in before
    assert bench.kinds()[-1] == "resolved"
    assert bench.json("resume")[1] == {"actions": []}


def test_what_still_runs_is_not_resumed(bench):
    with holding_proxy(bench.server.port) as proxy:
        through(bench, proxy)
        proxy.hold()
        process = bench.start("grant", "Draxe", "vip", "--json")
        assert proxy.holding.wait(30)
        assert bench.json("resume")[1] == {"actions": []}
        proxy.release()
        process.communicate(timeout=60)
    assert process.returncode == 0
    assert bench.kinds() == ["opened", "action_started", "action_finished", "resolved"]


def test_two_at_once_are_one_effect(bench):
    processes = [bench.start("grant", "Draxe", "vip", "--json") for _unused in range(2)]
    for process in processes:
        process.communicate(timeout=80)
    assert [process.returncode for process in processes] == [0, 0]
    states = sorted(ticket["history"][2]["status"] for ticket in bench.tickets())
    assert states == ["succeeded", "unchanged"]
    assert bench.memberships().count(VIP) == 1
    assert sorted(ticket["number"] for ticket in bench.tickets()) == [1, 2]
