# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Undo where a player has one rank only: the one before comes back, if what came in its place is still there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.integration.software import DRAXE, Software

from .cuberite import Cuberite
from .groupmanager import GroupManager

ACTION = "01J5QZK8E5V3N2M1H0GFEDCBA9"


def cuberite(tmp_path: Path) -> Cuberite:
    return Cuberite(tmp_path / "Ranks.sqlite")


def cuberite_without_file(_tmp_path: Path) -> Cuberite:
    return Cuberite()


def group_manager(_tmp_path: Path) -> GroupManager:
    return GroupManager(rank_is="group", default_group="Default")


@pytest.fixture(params=[cuberite, cuberite_without_file, group_manager])
def server(request, tmp_path) -> Software:
    made: Software = request.param(tmp_path)
    if isinstance(made, GroupManager):
        made.groups = ["Default", "VIP", "Operator", "Admin"]
    return made


def has(server: Software, rank: str | None = None, *, set_it: bool = False) -> str | None:
    """What the server itself has for Draxe, after it was set."""
    if isinstance(server, GroupManager):
        if set_it:
            server.group[DRAXE] = rank or "Default"
        return None if server.group[DRAXE] == "Default" else server.group[DRAXE]
    assert isinstance(server, Cuberite)
    if set_it:
        server.ranks_of = {"Draxe": rank} if rank else {}
        server.store()
    return server.ranks_of.get("Draxe")


def undo(grant: Callable[..., dict], server: Software, done: dict, **options: object) -> dict:
    """Do the opposite of what gave this result, as an action's record asks for it."""
    gone = "Operator" in [one["rank"] for one in done["after"]["ranks"]]
    args = {
        "rank": "Operator",
        "state": "absent" if gone else "present",
        "only_if": {"after": {"Draxe": done["after"]}},
        "restore": {"Draxe": done["before"]},
    }
    return grant(server, **{**args, **options})


def outcome(result: dict) -> tuple:
    return result["status"], result["changed"], result["verified"]


def ranks(state: dict) -> list[str]:
    return [one["rank"] for one in state["ranks"]]


def test_the_rank_before_comes_back_once_and_its_undoing_is_undone(grant, server):
    has(server, "VIP", set_it=True)
    done = grant(server, rank="Operator")
    foretold = undo(grant, server, done, check=True)
    assert (ranks(foretold["before"]), ranks(foretold["after"])) == (["Operator"], ["VIP"])
    assert has(server) == "Operator"
    undone = undo(grant, server, done)
    assert outcome(undone) == ("succeeded", True, True)
    assert (ranks(undone["before"]), ranks(undone["after"])) == (["Operator"], ["VIP"])
    assert has(server) == "VIP"
    sent = list(server.changes)
    assert outcome(undo(grant, server, done)) == ("unchanged", False, True)
    assert server.changes == sent
    assert len(sent) == 2
    assert outcome(undo(grant, server, undone)) == ("succeeded", True, True)
    assert has(server) == "Operator"


def test_who_had_none_has_none_again(grant, server):
    done = grant(server, rank="Operator")
    assert outcome(undo(grant, server, done)) == ("succeeded", True, True)
    assert has(server) is None
    assert outcome(undo(grant, server, done)) == ("unchanged", False, True)
    assert outcome(undo(grant, server, done, restore=None)) == ("unchanged", False, True)


def test_what_was_revoked_comes_back(grant, server):
    has(server, "Operator", set_it=True)
    done = grant(server, rank="Operator", state="absent")
    assert has(server) is None
    assert outcome(undo(grant, server, done)) == ("succeeded", True, True)
    assert has(server) == "Operator"
    assert outcome(undo(grant, server, done)) == ("unchanged", False, True)


@pytest.mark.parametrize("now", ["Admin", None])
def test_what_somebody_gave_or_took_since_stays(grant, server, now):
    has(server, "VIP", set_it=True)
    done = grant(server, rank="Operator")
    has(server, now, set_it=True)
    sent = list(server.changes)
    result = undo(grant, server, done)
    assert (result["status"], result["error"]["code"]) == ("refused", "changed_since")
    assert result["error"]["left"] == ["Operator"]
    assert server.changes == sent
    assert has(server) == now


