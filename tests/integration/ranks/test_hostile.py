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
from tests.integration.software import DRAXE, Software

from .cuberite import Cuberite
from .groupmanager import GroupManager
from .permissionsex import PermissionsEx
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
    """A software that knows this player and this rank; the exact commands by which the one is granted to the other.

    C(rank) and C(world) are the words that are taken.
    """

    make: Callable[[str, str], Software]
    granting: Callable[[str, str], list[str]]
    rank: re.Pattern[str]
    world: re.Pattern[str] = re.compile("$.")


def gullible(_player: str, _rank: str) -> Software:
    """Return one that knows everybody and every rank, and never does anything."""
    software = Written(read_ranks=None, is_rank=None, no_player=None)
    software.instead = [("^perm show", lambda command: f"Ranks of {command.split()[-1]}:\n"), ("", lambda _command: "")]
    return software


def permissionsex(player: str, rank: str) -> Software:
    software = PermissionsEx()
    software.names[DRAXE] = player
    software.groups.append(rank)
    return software


def groupmanager(player: str, rank: str) -> Software:
    software = GroupManager()
    software.names[DRAXE] = player
    software.groups.append(rank)
    return software


def cuberite(player: str, rank: str) -> Software:
    software = Cuberite()
    software.uuids[player] = DRAXE
    software.all_ranks.append(rank)
    return software


WORD = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.\-]{0,63}")
CASES = {
    "commands": Case(
        gullible, lambda player, rank: [f"perm add {player} {rank}"], re.compile(r"[^\W_][\w.+:\-]{0,63}")
    ),
}
CASE = pytest.mark.parametrize("case", CASES.values(), ids=CASES)
TEXT = st.one_of(st.text(max_size=30), st.text("{}%$@*/\\-'\"\n\r\0\x1b\u00a7\u202e|,:# ab", max_size=12))


def intended(case: Case, place: str, value: str) -> list[str]:
    words = {"player": "Draxe", "rank": "vip", place: value}
    if not NAME.fullmatch(words["player"]) or not case.rank.fullmatch(words["rank"]):
        return []
    commands = case.granting(words["player"], words["rank"])
    if place == "world":
        return [f"{command} {value}" for command in commands] if case.world.fullmatch(value) else []
    return commands if place in ("player", "rank") else []


def assert_harmless(grant, case: Case, place: str, value: str) -> None:
    words = {"player": "Draxe", "rank": "vip", place: value}
    software = case.make(words["player"], words["rank"])
    result = grant(software, verify_timeout=0.01, **options_for(place, value))
    if software.changes:
        assert software.changes == intended(case, place, value)
    else:
        assert result["status"] in ("failed", "refused"), result
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
        assert_harmless(grant, case, place, value)


@CASE
@given(place=st.sampled_from(PLACES), value=TEXT)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_values(grant, case, place, value):
    assert_harmless(grant, case, place, value)
