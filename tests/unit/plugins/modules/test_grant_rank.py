# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module from start to end: what it sends for what is there, and what it says of it."""

from __future__ import annotations

import json
import re
import threading
import time
from pathlib import Path

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._console.protocol import Reply

from .conftest import ACTION, DRAXE, FAR, FAR_TEXT, ranks

# One grant, from start to end.


def test_a_grant(run, console):
    result = run()
    assert console.sent == [f"lp user {DRAXE} parent add vip"]
    assert (result["status"], result["changed"], result["verified"]) == ("succeeded", True, True)
    assert (ranks(result["before"]), ranks(result["after"])) == ([], ["vip"])
    assert result["results"] == [
        {
            "player": "Draxe",
            "uuid": DRAXE,
            "status": "succeeded",
            "changed": True,
            "verified": True,
            "before": {"ranks": []},
            "after": {"ranks": [{"rank": "vip", "expires": None, "context": {}}]},
            "commands": [{"command": f"lp user {DRAXE} parent add vip", "reply": ""}],
            "how_verified": "LuckPerms storage (SQLite)",
            "error": None,
        }
    ]
    assert console.closed == 1


def test_a_second_grant_sends_nothing(run, console):
    run()
    result = run()
    assert (result["status"], result["changed"], result["verified"]) == ("unchanged", False, True)
    assert len(console.sent) == 1
    assert console.opened == 1


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"expires": FAR_TEXT},
        {"expires": str(FAR), "renew": "refuse"},
        {"duration": "30d"},
        {"context": {"server": "survival"}, "expires": FAR_TEXT},
        {"state": "absent"},
    ],
)
def test_everything_is_idempotent_and_check_mode_foretells_it(run, console, luckperms_file, options):
    if options.get("state") == "absent":
        luckperms_file.node(DRAXE, "group.vip")
        luckperms_file.node(DRAXE, "group.vip", expiry=FAR)
    foretold = run(**options, _ansible_check_mode=True, _ansible_diff=True)
    assert console.sent == []
    assert (foretold["status"], foretold["changed"], foretold["verified"]) == ("succeeded", True, False)
    done = run(**options, _ansible_diff=True)
    assert (done["status"], done["changed"]) == ("succeeded", True)
    if "duration" not in options:  # which counts from another second
        assert done["diff"] == foretold["diff"]
        assert done["after"] == foretold["after"]
    again = run(**options)
    assert (again["status"], again["changed"]) == ("unchanged", False)
    checked = run(**options, _ansible_check_mode=True)
    assert (checked["status"], checked["changed"], checked["verified"]) == ("unchanged", False, True)


def test_check_mode_leaves_no_trace(run, console, tmp_path):
    run(_ansible_check_mode=True, action_id=ACTION)
    assert console.opened == 0
    assert not (tmp_path / "state").exists()


def test_a_diff_shows_all_ranks(run, luckperms_file):
    luckperms_file.node(DRAXE, "group.builder", server="lobby")
    result = run(expires=FAR_TEXT, context={"server": "survival", "world": "nether"}, _ansible_diff=True)
    assert result["diff"] == [
        {
            "before_header": "ranks of Draxe",
            "after_header": "ranks of Draxe",
            "before": "- builder where server=lobby\n",
            "after": f"- builder where server=lobby\n- vip until {FAR_TEXT} where server=survival world=nether\n",
        }
    ]


def test_odd_things_in_the_storage_are_shown_without_control_characters(run, luckperms_file):
    luckperms_file.node(DRAXE, "group.\x1b[2jodd\n", contexts='{"a\\u001b": "b\\n"}')
    result = run(_ansible_diff=True)
    assert ranks(result["before"]) == ["[2jodd a=b"]
    assert result["diff"][0]["before"] == "- [2jodd where a=b\n"


def test_no_diff_unless_asked_for(run):
    assert "diff" not in run()


# What is sent, for what is there.

NEAR = FAR - 86_400


