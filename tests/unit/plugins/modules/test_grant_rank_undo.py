# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an earlier run did is undone, for those players alone for whom it is still there."""

from __future__ import annotations

import pytest

from .conftest import ACTION, DRAXE, FAR, FAR_TEXT, MAXICUBE, TYRION, ranks

SOONER = FAR - 86_400
SOONER_TEXT = "2096-10-01T07:06:40Z"
PAST_TEXT = "2001-09-09T01:46:40Z"
OWNER = {"rank": "owner", "expires": None, "context": {}}


def vip(*ends, context=None):
    """A state with memberships that have these ends, in the form of a result."""
    return {"ranks": [{"rank": "vip", "expires": end, "context": context or {}} for end in ends]}


def left(**states):
    return {"after": states}


def node(console, expiry=0, uuid=DRAXE, **options):
    console.file.node(uuid, "group.vip", expiry=expiry, **options)


def undo(run, after, before=None, **options):
    options = {"player": [DRAXE], "only_if": {"after": {DRAXE: after}}, **options}
    return run(**options) if before is None else run(restore={DRAXE: before}, **options)


# What was granted


def test_a_grant_is_taken_back(run, console):
    node(console)
    result = undo(run, vip(None), state="absent")
    assert (result["status"], result["changed"], result["verified"]) == ("succeeded", True, True)
    assert ranks(result["after"]) == []
    assert console.sent == [f"lp user {DRAXE} parent remove vip"]


def test_other_ranks_may_have_changed_since(run, console):
    node(console)
    console.file.node(DRAXE, "group.builder")
    node(console, server="lobby")
    result = undo(run, {"ranks": [OWNER, *vip(None)["ranks"]]}, state="absent")
    assert result["status"] == "succeeded"
    assert ranks(result["after"]) == ["builder", "vip server=lobby"]


@pytest.mark.parametrize(
    ("now", "what"),
    [([FAR], "there until 2096-10-02"), ([0, FAR], "there without an end and there until"), ([SOONER + 6], "until")],
)
def test_what_somebody_changed_since_stays(run, console, now, what):
    for expiry in now:
        node(console, expiry)
    result = undo(run, vip(SOONER_TEXT), state="absent")
    assert (result["status"], result["changed"], result["error"]["code"]) == ("refused", False, "changed_since")
    assert what in result["msg"].partition("and is")[2]
    assert result["error"]["left"] == [SOONER_TEXT]
    assert len(result["error"]["now"]) == len(now)
    assert console.sent == []


def test_what_somebody_took_away_since_is_undone_already(run, console):
    result = undo(run, vip(None), state="absent")
    assert (result["status"], result["changed"], result["verified"]) == ("unchanged", False, True)
    assert console.sent == []


def test_what_has_ended_since_is_undone_already(run, console):
    result = undo(run, vip(PAST_TEXT), state="absent")
    assert (result["status"], result["changed"]) == ("unchanged", False)


def test_the_temporary_rank_under_a_permanent_one_comes_back(run, console):
    node(console)
    node(console, FAR)
    result = undo(run, vip(None, FAR_TEXT), vip(FAR_TEXT), state="absent")
    assert result["status"] == "succeeded"
    assert ranks(result["after"]) == [f"vip {FAR_TEXT}"]
    assert console.sent == [f"lp user {DRAXE} parent remove vip"]


def test_an_extended_membership_is_as_long_as_before(run, console):
    node(console, FAR, server="lobby")
    lobby = {"server": "lobby"}
    result = undo(
        run, vip(FAR_TEXT, context=lobby), vip(SOONER_TEXT, context=lobby), state="absent", context={"server": "Lobby"}
    )
    assert (result["status"], result["changed"]) == ("succeeded", True)
    assert ranks(result["before"]) == [f"vip {FAR_TEXT} server=lobby"]
    assert ranks(result["after"]) == [f"vip {SOONER_TEXT} server=lobby"]
    assert console.sent == [
        f"lp user {DRAXE} parent removetemp vip server=lobby",
        f"lp user {DRAXE} parent addtemp vip {SOONER} deny server=lobby",
    ]


def test_an_extended_membership_that_would_have_ended_meanwhile_ends(run, console):
    node(console, FAR)
    result = undo(run, vip(FAR_TEXT), vip(PAST_TEXT), state="absent")
    assert result["status"] == "succeeded"
    assert ranks(result["after"]) == []


# What was revoked


def test_what_was_revoked_comes_back_as_it_was(run, console):
    result = undo(run, vip(), vip(None, FAR_TEXT), state="present")
    assert result["status"] == "succeeded"
    assert ranks(result["after"]) == ["vip", f"vip {FAR_TEXT}"]


def test_what_would_have_ended_meanwhile_does_not_come_back(run, console):
    result = undo(run, vip(), vip(PAST_TEXT), state="present")
    assert (result["status"], result["changed"]) == ("unchanged", False)
    assert console.sent == []


def test_who_got_it_again_since_keeps_that(run, console):
    node(console, FAR)
    result = undo(run, vip(), vip(None), state="present")
    assert (result["status"], result["error"]["code"]) == ("refused", "changed_since")
    assert "left as not there" in result["msg"]


def test_without_dates_of_each_there_is_one_for_all(run, console):
    result = undo(run, vip(), state="present", expires=FAR_TEXT)
    assert ranks(result["after"]) == [f"vip {FAR_TEXT}"]


