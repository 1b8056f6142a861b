# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""PermissionsEx, read over the console and from its tables."""

from __future__ import annotations

import time

import pytest
from tests.integration.software import DRAXE

from .permissionsex import PermissionsEx

HOUR = 3600
ADD = f"pex user {DRAXE} group add #vip"
REMOVE = f"pex user {DRAXE} group remove #vip"
NO_END = f'pex user {DRAXE} set group-vip-until ""'


@pytest.fixture(params=["console", "sqlite", "mariadb", "postgresql"])
def server(request, new_database) -> PermissionsEx:
    return PermissionsEx(None if request.param == "console" else new_database(request.param))


@pytest.fixture
def by_console() -> PermissionsEx:
    return PermissionsEx()


def outcome(result: dict) -> tuple:
    return result["status"], result["changed"], result["verified"]


def code(result: dict) -> str:
    return result["error"]["code"]


def vip(expires: str | None = None, **context: str) -> dict:
    return {"rank": "vip", "expires": expires, "context": context}


@pytest.mark.parametrize("player", ["Draxe", DRAXE])
def test_a_group_is_granted_and_revoked_by_uuid(grant, server, player):
    first = grant(server, player=player)
    assert outcome(first) == ("succeeded", True, True)
    assert vip() in first["after"]["ranks"]
    assert first["results"][0]["uuid"] == DRAXE
    assert outcome(grant(server, player=player)) == ("unchanged", False, True)
    assert outcome(grant(server, player=player, state="absent")) == ("succeeded", True, True)
    assert outcome(grant(server, player=player, state="absent")) == ("unchanged", False, True)
    assert server.changes == [NO_END, ADD, REMOVE]


def test_it_is_said_how_it_was_verified(grant, server):
    engines = {"sqlite": "SQLite", "mariadb": "MariaDB", "postgresql": "PostgreSQL"}
    how = f"PermissionsEx storage ({engines[server.database.engine]})" if server.database else "console (pex user)"
    assert grant(server)["results"][0]["how_verified"] == how


def test_check_mode_changes_nothing(grant, server):
    assert outcome(grant(server, check=True)) == ("succeeded", True, False)
    assert server.changes == []


def test_a_temporary_group_ends_when_it_was_said_to(grant, server):
    until = int(time.time()) + HOUR
    assert outcome(grant(server, expires=str(until))) == ("succeeded", True, True)
    assert until <= int(server.options[DRAXE][""]["group-vip-until"]) <= until + 2
    assert outcome(grant(server, expires=str(until))) == ("unchanged", False, True)
    assert outcome(grant(server, expires=str(until + HOUR))) == ("succeeded", True, True)
    assert until + HOUR <= int(server.options[DRAXE][""]["group-vip-until"]) <= until + HOUR + 2
    assert server.changes[0] in (f"{ADD} * {HOUR}", f"{ADD} * {HOUR - 1}")
    assert outcome(grant(server)) == ("succeeded", True, True)  # for good
    assert "group-vip-until" not in server.options[DRAXE][""]


def test_a_revoked_temporary_group_leaves_no_end_behind(grant, server):
    grant(server, duration="1h")
    assert outcome(grant(server, state="absent")) == ("succeeded", True, True)
    assert server.changes[1:] == [REMOVE, NO_END]


def test_an_end_that_was_left_behind_does_not_end_a_new_membership(grant, server):
    server.options[DRAXE][""]["group-vip-until"] = str(int(time.time()) + 5)
    assert outcome(grant(server)) == ("succeeded", True, True)
    assert "group-vip-until" not in server.options[DRAXE][""]


def test_a_membership_that_is_over_is_none(grant, server):
    server.parents[DRAXE][""] = ["vip"]
    server.options[DRAXE][""]["group-vip-until"] = "1000000000"
    server.store()
    assert vip() not in (grant(server, check=True)["before"]["ranks"])


