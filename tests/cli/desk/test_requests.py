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
        {"verify": "best_effort"},
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
