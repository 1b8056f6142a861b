# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Grant, revoke, again, check mode, and what cannot be: the same on every database that LuckPerms knows."""

from __future__ import annotations

import time

import pytest

from .conftest import Network, outcome

pytestmark = [pytest.mark.xdist_group("databases"), pytest.mark.timeout(180)]

DRAXE = "d394da40-0ab1-3e8c-8302-4aaebe14d88d"
TYRION = "d6b829dc-cccc-3d11-9d2f-14310fdb219d"
MAXICUBE = "92f98a09-7705-31ea-8430-ec9f64363c5a"
VIOTAK = "8d9f49a8-0ae5-3e43-93b6-dcdf7010035b"
NEVER_JOINED = "069a79f4-44e9-4726-a5be-fca90e38aaf5"
NAMES = {"sqlite": "SQLite", "mariadb": "MariaDB", "postgresql": "PostgreSQL"}


def proof(network: Network) -> str:
    return f"LuckPerms storage ({NAMES[network.database.engine]})"


@pytest.mark.parametrize("player", ["Draxe", NEVER_JOINED])
def test_grant_again_and_revoke(network: Network, player: str) -> None:
    uuid = DRAXE if player == "Draxe" else player
    granted = network.run(player=player, rank="vip")
    assert outcome(granted) == ("succeeded", True, True)
    assert granted["results"][0]["how_verified"] == proof(network)
    assert network.stored(uuid) == [("group.vip", "global", 0)]
    before = network.actions()
    assert outcome(network.run(player=player, rank="vip")) == ("unchanged", False, True)
    assert network.actions() == before
    assert outcome(network.run(player=player, rank="vip", state="absent")) == ("succeeded", True, True)
    assert network.stored(uuid) == []
    assert outcome(network.run(player=player, rank="vip", state="absent")) == ("unchanged", False, True)


def test_temporary_in_a_context_extended_and_revoked(network: Network) -> None:
    where = {"server": "survival"}
    near, far = int(time.time()) + 86_400, 2**31 + 86_400
    options = {"player": "Tyrion", "rank": "mvp", "context": where}
    assert outcome(network.run(**options, expires=str(near))) == ("succeeded", True, True)
    assert outcome(network.run(**options, duration="30d")) == ("unchanged", False, True)
    assert outcome(network.run(**options, expires=str(far))) == ("succeeded", True, True)
    ((permission, server, expiry),) = network.stored(TYRION)
    assert (permission, server) == ("group.mvp", "survival")
    assert far <= expiry <= far + 5  # beyond what fits into 32 bits
    assert outcome(network.run(player="Tyrion", rank="mvp", state="absent")) == ("unchanged", False, True)
    assert outcome(network.run(**options, state="absent")) == ("succeeded", True, True)


def test_check_mode_sends_nothing(network: Network) -> None:
    before = network.actions()
    result = network.run(player="MaxiCube", rank="vip", _ansible_check_mode=True, _ansible_diff=True)
    assert outcome(result) == ("succeeded", True, False)
    assert "- vip" in result["diff"][0]["after"]
    assert network.stored(MAXICUBE) == []
    assert network.actions() == before


def test_unknown_player_and_spelling(network: Network) -> None:
    result = network.run(player=["Drake", "draxe"], rank="vip")
    assert [one["error"]["code"] for one in result["results"]] == ["not_found", "not_found"]
    assert "'draxe'" in result["results"][0]["error"]["message"]
    assert DRAXE in result["results"][1]["error"]["message"]


def test_unknown_rank(network: Network) -> None:
    result = network.run(player="Draxe", rank="vpi")
    assert (result["status"], result["error"]["code"]) == ("failed", "not_found")
    assert result["error"]["candidates"] == ["admin", "helper", "mvp", "vip"]


@pytest.mark.parametrize(
    "hostile",
    [
        {"player": "x'; DROP TABLE luckperms_players; --"},
        {"player": "Draxe\nop Draxe"},
        {"player": "@a"},
        {"player": "%"},
        {"rank": "vip' OR '1'='1"},
        {"rank": "vip\\"},
        {"rank": "*"},
        {"context": {"server": "a b"}},
    ],
    ids=["quote", "newline", "selector", "wildcard", "rank quote", "rank backslash", "rank wildcard", "context"],
)
def test_hostile_values_reach_neither_the_server_nor_the_tables(network: Network, hostile: dict[str, str]) -> None:
    before = network.actions()
    result = network.run(**{"player": "Draxe", "rank": "vip", **hostile})
    assert (result["status"], result["changed"]) == ("failed", False)
    assert result["error"]["code"] in ("invalid_value", "not_found")
    assert network.actions() == before
    assert len(network.database.execute("SELECT name FROM luckperms_groups")) == 5


@pytest.mark.parametrize("name", ["d_axe", "d%", "dräxe", "drax\\"])
def test_what_is_stored_and_what_is_asked_for_are_compared_exactly(network: Network, name: str) -> None:
    """A collation takes ä for a, and LIKE takes _ for any letter: neither may find somebody else."""
    result = network.run(player=name, rank="vip")
    assert result["status"] == "failed"
    assert network.stored(DRAXE) == []


def test_rows_of_other_spellings_count_as_luckperms_counts_them(network: Network) -> None:
    """LuckPerms reads the names of groups in any case (Inheritance.java)."""
    insert = (
        "INSERT INTO luckperms_user_permissions (uuid, permission, value, server, world, expiry, contexts)"
        " VALUES (?, ?, ?, ?, 'global', ?, ?)"
    )
    yes, no = (1, 0) if network.database.engine != "postgresql" else (True, False)
    network.database.execute(insert, VIOTAK, "GROUP.Vip", yes, "global", 0, "{}")
    network.database.execute(insert, VIOTAK, "group.mvp", no, "global", 0, "{}")
    network.database.execute(insert, VIOTAK, "group.helper", yes, "global", 1, "{}")
    network.database.execute(insert, VIOTAK, "group.admin", yes, "Survival", 0, '{"gamemode":["creative","adventure"]}')
    result = network.run(player="VioTak", rank="vip", _ansible_check_mode=True)
    assert outcome(result) == ("unchanged", False, True)
    assert result["after"]["ranks"] == [
        {
            "rank": "admin",
            "expires": None,
            "context": {"gamemode": "adventure, creative", "server": "survival"},
        },
        {"rank": "vip", "expires": None, "context": {}},
    ]


def test_many_players_are_read_together(network: Network) -> None:
    uuids = [f"00000000-0000-4000-8000-{number:012d}" for number in range(600)]
    result = network.run(player=uuids, rank="vip", timeout=100)
    assert {one["status"] for one in result["results"]} == {"succeeded"}
    rows = network.database.execute(
        "SELECT COUNT(DISTINCT uuid) FROM luckperms_user_permissions WHERE uuid LIKE ? AND permission = 'group.vip'",
        "00000000-0000-4000-8000-%",
    )
    assert rows == [(600,)]
