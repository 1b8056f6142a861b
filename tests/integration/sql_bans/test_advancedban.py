# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""AdvancedBan on MariaDB: ban, change, unban, and what cannot be."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from . import advancedban
from .conftest import Bench, make_bench, outcome
from .plugin import milliseconds

pytestmark = [pytest.mark.xdist_group("ban_databases"), pytest.mark.timeout(180)]

DRAXE = "d394da40-0ab1-3e8c-8302-4aaebe14d88d"
JEB = "853c80ef-3c37-49fd-aa49-938b674adae6"
NOTCH = "069a79f4-44e9-4726-a5be-fca90e38aaf5"
ACTION = "01J5QZK8E5V3N2M1H0GFEDCBA9"
DAY = 86_400


@pytest.fixture(params=["mariadb"])
def ab(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    yield from make_bench(request, tmp_path, "advancedban", advancedban.fill, advancedban.AdvancedBan)


def stored(ab: Bench) -> list[tuple[str, str]]:
    return [(ban["uuid"], ban["reason"]) for ban in ab.plugin.active()]


def test_ban_again_and_unban(ab: Bench) -> None:
    reason = 'griefed "x"; op Eve {{ 7 }} %s %NAME% 語 30d'
    foretold = ab.run(player="Draxe", reason=reason, _ansible_check_mode=True, _ansible_diff=True)
    assert outcome(foretold) == ("succeeded", True, False)
    assert "griefed" in foretold["diff"][0]["after"]
    assert (stored(ab), ab.heard()) == ([], [])
    done = ab.run(player="Draxe", reason=reason)
    assert outcome(done) == ("succeeded", True, True)
    assert (stored(ab), ab.heard()) == ([("draxe", reason)], [f"ban Draxe {reason}"])
    assert done["results"][0]["how_verified"] == "AdvancedBan tables (MariaDB)"
    assert done["after"]["ban"]["source"] == "CONSOLE"
    assert outcome(ab.run(player=DRAXE, reason="other")) == ("unchanged", False, True)
    assert outcome(ab.run(player="draxe", reason="other")) == ("unchanged", False, True)
    refused = ab.run(player="Draxe", reason="other", renew="refuse")
    assert (refused["status"], refused["error"]["code"]) == ("refused", "active_ban")
    assert outcome(ab.run(player=DRAXE, state="absent")) == ("succeeded", True, True)
    assert (stored(ab), ab.heard()) == ([], ["unban Draxe"])
    assert outcome(ab.run(player="Draxe", state="absent")) == ("unchanged", False, True)


def test_an_end_extended_shortened_and_taken_away(ab: Bench) -> None:
    near, far = int(time.time()) + DAY, int(time.time()) + 10 * DAY
    assert outcome(ab.run(player="Tyrion", expires=str(near), reason="don't spam")) == ("succeeded", True, True)
    (command,) = ab.heard()
    assert command.startswith("tempban Tyrion 86")
    assert command.endswith("s dont spam")  # AdvancedBan would drop the quote
    (ban,) = ab.plugin.active()
    assert near * 1000 <= ban["until"] < (near + 5) * 1000
    assert outcome(ab.run(player="Tyrion", duration="30d")) == ("unchanged", False, True)
    assert outcome(ab.run(player="Tyrion", expires=str(far))) == ("succeeded", True, True)
    (ban,) = ab.plugin.active()
    assert far * 1000 <= ban["until"] < (far + 5) * 1000
    assert ban["reason"] == "dont spam"
    assert ab.heard()[0] == "unban Tyrion"
    options = {"player": "Tyrion", "expires": str(near), "reason": "sorry", "renew": "replace"}
    assert outcome(ab.run(**options)) == ("succeeded", True, True)
    assert outcome(ab.run(**options)) == ("unchanged", False, True)
    assert outcome(ab.run(player="Tyrion")) == ("succeeded", True, True)
    (ban,) = ab.plugin.active()
    assert (ban["until"], ban["reason"], ban["type"]) == (-1, "sorry", "BAN")


def test_silent(ab: Bench) -> None:
    assert outcome(ab.run(player="Draxe", silent=True, reason="-s is not all")) == ("succeeded", True, True)
    assert ab.heard() == ["ban -s Draxe -s is not all"]
    assert stored(ab) == [("draxe", "-s is not all")]
    assert ab.run(player="Draxe", state="absent", silent=True)["error"]["code"] == "invalid_value"
    assert ab.heard() == []


def test_an_address(ab: Bench) -> None:
    done = ab.run(address="198.51.100.7", reason="bots", duration="7d")
    assert outcome(done) == ("succeeded", True, True)
    assert "198.51.100.7" not in str(done)
    (ban,) = ab.plugin.active()
    assert (ban["uuid"], ban["type"], ban["reason"]) == ("198.51.100.7", "TEMP_IP_BAN", "bots")
    assert outcome(ab.run(address="198.51.100.7")) == ("succeeded", True, True)  # for good
    assert ab.plugin.active()[0]["type"] == "IP_BAN"
    assert outcome(ab.run(address="198.51.100.7", state="absent")) == ("succeeded", True, True)
    assert ab.plugin.active() == []
    assert ab.run(address="2001:db8::1")["error"]["code"] == "invalid_value"


def test_what_does_not_count(ab: Bench) -> None:
    ab.plugin.row(name="Draxe", uuid="draxe", punishmentType="TEMP_BAN", end=milliseconds() - 1000)
    ab.plugin.row(name="Draxe", uuid="draxe", punishmentType="MUTE")
    ab.plugin.row(name="Draxe", uuid="192.0.2.1", punishmentType="IP_BAN")
    assert outcome(ab.run(player="Draxe", state="absent")) == ("unchanged", False, True)
    assert ab.heard() == []


def test_uuids_of_mojang(ab: Bench) -> None:
    """A server in online mode, where the table has UUIDs without dashes."""
    ab.plugin.uuids = {"jeb_": JEB.replace("-", "")}
    cache = ab.server.folder / "usercache.json"
    known = [{"name": "jeb_", "uuid": JEB, "expiresOn": "2096-01-01 00:00:00 +0000"}]
    cache.write_text(json.dumps(known))
    assert outcome(ab.run(player=JEB, reason="x")) == ("succeeded", True, True)
    assert (stored(ab), ab.heard()) == ([(JEB.replace("-", ""), "x")], ["ban jeb_ x"])
    assert outcome(ab.run(player="jeb_")) == ("unchanged", False, True)
    assert outcome(ab.run(player="jeb_", server=None)) == ("unchanged", False, True)
    # The name has gone to another account since.
    cache.write_text(json.dumps([{**known[0], "uuid": NOTCH}]))
    result = ab.run(player="jeb_", verify_timeout=0.5)
    assert result["status"] == "unknown"
    assert JEB.replace("-", "") in result["error"]["message"]
    assert ab.run(player=NOTCH, server=None)["error"]["code"] == "not_found"
    ab.plugin.row(name="jeb_", uuid=NOTCH.replace("-", ""))
    assert ab.run(player="jeb_", server=None)["error"]["candidates"] == sorted([JEB, NOTCH])


@pytest.mark.parametrize("name", ["@a", "x\nop Eve", "-s", "a b"])
def test_a_hostile_name_in_the_servers_own_files(ab: Bench, name: str) -> None:
    known = [{"name": name, "uuid": JEB, "expiresOn": "2096-01-01 00:00:00 +0000"}]
    (ab.server.folder / "usercache.json").write_text(json.dumps(known))
    result = ab.run(player=JEB)
    assert (result["error"]["code"], ab.heard()) == ("invalid_value", [])


def test_somebody_whom_nobody_has_seen(ab: Bench) -> None:
    """In offline mode the name is all that counts. Where UUIDs count, AdvancedBan may find none."""
    assert outcome(ab.run(player="NewOne")) == ("succeeded", True, True)
    assert stored(ab) == [("newone", "none")]
    ab.plugin.uuids = {}
    ab.heard()
    result = ab.run(player="Nobody", verify_timeout=0.5)
    assert (result["status"], ab.heard()) == ("unknown", ["ban Nobody"])


@pytest.mark.parametrize("moment", ["dies_before", "dies_after"])
def test_the_server_dies_and_a_second_attempt_says_what_there_is(ab: Bench, moment: str) -> None:
    options = {"player": "Draxe", "reason": "x", "duration": "2d", "action_id": ACTION, "verify_timeout": 1}
    setattr(ab.plugin, moment, "tempban")
    first = ab.run(**options)
    end = int(time.time()) + 2 * DAY
    assert first["status"] == ("unknown" if moment == "dies_before" else "succeeded")
    time.sleep(1.1)
    second = ab.run(**options, attempt=2)
    assert outcome(second) == ("succeeded", True, True)
    (ban,) = ab.plugin.active()
    assert (end - 3) * 1000 <= ban["until"] <= (end + 1) * 1000
    assert second["before"] == {"ban": None}


def test_killed_between_unban_and_ban(ab: Bench) -> None:
    ab.plugin.row(name="Draxe", uuid="draxe", reason="old")
    options = {"player": "Draxe", "reason": "new", "renew": "replace", "action_id": ACTION}
    ab.plugin.dies_before = "ban"
    first = ab.run(**options)
    assert (first["status"], first["after"]) == ("unknown", {"ban": None})
    second = ab.run(**options, attempt=2)
    assert outcome(second) == ("succeeded", True, True)
    assert second["before"]["ban"]["reason"] == "old"
    assert stored(ab) == [("draxe", "new")]


def test_a_change_whose_second_half_fails(ab: Bench) -> None:
    """The unban is done, and the ban is not: that is told, with what was there and what there is."""
    ab.plugin.row(name="Draxe", uuid="draxe", reason="old")
    ab.plugin.ignores = "ban"
    result = ab.run(player="Draxe", reason="new", renew="replace")
    assert (result["status"], result["changed"]) == ("unknown", True)
    assert (result["before"]["ban"]["reason"], result["after"]) == ("old", {"ban": None})
    assert [one["command"] for one in result["results"][0]["commands"]] == ["unban Draxe", "ban Draxe new"]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"duration": "soon"}, "invalid_value"),
        ({"reason": "@hacking"}, "invalid_value"),
        ({"reason": "~hacking"}, "invalid_value"),
        ({"reason": "x -S"}, "invalid_value"),
        ({"reason": "''"}, "invalid_value"),
        ({"reason": "x" * 256}, "invalid_value"),
        ({"bans": {"read_back": {"sql": {"engine": "sqlite", "path": "/nowhere"}}}}, "configuration"),
        ({"bans": {"read_back": None}}, "cannot_verify"),
        ({"bans": {"read_back": {"scope": "lobby"}}}, "configuration"),
    ],
)
def test_errors_send_nothing(ab: Bench, options: dict, code: str) -> None:
    result = ab.run(player="Draxe", **options)
    assert (result["error"]["code"], ab.heard(), ab.plugin.active()) == (code, [], [])


def test_a_database_that_is_not_there(ab: Bench) -> None:
    sql = {**ab.database.options, "port": 1}
    result = ab.run(player="Draxe", bans={"read_back": {"sql": sql}}, verify_timeout=0.5)
    assert (result["error"]["code"], ab.heard()) == ("storage", [])
