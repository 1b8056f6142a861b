# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The words of promotions, what a ticket from elsewhere may ask for, and what would undo it."""

from __future__ import annotations

from typing import Any

import pytest

from gamedesk.actions import Action
from gamedesk.desk.requests import is_complete
from gamedesk.desk.tracks import TrackWords
from gamedesk.errors import UsageError
from gamedesk.runbooks.inverse import inverse

UUID = "d394da40-0ab1-3e8c-8302-4aaebe14d88d"


@pytest.mark.parametrize(
    ("track", "rank", "context"),
    [
        ("", None, ()),
        ("a b", None, ()),
        ("x" * 101, None, ()),
        ("a\nb", None, ()),
        ("t", "a b", ()),
        ("t", "r", ("x=y",)),
    ],
)
def test_words_that_cannot_be_meant(track: str, rank: str | None, context: tuple[str, ...]) -> None:
    with pytest.raises(UsageError):
        TrackWords("settrack", ("Draxe",), track, rank, context=context).validate()


PROMOTE = {"player": ["Draxe"], "track": "staff", "move": "promote"}
PLACE = {"player": ["Draxe"], "track": "staff", "rank": "helper"}


@pytest.mark.parametrize(
    ("name", "request_", "complete"),
    [
        ("promote", PROMOTE, True),
        ("promote", {**PROMOTE, "context": {"server": "lobby"}}, True),
        ("settrack", PLACE, True),
        ("demote", {**PROMOTE, "move": "demote", "stop_on_error": True, "verify": "best_effort"}, True),
        ("settrack", {**PLACE, "stop_on_error": "yes"}, False),
        ("settrack", {**PLACE, "verify": ["required"]}, False),
        ("settrack", {**PLACE, "only_if": {"after": {UUID: {"ranks": []}}}}, True),
        ("promote", {**PROMOTE, "move": "demote"}, False),
        ("demote", PROMOTE, False),
        ("promote", {**PROMOTE, "rank": "admin"}, False),
        ("settrack", {**PLACE, "move": "promote"}, False),
        ("settrack", {**PLACE, "rank": 5}, False),
        ("settrack", {**PLACE, "track": "a b"}, False),
        ("settrack", {**PLACE, "only_if": 1}, False),
        ("settrack", {**PLACE, "only_if": {}}, False),
        ("settrack", {**PLACE, "player": "Draxe"}, False),
        ("settrack", {**PLACE, "player": ["@a"]}, False),
        ("settrack", {**PLACE, "context": {"gamemode": "creative"}}, False),
        ("settrack", {**PLACE, "context": [1]}, False),
    ],
)
def test_what_a_ticket_may_ask_for(name: str, request_: dict[str, Any], complete: bool) -> None:
    assert is_complete(Action(name, "survival", request_)) is complete


def member(rank: str, expires: str | None = None, **context: str) -> dict[str, Any]:
    return {"rank": rank, "expires": expires, "context": context}


def result(before: list[dict[str, Any]], after: list[dict[str, Any]], uuid: str = UUID) -> dict[str, Any]:
    return {
        "player": "Draxe",
        "uuid": uuid,
        "changed": before != after,
        "before": {"ranks": before},
        "after": {"ranks": after},
    }


DEFAULT, VIP, MVP = member("default"), member("vip"), member("mvp")
SOON = "2030-01-01T00:00:00Z"


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        ([result([DEFAULT], [VIP])], ("settrack", "default")),
        ([result([VIP], [MVP])], ("settrack", "vip")),
        ([result([DEFAULT, VIP], [MVP])], ("settrack", "vip")),
        ([result([VIP, member("vip", server="lobby")], [MVP, member("vip", server="lobby")])], ("settrack", "vip")),
        ([result([VIP], [DEFAULT])], ("settrack", "vip")),
        ([result([DEFAULT], [DEFAULT, member("helper")])], ("revoke", "helper")),
        ([result([VIP], [MVP]), result([VIP], [MVP], "other")], ("settrack", "vip")),
        ([result([VIP], [MVP]), result([DEFAULT], [VIP], "other")], None),
        ([result([member("vip", SOON)], [member("mvp", SOON)])], None),
        ([result([VIP, MVP], [member("admin")])], None),
        ([result([VIP], [VIP])], None),
    ],
)
def test_what_would_undo_it(results: list[dict[str, Any]], expected: tuple[str, str] | None) -> None:
    found = inverse(Action("promote", "survival", PROMOTE), results)
    if expected is None:
        assert found is None
        return
    assert found is not None
    assert (found["action"], found["vars"]["rank"]) == expected
    assert found["vars"].get("track") == ("staff" if expected[0] == "settrack" else None)
    assert found["only_if"]["after"][UUID] == results[0]["after"]
