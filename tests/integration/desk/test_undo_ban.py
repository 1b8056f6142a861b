# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Undo of bans and unbans, end to end: the ban that the action left goes away, and nobody else's does."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import time

import jsonschema
import pytest

from gamedesk.desk.sandboxing import sandbox_folder
from gamedesk.tickets import schema

from .conftest import DRAXE
from .holding_proxy import holding_proxy
from .processes import processes_of

MAXICUBE = "92f98a09-7705-31ea-8430-ec9f64363c5a"  # domain, section 8
FAR_TEXT, FAR_DATE = "2096-10-02T07:06:40Z", "2096-10-02 09:06:40 +0200"


def list_of(bench):
    return sandbox_folder(bench.desk) / "banned-players.json"


def banned(bench):
    return {entry["uuid"]: entry["reason"] for entry in json.loads(list_of(bench).read_text())}


def did(bench, *words):
    code, outcome = bench.json(*words, "--yes")
    assert (code, outcome["status"]) == (0, "succeeded"), outcome
    return outcome


def test_a_ban_is_undone_and_that_is_undone(bench):
    done = did(bench, "ban", "Draxe", "--reason", "griefed; {{ 7 * 7 }}")
    undone = did(bench, "undo", "1", "--because", "the wrong player")
    assert (undone["name"], undone["undoes"], banned(bench)) == ("unban", done["action"], {})
    jsonschema.validate(bench.tickets()[0], schema.published())
    code, again = bench.json("undo", done["action"], "--yes")
    assert (code, again["status"], again["changed"]) == (0, "unchanged", False)
    redone = did(bench, "undo", undone["action"])
    assert (redone["name"], banned(bench)) == ("ban", {DRAXE: "griefed; {{ 7 * 7 }}"})


def test_a_ban_that_somebody_replaced_since_stays(bench):
    did(bench, "ban", "Draxe", "--reason", "first")
    did(bench, "ban", "Draxe", "--reason", "second", "--replace")
    code, outcome = bench.json("undo", "1", "--yes")
    assert (code, outcome["status"], outcome["error"]["code"]) == (3, "refused", "changed_since")
    assert "second" in outcome["error"]["message"]
    assert banned(bench) == {DRAXE: "second"}
    # What replaced it is undone first; the ban that comes back is made anew, so that it is no longer the first one.
    undone = did(bench, "undo", "2")
    assert (undone["name"], banned(bench)) == ("unban", {DRAXE: "first"})


def test_an_unban_is_undone_for_each_as_it_was(bench):
    did(bench, "ban", "Draxe", "--reason", "a")
    did(bench, "ban", "MaxiCube", "--reason", "b")
    did(bench, "unban", "Draxe", "MaxiCube")
    shown = bench.run("undo", "3", "--check").stdout
    assert "not banned -> banned: a" in " ".join(shown.split())
    undone = did(bench, "undo", "3")
    assert (undone["name"], banned(bench)) == ("ban", {DRAXE: "a", MAXICUBE: "b"})


def test_what_the_server_itself_cannot_do_is_told_and_done_where_it_can(bench):
    """The server's own command knows no end: a temporary ban comes back in the files, while the server is stopped."""
    did(bench, "ban", "Draxe", "--reason", "a")
    bench.server.stop()
    entries = json.loads(list_of(bench).read_text())
    list_of(bench).write_text(json.dumps([{**entry, "expires": FAR_DATE} for entry in entries]))
    bench.set_inventory(gamedesk_bans={"when_stopped": "files"})
    unbanned = did(bench, "unban", "Draxe")
    assert unbanned["before"]["ban"]["expires"] == FAR_TEXT

    bench.set_inventory(gamedesk_bans={"when_stopped": "fail"})
    for words in (("--check",), ("--yes",)):
        code, outcome = bench.json("undo", "2", *words)
        assert (code, outcome["status"], outcome["error"]["code"]) == (1, "failed", "invalid_value"), outcome
        assert "bans.when_stopped" in outcome["error"]["message"]
    bench.set_inventory(gamedesk_bans={"when_stopped": "files"})
    undone = did(bench, "undo", "2")
    assert (undone["after"]["ban"]["expires"], undone["after"]["ban"]["reason"]) == (FAR_TEXT, "a")


def test_killed_in_the_middle_of_it_resume_has_one_effect(bench):
    did(bench, "ban", "Draxe", "--reason", "first")
    replaced = did(bench, "ban", "Draxe", "--reason", "second", "--replace")
    with holding_proxy(bench.server.port) as proxy:
        bench.set_inventory(gamedesk_console={"host": "127.0.0.1", "port": proxy.port})
        proxy.hold_answers()  # the first of its two commands is carried out, the second one waits for the answer
        process = bench.start("undo", "2", "--yes")
        assert proxy.holding.wait(30)
        limit = time.monotonic() + 30
        while banned(bench):
            assert time.monotonic() < limit
            time.sleep(0.02)
        for pid in processes_of(process.pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.communicate(timeout=30)
        assert bench.json("undo", "2", "--yes")[1]["error"]["code"] == "cannot_undo"
        proxy.drop()
        code, answer = bench.json("resume", "2")
    assert (code, [one["status"] for one in answer["actions"]]) == (0, ["succeeded"]), answer
    assert (answer["actions"][0]["undoes"], banned(bench)) == (replaced["action"], {DRAXE: "first"})
    [result] = bench.history()[-1]["results"]
    assert (result["changed"], result["before"]["ban"]["reason"]) == (True, "second")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (f'"inverse": {{"action": "unban", "vars": {{"player": ["{DRAXE}"]', f'["{MAXICUBE}"]'),
        ('"inverse": {"action": "unban"', '"revoke"'),
        ('"inverse": {"action": "unban"', '"ban"'),
        ('"inverse": {"action": "unban", "vars": {', '{"reason": "x", '),
        ('"inverse": {"action": "unban", "vars": {', '{"restore": {"@a": {"ban": null}}, '),
    ],
    ids=["player", "action", "same", "reason", "selector"],
)
def test_a_doctored_ticket_does_nothing_else(bench, old, new):
    did(bench, "ban", "Draxe", "--reason", "x")
    did(bench, "ban", "MaxiCube", "--reason", "y")
    [path] = bench.desk.glob("tickets/*/1-*.yml")
    text = path.read_text()
    assert old in text
    value = old.rpartition(": ")[2]
    path.write_text(text.replace(old, old.removesuffix(value) + new, 1))
    code, answer = bench.json("undo", "1", "--yes")
    assert (code, answer["error"]["code"]) == (3, "cannot_undo"), json.dumps(answer)
    assert banned(bench) == {DRAXE: "x", MAXICUBE: "y"}


def test_without_permission_for_the_opposite_nothing_is_undone(bench):
    did(bench, "ban", "Draxe", "--reason", "x")
    (bench.desk / "staff.yml").write_text("staff: []\n")
    code, answer = bench.json("undo", "1", "--yes")
    assert (code, answer["status"], bench.history()[-1]["permission"]) == (3, "refused", "ban.remove")
    assert banned(bench) == {DRAXE: "x"}
