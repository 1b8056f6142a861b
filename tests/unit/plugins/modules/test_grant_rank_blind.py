# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Without read-back: what is sent with best effort, and what a reply is worth then."""

from __future__ import annotations

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._console.protocol import Reply

from .conftest import DRAXE, FAR, FAR_TEXT

BLIND = {"ranks": {"provider": "luckperms"}, "verify": "best_effort"}


@pytest.mark.parametrize(
    ("options", "sent"),
    [
        ({}, ["Draxe parent add vip"]),
        ({"player": DRAXE}, [f"{DRAXE} parent add vip"]),
        ({"expires": FAR_TEXT}, [f"Draxe parent addtemp vip {FAR} replace"]),
        ({"expires": FAR_TEXT, "renew": "keep"}, [f"Draxe parent addtemp vip {FAR} deny"]),
        ({"state": "absent"}, ["Draxe parent remove vip", "Draxe parent removetemp vip"]),
    ],
)
def test_best_effort(run, console, options, sent):
    console.script = [console.does_nothing] * 2
    result = run(**BLIND, **options)
    assert console.sent == [f"lp user {words}" for words in sent]
    assert (result["status"], result["changed"], result["verified"]) == ("unverified", True, False)
    assert (result["before"], result["after"]) == (None, None)


def test_best_effort_where_nobody_listens(run, console):
    """A way to the console that carries no reply, and no log: that nothing was heard says nothing."""
    console.script = [lambda _command: Reply(None, heard=False)]
    result = run(**BLIND)
    assert (result["status"], result["changed"]) == ("unverified", True)
    assert result["results"][0]["commands"][0]["reply"] is None


def test_best_effort_in_check_mode(run, console):
    result = run(**BLIND, _ansible_check_mode=True)
    assert (result["status"], result["changed"]) == ("unverified", True)
    assert console.opened == 0


@pytest.mark.parametrize(
    ("happens", "status", "code"),
    [
        ("is_silent", "unknown", "unconfirmed"),
        ("loses_the_line", "unknown", "console_lost_after"),
        ("has_lost_the_line", "failed", "console_lost_before"),
    ],
)
def test_best_effort_with_trouble(run, console, happens, status, code):
    console.script = [getattr(console, happens)]
    result = run(**BLIND)
    assert (result["status"], result["error"]["code"]) == (status, code)


def test_best_effort_believes_an_error(run, console):
    console.script = [console.says("[LP] A group named vip could not be found.")]
    assert (result := run(**BLIND))["status"] == "failed"
    assert result["error"]["code"] == "rejected"


def test_best_effort_does_not_believe_what_anybody_may_have_said(run, console):
    """In a log, a player may imitate an answer: a plugin gives the chat whatever form it likes."""
    reply = "[LP] A group named vip could not be found."
    console.script = [lambda _command: Reply(reply, alone=False)]
    result = run(**BLIND)
    assert (result["status"], result["error"]["code"]) == ("unknown", "unconfirmed")
    assert reply in result["msg"]


@pytest.mark.parametrize(
    "reply",
    [
        # Half of every blind revocation has nothing to do.
        "[LP] draxe does not temporarily inherit from vip in context global.",
        "[LP] draxe does not inherit from vip in context global.",
        # Late answers to others.
        "[LP] A user for tyrion could not be found.\n[LP] draxe no longer inherits permissions from vip.",
        "[LP] There was an error whilst saving user data for tyrion.[LP] draxe no longer inherits permissions.",
    ],
)
def test_best_effort_takes_nothing_else_for_an_error(run, console, reply):
    console.script = [console.does_nothing, console.says(reply)]
    assert run(**BLIND, state="absent")["status"] == "unverified"


def test_best_effort_verifies_where_it_can(run):
    assert run(verify="best_effort")["status"] == "succeeded"
