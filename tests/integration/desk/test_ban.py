# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A ban, end to end: the command, ansible-runner, the module, RCON, the server's own list, the ticket."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

import gamedesk.tickets
from gamedesk.desk.sandboxing import sandbox_folder

from .conftest import DRAXE


def banned(bench):
    entries = json.loads((sandbox_folder(bench.desk) / "banned-players.json").read_text())
    return {entry["uuid"]: entry["reason"] for entry in entries}


def test_a_ban_is_done_verified_and_recorded_and_ended(bench):
    code, outcome = bench.json("ban", "Draxe", "--reason", "griefed; {{ 7 * 7 }}", "-s", "survival")
    assert (code, outcome["status"], outcome["changed"], outcome["verified"]) == (0, "succeeded", True, True)
    assert (outcome["name"], outcome["runbook"]) == ("ban", "gamedesk.support.ban_player")
    assert (outcome["before"], banned(bench)) == ({"ban": None}, {DRAXE: "griefed; {{ 7 * 7 }}"})
    assert bench.kinds() == ["opened", "action_started", "action_finished", "resolved"]
    finished = bench.history()[2]
    assert (finished["inverse"]["action"], finished["inverse"]["vars"]) == ("unban", {"player": [DRAXE]})

    code, outcome = bench.json("ban", "Draxe", "--reason", "other")
    assert (code, outcome["status"], outcome["changed"]) == (3, "refused", False)
    for option in ("--extend", "--replace", "--keep"):
        assert option in outcome["error"]["message"]
    assert bench.json("ban", "Draxe", "--reason", "other", "--keep")[1]["status"] == "unchanged"
    assert bench.json("ban", "Draxe", "--reason", "other", "--replace")[1]["status"] == "succeeded"
    assert banned(bench) == {DRAXE: "other"}

    code, outcome = bench.json("unban", "Draxe", "--check")
    assert (code, outcome["changed"], banned(bench)) == (0, True, {DRAXE: "other"})
    code, outcome = bench.json("unban", "Draxe", "--yes")
    assert (code, outcome["status"], banned(bench)) == (0, "succeeded", {})
    assert bench.history()[2]["inverse"]["vars"]["restore"][DRAXE]["ban"]["reason"] == "other"
    schema = json.loads(Path(gamedesk.tickets.__file__).with_name("ticket.schema.json").read_text())
    for ticket in bench.tickets():
        jsonschema.validate(ticket, schema)


def test_the_screen(bench):
    done = bench.run("ban", "Draxe", "--reason", "griefing")
    assert "Draxe is now banned on survival." in done.stdout
    assert "banned: griefing" in done.stdout
    assert "ban list (JSON)" in done.stdout
    shown = bench.run("ticket", "show", "1").stdout
    assert "not banned -> banned: griefing" in " ".join(shown.split())


@pytest.mark.parametrize(
    ("words", "code", "part"),
    [
        (("ban", "Draxe", "--for", "7d"), 1, "bans.when_stopped"),
        (("ban", "draxe"), 1, "Draxe"),
        (("ban", "Draxe", "--silent"), 1, "silent"),
        (("ban", "@a"), 2, "@a"),
        (("ban", "Draxe", "--reason", "x\ny"), 2, "U+000A"),
        (("ban", "Draxe", "--extend"), 2, "--extend"),
    ],
)
def test_what_cannot_be_is_told_and_nothing_changes(bench, words, code, part):
    found, outcome = bench.json(*words)
    assert (found, outcome["status"]) == (code, "failed")
    assert part in outcome["error"]["message"]
    assert banned(bench) == {}


def test_an_interrupted_ban_is_taken_up_again(bench):
    """What the first attempt left is the record of a command whose answer was lost."""
    assert bench.json("ban", "Draxe", "--reason", "x")[0] == 0
    path = next(bench.desk.glob("tickets/*/*.yml"))
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(line for line in lines if "action_finished" not in line and '"resolved"' not in line))
    code, answer = bench.json("resume", "1")
    assert code == 0
    (action,) = answer["actions"]
    assert (action["status"], action["changed"], action["before"]) == ("succeeded", True, {"ban": None})
    assert banned(bench) == {DRAXE: "x"}