def test_a_world_is_a_place_of_its_own(grant, server):
    there = {"context": {"world": "world_nether"}}
    assert outcome(grant(server, **there)) == ("succeeded", True, True)
    assert server.changes == [f"{NO_END} world_nether", f"{ADD} world_nether"]
    assert outcome(grant(server, check=True))[0] == "succeeded"  # it is not everywhere
    until = int(time.time()) + HOUR
    grant(server, state="absent", **there)
    assert outcome(grant(server, expires=str(until), **there)) == ("succeeded", True, True)
    assert int(server.options[DRAXE]["world_nether"]["group-vip-until"]) >= until
    assert outcome(grant(server, expires=str(until), **there)) == ("unchanged", False, True)


def test_a_world_that_was_completed_is_told(grant, server):
    result = grant(server, context={"world": "world_n"})
    assert result["status"] == "unknown"
    assert "world=world_nether" in result["msg"]


def test_over_the_console_an_end_in_a_world_is_not_told_from_one_elsewhere(grant, by_console):
    by_console.parents[DRAXE] = {"": ["vip"], "world": ["vip"]}
    by_console.options[DRAXE][""]["group-vip-until"] = "2000000000"
    result = grant(by_console)
    assert (result["status"], code(result)) == ("failed", "storage")
    assert by_console.changes == []


def test_a_group_is_never_made_by_a_typing_error(grant, server):
    result = grant(server, rank="vpi")
    assert code(result) == "not_found"
    assert "vip" in result["error"]["candidates"]
    assert code(grant(server, rank="VIP")) == "not_found"
    assert code(grant(server, rank="VIP", state="absent")) == "not_found"
    assert server.changes == []
    assert server.groups == ["default", "vip", "vip-plus", "builder"]


@pytest.mark.parametrize("name", ["Dra", "draxe", "Nobody"])
def test_nobody_is_taken_for_somebody_else(grant, server, name):
    result = grant(server, player=name)
    assert code(result) == "not_found"
    assert server.changes == []


def test_one_bad_name_does_not_stop_the_others(grant, server):
    result = grant(server, player=["Draxe", "Nobody", "MaxiCube"])
    assert [one["status"] for one in result["results"]] == ["succeeded", "failed", "succeeded"]


@pytest.mark.parametrize(
    "options",
    [
        {"duration": "1 hour"},
        {"expires": "2147483648"},  # beyond a Java int
        {"context": {"server": "survival"}},
        {"context": {"world": "*"}},
        {"context": {"world": "a b"}},
        {"rank": "#vip"},
        {"rank": "vip,admin"},
    ],
)
def test_what_permissionsex_would_misread_is_refused(grant, server, options):
    assert code(grant(server, **options)) == "invalid_value"
    assert server.changes == []


GOOD = PermissionsEx().answer(f"pex user {DRAXE}")


@pytest.mark.parametrize(
    "reply",
    [
        "",
        'Unknown command. Type "/help" for help.\n',
        GOOD.replace("is a member of", "are member of"),
        GOOD.replace(DRAXE, DRAXE.replace("d", "e")),
        GOOD.replace("   default (not ranked)", "   default"),
        GOOD.replace("1) modify", "modify"),
        GOOD.replace("Draxe's options:\n", ""),
        GOOD + '  group-vip-until = "1"\n  group-vip-until = "2"\n',
        GOOD + "  a line of a prefix\n",
        GOOD + GOOD,
    ],
)
def test_an_answer_with_anything_strange_in_it_is_none(grant, by_console, reply):
    by_console.instead = [(f"^pex user {DRAXE}$", lambda _command: reply)]
    result = grant(by_console, player=DRAXE)
    assert (result["status"], code(result)) == ("failed", "storage")
    assert by_console.changes == []


def test_a_prefix_that_looks_like_an_answer_is_an_option(grant, by_console):
    by_console.options[DRAXE][""]["prefix"] = "   vip (not ranked)"
    assert vip() not in grant(by_console, check=True)["before"]["ranks"]


def test_what_does_not_come_true_is_unknown(grant, server):
    server.instead = [(" group add ", lambda _command: f'User "{DRAXE}/Draxe" added to group "vip"!\n')]
    assert grant(server)["status"] == "unknown"
    server.instead = [("^pex user .* (group add|set) ", lambda _command: f'User "{DRAXE}" doesn\'t exist.\n')]
    result = grant(server)
    assert (result["status"], code(result)) == ("failed", "rejected")