def test_a_group_that_is_gone_is_told_before_anything_is_sent(run, console):
    console.file.execute("DELETE FROM {groups} WHERE name = ?", "vip")
    node(console, FAR)
    result = undo(run, vip(FAR_TEXT), vip(SOONER_TEXT), state="absent")
    assert (result["status"], result["error"]["code"]) == ("failed", "not_found")
    assert console.sent == []


# Several players


def test_each_player_has_dates_of_their_own(run, console):
    node(console, uuid=MAXICUBE, expiry=FAR)
    result = run(
        player=[DRAXE, TYRION, MAXICUBE],
        state="present",
        only_if=left(**{DRAXE: vip(), TYRION: vip(), MAXICUBE: vip()}),
        restore={DRAXE: vip(FAR_TEXT), TYRION: vip(SOONER_TEXT), MAXICUBE: vip(None)},
    )
    assert [one["status"] for one in result["results"]] == ["succeeded", "succeeded", "refused"]
    assert [ranks(one["after"]) for one in result["results"]] == [
        [f"vip {FAR_TEXT}"],
        [f"vip {SOONER_TEXT}"],
        [f"vip {FAR_TEXT}"],
    ]


# Attempts


def test_a_half_done_undo_is_finished(run, console):
    node(console, FAR)
    options = {"state": "absent", "action_id": ACTION}
    console.script = [console.does, console.loses_the_line]
    assert undo(run, vip(FAR_TEXT), vip(SOONER_TEXT), **options)["status"] == "unknown"
    assert console.file.execute("SELECT * FROM {user_permissions} WHERE permission = 'group.vip'") == []
    result = undo(run, vip(FAR_TEXT), vip(SOONER_TEXT), attempt=2, **options)
    assert (result["status"], result["changed"]) == ("succeeded", True)
    assert (ranks(result["before"]), ranks(result["after"])) == ([f"vip {FAR_TEXT}"], [f"vip {SOONER_TEXT}"])
    assert console.sent[2:] == [f"lp user {DRAXE} parent addtemp vip {SOONER} deny"]


def test_a_later_attempt_respects_what_was_changed_in_between(run, console):
    node(console)
    options = {"state": "absent", "action_id": ACTION}
    console.script = [console.loses_the_line]
    assert undo(run, vip(None), **options)["status"] == "unknown"
    console.execute(f"lp user {DRAXE} parent remove vip")
    node(console, FAR)  # by somebody else
    result = undo(run, vip(None), attempt=2, **options)
    assert (result["status"], result["error"]["code"]) == ("refused", "changed_since")
    assert ranks(result["after"]) == [f"vip {FAR_TEXT}"]


# Check mode, and what is not done at all


def test_check_mode_says_what_would_be(run, console):
    node(console, FAR)
    result = undo(run, vip(FAR_TEXT), vip(SOONER_TEXT), state="absent", _ansible_check_mode=True)
    assert (result["status"], result["changed"]) == ("succeeded", True)
    assert ranks(result["after"]) == [f"vip {SOONER_TEXT}"]
    assert console.sent == []
    assert undo(run, vip(None), state="absent", _ansible_check_mode=True)["error"]["code"] == "changed_since"


@pytest.mark.parametrize(
    ("options", "part"),
    [
        ({"only_if": None, "restore": {DRAXE: vip()}}, "give only_if"),
        ({"only_if": left(**{TYRION: vip()})}, "only_if.after says nothing about the player"),
        ({"restore": {TYRION: vip()}}, "restore says nothing about the player"),
        ({"restore": {DRAXE: vip(None)}}, "restore gives nothing"),
        ({"state": "present", "restore": {DRAXE: vip(SOONER_TEXT)}}, "restore takes nothing away"),
        ({"state": "present", "restore": {DRAXE: vip(None)}, "expires": FAR_TEXT}, "leave expires out"),
        ({"state": "present", "duration": "1d"}, "leave duration"),
        ({"only_if": left(Draxe=vip(), **{DRAXE: {"ranks": [["vip"]]}})}, "a state for each"),
        ({"only_if": left(**{DRAXE: {"ranks": [{"rank": "vip"}]}})}, "a state for each"),
        ({"only_if": left(**{DRAXE: None})}, "a state for each"),
        ({"only_if": left(**{DRAXE: {"ranks": [{"rank": "vip", "context": ["abc"]}]}})}, "a state for each"),
        ({"only_if": left(**{DRAXE: vip("soon")})}, "soon"),
        ({"only_if": left(**{"@a\n": vip()})}, "neither a player name"),
    ],
)
def test_what_does_not_fit_together_is_told(run, console, options, part):
    options = {"player": [DRAXE], "state": "absent", "only_if": left(**{DRAXE: vip(FAR_TEXT)}), **options}
    result = run(**options)
    assert (result["status"], result["error"]["code"]) == ("failed", "invalid_value")
    assert part in result["msg"]
    assert console.sent == []


def test_nothing_is_undone_blindly(run, console):
    result = undo(run, vip(None), state="absent", ranks={"provider": "luckperms"}, verify="best_effort")
    assert (result["status"], result["error"]["code"]) == ("refused", "cannot_verify")
    assert console.sent == []


def test_a_provider_without_temporary_ranks_restores_none(run, tmp_path):
    (tmp_path / "server").mkdir()
    state = {"ranks": [{"rank": "operator", "expires": FAR_TEXT, "context": {}}]}
    result = run(
        player=[DRAXE],
        rank="operator",
        ranks={"provider": "vanilla"},
        server={"path": str(tmp_path / "server")},
        only_if={"after": {DRAXE: {"ranks": []}}},
        restore={DRAXE: state},
    )
    assert (result["error"]["code"], "temporary" in result["msg"]) == ("invalid_value", True)
