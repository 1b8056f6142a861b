# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ranks by the operator's own commands and patterns, against a plugin that nobody has heard of."""

from __future__ import annotations

import time

import pytest
from tests.integration.software import DRAXE

from .unheard_of import COMMANDS, Written

HOUR = 3600


def outcome(result: dict) -> tuple:
    return result["status"], result["changed"], result["verified"]


def code(result: dict) -> str:
    return result["error"]["code"]


def test_a_rank_is_granted_seen_and_revoked(grant):
    server = Written()
    first = grant(server)
    assert outcome(first) == ("succeeded", True, True)
    assert first["results"][0]["how_verified"] == "console (ranks.commands.read)"
    assert (first["before"], first["after"]) == (
        {"ranks": []},
        {"ranks": [{"rank": "vip", "expires": None, "context": {}}]},
    )
    assert server.changes == ["perm add Draxe vip"]
    assert outcome(grant(server)) == ("unchanged", False, True)
    assert outcome(grant(server, state="absent")) == ("succeeded", True, True)
    assert outcome(grant(server, state="absent")) == ("unchanged", False, True)
    assert server.changes == ["perm add Draxe vip", "perm remove Draxe vip"]


def test_check_mode_asks_and_changes_nothing(grant):
    server = Written()
    assert outcome(grant(server, check=True)) == ("succeeded", True, False)
    assert server.changes == []
    assert "perm show Draxe" in server.sent


def test_a_temporary_rank_ends_when_it_was_said_to(grant):
    server = Written()
    until = int(time.time()) + HOUR
    assert outcome(grant(server, expires=str(until))) == ("succeeded", True, True)
    assert until <= server.members["Draxe"]["vip"] <= until + 2
    assert outcome(grant(server, expires=str(until))) == ("unchanged", False, True)


def test_what_is_prolonged_is_not_added_to_what_is_left(grant):
    server = Written()
    until = int(time.time()) + HOUR
    grant(server, expires=str(until))
    assert outcome(grant(server, expires=str(until + HOUR))) == ("succeeded", True, True)
    assert until + HOUR <= server.members["Draxe"]["vip"] <= until + HOUR + 3


def test_a_date_is_sent_where_the_command_takes_one(grant):
    server = Written(grant_temporary="perm until {name} {rank} {until}")
    server.instead = [(r"^perm until", lambda _command: server.members["Draxe"].update(vip=4_000_000_000) or "")]
    assert outcome(grant(server, expires="4000000000")) == ("succeeded", True, True)
    assert server.changes == ["perm until Draxe vip 4000000000"]


@pytest.mark.parametrize("group", ["expires", "expires_ms"])
def test_a_date_that_is_none_is_not_guessed_at(grant, group):
    server = Written(has=rf"^- {{rank}}(?: until (?P<{group}>\S+))?$")
    server.members["Draxe"]["vip"] = 1
    server.instead = [("^perm show", lambda _command: "Ranks of Draxe:\n- vip until tomorrow\n")]
    result = grant(server)
    assert (result["status"], code(result)) == ("failed", "storage")
    assert server.changes == []


def test_milliseconds_are_read(grant):
    server = Written(has=r"^- {rank} until (?P<expires_ms>\d+)$")
    server.instead = [("^perm show", lambda _command: "- vip until 4000000000123\n")]
    result = grant(server, duration="1h")
    assert outcome(result) == ("unchanged", False, True)
    assert result["after"]["ranks"][0]["expires"] == "2096-10-02T07:06:40Z"


def test_unknown_players_ranks_and_durations_are_refused_before_anything_is_sent(grant):
    server = Written()
    assert code(grant(server, player="Nobody")) == "not_found"
    assert code(grant(server, rank="vpi")) == "not_found"
    assert code(grant(server, duration="1 hour")) == "invalid_value"
    assert code(grant(server, player=DRAXE)) == "invalid_value"  # the commands take a name
    assert code(grant(server, context={"world": "nether"})) == "invalid_value"
    assert code(grant(Written(grant_temporary=None), duration="1h")) == "invalid_value"
    assert server.changes == []


def test_one_bad_name_does_not_stop_the_others(grant):
    server = Written()
    result = grant(server, player=["Draxe", "Nobody", "MaxiCube"])
    assert [one["status"] for one in result["results"]] == ["succeeded", "failed", "succeeded"]
    assert server.changes == ["perm add Draxe vip", "perm add MaxiCube vip"]


