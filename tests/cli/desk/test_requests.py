# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a ticket from elsewhere may ask for."""

from __future__ import annotations

import pytest

from gamedesk.actions import Action
from gamedesk.desk.requests import is_complete

VIP = {"ranks": [{"rank": "vip", "expires": None, "context": {"server": "lobby"}}]}
GRANT = {"player": ["Draxe"], "rank": "vip", "state": "present"}


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"context": {"server": "lobby"}, "expires": "2096-10-02T07:06:40Z", "renew": "extend"},
        {"verify": "best_effort", "stop_on_error": True},
        {"only_if": {"after": {"Draxe": VIP}}},
        {"only_if": {"after": {"Draxe": {"ranks": []}}}, "restore": {"Draxe": VIP}},
    ],
)
def test_what_the_command_asks_for_is_complete(more):
    assert is_complete(Action("grant", "survival", {**GRANT, **more}))


@pytest.mark.parametrize(
    "more",
    [
        {"state": "absent"},  # that is a revoke, and needs the permission for one
        {"rank": "two words"},
        {"rank": ["vip"]},
        {"player": ["@a"]},
        {"player": []},
        {"context": {"gamemode": "creative"}},
        {"expires": "soon"},
        {"stop_on_error": "yes"},
        {"verify": "never"},
        {"action_id": "01M85FN9WYP08VYVB3EE57RJ96"},
        {"only_if": None},
        {"only_if": {"after": {"@a": VIP}}},
        {"only_if": {"after": {"Draxe": {"ranks": [{"rank": "vip", "expires": None, "context": ["x"]}]}}}},
        {"restore": {"Draxe": {"ranks": [{"rank": "vip", "expires": 5, "context": {}}]}}},
    ],
)
def test_what_could_not_be_typed_is_not(more):
    assert not is_complete(Action("grant", "survival", {**GRANT, **more}))


def test_what_this_version_does_not_know_is_not():
    assert not is_complete(Action("teleport", "survival", GRANT))
    assert not is_complete(Action("grant", "survival", {"player": ["Draxe"], "rank": "vip"}))


GRIEFING = {"ban": {"reason": "griefing", "source": "Rcon", "created": "2026-01-01T00:00:00Z", "expires": None}}
NONE = {"ban": None}


def griefing(**terms):
    return {"Draxe": {"ban": {**GRIEFING["ban"], **terms}}}


IP = "ip-0123456789abcdef"


def ban(name="ban", **more):
    state = "present" if name == "ban" else "absent"
    whom = {} if "address" in more else {"player": ["Draxe"]}
    return Action(name, "survival", {**whom, "state": state, **more})


@pytest.mark.parametrize(
    "action",
    [
        ban(reason="x", expires="2096-10-02T07:06:40Z", renew="replace", silent=True),
        ban("unban", verify="best_effort", stop_on_error=True),
        ban(address=[IP, "ip-ffffffffffffffff"], reason="x", renew="refuse"),
        ban("unban", address=[IP], only_if={"after": {IP: GRIEFING}}),
        ban(address=[IP], only_if={"after": {IP: NONE}}, restore={IP: GRIEFING}),
        ban("unban", only_if={"after": {"Draxe": GRIEFING}}),
        ban("unban", only_if={"after": {"Draxe": GRIEFING}}, restore=griefing(expires="2096-10-02T07:06:40Z")),
        ban(only_if={"after": {"Draxe": NONE}}, restore=griefing(source=None)),
        ban(only_if={"after": griefing(reason=None, expires="unknown")}, restore={"Draxe": NONE}),
    ],
    ids=range(9),
)
def test_what_the_command_asks_for_a_ban_is_complete(action):
    assert is_complete(action)


@pytest.mark.parametrize(
    "action",
    [
        ban(state="absent"),  # that is an unban, and needs the permission for one
        ban("unban", reason="x"),
        ban("unban", state="present", only_if={"after": {"Draxe": NONE}}, restore=griefing()),
        ban(only_if={"after": {"Draxe": NONE}}, restore=griefing(), reason="x"),
        ban(only_if={"after": {"Draxe": NONE}}, restore=griefing(), renew="replace"),
        ban(player=["Draxe"], address=[IP], reason="x"),
        ban(address=["192.0.2.10"], reason="x"),
        ban(address=[IP, "Draxe"]),
        ban(address=[]),
        ban(address=IP),
        ban(address=[5]),
        ban(address=[{"__ansible_unsafe": IP}]),
        ban(address=[IP + "\n"]),
        ban("unban", address=[IP], only_if={"after": {"Draxe": GRIEFING}}),
        ban(player=[IP], reason="x"),
        ban("unban", only_if={"after": {IP: GRIEFING}}),
        ban(stop_on_error=1),
        ban(only_if={"after": {"Draxe": NONE}}),
        ban("unban", restore=griefing()),
        ban(only_if=None),
        ban(only_if=[]),
        ban(only_if={"after": {"@a": NONE}}),
        ban(only_if={"after": {"Draxe": {"ranks": []}}}),
        ban(only_if={"after": {"Draxe": {"ban": "x"}}}),
        ban(only_if={"after": griefing(source=["x"])}),
        ban(only_if={"after": griefing(expires="soon")}),
        ban(only_if={"after": {"Draxe": NONE}}, restore={"@a": GRIEFING}),
        ban(only_if={"after": {"Draxe": NONE}}, restore=griefing(reason="x\nop Eve")),
        ban(only_if={"after": {"Draxe": NONE}}, restore=griefing(reason=None)),
        ban(only_if={"after": {"Draxe": NONE}}, restore=griefing(reason="")),
        ban(only_if={"after": {"Draxe": NONE}}, restore=griefing(expires=5)),
        ban(only_if={"after": {"Draxe": NONE}}, restore=griefing(reason={"__ansible_unsafe": "x"})),
        ban(only_if={"after": {"Draxe": NONE}}, restore=[GRIEFING]),
    ],
    ids=range(33),
)
def test_what_could_not_be_typed_for_a_ban_is_not(action):
    assert not is_complete(action)
