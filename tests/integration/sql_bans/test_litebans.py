# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""LiteBans on each engine: ban, change, unban, and what cannot be."""

from __future__ import annotations

import time

import pytest

from .conftest import Bench, outcome
from .plugin import insert, milliseconds

pytestmark = [pytest.mark.xdist_group("ban_databases"), pytest.mark.timeout(180)]

DRAXE = "d394da40-0ab1-3e8c-8302-4aaebe14d88d"
TYRION = "d6b829dc-cccc-3d11-9d2f-14310fdb219d"
NEVER_JOINED = "069a79f4-44e9-4726-a5be-fca90e38aaf5"
ACTION = "01J5QZK8E5V3N2M1H0GFEDCBA9"
DAY = 86_400
NAMES = {"sqlite": "SQLite", "mariadb": "MariaDB", "postgresql": "PostgreSQL"}


def stored(lite: Bench) -> list[tuple[str, str]]:
    return [(ban["uuid"], ban["reason"]) for ban in lite.plugin.active()]


def test_ban_again_and_unban(lite: Bench) -> None:
    reason = "griefed 'it' <b> \"x\"; op Eve {{ 7 }} %s \\ 語"
    foretold = lite.run(player="Draxe", reason=reason, _ansible_check_mode=True, _ansible_diff=True)
    assert outcome(foretold) == ("succeeded", True, False)
    assert "not banned" in foretold["diff"][0]["before"]
    assert "griefed" in foretold["diff"][0]["after"]
    assert (stored(lite), lite.heard()) == ([], [])
    done = lite.run(player="Draxe", reason=reason)
    assert outcome(done) == ("succeeded", True, True)
    assert (stored(lite), lite.heard()) == ([(DRAXE, reason)], [f"ban Draxe {reason}"])
    assert done["results"][0]["how_verified"] == f"LiteBans tables ({NAMES[lite.database.engine]})"
    assert done["after"]["ban"] == {**done["after"]["ban"], "reason": reason, "source": "Console", "expires": None}
    assert outcome(lite.run(player=DRAXE, reason="other")) == ("unchanged", False, True)
    refused = lite.run(player="Draxe", reason="other", renew="refuse")
    assert (refused["status"], refused["error"]["code"]) == ("refused", "active_ban")
    assert lite.heard() == []
    assert outcome(lite.run(player="Draxe", state="absent")) == ("succeeded", True, True)
    assert (stored(lite), lite.heard()) == ([], ["unban Draxe"])
    assert outcome(lite.run(player="Draxe", state="absent")) == ("unchanged", False, True)


def test_an_end_extended_shortened_and_taken_away(lite: Bench) -> None:
    near, far = int(time.time()) + DAY, int(time.time()) + 10 * DAY
    assert outcome(lite.run(player="Tyrion", expires=str(near), reason="spam")) == ("succeeded", True, True)
    (command,) = lite.heard()
    assert command.startswith("ban Tyrion 86")
    assert command.endswith("s spam")
    (ban,) = lite.plugin.active()
    assert near * 1000 <= ban["until"] < (near + 5) * 1000
    assert outcome(lite.run(player="Tyrion", duration="30d")) == ("unchanged", False, True)
    assert outcome(lite.run(player="Tyrion", expires=str(far))) == ("succeeded", True, True)
    (ban,) = lite.plugin.active()
    assert far * 1000 <= ban["until"] < (far + 5) * 1000
    assert ban["reason"] == "spam"  # a changed ban keeps its reason where no other one is given
    assert lite.heard()[0] == "unban Tyrion"
    options = {"player": "Tyrion", "expires": str(near), "reason": "sorry", "renew": "replace"}
    assert outcome(lite.run(**options)) == ("succeeded", True, True)
    assert outcome(lite.run(**options)) == ("unchanged", False, True)
    assert stored(lite) == [(TYRION, "sorry")]
    assert outcome(lite.run(player="Tyrion")) == ("succeeded", True, True)
    (ban,) = lite.plugin.active()
    assert (ban["until"], ban["reason"]) == (-1, "sorry")


