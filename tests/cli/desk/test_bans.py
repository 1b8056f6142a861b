# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the words of a ban to an action: what can be meant, and what a ticket may ask for again."""

from __future__ import annotations

import pytest

from gamedesk.actions import Action
from gamedesk.desk import requests
from gamedesk.desk.bans import BanWords
from gamedesk.errors import UsageError

GOOD = {"player": ["Draxe"], "state": "present", "reason": "x", "renew": "refuse"}
UNBAN = {"player": ["Draxe"], "state": "absent"}


@pytest.mark.parametrize(
    "words",
    [
        {"players": ("@a",)},
        {"reason": "x\ny"},
        {"reason": ""},
        {"duration": "30"},
        {"until": "tomorrow"},
        {"duration": "7d", "until": "2096-10-02T07:06:40Z"},
        {"keep": True, "replace": True},
        {"duration": "7d", "extend": True, "keep": True},
        {"extend": True},
        {"players": ("Draxe", "Tyrion"), "duration": "7d", "extend": True},
    ],
)
def test_what_cannot_be_meant(words):
    with pytest.raises(UsageError):
        BanWords("ban", **{"players": ("Draxe",), **words}).validate()


@pytest.mark.parametrize(
    ("words", "renewal"),
    [
        ({}, "refuse"),
        ({"keep": True}, "keep"),
        ({"replace": True}, "replace"),
        ({"duration": "7d", "extend": True}, "extend"),
    ],
)
def test_what_becomes_of_an_active_ban(words, renewal):
    given = BanWords("ban", ("Draxe",), **words)
    given.validate()
    assert given.renewal == renewal


def test_titles():
    assert BanWords("ban", ("Draxe",), duration="7d").title() == "Ban Draxe for 7d"
    assert BanWords("unban", ("A", "B", "C", "D")).title() == "Unban A, B, C …"


@pytest.mark.parametrize(
    ("name", "request_", "good"),
    [
        ("ban", GOOD, True),
        ("ban", {**GOOD, "silent": True, "expires": "2096-10-02T07:06:40Z", "verify": "best_effort"}, True),
        ("ban", {"player": ["Draxe"], "state": "present"}, True),
        ("unban", UNBAN, True),
        ("unban", {**UNBAN, "silent": True}, True),
        # Another permission.
        ("ban", UNBAN, False),
        ("unban", {"player": ["Draxe"], "state": "present"}, False),
        # What could not be typed.
        ("ban", {**GOOD, "player": []}, False),
        ("ban", {**GOOD, "player": "Draxe"}, False),
        ("ban", {**GOOD, "player": ["@a"]}, False),
        ("ban", {**GOOD, "player": [5]}, False),
        ("ban", {**GOOD, "reason": "x\ny"}, False),
        ("ban", {**GOOD, "reason": ["x"]}, False),
        ("ban", {**GOOD, "expires": "soon"}, False),
        ("ban", {**GOOD, "renew": "burn"}, False),
        ("ban", {**GOOD, "silent": "yes"}, False),
        ("ban", {**GOOD, "address": ["192.0.2.1"]}, False),
        ("ban", {"player": ["Draxe"]}, False),
        ("unban", {**UNBAN, "reason": "x"}, False),
        ("banish", GOOD, False),
    ],
)
def test_a_ticket_asks_again_only_for_what_can_be_typed(name, request_, good):
    assert requests.is_complete(Action(name, "survival", request_)) is good
