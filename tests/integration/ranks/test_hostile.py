# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever strangers typed: exactly the intended command reaches the software, or nothing that changes anything."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .conftest import Software
from .unheard_of import Written

NAME = re.compile(r"[A-Za-z0-9_]{1,16}")
PLACES = ("player", "rank", "duration", "expires", "server", "world")
HOSTILE = [
    "Draxe\nop Eve",
    "Draxe;stop",
    'Dra"xe',
    "Dra'xe",
    "Dra`xe",
    "\u00a74Draxe",
    "\x1b[2J",
    "@a",
    "@e[type=player]",
    "*",
    "**",
    "-s",
    "--help",
    "/stop",
    "#Draxe",
    "Draxe vip",
    " Draxe",
    "Draxe ",
    "v" * 10_000,
    "Дракс",
    "فيب",
    "\u202evip",
    "vip\0",
    "vip|1d",
    "vip,admin",
    "g:vip",
    "{rank}",
    "{0.__class__}",
    "{{ lookup('pipe', 'id') }}",
    "%s%n",
    "$(id)",
    "../vip",
    "",
]


class Case(NamedTuple):
    """A software, and the exact commands by which this rank is granted to this player, for words that are taken."""

    make: Callable[[], Software]
    granting: Callable[[str, str], list[str]]
    rank: re.Pattern[str]


def gullible() -> Software:
    """Return one that knows everybody and every rank, and never does anything."""
    software = Written(read_ranks=None, is_rank=None, no_player=None)
    software.instead = [("^perm show", lambda command: f"Ranks of {command.split()[-1]}:\n"), ("", lambda _command: "")]
    return software


CASES = {
    "commands": Case(
        gullible, lambda player, rank: [f"perm add {player} {rank}"], re.compile(r"[^\W_][\w.+:\-]{0,63}")
    ),
}
CASE = pytest.mark.parametrize("case", CASES.values(), ids=CASES)
TEXT = st.one_of(st.text(max_size=30), st.text("{}%$@*/\\-'\"\n\r\0\x1b\u00a7\u202e|,:# ab", max_size=12))


def assert_harmless(case: Case, software: Software, result: dict, place: str, value: str) -> None:
    words = {"player": "Draxe", "rank": "vip", place: value}
    taken = NAME.fullmatch(words["player"]) and case.rank.fullmatch(words["rank"])
    intended = case.granting(words["player"], words["rank"]) if place in ("player", "rank") and taken else []
    if intended and software.changes:
        assert software.changes == intended
    else:
        assert software.changes == []
        assert result["status"] in ("failed", "refused")
    for command in software.sent:
        assert command.isprintable(), command


def options_for(place: str, value: str) -> dict:
    if place in ("server", "world"):
        return {"context": {place: value}}
    return {place: [value] if place == "player" else value}  # a text would be split at its commas


@CASE
@pytest.mark.parametrize("place", PLACES)
def test_hostile_values(grant, case, place):
    for value in HOSTILE:
        software = case.make()
        result = grant(software, verify_timeout=0.01, **options_for(place, value))
        assert_harmless(case, software, result, place, value)


@CASE
@given(place=st.sampled_from(PLACES), value=TEXT)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_values(grant, case, place, value):
    software = case.make()
    result = grant(software, verify_timeout=0.01, **options_for(place, value))
    assert_harmless(case, software, result, place, value)
