# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the module refuses, and that a stranger's words reach no console."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .conftest import ACTION, DRAXE, FAR_TEXT

# Refused before anything is looked at.


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"player": "@a"}, "invalid_value"),
        ({"player": ["Draxe", "x\nop x"]}, "invalid_value"),
        ({"player": []}, "invalid_value"),
        ({"player": ".Steve"}, "invalid_value"),
        ({"rank": "vip x"}, "invalid_value"),
        ({"rank": "default"}, "invalid_value"),
        ({"context": {"server": "a b"}}, "invalid_value"),
        ({"expires": "2030-01-01"}, "invalid_value"),
        ({"expires": "2020-01-01T00:00:00Z"}, "invalid_value"),
        ({"duration": "30"}, "invalid_value"),
        ({"duration": "30d", "renew": "extend"}, "invalid_value"),
        ({"renew": "keep"}, "invalid_value"),
        ({"state": "absent", "expires": FAR_TEXT}, "invalid_value"),
        ({"state": "absent", "duration": "30d"}, "invalid_value"),
        ({"action_id": "../../etc/passwd"}, "invalid_value"),
        ({"action_id": ACTION.lower()}, "invalid_value"),
        ({"action_id": ACTION, "attempt": 0}, "invalid_value"),
        ({"timeout": 0}, "invalid_value"),
        ({"timeout": float("inf")}, "invalid_value"),
        ({"verify_timeout": -1}, "invalid_value"),
        ({"ranks": {"provider": "luckperms"}}, "cannot_verify"),
        ({"ranks": {"provider": "vanilla"}, "rank": "operator"}, "configuration"),
    ],
)
@pytest.mark.parametrize("check_mode", [False, True])
def test_refused_as_a_whole(run, console, options, code, check_mode):
    result = run(**options, _ansible_check_mode=check_mode)
    assert result["error"]["code"] == code
    assert (result["results"], result["changed"], result["verified"]) == ([], False, False)
    assert result["status"] == ("refused" if code == "cannot_verify" else "failed")
    assert result["msg"] == result["error"]["message"]
    assert result["msg"].isprintable()
    assert console.opened == 0


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"expires": FAR_TEXT, "duration": "30d"}, "mutually exclusive"),
        ({"ranks": {"provider": "other"}}, "must be one of: commands, "),
        ({"ranks": None}, "The option ranks is missing."),
    ],
)
def test_refused_by_the_argument_spec(run, options, message):
    assert message in run(**options)["msg"]


def test_what_to_set_is_named(run):
    assert "ranks.read_back" in run(ranks={"provider": "luckperms"})["msg"]


@pytest.mark.parametrize(
    ("options", "hint"),
    [
        ({"player": "draxe"}, "capital letters"),
        ({"player": "Nobody"}, "never seen"),
        ({"rank": "vpi"}, "It has: builder, vip"),
        ({"rank": "vpi", "state": "absent"}, "It has: builder, vip"),
    ],
)
def test_not_found(run, console, options, hint):
    result = run(**options)
    assert (result["status"], result["error"]["code"]) == ("failed", "not_found")
    assert hint in result["msg"]
    assert console.sent == []


def test_a_group_that_was_deleted_can_still_be_revoked(run, console, luckperms_file):
    luckperms_file.node(DRAXE, "group.old")
    assert run(rank="old", state="absent")["status"] == "succeeded"


def test_a_broken_storage(run, console, luckperms_file):
    luckperms_file.path.write_bytes(b"nonsense" * 1000)
    result = run()
    assert (result["status"], result["error"]["code"]) == ("failed", "storage")
    assert console.opened == 0


# Strangers.

HOSTILE = st.one_of(
    st.text(max_size=30),
    st.from_regex(r"[A-Za-z0-9_@*/\-. \n\"{}=]{0,20}", fullmatch=True),
    st.sampled_from(["{{ lookup('pipe', 'id') }}", "@a", "Draxe", DRAXE, "vip", "VIP", FAR_TEXT, "30d"]),
)


REQUESTS = st.fixed_dictionaries(
    {"player": st.lists(HOSTILE, max_size=2), "rank": HOSTILE, "state": st.sampled_from(["present", "absent"])},
    optional={"context": st.fixed_dictionaries({"server": HOSTILE}), "expires": HOSTILE},
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(REQUESTS)
def test_what_reaches_the_console_is_the_intended_command_or_nothing(run, console, request_):
    """The console fails on everything that is not a command of the intended form (see execute)."""
    console.sent.clear()
    result = run(**request_)
    for command in console.sent:
        assert re.fullmatch(f"lp user {DRAXE} parent [a-z]+ vip[a-z0-9 =_.:/-]*", command)
    assert "\n" not in result.get("msg", "")
