# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Several attempts at one action: what each sends, and what it tells of those before it."""

from __future__ import annotations

import time

from .conftest import ACTION, DRAXE, ranks


def test_a_later_attempt_tells_what_the_action_has_changed(run, console):
    console.script = [console.loses_the_line]
    assert run(action_id=ACTION)["status"] == "unknown"
    console.execute(console.sent[0])  # it was under way all the time
    result = run(action_id=ACTION, attempt=2)
    assert (result["status"], result["changed"], result["verified"]) == ("succeeded", True, True)
    assert (ranks(result["before"]), ranks(result["after"])) == ([], ["vip"])
    assert result["results"][0]["commands"] == []
    assert len(console.sent) == 1


def test_a_later_attempt_acts_if_the_first_did_not(run, console):
    console.script = [console.loses_the_line]
    run(action_id=ACTION)
    result = run(action_id=ACTION, attempt=2)
    assert (result["status"], result["changed"]) == ("succeeded", True)
    assert len(console.sent) == 2


def test_what_was_never_sent_is_not_claimed(run, console):
    console.script = [console.has_lost_the_line]
    run(action_id=ACTION)
    console.file.node(DRAXE, "group.vip")  # by somebody else
    result = run(action_id=ACTION, attempt=2)
    assert (result["status"], result["changed"]) == ("unchanged", False)


def test_an_orphan_refuses(run, console):
    run(action_id=ACTION, attempt=2)
    console.sent.clear()
    result = run(action_id=ACTION, attempt=1, state="present", player="Tyrion")
    assert (result["status"], result["error"]["code"]) == ("refused", "stale_attempt")
    assert console.sent == []


def test_an_id_is_for_one_action(run, console):
    run(action_id=ACTION)
    result = run(action_id=ACTION, attempt=2, rank="builder")
    assert (result["status"], result["error"]["code"]) == ("failed", "configuration")


def test_a_retry_with_a_duration_sends_the_first_date(run, console, monkeypatch):
    console.script = [console.loses_the_line]
    run(action_id=ACTION, duration="12h", renew="refuse")
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 600)
    run(action_id=ACTION, attempt=2, duration="12h", renew="refuse")
    assert console.sent[0] == console.sent[1]
    assert run(action_id=ACTION, attempt=3, duration="12h", renew="refuse")["status"] == "succeeded"
    assert len(console.sent) == 2


def test_a_retry_after_the_first_date_sends_nothing(run, console, monkeypatch):
    console.script = [console.loses_the_line]
    run(action_id=ACTION, duration="1h")
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 7200)
    result = run(action_id=ACTION, attempt=2, duration="1h")
    assert (result["status"], result["error"]["code"]) == ("failed", "invalid_value")
    assert "in the past" in result["msg"]
    assert len(console.sent) == 1


def test_a_player_named_twice_is_granted_once(run, console):
    result = run(player=["Draxe", DRAXE], action_id=ACTION)
    assert [one["status"] for one in result["results"]] == ["succeeded", "unchanged"]
