# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The answers to C(banlist): domain 4.1 and 6."""

from __future__ import annotations

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._bans.banlist import Listing, read_bans
from ansible_collections.gamedesk.support.plugins.module_utils._errors import StorageError, UnsettledStorageError
from ansible_collections.gamedesk.support.plugins.module_utils._players import Subject

# MC-7569: no separator. Forge and NeoForge end each with a line break.
GLUED = "There are 2 ban(s):A was banned by Rcon: xB was banned by Server: Banned by an operator."
LINES = "There are 2 ban(s):\nA was banned by Rcon: x\nB was banned by Server: Banned by an operator.\n"


def reasons(text, *names):
    listing = Listing(text)
    found = [listing.ban_of(name) for name in names]
    return [None if ban is None else (ban.source, ban.reason) for ban in found]


@pytest.mark.parametrize(
    "text", ["There are no bans", "There are 0 total banned players:", "There are 0 total banned IP addresses:\n"]
)
def test_nobody_is_banned(text):
    assert reasons(text, "A") == [None]


@pytest.mark.parametrize("text", [LINES, LINES.replace("2 ban(s)", "2 bans"), LINES.replace("\n", "\r\n")])
def test_an_entry_a_line(text):
    assert reasons(text, "A", "B", "C", "a") == [("Rcon", "x"), ("Server", "Banned by an operator."), None, None]


@pytest.mark.parametrize("text", ["There are 1 ban(s):A was banned by Rcon: x: y was banned by z"])
def test_a_single_entry_is_always_clear(text):
    assert reasons(text, "A", "x: y") == [("Rcon", "x: y was banned by z"), None]


def test_the_first_of_the_glued_ones_is_clear_and_who_is_not_among_them():
    assert reasons(GLUED, "A", "C") == [("Rcon", None), None]


@pytest.mark.parametrize(
    "text",
    [
        GLUED,  # xB, or B
        "There are 2 ban(s):A was banned by Rcon: x1B was banned by Server: y",
        # A reason imitates the next entry.
        "There are 2 ban(s):B was banned by Rcon: xB was banned by Rcon: yA was banned by Rcon: z",
        "There are 2 ban(s):A was banned by Rcon: B was banned by Rcon: yC was banned by Rcon: z",
        # A reason of two lines, as EssentialsX makes them, with one line of it like an entry.
        "There are 2 ban(s):\nA was banned by Rcon: x\nB was banned by Rcon: y\nC was banned by Rcon: z",
    ],
)
def test_what_cannot_be_told_apart_is_said(text):
    with pytest.raises(StorageError, match=r"does not tell its entries apart.*server\.path"):
        Listing(text).ban_of("B")


def test_behind_the_default_reason_a_glued_entry_is_clear():
    text = "There are 2 ban(s):A was banned by Rcon: Banned by an operator.B was banned by Server: y"
    assert reasons(text, "B") == [("Server", "y")]


@pytest.mark.parametrize(
    ("names", "text"),
    [
        (["A"], "There are 1 total banned players:A"),
        (["A", "B"], "There are 2 total banned players:A and B"),
        (["A", "B", "C"], "There are 3 total banned players:\nA, B and C\n"),
    ],
)
def test_the_old_era_has_names_alone(names, text):
    assert reasons(text, *names, "D") == [(None, None)] * len(names) + [None]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Unknown or incomplete command, see below for errorbanlist<--[HERE]",
        "There are 3 total banned players:A and B",
        "There are no",
        "banned: \x1b[2J",
    ],
)
def test_what_is_no_answer_is_said(text):
    with pytest.raises(StorageError) as caught:
        Listing(text)
    assert caught.value.message.isprintable()


@pytest.mark.parametrize(
    "text", ["Banned C: xThere are 1 ban(s):A was banned by Rcon: x", "There are 2 total banned players:A"]
)
def test_a_reply_that_got_into_the_answer_passes(text):
    """The connections of a plain server share one buffer (DedicatedServer.java)."""
    with pytest.raises(UnsettledStorageError):
        Listing(text)


def test_other_spellings():
    assert Listing(LINES).spellings("b") == ["B"]
    assert Listing(GLUED).spellings("b") == ["B"]
    assert Listing(LINES).spellings("B") == []


def test_one_question_for_all():
    asked = []

    def ask(command):
        asked.append(command)
        return LINES

    found = read_bans(ask, [Subject("A", None), Subject("C", None)])
    assert asked == ["banlist players"]
    assert ([ban.reason for ban in found["a"]], found["c"]) == (["x"], [])
    assert found["a"][0].ends_known is False


def test_addresses():
    found = read_bans(
        lambda command: {"banlist ips": "There are 1 ban(s):192.0.2.1 was banned by Rcon: bots"}[command],
        [Subject(None, None, "192.0.2.1"), Subject(None, None, "192.0.2.2")],
    )
    assert ([ban.reason for ban in found["192.0.2.1"]], found["192.0.2.2"]) == (["bots"], [])