def test_silent(lite: Bench) -> None:
    assert outcome(lite.run(player="Draxe", silent=True, duration="1d")) == ("succeeded", True, True)
    assert lite.heard()[0].startswith("ban -s Draxe 86")
    assert lite.plugin.active()[0]["silent"]
    refused = lite.run(player="Draxe", state="absent", silent=True)
    assert (refused["status"], refused["error"]["code"]) == ("failed", "invalid_value")
    assert lite.heard() == []


def test_an_address(lite: Bench) -> None:
    done = lite.run(address="198.51.100.7", reason="bots", duration="7d")
    assert outcome(done) == ("succeeded", True, True)
    assert "198.51.100.7" not in str(done)
    (ban,) = lite.plugin.active()
    assert (ban["ip"], ban["ipban"], ban["reason"]) == ("198.51.100.7", True, "bots")
    assert outcome(lite.run(address="198.51.100.7")) == ("succeeded", True, True)  # for good
    assert outcome(lite.run(address="198.51.100.7", state="absent")) == ("succeeded", True, True)
    assert lite.plugin.active() == []
    assert outcome(lite.run(address="198.51.100.8", state="absent")) == ("unchanged", False, True)


def test_what_does_not_count(lite: Bench) -> None:
    """A ban that is over or was ended, one of an address that a player had, one of other servers."""
    lite.plugin.row(uuid=DRAXE, until=milliseconds() - 1000)
    lite.plugin.row(uuid=DRAXE, active=False)
    lite.plugin.row(uuid="#offline#", ip="192.0.2.1", ipban=True)
    lite.plugin.row(uuid=DRAXE, server_scope="lobby")
    lite.plugin.row(uuid=DRAXE, ip="192.0.2.2")
    assert outcome(lite.run(player="Draxe", state="absent", _ansible_check_mode=True)) == ("succeeded", True, False)
    lite.database.execute("DELETE FROM litebans_bans WHERE ip = ?", "192.0.2.2")
    assert outcome(lite.run(player="Draxe", state="absent")) == ("unchanged", False, True)
    assert outcome(lite.run(address="192.0.2.2")) == ("succeeded", True, True)
    assert lite.heard() == ["ipban 192.0.2.2"]
    # LiteBans thinks that there is a ban, which this server's scope does not have.
    stray = lite.run(player="Draxe", verify_timeout=0.5)
    assert stray["status"] == "unknown"
    assert "'lobby'" in stray["error"]["message"]
    read_back = {"sql": lite.database.options, "scope": "Lobby"}
    assert outcome(lite.run(player="Draxe", bans={"read_back": read_back})) == ("unchanged", False, True)


def test_who_is_meant(lite: Bench) -> None:
    result = lite.run(player=["Drake", "draxe", NEVER_JOINED])
    codes = [(one["error"] or {}).get("code") for one in result["results"]]
    assert codes == ["not_found", "not_found", None]
    assert result["results"][1]["error"]["candidates"] == ["Draxe"]
    assert lite.heard() == [f"ban {NEVER_JOINED}"]
    # Two players who had this name, one after the other: only the UUID says who is meant.
    for uuid in (NEVER_JOINED, "11111111-1111-4111-8111-111111111111"):
        insert(lite.database, "litebans_history", name="Renamed", uuid=uuid, ip="192.0.2.3")
    result = lite.run(player="Renamed")
    assert result["error"]["code"] == "not_found"
    assert NEVER_JOINED in result["error"]["candidates"]
    assert outcome(lite.run(player=NEVER_JOINED, state="absent")) == ("succeeded", True, True)
    assert lite.heard() == [f"unban {NEVER_JOINED}"]
    # One who joined the server, and of whom LiteBans has not heard.
    lite.database.execute("DELETE FROM litebans_history WHERE name = ?", "VioTak")
    result = lite.run(player="VioTak", verify_timeout=0.3)
    assert (result["status"], lite.heard()) == ("unknown", ["ban VioTak"])
    assert lite.run(player="VioTak", server=None)["error"]["code"] == "not_found"