@pytest.mark.parametrize(
    ("there", "options", "sent"),
    [
        # A permanent grant.
        ([FAR], {}, ["add vip"]),
        ([0], {}, []),
        # A temporary one.
        ([], {"expires": FAR_TEXT}, [f"addtemp vip {FAR} replace"]),
        ([NEAR], {"expires": FAR_TEXT}, [f"addtemp vip {FAR} replace"]),
        ([FAR + 1], {"expires": FAR_TEXT}, []),
        ([0], {"expires": FAR_TEXT}, []),
        ([1], {"expires": FAR_TEXT}, [f"addtemp vip {FAR} replace"]),
        ([], {"expires": FAR_TEXT, "renew": "keep"}, [f"addtemp vip {FAR} deny"]),
        ([NEAR], {"expires": FAR_TEXT, "renew": "keep"}, []),
        ([NEAR], {"duration": "12h"}, []),
        ([0], {"duration": "12h"}, []),
        ([], {"expires": FAR_TEXT, "renew": "refuse"}, [f"addtemp vip {FAR} deny"]),
        ([0], {"expires": FAR_TEXT, "renew": "refuse"}, []),
        ([FAR], {"expires": FAR_TEXT, "renew": "refuse"}, []),
        # A revocation.
        ([], {"state": "absent"}, []),
        ([0], {"state": "absent"}, ["remove vip"]),
        ([FAR], {"state": "absent"}, ["removetemp vip"]),
        ([0, FAR], {"state": "absent"}, ["remove vip", "removetemp vip"]),
    ],
)
def test_decisions(run, console, there, options, sent):
    for expiry in there:
        console.file.node(DRAXE, "group.vip", expiry=expiry)
    console.file.node(DRAXE, "group.vip", server="lobby", expiry=0)
    result = run(**options)
    assert console.sent == [f"lp user {DRAXE} parent {words}" for words in sent]
    assert result["status"] == ("succeeded" if sent else "unchanged")
    assert "vip server=lobby" in ranks(result["after"])


def test_a_duration_becomes_a_date(run, console):
    before = int(time.time())
    run(duration="12h")
    expires = int(re.search("addtemp vip ([0-9]+) deny", console.sent[0])[1])
    assert before + 43_200 <= expires <= time.time() + 43_200


def test_an_active_membership_can_be_refused(run, console, luckperms_file):
    luckperms_file.node(DRAXE, "group.vip", expiry=NEAR)
    result = run(expires=FAR_TEXT, renew="refuse")
    assert (result["status"], result["error"]["code"]) == ("refused", "active_membership")
    assert result["error"]["active_until"] == "2096-10-01T07:06:40Z"
    assert console.sent == []


def test_other_contexts_are_not_touched(run, console, luckperms_file):
    luckperms_file.node(DRAXE, "group.vip")
    luckperms_file.node(DRAXE, "group.vip", server="survival", contexts='{"gamemode":"creative"}')
    result = run(context={"server": "Survival"})
    assert console.sent == [f"lp user {DRAXE} parent add vip server=survival"]
    assert sorted(ranks(result["after"])) == ["vip", "vip gamemode=creative server=survival", "vip server=survival"]


# Bedrock.


def test_bedrock_names_are_for_those_who_ask(run, console, luckperms_file):
    bedrock = "00000000-0000-0000-0009-01fe37fa8775"
    luckperms_file.player(bedrock, ".steve")
    assert run(player=".Steve", bedrock_prefix=".")["status"] == "succeeded"
    assert console.sent == [f"lp user {bedrock} parent add vip"]


# The operator level.


@pytest.fixture
def server(tmp_path) -> Path:
    folder = tmp_path / "server"
    folder.mkdir()
    (folder / "usercache.json").write_text(
        json.dumps([{"name": "Draxe", "uuid": DRAXE, "expiresOn": "2096-10-02 07:06:40 +0000"}])
    )
    return folder


def test_op_and_deop(run, console, server):
    operator = {"rank": "operator", "ranks": {"provider": "vanilla"}, "server": {"path": str(server)}}
    listed = json.dumps([{"uuid": DRAXE, "name": "Draxe", "level": 4, "bypassesPlayerLimit": False}])

    def writes(content: str, reply: str):
        def write(_command: str) -> Reply:
            (server / "ops.json").write_text(content[:5])
            threading.Timer(0.1, (server / "ops.json").write_text, [content]).start()
            return Reply(reply)

        return write

    console.script = [writes(listed, "Made Draxe a server operator")]
    result = run(**operator, verify_timeout=5)
    assert (result["status"], ranks(result["after"])) == ("succeeded", ["operator"])
    assert run(**operator)["status"] == "unchanged"
    console.script = [writes("[]", "Made Draxe no longer a server operator")]
    assert run(**operator, state="absent", verify_timeout=5)["status"] == "succeeded"
    assert run(**operator, state="absent")["status"] == "unchanged"
    assert console.sent == ["op Draxe", "deop Draxe"]
