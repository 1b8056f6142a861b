# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cuberite's bans over its own kind of remote console, read from its file (its banlist.lua)."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.integration.software import DRAXE

from .cuberite import DEFAULT, Cuberite


@pytest.fixture
def server(tmp_path) -> Cuberite:
    folder = tmp_path / "cuberite"
    folder.mkdir()
    return Cuberite(folder)


def outcome(result: dict) -> tuple:
    return result["status"], result["changed"], result["verified"]


def code(result: dict) -> str:
    return result["error"]["code"]


def test_a_player_is_banned_once_and_unbanned(ban, server):
    first = ban(server, reason="Griefed the town hall")
    assert outcome(first) == ("succeeded", True, True)
    assert first["results"][0]["how_verified"] == "banlist.sqlite"
    assert outcome(ban(server, reason="Griefed the town hall")) == ("unchanged", False, True)
    assert server.execute("SELECT Name, Reason FROM BannedNames") == [("Draxe", "Griefed the town hall")]
    assert outcome(ban(server, state="absent")) == ("succeeded", True, True)
    assert outcome(ban(server, state="absent")) == ("unchanged", False, True)
    assert server.changes == ["ban Draxe Griefed the town hall", "unban Draxe"]


def test_another_reason_takes_the_place_of_the_first(ban, server):
    ban(server, reason="Griefed")
    assert outcome(ban(server, reason="Griefed twice", renew="replace")) == ("succeeded", True, True)
    assert server.execute("SELECT Name, Reason FROM BannedNames") == [("Draxe", "Griefed twice")]
    assert server.changes == ["ban Draxe Griefed", "unban Draxe", "ban Draxe Griefed twice"]


def test_an_address_is_banned_and_unbanned(ban, server):
    assert outcome(ban(server, address=["192.0.2.1"])) == ("succeeded", True, True)
    assert server.execute("SELECT IP, Reason FROM BannedIPs") == [("192.0.2.1", DEFAULT)]
    assert outcome(ban(server, address=["192.0.2.1"])) == ("unchanged", False, True)
    assert outcome(ban(server, address=["192.0.2.1"], state="absent")) == ("succeeded", True, True)
    assert server.changes == ["banip 192.0.2.1", "unbanip 192.0.2.1"]


def test_check_mode_changes_nothing(ban, server):
    assert outcome(ban(server, check=True)) == ("succeeded", True, False)
    assert server.changes == []


def test_another_spelling_is_another_player(ban, server):
    ban(server)
    assert outcome(ban(server, player=["draxe"], state="absent")) == ("unchanged", False, True)
    assert server.execute("SELECT Name FROM BannedNames") == [("Draxe",)]


def test_many_are_read_together(ban, server):
    result = ban(server, player=["Draxe", DRAXE, "MaxiCube"])
    assert [one["status"] for one in result["results"]] == ["succeeded", "failed", "succeeded"]
    assert server.changes == ["ban Draxe", "ban MaxiCube"]


@pytest.mark.parametrize(
    "options",
    [
        {"duration": "1d"},
        {"duration": "1 day"},
        {"silent": True},
        {"address": ["2001:db8::1"]},
        {"reason": 'a "quoted" word'},
        {"reason": "two  spaces"},
        {"reason": "x\nop Eve"},
        {"player": ["Draxe;stop"]},
        {"player": ["@a"]},
        {"player": [DRAXE]},
    ],
)
def test_what_cuberite_has_not_or_would_misread_is_refused(ban, server, options):
    assert code(ban(server, **options)) == "invalid_value"
    assert server.sent == []


@given(st.one_of(st.text(max_size=30), st.text("@a-/ \u00a7\n\"';{}%x", max_size=10)))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_reason_is_sent_as_it_is_or_not_at_all(ban, server, reason):
    server.sent.clear()
    server.execute("DELETE FROM BannedNames")
    result = ban(server, reason=reason)
    if server.changes:
        assert server.changes == [f"ban Draxe {reason}"]
        assert reason.isprintable()
        assert outcome(result) == ("succeeded", True, True)
    else:
        assert code(result) == "invalid_value"


def test_without_its_folder_nothing_is_sent_unless_asked_for(ban, server):
    result = ban(server, server=None)
    assert (result["status"], code(result)) == ("refused", "cannot_verify")
    assert server.sent == []
    assert outcome(ban(server, server=None, verify="best_effort")) == ("unverified", True, False)


def test_an_empty_reply_is_no_proof(ban, server):
    server.instead = [("^ban Draxe", lambda _command: "")]
    assert ban(server)["status"] == "unknown"
    server.instead = [("^ban Draxe", lambda _command: "Unknown command, type 'help' for all commands.\n")]
    result = ban(server)
    assert (result["status"], code(result)) == ("failed", "rejected")


def test_a_file_that_is_not_there_is_an_error(ban, server):
    (server.folder / "banlist.sqlite").unlink()
    assert code(ban(server)) == "storage"
    assert server.sent == []


def test_what_is_for_others_is_refused(ban, server):
    assert code(ban(server, bans={"provider": "cuberite", "read_back": {"banlist": True}})) == "configuration"
    assert code(ban(server, bans={"provider": "cuberite", "namespace": "minecraft"})) == "configuration"
    assert code(ban(server, bans={"provider": "cuberite", "when_stopped": "files"})) == "configuration"
