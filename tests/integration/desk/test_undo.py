# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Undo, end to end: what an action did goes away, and nothing else does."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import select
import signal
import subprocess
import time

import jsonschema
import pytest
from tests.integration.ranks.cuberite import Cuberite

from gamedesk.tickets import schema

from .conftest import DRAXE
from .holding_proxy import holding_proxy
from .processes import processes_of

MAXICUBE = "92f98a09-7705-31ea-8430-ec9f64363c5a"  # domain, section 8
FAR = 4_000_000_000
FAR_TEXT = "2096-10-02T07:06:40Z"
SOONER = FAR - 86_400
SOONER_TEXT = "2096-10-01T07:06:40Z"
DRIFT = 5  # LuckPerms counts the seconds in between twice


def vips(bench, uuid=DRAXE):
    """When the memberships in vip end, 0 for never, in LuckPerms' own storage."""
    return sorted(expiry for name, expiry in bench.memberships(uuid) if name == "group.vip")


def did(bench, *words):
    code, outcome = bench.json(*words, "--yes")
    assert (code, outcome["status"]) == (0, "succeeded"), outcome
    return outcome


def at_a_terminal(bench, *words, typed):
    """Run the command with a terminal of its own, type an answer, and return its exit code and what it showed."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        bench.command(*words), env=bench.environment(), stdin=theirs, stdout=theirs, stderr=theirs, close_fds=True
    )
    os.close(theirs)
    shown = b""
    with contextlib.suppress(OSError):  # on Linux, that is the end
        while select.select([ours], [], [], 60)[0]:
            data = os.read(ours, 4096)
            if not data:
                break
            shown += data
            if b"[y/N]" in shown and typed:
                os.write(ours, typed)
                typed = b""
    os.close(ours)
    return process.wait(timeout=30), shown.decode()


def test_a_grant_is_undone_once_and_the_ticket_tells_both(bench):
    granted = did(bench, "grant", "Draxe", "vip")
    undone = did(bench, "undo", "1", "--because", "the wrong player")
    assert vips(bench) == []
    assert (undone["ticket"], undone["name"], undone["undoes"]) == (1, "revoke", granted["action"])
    assert undone["results"][0]["player"] == "Draxe"

    history = bench.history()
    assert [event["kind"] for event in history[-2:]] == ["action_started", "action_finished"]
    assert (history[-2]["undoes"], history[-2]["because"]) == (granted["action"], "the wrong player")
    jsonschema.validate(bench.tickets()[0], schema.published())
    shown = bench.json("ticket", "show", "1")[1]
    assert [(one["undoes"], one["undone_by"]) for one in shown["actions"]] == [
        (None, undone["action"]),
        (granted["action"], None),
    ]
    text = " ".join(bench.run("ticket", "show", "1").stdout.split())
    assert "(undone)" in text
    assert f"to undo {granted['action']}: the wrong player" in text

    code, again = bench.json("undo", granted["action"], "--yes")
    assert (code, again["status"], again["changed"]) == (0, "unchanged", False)
    assert undone["action"] in again["message"]
    assert bench.history() == history
    assert bench.actions_of_luckperms() == [("parent add vip",), ("parent remove vip",)]


def test_an_undo_is_undone(bench):
    did(bench, "grant", "Draxe", "vip", "--until", FAR_TEXT)
    undone = did(bench, "undo", "1")
    redone = did(bench, "undo", undone["action"])
    assert (redone["name"], redone["undoes"]) == ("grant", undone["action"])
    [end] = vips(bench)
    assert FAR <= end <= FAR + DRIFT
    did(bench, "undo", "1")
    assert vips(bench) == []


def test_what_somebody_extended_since_stays(bench):
    did(bench, "grant", "Draxe", "vip", "--until", SOONER_TEXT)
    did(bench, "grant", "Draxe", "vip", "--until", FAR_TEXT, "--extend")
    before = vips(bench)
    code, outcome = bench.json("undo", "1", "--yes")
    assert (code, outcome["status"], outcome["error"]["code"]) == (3, "refused", "changed_since")
    assert SOONER_TEXT in outcome["error"]["message"]
    assert vips(bench) == before
    # What made it longer is undone first; then the other one is as it was left.
    did(bench, "undo", "2")
    [end] = vips(bench)
    assert SOONER <= end <= SOONER + DRIFT
    did(bench, "undo", "1")
    assert vips(bench) == []


def test_what_was_there_already_is_not_taken(bench):
    did(bench, "grant", "Draxe", "vip")
    assert bench.json("grant", "Draxe", "vip")[1]["status"] == "unchanged"
    code, outcome = bench.json("undo", "2", "--yes")
    assert (code, outcome["status"]) == (0, "unchanged")
    assert "changed nothing" in outcome["message"]
    assert vips(bench) == [0]


def test_several_players_get_back_what_each_had(bench):
    did(bench, "grant", "Draxe", "vip", "--until", FAR_TEXT)
    did(bench, "grant", "MaxiCube", "vip", "--until", SOONER_TEXT)
    had = vips(bench), vips(bench, MAXICUBE)
    did(bench, "revoke", "Draxe", "MaxiCube", "vip")
    did(bench, "undo", "3")
    for (was,), (now,) in zip(had, (vips(bench), vips(bench, MAXICUBE)), strict=True):
        assert was <= now <= was + DRIFT


def test_only_those_whom_it_changed_and_nobody_else_since(bench):
    did(bench, "grant", "Draxe", "vip")
    outcome = did(bench, "grant", "Draxe", "MaxiCube", "Tyrion", "vip")
    assert [one["changed"] for one in outcome["results"]] == [False, True, True]
    did(bench, "revoke", "Tyrion", "vip")
    did(bench, "grant", "Tyrion", "vip", "--until", FAR_TEXT)
    code, undone = bench.json("undo", "2", "--yes")
    assert code == 7
    assert [(one["player"], one["status"]) for one in undone["results"]] == [
        ("MaxiCube", "succeeded"),
        ("Tyrion", "refused"),
    ]
    assert (vips(bench), vips(bench, MAXICUBE)) == ([0], [])
    assert bench.json("ticket", "show", "2")[1]["actions"][0]["undone_by"] is None


def test_a_check_looks_and_leaves_no_trace(bench):
    did(bench, "grant", "Draxe", "vip")
    history = bench.history()
    code, outcome = bench.json("undo", "1", "--check")
    assert (code, outcome["status"], outcome["changed"], outcome["check"]) == (0, "succeeded", True, True)
    assert "vip" not in [item["rank"] for item in outcome["after"]["ranks"]]
    assert vips(bench) == [0]
    assert bench.history() == history


def test_nobody_to_be_asked_is_a_usage_error(bench):
    did(bench, "grant", "Draxe", "vip")
    code, answer = bench.json("undo", "1")
    assert (code, answer["status"]) == (2, "failed")
    assert "--yes" in answer["error"]["message"]
    assert vips(bench) == [0]


@pytest.mark.parametrize(("typed", "code", "left"), [(b"n\n", 130, [0]), (b"y\n", 0, [])])
def test_it_shows_the_plan_and_asks(bench, typed, code, left):
    did(bench, "grant", "Draxe", "vip")
    found, shown = at_a_terminal(bench, "undo", "1", typed=typed)
    assert found == code, shown
    plan = shown.partition("Undo this?")[0]
    for part in ("grant vip on survival", "ticket 1", "Draxe", "vip -> revoke"):
        assert part in plan
    assert vips(bench) == left
    assert len(bench.history()) == (4 if left else 6)


def test_all_of_a_ticket_newest_first(bench):
    bench.json("ticket", "new", "Draxe")
    did(bench, "grant", "Draxe", "vip", "--until", SOONER_TEXT, "-t", "1")
    did(bench, "grant", "Draxe", "vip", "--until", FAR_TEXT, "--extend", "-t", "1")
    code, answer = bench.json("undo", "1", "--yes")
    assert (code, "--all" in answer["error"]["message"]) == (2, True)
    code, answer = bench.json("undo", "1", "--all", "--yes", "--resolve")
    assert (code, [one["status"] for one in answer["actions"]]) == (0, ["succeeded", "succeeded"])
    assert [one["resolved"] for one in answer["actions"]] == [False, True]
    assert answer["not_undone"] == []
    assert vips(bench) == []
    assert bench.json("undo", "1", "--all", "--yes")[1]["actions"] == []


def test_of_all_what_came_before_a_refusal_is_left(bench):
    bench.json("ticket", "new", "Draxe")
    first = did(bench, "grant", "MaxiCube", "vip", "-t", "1")
    did(bench, "grant", "Draxe", "vip", "--until", SOONER_TEXT, "-t", "1")
    did(bench, "grant", "Draxe", "vip", "--until", FAR_TEXT, "--extend")
    code, answer = bench.json("undo", "1", "--all", "--yes")
    assert (code, [one["status"] for one in answer["actions"]]) == (3, ["refused"])
    assert [one["action"] for one in answer["not_undone"]] == [first["action"]]
    assert vips(bench, MAXICUBE) == [0]


def test_it_may_be_recorded_on_another_ticket(bench):
    granted = did(bench, "grant", "Draxe", "vip")
    bench.json("ticket", "new", "That was wrong")
    undone = did(bench, "undo", "1", "-t", "2", "--resolve")
    assert (undone["ticket"], undone["resolved"]) == (2, True)
    told = bench.history(0)[-1]
    assert (told["kind"], told["action"], told["undone_by"]) == ("undone", granted["action"], undone["action"])
    for ticket in bench.tickets():
        jsonschema.validate(ticket, schema.published())
    code, again = bench.json("undo", "1", "--yes")
    assert (code, "on ticket 2" in again["message"]) == (0, True)
    assert undone["action"] in " ".join(bench.run("ticket", "show", "1").stdout.split())
    did(bench, "undo", undone["action"])
    assert vips(bench) == [0]
    did(bench, "undo", "1")


def test_killed_in_the_middle_of_it_resume_has_one_effect(bench):
    did(bench, "grant", "Draxe", "vip", "--until", SOONER_TEXT)
    extended = did(bench, "grant", "Draxe", "vip", "--until", FAR_TEXT, "--extend")
    with holding_proxy(bench.server.port) as proxy:
        bench.set_inventory(gamedesk_console={"host": "127.0.0.1", "port": proxy.port})
        proxy.hold_answers()  # the first of its two commands is carried out, the second one waits for the answer
        process = bench.start("undo", "2", "--yes")
        assert proxy.holding.wait(30)
        limit = time.monotonic() + 30
        while vips(bench):
            assert time.monotonic() < limit
            time.sleep(0.02)
        for pid in processes_of(process.pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.communicate(timeout=30)
        code, answer = bench.json("undo", "2", "--yes")
        assert (code, answer["error"]["code"]) == (3, "cannot_undo")
        assert "support resume 2" in answer["error"]["message"]
        proxy.drop()
        code, answer = bench.json("resume", "2")
    assert (code, [one["status"] for one in answer["actions"]]) == (0, ["succeeded"]), answer
    assert answer["actions"][0]["undoes"] == extended["action"]
    [end] = vips(bench)
    assert SOONER <= end <= SOONER + DRIFT
    finished = bench.history()[-1]
    [result] = finished["results"]
    assert (finished["attempt"], result["changed"]) == (2, True)
    assert [one["expires"] for one in result["before"]["ranks"] if one["rank"] == "vip"] == [FAR_TEXT]
    assert "undone already" in bench.json("undo", "2", "--yes")[1]["message"]


def test_a_doctored_ticket_takes_nothing_else(bench):
    did(bench, "grant", "Draxe", "vip")
    did(bench, "grant", "MaxiCube", "vip")
    [path] = bench.desk.glob("tickets/*/1-*.yml")
    text = path.read_text()
    for old, new in (
        (f'"inverse": {{"action": "revoke", "vars": {{"player": ["{DRAXE}"]', f'["{MAXICUBE}"]'),
        ('"inverse": {"action": "revoke"', '"stop"'),
    ):
        assert old in text
        value = old.rpartition(": ")[2]
        path.write_text(text.replace(old, old.removesuffix(value) + new, 1))
        code, answer = bench.json("undo", "1", "--yes")
        assert (code, answer["error"]["code"]) == (3, "cannot_undo"), json.dumps(answer)
    assert (vips(bench), vips(bench, MAXICUBE)) == ([0], [0])


def test_without_permission_for_the_opposite_nothing_is_undone(bench):
    did(bench, "grant", "Draxe", "vip")
    (bench.desk / "staff.yml").write_text("staff: []\n")
    code, answer = bench.json("undo", "1", "--yes")
    assert (code, answer["status"]) == (3, "refused")
    assert bench.history()[-1]["permission"] == "rank.revoke"
    assert vips(bench) == [0]


def test_what_was_sent_blindly_cannot_be_undone(bench):
    bench.set_inventory(gamedesk_ranks={"read_back": None})
    code, outcome = bench.json("grant", "Draxe", "vip", "--unverified")
    assert (code, outcome["status"]) == (6, "unverified")
    code, answer = bench.json("undo", "1", "--yes")
    assert (code, answer["error"]["code"]) == (3, "cannot_undo")
    assert "--unverified" in answer["error"]["message"]


def test_where_there_is_one_rank_only_the_one_before_comes_back(bench, tmp_path):
    server = Cuberite(tmp_path / "Ranks.sqlite")
    server.ranks_of = {"Draxe": "VIP"}
    server.store()
    with contextlib.closing(server.listen("secret")) as listener:
        console = {"transport": "rcon", "host": "127.0.0.1", "port": listener.port, "password": "secret"}
        bench.set_inventory(gamedesk_ranks=None, gamedesk_console=None, gamedesk_server=None)
        bench.set_inventory(gamedesk_ranks=server.ranks(), gamedesk_console=console)
        did(bench, "grant", "Draxe", "Operator")
        undone = did(bench, "undo", "1")
        assert (undone["name"], undone["after"]["ranks"][0]["rank"]) == ("revoke", "VIP")
        assert server.ranks_of == {"Draxe": "VIP"}
        did(bench, "undo", undone["action"])
        assert server.ranks_of == {"Draxe": "Operator"}
    assert server.changes == ["rank Draxe Operator", "rank Draxe VIP", "rank Draxe Operator"]
    for ticket in bench.tickets():
        jsonschema.validate(ticket, schema.published())
