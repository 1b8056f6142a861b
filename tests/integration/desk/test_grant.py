# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The main job, end to end: the command, ansible-runner, the module, RCON, LuckPerms' storage, the ticket."""

from __future__ import annotations

import hashlib
import json
import time
from pathlib import Path

import jsonschema
import pytest
import yaml

import gamedesk.tickets

from .conftest import DRAXE


def test_a_grant_is_done_verified_and_recorded(bench):
    code, outcome = bench.json("grant", "Draxe", "vip", "--server", "survival")
    assert code == 0
    assert (outcome["status"], outcome["changed"], outcome["verified"]) == ("succeeded", True, True)
    assert outcome["runbook"] == "gamedesk.support.grant_rank"
    assert "vip" not in [item["rank"] for item in outcome["before"]["ranks"]]
    assert "vip" in [item["rank"] for item in outcome["after"]["ranks"]]
    assert ("group.vip", 0) in bench.memberships()

    ticket = bench.tickets()[0]
    assert ticket["number"] == outcome["ticket"]
    assert bench.kinds() == ["opened", "action_started", "action_finished", "resolved"]
    started, finished, resolved = ticket["history"][1:]
    assert finished["action"] == started["action"] == outcome["action"] == resolved["actions"][0]
    assert (started["attempt"], finished["attempt"]) == (1, 1)
    assert resolved["runbooks"] == ["gamedesk.support.grant_rank"]
    assert (finished["status"], finished["verified"]) == ("succeeded", True)
    assert finished["results"][0]["uuid"] == DRAXE
    assert finished["inverse"]["action"] == "revoke"
    playbook = Path(__file__).parents[3] / "playbooks" / "grant_rank.yml"
    assert finished["runbook_sha256"] == hashlib.sha256(playbook.read_bytes()).hexdigest()
    schema = json.loads(Path(gamedesk.tickets.__file__).with_name("ticket.schema.json").read_text())
    jsonschema.validate(ticket, schema)


def test_again_nothing_has_to_change(bench):
    assert bench.json("grant", "Draxe", "vip", "-s", "survival")[0] == 0
    code, outcome = bench.json("grant", "Draxe", "vip", "-s", "survival")
    assert code == 0
    assert (outcome["status"], outcome["changed"], outcome["verified"]) == ("unchanged", False, True)
    assert bench.actions_of_luckperms() == [("parent add vip",)]
    assert bench.kinds()[-1] == "resolved"


def test_a_named_ticket_is_resolved_only_when_asked(bench):
    code, opened = bench.json("ticket", "new", "Draxe lost vip", "--player", "Draxe")
    assert code == 0
    number = str(opened["ticket"])
    assert bench.json("grant", "Draxe", "vip", "-t", number)[1]["resolved"] is False
    assert bench.json("ticket", "show", number)[1]["status"] == "open"
    assert bench.json("revoke", "Draxe", "vip", "-t", number, "--resolve", "--yes")[1]["resolved"] is True
    assert bench.json("ticket", "show", number)[1]["status"] == "resolved"
    assert ("group.vip", 0) not in bench.memberships()
    assert len(bench.tickets()) == 1


def test_a_check_changes_and_records_nothing(bench):
    code, outcome = bench.json("grant", "Draxe", "vip", "--check")
    assert (code, outcome["changed"], outcome["ticket"], outcome["check"]) == (0, True, None, True)
    assert ("group.vip", 0) not in bench.memberships()
    assert bench.actions_of_luckperms() == []
    assert bench.tickets() == []


def test_a_temporary_rank_is_not_renewed_by_accident(bench):
    began = time.time()
    code, outcome = bench.json("grant", "Draxe", "vip", "--for", "30d")
    assert (code, outcome["status"]) == (0, "succeeded")
    [(_vip, expiry)] = [row for row in bench.memberships() if row[0] == "group.vip"]
    assert began + 30 * 86400 - 1 <= expiry <= time.time() + 30 * 86400 + 5

    code, outcome = bench.json("grant", "Draxe", "vip", "--for", "30d")
    assert (code, outcome["status"], outcome["changed"]) == (3, "refused", False)
    assert "--extend" in outcome["error"]["message"]
    assert "--keep" in outcome["error"]["message"]
    assert bench.json("grant", "Draxe", "vip", "--for", "30d", "--keep")[1]["status"] == "unchanged"

    code, outcome = bench.json("grant", "Draxe", "vip", "--for", "30d", "--extend")
    assert (code, outcome["status"]) == (0, "succeeded")
    [(_vip, extended)] = [row for row in bench.memberships() if row[0] == "group.vip"]
    assert 0 <= extended - expiry - 30 * 86400 <= 5  # LuckPerms counts the seconds in between twice
    started = next(event for event in bench.history() if event["kind"] == "action_started")
    sent = started["request"]["expires"]
    assert sent == time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(expiry + 30 * 86400))


def test_several_players_are_one_run_and_one_bad_name_is_told(bench):
    code, outcome = bench.json("grant", "Draxe", "MaxiCube", "vip", "--yes")
    assert (code, outcome["status"]) == (0, "succeeded")
    assert [result["player"] for result in outcome["results"]] == ["Draxe", "MaxiCube"]
    assert "before" not in outcome
    code, outcome = bench.json("revoke", "Draxe", "Nobody_here", "vip", "--yes")
    assert code == 7
    assert [result["status"] for result in outcome["results"]] == ["succeeded", "failed"]
    assert bench.kinds()[-1] == "action_finished"


