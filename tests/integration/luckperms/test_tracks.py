# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Promote, demote and set, over RCON, on every database: by what LuckPerms then has stored."""

from __future__ import annotations

import itertools
import time
import uuid
from typing import Any

import pytest

from .conftest import Network, outcome

pytestmark = [pytest.mark.xdist_group("databases"), pytest.mark.timeout(180)]

ACTIONS = itertools.count(10)


@pytest.fixture
def player() -> str:
    return str(uuid.uuid4())


def move(network: Network, player: str, way: str, track: str = "donor", **options: Any) -> dict[str, Any]:
    return network.run("set_track", player=player, track=track, move=way, **options)


def ranks(state: dict[str, Any]) -> list[str]:
    return [one["rank"] for one in state["ranks"]]


def test_up_to_the_end_and_down_again(network: Network, player: str) -> None:
    first = move(network, player, "promote")
    assert outcome(first) == ("succeeded", True, True)
    assert (ranks(first["before"]), ranks(first["after"])) == (["default"], ["vip"])
    assert network.stored(player) == [("group.vip", "global", 0)]
    assert outcome(move(network, player, "promote")) == ("succeeded", True, True)
    assert network.stored(player) == [("group.mvp", "global", 0)]
    before = network.actions()
    end = move(network, player, "promote")
    assert (end["status"], end["changed"], end["error"]["code"]) == ("failed", False, "position")
    assert network.actions() == before
    assert outcome(move(network, player, "demote")) == ("succeeded", True, True)
    assert network.stored(player) == [("group.vip", "global", 0)]
    last = move(network, player, "demote")
    assert (outcome(last), ranks(last["after"])) == (("succeeded", True, True), ["default"])
    assert network.stored(player) == []
    assert move(network, player, "demote")["error"]["code"] == "position"


def test_onto_a_track_and_off_it(network: Network, player: str) -> None:
    assert move(network, player, "demote", "staff")["error"]["code"] == "position"
    assert outcome(move(network, player, "promote", "staff")) == ("succeeded", True, True)
    assert network.stored(player) == [("group.helper", "global", 0)]
    assert outcome(move(network, player, "demote", "staff")) == ("succeeded", True, True)
    assert network.stored(player) == []


def test_a_temporary_place_keeps_its_end(network: Network, player: str) -> None:
    until = int(time.time()) + 86_400
    network.run(player=player, rank="helper", expires=str(until), context={"server": "survival"})
    result = move(network, player, "promote", "staff", context={"server": "survival"})
    assert outcome(result) == ("succeeded", True, True)
    ((permission, server, expiry),) = network.stored(player)
    assert (permission, server) == ("group.admin", "survival")
    assert until <= expiry <= until + 10


def test_several_places_are_an_error_and_are_put_in_order(network: Network, player: str) -> None:
    network.run(player=player, rank="vip")
    network.run(player=player, rank="mvp", duration="1d")
    result = move(network, player, "promote")
    assert (result["error"]["code"], result["error"]["ranks"]) == ("position", ["mvp", "vip"])
    options = {"player": player, "track": "donor", "rank": "vip"}
    assert outcome(network.run("set_track", **options)) == ("succeeded", True, True)
    assert network.stored(player) == [("group.vip", "global", 0)]
    assert outcome(network.run("set_track", **options)) == ("unchanged", False, True)


def test_who_was_granted_a_rank_keeps_the_default_one_and_is_promoted_from_the_other(
    network: Network, player: str
) -> None:
    granted = network.run(player=player, rank="vip")
    assert ranks(granted["after"]) == ["default", "vip"]
    promoted = move(network, player, "promote")
    assert (outcome(promoted), ranks(promoted["after"])) == (("succeeded", True, True), ["mvp"])


