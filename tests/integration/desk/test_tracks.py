# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Promotions, end to end: the command, ansible-runner, the module, RCON, LuckPerms' storage, the ticket."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema

import gamedesk.tickets

from .conftest import DRAXE


def test_promoted_set_and_demoted(bench):
    code, outcome = bench.json("promote", "Draxe", "donor", "-s", "survival")
    assert (code, outcome["status"], outcome["changed"], outcome["verified"]) == (0, "succeeded", True, True)
    assert (outcome["name"], outcome["runbook"]) == ("promote", "gamedesk.support.set_track")
    assert bench.memberships() == [("group.vip", 0)]
    assert bench.kinds() == ["opened", "action_started", "action_finished", "resolved"]
    finished = bench.history()[2]
    assert finished["inverse"]["action"] == "settrack"
    assert finished["inverse"]["vars"] == {"player": [DRAXE], "rank": "default", "track": "donor"}

    placed = bench.json("settrack", "Draxe", "donor", "mvp", "--yes")[1]
    assert placed["status"] == "succeeded", placed["error"]
    assert bench.json("settrack", "Draxe", "donor", "mvp", "--yes")[1]["status"] == "unchanged"
    code, outcome = bench.json("promote", "Draxe", "donor")
    assert (code, outcome["status"], outcome["error"]["code"]) == (1, "failed", "position")
    assert "at the end of the track donor already" in outcome["error"]["message"]
    code, outcome = bench.json("demote", "Draxe", "donor", "--check")
    assert (code, outcome["changed"], bench.memberships()) == (0, True, [("group.mvp", 0)])
    assert bench.json("demote", "Draxe", "donor", "--yes")[1]["status"] == "succeeded"
    assert bench.memberships() == [("group.vip", 0)]
    schema = json.loads(Path(gamedesk.tickets.__file__).with_name("ticket.schema.json").read_text())
    for ticket in bench.tickets():
        jsonschema.validate(ticket, schema)


def test_the_screen(bench):
    done = bench.run("promote", "Draxe", "staff")
    assert "Draxe was promoted on the track staff on survival." in done.stdout
    assert "default, helper" in done.stdout
    assert "LuckPerms storage (SQLite)" in done.stdout
    assert "Promote Draxe on staff" in bench.run("ticket", "show", "1").stdout


def test_an_unknown_track_names_the_known_ones(bench):
    code, outcome = bench.json("promote", "Draxe", "stuff")
    assert (code, outcome["error"]["code"]) == (1, "not_found")
    assert outcome["error"]["candidates"] == ["donor", "staff"]


def test_a_promotion_that_was_interrupted_is_resumed_to_where_it_went(bench):
    """The record of the first attempt is lost; the host's journal knows where it was going."""
    assert bench.json("promote", "Draxe", "donor", "-s", "survival")[0] == 0
    (path,) = (bench.desk / "tickets").rglob("*.yml")
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(line for line in lines if '"action_finished"' not in line and '"resolved"' not in line))
    code, outcome = bench.json("resume")
    assert code == 0, outcome
    assert bench.memberships() == [("group.vip", 0)]
    finished = bench.history()[-2]
    assert (finished["status"], finished["attempt"], finished["changed"]) == ("succeeded", 2, True)


def test_a_promotion_is_undone_unless_somebody_moved_the_player_since(bench):
    code, promoted = bench.json("promote", "Draxe", "donor", "-s", "survival")
    assert (code, bench.memberships()) == (0, [("group.vip", 0)])
    assert bench.json("settrack", "Draxe", "donor", "mvp", "--yes")[0] == 0
    code, outcome = bench.json("undo", promoted["action"], "--yes")
    assert (code, outcome["status"], outcome["error"]["code"]) == (3, "refused", "changed_since")
    assert bench.memberships() == [("group.mvp", 0)]

    assert bench.json("settrack", "Draxe", "donor", "vip", "--yes")[0] == 0
    code, outcome = bench.json("undo", promoted["action"], "--yes")
    assert (code, outcome["status"], outcome["undoes"]) == (0, "succeeded", promoted["action"]), outcome
    assert bench.memberships() == [("group.default", 0)]


def test_who_was_not_on_the_track_is_not_on_it_again(bench):
    code, placed = bench.json("settrack", "Draxe", "staff", "helper", "--yes")
    assert (code, ("group.helper", 0) in bench.memberships()) == (0, True)
    code, moved = bench.json("settrack", "Draxe", "staff", "admin", "--yes")
    for done, left in ((moved, "group.helper"), (placed, None)):
        code, outcome = bench.json("undo", done["action"], "--yes")
        assert (code, outcome["status"]) == (0, "succeeded"), outcome
        assert {name for name, _end in bench.memberships()} - {"group.default"} == ({left} if left else set())
