# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From what Ansible reported to what is true: a claim needs a result of the module, for the host that was asked."""

from __future__ import annotations

import pytest

from gamedesk.actions import Action
from gamedesk.desk import judging, servers
from gamedesk.desk.settings import Settings
from gamedesk.runner.run import HostResult, PlaybookRun

ACTION = Action("grant", "survival", {"player": ["Draxe"], "rank": "vip"})
RESULT = {"player": "Draxe", "uuid": None, "status": "succeeded", "changed": True, "verified": True}


@pytest.fixture(autouse=True)
def _inventory(monkeypatch):
    known = {"lobby": {}, "survival": {"ansible_host": "mc1", "ansible_port": 2222}}
    monkeypatch.setattr(servers, "host_variables", lambda *_, **__: known)


def judge(tmp_path, status, *answers, started=("survival",), output="", check=False):
    run = PlaybookRun(status, frozenset(started), tuple(answers), output)
    return judging.judge(run, ACTION, Settings(inventory=tmp_path), check=check)


def test_the_modules_own_words_are_the_verdict(tmp_path):
    answer = HostResult(
        "survival", "ok", {"status": "succeeded", "changed": True, "verified": True, "results": [RESULT]}
    )
    verdict = judge(tmp_path, "successful", answer)
    assert (verdict.status, verdict.changed, verdict.verified, verdict.exit_code) == ("succeeded", True, True, 0)
    assert [result.player for result in verdict.results] == ["Draxe"]


@pytest.mark.parametrize(("status", "outcome"), [("successful", "ok"), ("failed", "failed")])
def test_a_result_that_was_lost_on_the_way_proves_nothing(tmp_path, status, outcome):
    verdict = judge(tmp_path, status, HostResult("survival", outcome, {}))
    assert (verdict.status, verdict.exit_code) == ("unknown", 5)
    assert verdict.error["code"] == "no_result"


@pytest.mark.parametrize("started", [(), ("a", "b")])
def test_success_of_the_runner_without_a_result_is_an_unknown_server(tmp_path, started):
    verdict = judge(tmp_path, "successful", started=started)
    assert (verdict.status, verdict.exit_code, verdict.changed, verdict.verified) == ("failed", 2, False, False)
    assert "lobby, survival" in verdict.error["message"]


def test_a_result_of_another_host_proves_nothing(tmp_path):
    answer = HostResult("lobby", "ok", {"status": "succeeded", "changed": True, "verified": True, "results": [RESULT]})
    assert judge(tmp_path, "successful", answer, started=("lobby",)).status == "failed"
    assert judge(tmp_path, "successful", answer, started=("lobby", "survival")).status == "unknown"


@pytest.mark.parametrize(
    ("status", "started", "expected", "code"),
    [
        ("canceled", ("survival",), "interrupted", 130),
        ("timeout", ("survival",), "unknown", 5),
        ("failed", ("survival",), "unknown", 5),
        ("successful", ("survival",), "unknown", 5),
        ("timeout", (), "failed", 1),
        ("failed", (), "failed", 1),
    ],
)
def test_without_an_answer_it_matters_whether_the_task_began(tmp_path, status, started, expected, code):
    verdict = judge(tmp_path, status, started=started, output="[ERROR]: broken")
    assert (verdict.status, verdict.exit_code, verdict.verified) == (expected, code, False)


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("timeout", "survival did not answer in time,"),
        ("failed", "Ansible ended before survival had answered,"),
        ("successful", "Ansible ended before survival had answered,"),
    ],
)
def test_only_a_run_that_took_too_long_was_not_answered_in_time(tmp_path, status, words):
    message = judge(tmp_path, status).error["message"]
    assert message.startswith(words)
    assert message.endswith(" not known: support resume")


@pytest.mark.parametrize(
    ("status", "answers"),
    [
        ("timeout", ()),
        ("failed", ()),
        ("failed", (HostResult("survival", "failed", {}),)),
        ("failed", (HostResult("survival", "failed", {"msg": "MODULE FAILURE", "module_stdout": "", "rc": -9}),)),
        ("failed", (HostResult("survival", "unreachable", {"msg": "Shared connection to mc1 closed."}),)),
    ],
)
def test_a_look_leaves_no_doubt(tmp_path, status, answers):
    assert judge(tmp_path, status, *answers).status == "unknown"
    verdict = judge(tmp_path, status, *answers, check=True)
    assert (verdict.status, verdict.exit_code, verdict.changed) == ("failed", 1, False)
    assert verdict.error["message"].startswith("Nothing was sent; what would change could not be found out: ")
    assert "resume" not in verdict.error["message"]


def test_an_interrupted_look_says_that_nothing_was_sent(tmp_path):
    verdict = judge(tmp_path, "canceled", check=True)
    assert (verdict.status, verdict.exit_code) == ("interrupted", 130)
    assert verdict.error["message"] == "Interrupted; nothing was sent."


def test_an_answer_that_came_before_the_interruption_counts(tmp_path):
    answer = HostResult(
        "survival", "ok", {"status": "unchanged", "changed": False, "verified": True, "results": [RESULT]}
    )
    assert judge(tmp_path, "canceled", answer).status == "unchanged"


@pytest.mark.parametrize(
    ("message", "status", "code"),
    [
        ("ssh: connect to host mc1 port 2222: Connection refused", "failed", 4),
        ("Host key verification failed.", "failed", 4),
        ("Permission denied (publickey).", "failed", 4),
        ("Shared connection to mc1 closed.", "unknown", 5),
    ],
)
def test_unreachable_is_only_harmless_before_the_login(tmp_path, message, status, code):
    verdict = judge(tmp_path, "failed", HostResult("survival", "unreachable", {"msg": message}))
    assert (verdict.status, verdict.exit_code) == (status, code)


@pytest.mark.parametrize(
    ("result", "status"),
    [
        ({"msg": "Task failed: Finalization of task args failed: 'gamedesk_console' is undefined"}, "failed"),
        ({"msg": "missing required arguments: rank"}, "failed"),
        ({"msg": "Task failed: Module failed: boom"}, "unknown"),
        ({"msg": "Task failed: Module result deserialization failed."}, "unknown"),
        (
            {"msg": "Task failed: Object of type 'x' is not JSON deserializable by the 'module_legacy_m2c' profile."},
            "unknown",
        ),
        ({"msg": "MODULE FAILURE", "module_stdout": "", "rc": -9}, "unknown"),
        ({"msg": "The module interpreter '/usr/bin/python9' was not found.", "module_stdout": "", "rc": 127}, "failed"),
        ({"status": "splendid", "msg": "x"}, "failed"),
    ],
)
def test_a_failure_in_other_words_than_the_modules(tmp_path, result, status):
    assert judge(tmp_path, "failed", HostResult("survival", "failed", result)).status == status
