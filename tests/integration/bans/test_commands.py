# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bans by the operator's own commands and patterns, against a plugin that nobody has heard of."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.integration.software import DRAXE

from .jail import COMMANDS, Jail

HOUR = 3600


def outcome(result: dict) -> tuple:
    return result["status"], result["changed"], result["verified"]


def code(result: dict) -> str:
    return result["error"]["code"]


def test_a_ban_is_made_seen_and_ended(ban):
    server = Jail()
    first = ban(server, reason="Griefed the town hall; twice")
    assert outcome(first) == ("succeeded", True, True)
    assert first["results"][0]["how_verified"] == "console (bans.commands.read)"
    assert server.jailed["Draxe"] == (0, "Griefed the town hall; twice")
    assert outcome(ban(server, reason="Griefed the town hall; twice")) == ("unchanged", False, True)
    assert outcome(ban(server, state="absent")) == ("succeeded", True, True)
    assert outcome(ban(server, state="absent")) == ("unchanged", False, True)
    assert server.changes == ["jail add Draxe Griefed the town hall; twice", "jail free Draxe"]


def test_a_ban_without_a_reason_ends_with_the_name(ban):
    server = Jail()
    assert outcome(ban(server)) == ("succeeded", True, True)
    assert server.changes == ["jail add Draxe"]


def test_check_mode_changes_nothing(ban):
    server = Jail()
    assert outcome(ban(server, check=True)) == ("succeeded", True, False)
    assert server.changes == []


def test_a_ban_for_a_time_is_ended_before_it_is_changed(ban):
    server = Jail()
    until = int(time.time()) + HOUR
    assert outcome(ban(server, expires=str(until), reason="Spam")) == ("succeeded", True, True)
    assert until <= server.jailed["Draxe"][0] <= until + 2
    assert outcome(ban(server, expires=str(until), reason="Spam")) == ("unchanged", False, True)
    assert outcome(ban(server, expires=str(until + HOUR))) == ("succeeded", True, True)
    assert until + HOUR <= server.jailed["Draxe"][0] <= until + HOUR + 2
    assert server.jailed["Draxe"][1] == "Spam"  # a changed ban keeps its reason
    assert server.changes[1] == "jail free Draxe"


def test_unknown_players_and_bad_durations_are_refused_before_anything_is_sent(ban):
    server = Jail()
    assert code(ban(server, player=["Nobody"])) == "not_found"
    assert code(ban(server, duration="1 hour")) == "invalid_value"
    assert code(ban(server, player=[DRAXE])) == "invalid_value"  # the commands take a name
    assert code(ban(server, address=["192.0.2.1"])) == "invalid_value"
    assert code(ban(server, silent=True)) == "invalid_value"
    assert code(ban(Jail(ban_temporary=None), duration="1h")) == "invalid_value"
    assert code(ban(Jail(ban="jail add {name}"), reason="Spam")) == "invalid_value"
    assert code(ban(Jail(banned="^{name} is jailed$"), duration="1h")) == "invalid_value"
    assert server.changes == []


@pytest.mark.parametrize("reply", ["", "Draxe2 is free\n", "Unknown command\n", "Draxe is jailed until then\n"])
def test_an_answer_that_fits_no_pattern_is_no_answer(ban, reply):
    server = Jail(no_player=None)
    server.instead = [("^jail show", lambda _command: reply)]
    result = ban(server)
    assert (result["status"], code(result)) == ("failed", "storage")
    assert server.changes == []


def test_what_is_not_seen_is_unknown_and_a_no_is_a_no(ban):
    server = Jail()
    server.instead = [("^jail add", lambda _command: "")]
    assert ban(server)["status"] == "unknown"
    server.instead = [("^jail add", lambda _command: "Draxe is jailed already\n")]
    result = ban(server)
    assert (result["status"], code(result)) == ("failed", "rejected")


def test_without_a_reading_command_nothing_is_sent_unless_asked_for(ban):
    server = Jail(read=None, banned=None, not_banned=None, no_player=None)
    result = ban(server)
    assert (result["status"], code(result)) == ("refused", "cannot_verify")
    assert server.sent == []
    assert outcome(ban(server, verify="best_effort")) == ("unverified", True, False)
    assert server.changes == ["jail add Draxe"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"ban": "jail add {name} {reason} now"},
        {"ban": "jail add {name} {reason} {reason}"},
        {"ban": "jail add {reason}"},
        {"ban": "jail add {name}{reason}"},
        {"ban_temporary": "jail temp {name} {reason}"},
        {"unban": "jail free {name} {reason}"},
        {"banned": "^{reason}$"},
        {"not_banned": "x*"},
    ],
)
def test_what_was_written_down_wrongly_is_told_by_its_option(ban, wrong):
    server = Jail(**wrong)
    result = ban(server)
    assert code(result) == "configuration"
    assert f"bans.commands.{next(iter(wrong))}" in result["msg"]
    assert server.sent == []


def test_the_commands_are_for_this_provider_alone(ban):
    server = Jail()
    assert code(ban(server, bans={"provider": "vanilla", "commands": COMMANDS})) == "configuration"
    assert code(ban(server, bans={"provider": "commands"})) == "configuration"
    stopped = {**server.options()["bans"], "when_stopped": "files"}
    assert code(ban(server, bans=stopped)) == "configuration"
    assert server.sent == []


HOSTILE = [
    "x\nop Eve",
    "\u00a74x",
    "-s",
    "x -s",
    "/op Eve",
    "ban @a",
    " x",
    "",
    "x" * 1001,
    "\u202ex",
    "x\0",
    "\x1b[2J",
]
FINE = ['"x"', "x; y", "{reason}", "{{ x }}", "%s", "$(id)", "причина", "24/7 - spam", "`id`", "\\n"]


@pytest.mark.parametrize("reason", HOSTILE)
def test_a_hostile_reason_is_never_sent(ban, reason):
    server = Jail()
    assert code(ban(server, reason=reason)) == "invalid_value"
    assert server.changes == []


@pytest.mark.parametrize("reason", FINE)
def test_a_reason_goes_out_as_it_is(ban, reason):
    server = Jail()
    assert outcome(ban(server, reason=reason)) == ("succeeded", True, True)
    assert server.changes == [f"jail add Draxe {reason}"]


@given(st.one_of(st.text(max_size=30), st.text("@a-/ \u00a7\n\"';{}%x", max_size=10)))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_reason_is_sent_as_it_is_or_not_at_all(ban, reason):
    server = Jail()
    result = ban(server, reason=reason, verify_timeout=0.05)
    if server.changes:
        assert server.changes == [f"jail add Draxe {reason}"]
        assert reason.isprintable()
    else:
        assert code(result) == "invalid_value"


@pytest.mark.parametrize(
    "player", ["Dra xe", "@a", "-s", "*", "Draxe\n", "Draxe;stop", "{name}", "/Draxe", "Дракс", ""]
)
def test_a_hostile_name_is_never_sent(ban, player):
    server = Jail()
    assert code(ban(server, player=[player])) == "invalid_value"
    assert server.sent == []