def test_back_only_from_where_an_earlier_run_left_somebody(network: Network, player: str) -> None:
    promoted = move(network, player, "promote")
    back = {"player": player, "track": "donor", "rank": "default", "only_if": {"after": {player: promoted["after"]}}}
    network.run("set_track", player=player, track="donor", rank="mvp")
    refused = network.run("set_track", **back)
    assert (refused["status"], refused["error"]["code"]) == ("refused", "changed_since")
    assert network.stored(player) == [("group.mvp", "global", 0)]
    network.run("set_track", player=player, track="donor", rank="vip")
    network.run(player=player, rank="helper")  # which is not on this track
    assert outcome(network.run("set_track", **back)) == ("succeeded", True, True)
    assert network.stored(player) == [("group.helper", "global", 0)]
    assert outcome(network.run("set_track", **back)) == ("unchanged", False, True)


@pytest.mark.parametrize("after", [{}, {"Draxe": {"ranks": []}}, {"x": 1}, {"MaxiCube": {"ranks": [{"rank": 1}]}}])
def test_what_is_no_state_is_refused(network: Network, player: str, after: dict[str, Any]) -> None:
    options = {"player": player, "track": "donor", "rank": "vip", "only_if": {"after": after}}
    assert network.run("set_track", **options)["error"]["code"] == "invalid_value"


def test_check_mode_and_diff_send_nothing(network: Network, player: str) -> None:
    before = network.actions()
    result = move(network, player, "promote", _ansible_check_mode=True, _ansible_diff=True)
    assert outcome(result) == ("succeeded", True, False)
    assert (result["diff"][0]["before"], result["diff"][0]["after"]) == ("- default\n", "- vip\n")
    assert network.actions() == before


def test_a_further_attempt_goes_where_the_first_one_went(network: Network, player: str) -> None:
    action = f"01J5QZK8E5V3N2M1H0GFEDCB{next(ACTIONS)}"
    first = move(network, player, "promote", action_id=action)
    assert outcome(first) == ("succeeded", True, True)
    second = move(network, player, "promote", action_id=action, attempt=2)
    assert outcome(second) == ("succeeded", True, True)
    assert (ranks(second["before"]), ranks(second["after"])) == (["default"], ["vip"])
    assert second["results"][0]["commands"] == []
    assert network.stored(player) == [("group.vip", "global", 0)]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"track": "donors"}, "not_found"),
        ({"track": "donor", "rank": "helper"}, "not_found"),
        ({"track": "donor", "rank": "vip server=x"}, "not_found"),
        ({"track": "donor; op Draxe"}, "invalid_value"),
        ({"track": "donor\nop Draxe"}, "invalid_value"),
        ({"track": "../user"}, "invalid_value"),
        ({"track": "donor", "context": {"server": "a b"}}, "invalid_value"),
        ({"track": "donor", "rank": "vip", "move": "promote"}, "configuration"),
        ({"track": "donor", "move": None}, "configuration"),
        ({"track": "donor", "ranks": {"provider": "vanilla"}}, "invalid_value"),
        ({"track": "donor", "ranks": {"provider": "luckperms"}}, "cannot_verify"),
        ({"track": "donor", "ranks": {"provider": "luckperms"}, "verify": "best_effort"}, "cannot_verify"),
    ],
    ids=[
        "track",
        "rank",
        "rank words",
        "words",
        "line",
        "path",
        "context",
        "both",
        "none",
        "vanilla",
        "blind",
        "effort",
    ],
)
def test_what_cannot_be(network: Network, player: str, options: dict[str, Any], code: str) -> None:
    before = network.actions()
    given = {"move": "promote", **options} if "rank" not in options else options
    result = network.run("set_track", player=player, **given)
    assert result["error"]["code"] == code, result["msg"]
    assert network.actions() == before


def test_set_without_looking(network: Network, player: str) -> None:
    ranks_option = {"provider": "luckperms"}
    options = {"player": player, "track": "donor", "rank": "mvp", "ranks": ranks_option, "verify": "best_effort"}
    assert outcome(network.run("set_track", **options)) == ("unverified", True, False)
    until = time.monotonic() + 10
    while network.stored(player) != [("group.mvp", "global", 0)] and time.monotonic() < until:
        time.sleep(0.05)
    assert network.stored(player) == [("group.mvp", "global", 0)]
