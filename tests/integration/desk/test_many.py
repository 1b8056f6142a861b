# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many players in one command: what the module says of them is longer than what ansible-runner passes on by itself."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import uuid

import pytest

from gamedesk.desk.sandboxing import sandbox_folder
from gamedesk.sandbox.folder import LUCKPERMS_DATABASE
from gamedesk.sandbox.server import SandboxServer

MAXICUBE = "92f98a09-7705-31ea-8430-ec9f64363c5a"  # domain, section 8
# ansible-runner makes {} of a result of more characters (display_callback/callback/awx_display.py).
_PASSED_ON = 700_000


def test_each_of_many_players_has_a_verified_result_and_is_undone(bench):
    players = [str(uuid.uuid5(uuid.NAMESPACE_OID, f"player {number}")) for number in range(1500)]
    bench.set_inventory(gamedesk_console={"connections": 20})
    bench.server.stop()
    with SandboxServer(sandbox_folder(bench.desk), tick_seconds=0, luckperms_delay_seconds=0):
        code, outcome = bench.json("grant", *players, "vip")
        granted = _vips(bench)
        undo_code, undone = bench.json("undo", "1", "--yes")
    assert (code, outcome["status"], outcome["error"]) == (0, "succeeded", None)
    assert len(json.dumps(outcome["results"])) > _PASSED_ON
    assert [one["player"] for one in outcome["results"]] == players
    assert all(one["verified"] and one["changed"] for one in outcome["results"])
    assert granted == sorted(players)
    assert bench.kinds()[:4] == ["opened", "action_started", "action_finished", "resolved"]
    assert (undo_code, undone["status"], undone["error"]) == (0, "succeeded", None)
    assert [one["player"] for one in undone["results"]] == players
    assert _vips(bench) == []


def _ranks(bench):
    return bench.memberships(MAXICUBE)


def _banned(bench):
    return json.loads((sandbox_folder(bench.desk) / "banned-players.json").read_text())


@pytest.mark.parametrize(
    ("words", "done"),
    [(("grant", "draxe", "MaxiCube", "vip"), _ranks), (("ban", "draxe", "MaxiCube"), _banned)],
    ids=["rank", "ban"],
)
def test_the_first_error_stops_the_others_where_that_is_asked_for(bench, words, done):
    """Also when it is taken up again: the ticket says so."""
    nothing = done(bench)
    code, outcome = bench.json(*words, "--stop-on-error", "--yes")
    first, second = outcome["results"]
    assert (code, outcome["status"], first["status"], done(bench)) == (1, "failed", "failed", nothing), outcome
    assert second["error"]["code"] == "not_attempted"
    started = bench.history()[1]
    assert (started["kind"], started["request"]["stop_on_error"]) == ("action_started", True)

    [path] = bench.desk.glob("tickets/*/*.yml")
    killed = [line for line in path.read_text().splitlines(keepends=True) if "action_finished" not in line]
    path.write_text("".join(killed))
    [again] = bench.json("resume")[1]["actions"]
    assert (again["results"][1]["error"]["code"], done(bench)) == ("not_attempted", nothing)

    code, outcome = bench.json(*words, "--yes")
    assert (code, outcome["results"][1]["status"]) == (7, "succeeded")
    assert done(bench) != nothing


def _vips(bench):
    database = sandbox_folder(bench.desk) / LUCKPERMS_DATABASE
    with contextlib.closing(sqlite3.connect(database)) as connection:
        rows = connection.execute("SELECT uuid FROM luckperms_user_permissions WHERE permission = 'group.vip'")
        return sorted(row[0] for row in rows)