@pytest.mark.parametrize(
    ("words", "code", "part"),
    [
        (("grant", "Nobody_here", "vip"), 1, "Nobody_here"),
        (("grant", "draxe", "vip"), 1, "draxe"),
        (("grant", "Draxe", "nosuchrank"), 1, "nosuchrank"),
        (("grant", "Draxe", "vip", "--server", "nowhere"), 2, "survival"),
        (("grant", "Draxe", "vip", "--server", "minecraft"), 2, "survival"),
        (("grant", "Draxe", "vip", "--server", "all"), 2, "survival"),
        (("grant", "Draxe", "vip", "--server", "survival:&all"), 2, "survival"),
    ],
)
def test_what_does_not_exist_is_named_and_nothing_changes(bench, words, code, part):
    before = bench.memberships()
    found, outcome = bench.json(*words)
    assert (found, outcome["status"], outcome["changed"]) == (code, "failed", False)
    assert part in outcome["error"]["message"]
    assert bench.memberships() == before
    assert bench.actions_of_luckperms() == []
    assert bench.history()[-1]["status"] == "failed"


@pytest.mark.parametrize(
    "words",
    [
        ("grant", "@a", "vip"),
        ("grant", "Draxe;op Draxe", "vip"),
        ("grant", "Draxe\nop Draxe", "vip"),
        ("grant", "Draxe,MaxiCube", "vip"),
        ("grant", "Draxe", "vip", "--for", "30"),
        ("grant", "Draxe", "vip", "--for", "soon"),
        ("grant", "Draxe", "vip", "--extend"),
        ("grant", "Draxe", "vip", "--context", "gamemode=creative"),
        ("grant", "Draxe", "vip", "-t", "4711"),
        ("grant", "Draxe", "vip", "--resolve"),
        ("grant", "Draxe"),
        ("ticket", "show", "../../etc/passwd"),
    ],
)
def test_what_cannot_be_meant_is_a_usage_error_and_leaves_no_trace(bench, words):
    code, answer = bench.json(*words)
    assert (code, answer["status"]) == (2, "failed")
    assert "\n" not in answer["error"]["message"]
    assert bench.tickets() == []
    assert bench.actions_of_luckperms() == []


def test_the_screen_fits_80_columns_and_ends_with_the_record(bench):
    done = bench.run("grant", "Draxe", "vip")
    lines = done.stdout.rstrip().splitlines()
    assert "Draxe now has vip on survival" in lines[0]
    assert ".yml" in "".join(lines[-3:])
    assert "\x1b" not in done.stdout
    assert max(map(len, lines)) <= 80
    assert "everybody who can use this desk" in done.stderr
    assert "everybody who can use this desk" not in bench.run("grant", "Draxe", "vip").stderr


def test_a_staff_file_that_cannot_be_enforced_stops_everything(bench):
    (bench.desk / "staff.yml").write_text("staff: []\n")
    code, answer = bench.json("grant", "Draxe", "vip")
    assert code == 3
    assert "staff.yml" in answer["error"]["message"]
    assert bench.tickets() == []
    assert bench.actions_of_luckperms() == []


def test_the_rcon_password_is_nowhere_but_on_the_host(bench):
    password = bench.server.password
    assert len(password) >= 16
    assert bench.json("grant", "Draxe", "vip")[0] == 0
    bench.set_inventory(gamedesk_console={"port": 1})
    assert bench.json("revoke", "Draxe", "vip", "--yes")[0] == 4
    found = [
        path
        for folder in (bench.desk, bench.home)
        for path in folder.rglob("*")
        if path.is_file() and password.encode() in path.read_bytes()
    ]
    assert [path.name for path in found] == ["server.properties"]
    assert list((bench.desk / ".run" / "runs").iterdir()) == []


def test_the_secret_environment_of_the_caller_goes_nowhere(bench, monkeypatch):
    original = bench.environment
    monkeypatch.setattr(bench, "environment", lambda: {**original(), "AWS_SECRET_ACCESS_KEY": "planted-secret-value"})
    bench.set_inventory(gamedesk_server={"path": "{{ lookup('env', 'AWS_SECRET_ACCESS_KEY') or '/nowhere' }}"})
    code, outcome = bench.json("grant", "Draxe", "vip")
    assert code != 0
    assert "planted-secret-value" not in json.dumps(outcome)


def test_the_inventory_of_the_desk_is_ordinary(bench):
    text = (bench.desk / "inventory" / "sandbox.yml").read_text()
    assert yaml.safe_load(text)["minecraft"]["hosts"]["survival"]["gamedesk_ranks"]["provider"] == "luckperms"


def test_a_server_that_nobody_names_is_found_again_without_asking_until_the_inventory_changes(bench):
    assert bench.json("grant", "Draxe", "vip", "--check")[1]["results"][0]["server"] == "survival"
    kept = bench.desk / ".run" / "servers.json"
    written = kept.stat()
    assert bench.json("grant", "Draxe", "vip", "--check")[0] == 0
    assert kept.stat().st_ino == written.st_ino  # each answer of Ansible is a new file
    second = bench.desk / "inventory" / "second.yml"
    second.write_text("minecraft: {hosts: {creative: {gamedesk_ranks: {provider: luckperms}}}}\n")
    code, answer = bench.json("grant", "Draxe", "vip", "--check")
    assert code == 2
    assert "creative, survival" in answer["error"]["message"]
    second.unlink()
    assert bench.json("grant", "Draxe", "vip", "--check")[0] == 0


def test_what_is_kept_of_the_servers_holds_no_value(bench):
    bench.set_inventory(gamedesk_console={"transport": "rcon", "password": "planted-secret"})
    bench.json("grant", "Draxe", "vip", "--check")
    for path in (bench.desk / ".run").rglob("*"):
        assert not path.is_file() or b"planted-secret" not in path.read_bytes()
    assert "gamedesk_console" in (bench.desk / ".run" / "servers.json").read_text()
