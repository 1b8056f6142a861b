# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Wrong inputs, closed outputs and tickets from elsewhere: no traceback, and no untrue exit code."""

from __future__ import annotations

import json
import subprocess

import pytest

from gamedesk.tickets.store import TicketStore


def shell(bench, line):
    """Run a command line with redirections, as a shell does."""
    return subprocess.run(
        ["bash", "-c", line],
        env=bench.environment(),
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )


@pytest.mark.parametrize("ending", [">/dev/full", "--json >/dev/full", ">&-", "2>&-"])
def test_what_was_done_is_not_called_failed_because_nobody_can_read_it(bench, ending):
    command = " ".join(bench.command("grant", "Draxe", "vip", "-s", "survival"))
    done = shell(bench, f"{command} {ending}")
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert bench.kinds()[-1] == "resolved"


def test_an_action_of_a_newer_version_does_not_stop_the_others(bench):
    store = TicketStore(bench.desk)
    for name in ("teleport", "grant"):
        ticket = store.create(name, "anna").ticket
        fields = {
            "action": {"teleport": "01M85EHGFF7Y0376XFECTFAQXR", "grant": "01M85EHGFF7Y0376XFECTFAQXS"}[name],
            "attempt": 1,
            "name": name,
            "runbook": "gamedesk.support.grant_rank",
            "hosts": ["survival"],
            "request": {"player": ["Draxe"], "rank": "vip", "state": "present"},
            "run": "01M85EHGFFEJG2NKDXS0Q8FRNT",
            "resolve": True,
        }
        store.append(ticket.id, "action_started", "anna", fields)
    code, answer = bench.json("resume")
    assert (code, [action["status"] for action in answer["actions"]]) == (0, ["succeeded"])
    assert ("group.vip", 0) in bench.memberships()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("grant", "Draxe", "vip", "--server", ""), 2),
        (("grant", "Draxe", ""), 2),
        (("grant", "Draxe", "x y"), 2),
        (("grant", "Draxe", "vip\x1b"), 2),
        (("ticket", "list", "--limit", "99999999999999999999"), 2),
        (("ticket", "show", "x", "\x1b]0;EVIL\x07"), 2),
    ],
)
def test_a_wrong_input_is_one_sentence_and_no_escape(bench, words, code):
    done = bench.run(*words)
    assert done.returncode == code
    assert "\x1b" not in done.stderr + done.stdout
    assert bench.tickets() == []
    done = bench.run(*words, "--json")
    assert json.loads(done.stdout)["error"]["code"] == "usage"


@pytest.mark.parametrize("text", ["default_server: 2026-99-99", "inventory: '~nosuchuser/x'", "timeout: 1e99"])
def test_a_wrong_setting_is_no_traceback(bench, text):
    (bench.desk / "desk.yml").write_text(text)
    assert bench.run("grant", "Draxe", "vip").returncode in {1, 2}