@pytest.mark.parametrize(
    "reply",
    [
        "",
        "Ranks of Draxe2:\n",
        "Ranks of MaxiCube:\n- vip\n".replace("- vip", "-vip"),
        'Unknown command. Type "/help" for help.\n',
        "- vip until\n",
        "x" * 70_000,
    ],
)
def test_an_answer_that_fits_no_pattern_is_no_answer(grant, reply):
    server = Written()
    server.instead = [("^perm show", lambda _command: reply)]
    result = grant(server)
    assert (result["status"], code(result)) == ("failed", "storage")
    assert server.changes == []


def test_what_is_not_seen_afterwards_is_unknown_and_a_no_is_a_no(grant):
    server = Written()
    server.instead = [("^perm add", lambda _command: "")]
    assert (grant(server)["status"]) == "unknown"
    server.instead = [("^perm add", lambda _command: "No such rank: vip\n")]
    result = grant(server)
    assert (result["status"], code(result)) == ("failed", "rejected")


def test_without_a_reading_command_nothing_is_sent_unless_asked_for(grant):
    server = Written(read=None, has=None, has_not=None, no_player=None)
    result = grant(server)
    assert (result["status"], code(result)) == ("refused", "cannot_verify")
    assert "ranks.commands.read" in result["msg"]
    assert server.sent == []
    assert outcome(grant(server, verify="best_effort")) == ("unverified", True, False)
    assert server.changes == ["perm add Draxe vip"]


def test_a_pattern_that_takes_for_ever_is_ended(grant):
    server = Written(has_not="^(a+)+$")
    server.instead = [("^perm show", lambda _command: "a" * 60 + "!")]
    begun = time.monotonic()
    result = grant(server)
    assert (result["status"], code(result)) == ("failed", "storage")
    assert "ranks.commands.has_not" in result["msg"]
    assert time.monotonic() - begun < 10


@pytest.mark.parametrize(
    "wrong",
    [
        {"grant": "perm add {name.__class__} {rank}"},
        {"grant": "perm add {name} vip"},
        {"grant": "perm add {rank}"},
        {"grant": "/perm add {name} {rank}"},
        {"grant": "perm add {name} {rank}\nstop"},
        {"grant": " "},
        {"grant": "perm add {name} {rank} {seconds}"},
        {"grant_temporary": "perm add {name} {rank}"},
        {"grant_temporary": "perm add {name} {rank} {days}"},
        {"has": "^- vip$"},
        {"has": "^- {rank"},
        {"has": "^- {rank} (?P<until>.*)$"},
        {"has": "({rank}"},
        {"has_not": ".*"},
        {"is_rank": "x"},
        {"rejected": ["*"]},
        {"read": "x" * 1001 + "{name}"},
    ],
)
def test_what_was_written_down_wrongly_is_told_by_its_option(grant, wrong):
    server = Written(**wrong)
    result = grant(server)
    assert code(result) in ("configuration", "invalid_value")
    assert f"ranks.commands.{next(iter(wrong))}" in result["msg"]
    assert server.sent == []


def test_braces_that_are_no_placeholder_are_themselves(grant):
    server = Written(grant='perm tell {"text":"{name} is {rank}"}', has="^- {rank}{1,2}$")
    server.instead = [("^perm tell", lambda _command: server.members["Draxe"].update(vip=0) or "")]
    assert outcome(grant(server)) == ("succeeded", True, True)
    assert server.changes == ['perm tell {"text":"Draxe is vip"}']


def test_a_value_in_a_pattern_stands_for_itself(grant):
    server = Written()
    server.members["Draxe"]["vip-plus"] = 0
    assert grant(server, rank="v.p-plus")["status"] == "failed"  # a dot is a dot
    server.instead = [("^perm groups", lambda _command: "v.p-plus\n")]
    assert grant(server, rank="v.p-plus", check=True)["status"] == "succeeded"  # which is not what it has


def test_the_commands_are_for_this_provider_alone(grant):
    server = Written()
    ranks = {"provider": "luckperms", "commands": COMMANDS}
    assert code(grant(server, ranks=ranks)) == "configuration"
    assert code(grant(server, ranks={"provider": "commands"})) == "configuration"
    back = {**server.ranks(), "read_back": {"sql": {"path": "/x"}}}
    assert code(grant(server, ranks=back)) == "configuration"
    assert server.sent == []
