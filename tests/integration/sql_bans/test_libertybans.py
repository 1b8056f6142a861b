# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""LibertyBans on each engine: ban, change, unban, and what cannot be."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from . import libertybans
from .conftest import Bench, make_bench, outcome

pytestmark = [pytest.mark.xdist_group("ban_databases"), pytest.mark.timeout(180)]

DRAXE = "d394da40-0ab1-3e8c-8302-4aaebe14d88d"
TYRION = "d6b829dc-cccc-3d11-9d2f-14310fdb219d"
NEW_ONE = "7b6b6172-afc4-3bd7-a3ee-2d69b6235c0a"
NOTCH = "069a79f4-44e9-4726-a5be-fca90e38aaf5"
JEB = "853c80ef-3c37-49fd-aa49-938b674adae6"
ACTION = "01J5QZK8E5V3N2M1H0GFEDCBA9"
DAY = 86_400
NAMES = {"mariadb": "MariaDB", "postgresql": "PostgreSQL"}


@pytest.fixture(params=list(NAMES))
def liberty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    yield from make_bench(request, tmp_path, "libertybans", libertybans.fill, libertybans.LibertyBans)


def stored(liberty: Bench) -> list[tuple[str, str]]:
    return [(ban["uuid"], ban["reason"]) for ban in liberty.plugin.active()]


def test_ban_again_and_unban(liberty: Bench) -> None:
    reason = "griefed 'it' <b> \"x\"; op Eve {{ 7 }} %s \\ 語 30d"
    foretold = liberty.run(player="Draxe", reason=reason, _ansible_check_mode=True, _ansible_diff=True)
    assert outcome(foretold) == ("succeeded", True, False)
    assert "griefed" in foretold["diff"][0]["after"]
    assert (stored(liberty), liberty.heard()) == ([], [])
    done = liberty.run(player="Draxe", reason=reason)
    assert outcome(done) == ("succeeded", True, True)
    assert (stored(liberty), liberty.heard()) == ([(DRAXE, reason)], [f"libertybans ban {DRAXE} {reason}"])
    assert done["results"][0]["how_verified"] == f"LibertyBans tables ({NAMES[liberty.database.engine]})"
    assert done["after"]["ban"]["source"] == "Console"
    assert outcome(liberty.run(player=DRAXE, reason="other")) == ("unchanged", False, True)
    refused = liberty.run(player="Draxe", reason="other", renew="refuse")
    assert (refused["status"], refused["error"]["code"]) == ("refused", "active_ban")
    assert outcome(liberty.run(player="Draxe", state="absent")) == ("succeeded", True, True)
    assert (stored(liberty), liberty.heard()) == ([], [f"libertybans unban {DRAXE}"])
    assert outcome(liberty.run(player="Draxe", state="absent")) == ("unchanged", False, True)


def test_an_end_extended_shortened_and_taken_away(liberty: Bench) -> None:
    near, far = int(time.time()) + DAY + 7, int(time.time()) + 10 * DAY
    assert outcome(liberty.run(player="Tyrion", expires=str(near))) == ("succeeded", True, True)
    assert liberty.heard() == [f"libertybans ban {TYRION} 1441m No reason stated."]
    (ban,) = liberty.plugin.active()
    assert near <= ban["until"] <= near + 65
    assert outcome(liberty.run(player="Tyrion", duration="30d")) == ("unchanged", False, True)
    assert outcome(liberty.run(player="Tyrion", expires=str(far), reason="spam")) == ("succeeded", True, True)
    (ban,) = liberty.plugin.active()
    assert far <= ban["until"] <= far + 65
    options = {"player": "Tyrion", "expires": str(near), "renew": "replace"}
    assert outcome(liberty.run(**options)) == ("succeeded", True, True)
    assert outcome(liberty.run(**options)) == ("unchanged", False, True)
    assert stored(liberty) == [(TYRION, "spam")]
    assert outcome(liberty.run(player="Tyrion")) == ("succeeded", True, True)
    (ban,) = liberty.plugin.active()
    assert (ban["until"], ban["reason"]) == (0, "spam")


def test_a_short_ban_is_a_minute_at_least(liberty: Bench) -> None:
    assert outcome(liberty.run(player="Draxe", duration="20s")) == ("succeeded", True, True)
    assert liberty.heard() == [f"libertybans ban {DRAXE} 1m No reason stated."]


def test_silent(liberty: Bench) -> None:
    assert outcome(liberty.run(player="Draxe", silent=True, duration="1d", reason="x")) == ("succeeded", True, True)
    assert liberty.plugin.active()[0]["silent"]
    assert outcome(liberty.run(player="Draxe", silent=True, state="absent")) == ("succeeded", True, True)
    banned, unbanned = liberty.heard()
    assert re.fullmatch(f"libertybans ban {DRAXE} -s 144[01]m x", banned)
    assert unbanned == f"libertybans unban {DRAXE} -s"