def test_another_rank_is_not_lost_to_one_that_was_revoked(grant, server):
    has(server, "Operator", set_it=True)
    done = grant(server, rank="Operator", state="absent")
    has(server, "Admin", set_it=True)
    result = undo(grant, server, done)
    assert (result["status"], result["error"]["code"]) == ("refused", "changed_since")
    assert has(server) == "Admin"


def test_a_rank_that_is_there_no_more_is_told_before_anything_is_sent(grant, server):
    has(server, "VIP", set_it=True)
    done = grant(server, rank="Operator")
    (server.groups if isinstance(server, GroupManager) else server.all_ranks).remove("VIP")
    if isinstance(server, Cuberite):
        server.store()
    result = undo(grant, server, done)
    assert (result["status"], result["error"]["code"]) == ("failed", "not_found")
    assert has(server) == "Operator"


@pytest.mark.parametrize("rank", ["VIP\nop Draxe", "", "-", "V I P", "VIP;stop"])
def test_no_rank_before_goes_into_a_command_unless_it_is_one(grant, server, rank):
    done = grant(server, rank="Operator")
    sent = list(server.changes)
    state = {"ranks": [{"rank": rank, "expires": None, "context": {}}]}
    result = undo(grant, server, done, restore={"Draxe": state})
    assert (result["status"], result["error"]["code"]) == ("failed", "invalid_value")
    assert server.changes == sent


@pytest.mark.parametrize(
    "restore",
    [
        [{"rank": "VIP", "expires": None, "context": {}}, {"rank": "Admin", "expires": None, "context": {}}],
        [{"rank": "VIP", "expires": "2096-10-02T07:06:40Z", "context": {}}],
        [{"rank": "VIP", "expires": None, "context": {"world": "world"}}],
        [{"rank": "VIP"}],
    ],
    ids=["two", "an end", "a context", "half"],
)
def test_what_no_player_can_have_there_is_not_wanted(grant, server, restore):
    done = grant(server, rank="Operator")
    result = undo(grant, server, done, restore={"Draxe": {"ranks": restore}})
    assert (result["status"], result["error"]["code"]) == ("failed", "invalid_value")
    assert has(server) == "Operator"


def test_a_later_attempt_tells_what_was_there_before_the_first(grant, server):
    """The first one's command took effect late: whether it did was not known."""
    has(server, "VIP", set_it=True)
    done = grant(server, rank="Operator")
    server.instead = [("^(rank|manuadd) Draxe VIP", lambda _command: "")]
    assert undo(grant, server, done, action_id=ACTION)["status"] == "unknown"
    server.instead = []
    has(server, "VIP", set_it=True)
    result = undo(grant, server, done, action_id=ACTION, attempt=2)
    assert outcome(result) == ("succeeded", True, True)
    assert (ranks(result["before"]), ranks(result["after"])) == (["Operator"], ["VIP"])


def test_a_later_attempt_at_a_grant_knows_its_player_again(grant, server):
    server.instead = [("^(rank|manuadd) Draxe Operator", lambda _command: "")]
    assert grant(server, rank="Operator", action_id=ACTION)["status"] == "unknown"
    has(server, "Operator", set_it=True)
    result = grant(server, rank="Operator", action_id=ACTION, attempt=2)
    assert outcome(result) == ("succeeded", True, True)
    assert "Operator" not in ranks(result["before"])


def test_a_no_to_the_rank_before_is_a_no(grant, server):
    has(server, "VIP", set_it=True)
    done = grant(server, rank="Operator")
    no = "'VIP' group does not exist!" if isinstance(server, GroupManager) else "The specified rank does not exist!"
    server.instead = [("^(rank|manuadd) Draxe VIP", lambda _command: f"{no}\n")]
    result = undo(grant, server, done)
    assert (result["status"], result["error"]["code"]) == ("failed", "rejected")
    assert has(server) == "Operator"
