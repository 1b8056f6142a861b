# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""GroupManager, read over the console."""

from __future__ import annotations

import pytest
from tests.integration.software import DRAXE, MAXICUBE

from .groupmanager import GroupManager


@pytest.fixture
def server() -> GroupManager:
    return GroupManager()


@pytest.fixture
def one_group() -> GroupManager:
    return GroupManager(rank_is="group", default_group="Default")


def outcome(result: dict) -> tuple:
    return result["status"], result["changed"], result["verified"]


def code(result: dict) -> str:
    return result["error"]["code"]


def ranks(state: dict) -> list[str]:
    return [one["rank"] for one in state["ranks"]]


@pytest.mark.parametrize("player", ["Draxe", DRAXE])
def test_a_subgroup_is_granted_and_revoked(grant, server, player):
    first = grant(server, player=player)
    assert outcome(first) == ("succeeded", True, True)
    assert first["results"][0]["how_verified"] == "console (manwhois)"
    assert ranks(first["after"]) == ["vip"]
    assert outcome(grant(server, player=player)) == ("unchanged", False, True)
    assert outcome(grant(server, player=player, rank="Builder")) == ("succeeded", True, True)
    assert server.subgroups[DRAXE] == ["vip", "Builder"]
    assert outcome(grant(server, player=player, state="absent")) == ("succeeded", True, True)
    assert outcome(grant(server, player=player, state="absent")) == ("unchanged", False, True)
    assert server.changes == [f"manuaddsub {player} vip", f"manuaddsub {player} Builder", f"manudelsub {player} vip"]


def test_check_mode_changes_nothing(grant, server):
    result = grant(server, check=True)
    assert outcome(result) == ("succeeded", True, False)
    assert ranks(result["after"]) == ["vip"]
    assert server.changes == []


def test_a_shared_group_is_a_subgroup(grant, server):
    assert outcome(grant(server, rank="g:trusted")) == ("succeeded", True, True)
    assert server.changes == ["manuaddsub Draxe g:trusted"]


def test_the_group_takes_the_place_of_another(grant, one_group):
    foretold = grant(one_group, check=True)
    assert (ranks(foretold["before"]), ranks(foretold["after"])) == (["Default"], ["vip"])
    result = grant(one_group)
    assert outcome(result) == ("succeeded", True, True)
    assert (result["before"], result["after"]) == (foretold["before"], foretold["after"])
    assert outcome(grant(one_group)) == ("unchanged", False, True)
    assert outcome(grant(one_group, rank="Builder", state="absent")) == ("unchanged", False, True)
    back = grant(one_group, state="absent")
    assert outcome(back) == ("succeeded", True, True)
    assert ranks(back["after"]) == ["Default"]
    assert one_group.changes == ["manuadd Draxe vip", "manuadd Draxe Default"]


def test_what_comes_in_place_of_a_group_has_to_be_said(grant):
    server = GroupManager(rank_is="group")
    server.group[DRAXE] = "vip"
    assert code(grant(server, state="absent")) == "invalid_value"
    assert code(grant(GroupManager(rank_is="group", default_group="a b"))) == "configuration"
    default = GroupManager(rank_is="group", default_group="Default")
    assert code(grant(default, rank="Default", state="absent")) == "invalid_value"
    assert server.changes == default.changes == []


@pytest.mark.parametrize("name", ["Dra", "draxe", "Nobody"])
def test_nobody_is_taken_for_somebody_else(grant, server, name):
    server.online = [DRAXE]
    result = grant(server, player=name)
    assert code(result) == "not_found"
    assert server.changes == []


def test_who_is_online_and_begins_so_is_not_who_is_meant(grant, server):
    server.names[MAXICUBE] = "Draxe2"
    server.online = [MAXICUBE]
    result = grant(server)
    assert code(result) == "not_found"
    assert result["error"]["candidates"] == ["Draxe2"]
    assert outcome(grant(server, player=DRAXE)) == ("succeeded", True, True)
    assert server.changes == [f"manuaddsub {DRAXE} vip"]


def test_unknown_groups_are_told_with_those_that_there_are(grant, server):
    assert grant(server, rank="builder")["error"]["candidates"] == ["Builder"]
    assert "vip" in grant(server, rank="vpi")["error"]["candidates"]
    assert code(grant(GroupManager(rank_is="group"), rank="Vip")) == "not_found"
    assert server.changes == []


@pytest.mark.parametrize(
    "options",
    [
        {"duration": "1d"},
        {"expires": "4000000000"},
        {"duration": "1 day"},
        {"context": {"world": "world"}},
        {"rank": "vip|1d"},
        {"rank": "vip,Builder"},
        {"rank": "'vip'"},
    ],
)
def test_what_groupmanager_cannot_or_would_misread_is_refused(grant, server, options):
    assert code(grant(server, **options)) == "invalid_value"
    assert server.sent == []


GOOD = "Name: Draxe\nGroup: Default\nOverloaded: false\n"


@pytest.mark.parametrize(
    "reply",
    [
        "",
        'Unknown command. Type "/help" for help.\n',
        GOOD.replace("Overloaded: false\n", ""),
        GOOD.replace("Name: Draxe\n", ""),
        GOOD.replace("Group: ", "Gruppe: "),
        GOOD.replace("Group: Default\n", "Group: Default\nWarning: x\n"),
        GOOD.replace("false", "true"),
        GOOD + GOOD,
    ],
)
def test_an_answer_with_anything_strange_in_it_is_none(grant, server, reply):
    server.instead = [("^manwhois ", lambda _command: reply)]
    result = grant(server)
    assert (result["status"], code(result)) == ("failed", "storage")
    assert server.changes == []


def test_a_list_of_groups_that_is_none_lets_nothing_be_sent(grant, server):
    server.instead = [("^listgroups", lambda _command: "Groups Available: vip\n")]
    assert code(grant(server)) == "storage"
    assert server.changes == []


def test_what_does_not_come_true_is_unknown_and_a_no_is_a_no(grant, server):
    server.instead = [("^manuaddsub ", lambda _command: "You added the subgroup 'vip' to player 'Draxe'.\n")]
    assert grant(server)["status"] == "unknown"
    server.instead = [("^manuaddsub ", lambda _command: "\u00a7c'vip' group does not exist!\n")]
    result = grant(server)
    assert (result["status"], code(result)) == ("failed", "rejected")


def test_the_own_group_is_no_subgroup(grant, server):
    server.group[DRAXE] = "vip"
    result = grant(server)
    assert (result["status"], code(result)) == ("failed", "rejected")
    assert "already available" in result["msg"]


def test_options_of_one_provider_are_not_for_another(grant, server):
    both = {**server.ranks(), "commands": {"grant": "x {player} {rank}"}}
    assert code(grant(server, ranks=both)) == "configuration"
    back = {**server.ranks(), "read_back": {"sql": {"path": "/x"}}}
    assert code(grant(server, ranks=back)) == "configuration"
