# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cuberite's ranks over its own kind of remote console, read by its command and from its file."""

from __future__ import annotations

import contextlib
import sqlite3

import pytest
from tests.integration.software import DRAXE

from .cuberite import Cuberite


@pytest.fixture(params=["console", "file"])
def server(request, tmp_path) -> Cuberite:
    return Cuberite(tmp_path / "Ranks.sqlite" if request.param == "file" else None)


def outcome(result: dict) -> tuple:
    return result["status"], result["changed"], result["verified"]


def code(result: dict) -> str:
    return result["error"]["code"]


def ranks(state: dict) -> list[str]:
    return [one["rank"] for one in state["ranks"]]


def test_a_rank_is_granted_and_revoked(grant, server):
    first = grant(server, rank="VIP")
    assert outcome(first) == ("succeeded", True, True)
    assert first["results"][0]["how_verified"] == ("Ranks.sqlite" if server.file else "console (rank)")
    assert (ranks(first["before"]), ranks(first["after"])) == ([], ["VIP"])
    again = grant(server, rank="VIP")
    assert outcome(again) == ("unchanged", False, True)
    assert again["results"][0]["uuid"] is None  # Cuberite's commands know names alone
    assert outcome(grant(server, rank="VIP", state="absent")) == ("succeeded", True, True)
    assert outcome(grant(server, rank="VIP", state="absent")) == ("unchanged", False, True)
    assert server.changes == ["rank Draxe VIP", "unrank Draxe"]


def test_a_rank_takes_the_place_of_another_which_is_remembered(grant, server):
    server.ranks_of["Draxe"] = "VIP"
    server.store()
    foretold = grant(server, rank="Operator", check=True)
    assert (ranks(foretold["before"]), ranks(foretold["after"])) == (["VIP"], ["Operator"])
    assert server.changes == []
    result = grant(server, rank="Operator")
    assert outcome(result) == ("succeeded", True, True)
    assert (result["before"], result["after"]) == (foretold["before"], foretold["after"])
    assert outcome(grant(server, rank="VIP", state="absent")) == ("unchanged", False, True)
    assert server.ranks_of == {"Draxe": "Operator"}


@pytest.mark.parametrize("name", ["Nobody", "draxe", "Dra"])
def test_an_unknown_player_is_told(grant, server, name):
    assert code(grant(server, player=name, rank="VIP")) == "not_found"
    assert server.changes == []


def test_a_uuid_is_not_what_the_commands_take(grant, server):
    assert code(grant(server, player=DRAXE, rank="VIP")) == "invalid_value"
    assert server.changes == []


def test_unknown_ranks_are_told_with_those_that_there_are(grant, server):
    assert grant(server, rank="vip")["error"]["candidates"] == ["VIP"]
    assert "Operator" in grant(server, rank="Operatr")["error"]["candidates"]
    assert code(grant(server, rank="vip", state="absent")) == "not_found"
    assert server.changes == []


@pytest.mark.parametrize(
    "options",
    [{"duration": "1d"}, {"duration": "1 day"}, {"context": {"world": "world"}}, {"rank": "V I P"}, {"rank": '"VIP"'}],
)
def test_what_cuberite_has_not_is_refused(grant, server, options):
    assert code(grant(server, **{"rank": "VIP", **options})) == "invalid_value"
    assert server.sent == []


def test_two_players_with_one_name_are_none(grant, tmp_path):
    server = Cuberite(tmp_path / "Ranks.sqlite")
    server.ranks_of["Draxe"] = "VIP"
    server.store()
    tables = sqlite3.connect(server.file)
    with contextlib.closing(tables), tables:
        tables.execute("INSERT INTO PlayerRank VALUES ('0123456789abcdef0123456789abcdef', 'Draxe', 1)")
    assert code(grant(server, rank="Operator")) == "not_found"
    assert server.changes == []


@pytest.mark.parametrize(
    "reply",
    ["", "Unknown command\n", 'The rank of player "Draxe2" is VIP\n', 'The rank of player "Draxe" is VIP\nx\n'],
)
def test_an_answer_that_is_none_is_an_error(grant, reply):
    server = Cuberite()
    server.instead = [("^rank Draxe$", lambda _command: reply)]
    result = grant(server, rank="VIP")
    assert (result["status"], code(result)) == ("failed", "storage")
    assert server.changes == []


def test_a_list_of_ranks_that_does_not_add_up_is_none(grant):
    server = Cuberite()
    server.instead = [("^listranks", lambda _command: "Available ranks: VIP (total: 2)\n")]
    assert code(grant(server, rank="VIP")) == "storage"
    assert server.changes == []


def test_what_does_not_come_true_is_unknown_and_a_no_is_a_no(grant, server):
    server.instead = [("^rank Draxe VIP", lambda _command: 'Player "Draxe" is now in rank VIP\n')]
    assert grant(server, rank="VIP")["status"] == "unknown"
    server.instead = [("^rank Draxe VIP", lambda _command: "The specified rank does not exist!\n")]
    result = grant(server, rank="VIP")
    assert (result["status"], code(result)) == ("failed", "rejected")


def test_a_wrong_password_is_told_as_such(grant, server):
    result = grant(server, rank="VIP", password="wrong")
    assert code(result) == "console_login"


def test_its_ranks_are_in_no_other_kind_of_database(grant, server):
    sql = {"engine": "mariadb", "database": "x", "user": "x"}
    assert code(grant(server, ranks={"provider": "cuberite", "read_back": {"sql": sql}})) == "configuration"
    rest = {"url": "http://127.0.0.1:8080"}
    assert code(grant(server, ranks={"provider": "cuberite", "read_back": {"rest": rest}})) == "configuration"