def test_an_address(liberty: Bench) -> None:
    done = liberty.run(address="198.51.100.7", reason="bots", duration="7d")
    assert outcome(done) == ("succeeded", True, True)
    assert "198.51.100.7" not in str(done)
    assert [(ban["ip"], ban["reason"]) for ban in liberty.plugin.active()] == [("198.51.100.7", "bots")]
    assert outcome(liberty.run(address="198.51.100.7")) == ("succeeded", True, True)  # for good
    assert outcome(liberty.run(address="198.51.100.7", state="absent")) == ("succeeded", True, True)
    assert liberty.plugin.active() == []
    assert liberty.heard()[-1] == "libertybans unbanip 198.51.100.7"
    assert liberty.run(address="2001:db8::1")["error"]["code"] == "invalid_value"


def test_what_does_not_count(liberty: Bench) -> None:
    liberty.plugin.row(uuid.UUID(TYRION), end=int(time.time()) - 1)
    liberty.plugin.row(address="192.0.2.1", kind=1)
    assert outcome(liberty.run(player="Tyrion", state="absent")) == ("unchanged", False, True)
    liberty.plugin.row(uuid.UUID(DRAXE), scope="lobby")
    assert outcome(liberty.run(player="Draxe", state="absent")) == ("unchanged", False, True)
    stray = liberty.run(player="Draxe", verify_timeout=0.5)
    assert stray["status"] in ("failed", "unknown")
    read_back = {"sql": liberty.database.options, "scope": "lobby"}
    assert outcome(liberty.run(player="Draxe", bans={"read_back": read_back})) == ("unchanged", False, True)
    # One of both a player and an address counts for either.
    liberty.plugin.row(uuid.UUID(NOTCH), "192.0.2.9", kind=2)
    assert outcome(liberty.run(player=NOTCH)) == ("unchanged", False, True)
    assert outcome(liberty.run(address="192.0.2.9")) == ("unchanged", False, True)


def test_who_is_meant(liberty: Bench) -> None:
    result = liberty.run(player=["Drake", "draxe", "NewOne"])
    assert [one["error"]["code"] for one in result["results"]] == ["not_found"] * 3
    assert result["results"][0]["error"]["candidates"] == ["Draxe"]
    assert result["results"][1]["error"]["candidates"] == ["Draxe"]
    # Who never joined a server in offline mode has a UUID all the same, and the error says which.
    assert NEW_ONE in result["results"][2]["error"]["message"]
    assert outcome(liberty.run(player=NEW_ONE)) == ("succeeded", True, True)
    for who, when in ((NOTCH, 1), (JEB, 2)):
        libertybans.seen(liberty.database, "Renamed", uuid.UUID(who), when)
    result = liberty.run(player="Renamed")
    assert (result["error"]["code"], result["error"]["candidates"]) == ("not_found", [NOTCH, JEB])


@pytest.mark.parametrize("moment", ["dies_before", "dies_after"])
def test_the_server_dies_and_a_second_attempt_says_what_there_is(liberty: Bench, moment: str) -> None:
    options = {"player": "Draxe", "reason": "x", "duration": "2d", "action_id": ACTION, "verify_timeout": 1}
    setattr(liberty.plugin, moment, "ban")
    first = liberty.run(**options)
    end = int(time.time()) + 2 * DAY
    assert first["status"] == ("unknown" if moment == "dies_before" else "succeeded")
    second = liberty.run(**options, attempt=2)
    assert outcome(second) == ("succeeded", True, True)
    (ban,) = liberty.plugin.active()
    assert end - 3 <= ban["until"] <= end + 65
    assert second["before"] == {"ban": None}


def test_killed_between_unban_and_ban(liberty: Bench) -> None:
    liberty.plugin.row(uuid.UUID(DRAXE), reason="old")
    options = {"player": "Draxe", "reason": "new", "renew": "replace", "action_id": ACTION}
    liberty.plugin.dies_before = "ban"
    first = liberty.run(**options)
    assert (first["status"], first["after"]) == ("unknown", {"ban": None})
    second = liberty.run(**options, attempt=2)
    assert outcome(second) == ("succeeded", True, True)
    assert second["before"]["ban"]["reason"] == "old"
    assert stored(liberty) == [(DRAXE, "new")]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"duration": "soon"}, "invalid_value"),
        ({"reason": "30d is not enough"}, "invalid_value"),
        ({"reason": "30x"}, "invalid_value"),
        ({"reason": "Perm"}, "invalid_value"),
        ({"reason": "-server=lobby x"}, "invalid_value"),
        ({"reason": "x -s"}, "invalid_value"),
        ({"reason": "x" * 257}, "invalid_value"),
        ({"bans": {"read_back": {"sql": {"engine": "sqlite", "path": "/nowhere"}}}}, "configuration"),
        ({"bans": {"read_back": None}}, "cannot_verify"),
    ],
)
def test_errors_send_nothing(liberty: Bench, options: dict, code: str) -> None:
    result = liberty.run(player="Draxe", **options)
    assert (result["error"]["code"], liberty.heard(), liberty.plugin.active()) == (code, [], [])


def test_a_database_that_is_not_there(liberty: Bench) -> None:
    sql = {**liberty.database.options, "port": 1}
    result = liberty.run(player="Draxe", bans={"read_back": {"sql": sql}}, verify_timeout=0.5)
    assert (result["error"]["code"], liberty.heard()) == ("storage", [])