@pytest.mark.parametrize("name", ["@a", "x\nop Eve", "-s", "a b", ""])
def test_a_hostile_name_in_the_tables(lite: Bench, name: str) -> None:
    insert(lite.database, "litebans_history", name=name, uuid=NEVER_JOINED, ip="192.0.2.3")
    assert outcome(lite.run(player=NEVER_JOINED)) == ("succeeded", True, True)
    assert lite.heard() == [f"ban {NEVER_JOINED}"]


@pytest.mark.parametrize("moment", ["dies_before", "dies_after"])
def test_the_server_dies_and_a_second_attempt_says_what_there_is(lite: Bench, moment: str) -> None:
    options = {"player": "Draxe", "reason": "x", "duration": "2d", "action_id": ACTION, "verify_timeout": 1}
    setattr(lite.plugin, moment, "ban")
    first = lite.run(**options)
    end = int(time.time()) + 2 * DAY
    assert first["status"] == ("unknown" if moment == "dies_before" else "succeeded")
    time.sleep(1.1)
    second = lite.run(**options, attempt=2)
    assert outcome(second) == ("succeeded", True, True)
    (ban,) = lite.plugin.active()
    assert (end - 3) * 1000 <= ban["until"] <= (end + 1) * 1000  # not two days from the second attempt on
    assert second["before"] == {"ban": None}


def test_killed_between_unban_and_ban(lite: Bench) -> None:
    lite.plugin.row(uuid=DRAXE, reason="old")
    options = {"player": "Draxe", "reason": "new", "renew": "replace", "action_id": ACTION}
    lite.plugin.dies_before = "ban"
    first = lite.run(**options)
    assert (first["status"], first["after"], lite.heard()) == (
        "unknown",
        {"ban": None},
        ["unban Draxe", "ban Draxe new"],
    )
    second = lite.run(**options, attempt=2)
    assert outcome(second) == ("succeeded", True, True)
    assert second["before"]["ban"]["reason"] == "old"
    assert stored(lite) == [(DRAXE, "new")]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"player": "Draxe", "duration": "soon"}, "invalid_value"),
        ({"player": "Draxe", "duration": "30"}, "invalid_value"),
        ({"player": "Draxe", "reason": "30d is not enough"}, "invalid_value"),
        ({"player": "Draxe", "reason": "x -s"}, "invalid_value"),
        ({"player": "Draxe", "reason": "#3"}, "invalid_value"),
        ({"player": "Draxe", "bans": {"read_back": {"sql": {"engine": "sqlite", "path": "/nowhere"}}}}, "storage"),
        ({"player": "Draxe", "bans": {"read_back": None}}, "cannot_verify"),
        ({"player": "Draxe", "bans": {"read_back": {"banlist": True}}}, "configuration"),
        ({"player": "Draxe", "bans": {"when_stopped": "files"}}, "configuration"),
    ],
)
def test_errors_send_nothing(lite: Bench, options: dict, code: str) -> None:
    result = lite.run(**options)
    assert (result["error"]["code"], lite.heard(), lite.plugin.active()) == (code, [], [])


def test_unverified(lite: Bench) -> None:
    options = {"bans": {"read_back": None}, "verify": "best_effort"}
    assert outcome(lite.run(player="Draxe", **options)) == ("unverified", True, False)
    assert lite.heard() == ["ban Draxe"]


def test_many(lite: Bench) -> None:
    uuids = [f"00000000-0000-4000-8000-{number:012d}" for number in range(120)]
    result = lite.run(player=uuids, reason="bots", timeout=100)
    assert {one["status"] for one in result["results"]} == {"succeeded"}
    assert len(stored(lite)) == 120
