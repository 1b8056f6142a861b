# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names and UUIDs."""

from __future__ import annotations

import re
import uuid

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._errors import InvalidValueError
from ansible_collections.gamedesk.support.plugins.module_utils._players import (
    Player,
    is_offline_uuid,
    offline_uuid,
    parse_player,
)
from hypothesis import given
from hypothesis import strategies as st

DRAXE = "d394da40-0ab1-3e8c-8302-4aaebe14d88d"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Draxe", DRAXE),
        ("MaxiCube", "92f98a09-7705-31ea-8430-ec9f64363c5a"),
        ("VioTak", "8d9f49a8-0ae5-3e43-93b6-dcdf7010035b"),
        ("Tyrion", "d6b829dc-cccc-3d11-9d2f-14310fdb219d"),
        ("draxe", "8b10c85a-39ee-3640-8042-2c70e6186ff5"),
    ],
)
def test_offline_uuids_of_the_sample(name, expected):
    assert offline_uuid(name) == expected
    assert is_offline_uuid(expected)


@pytest.mark.parametrize(
    ("text", "prefix", "expected"),
    [
        ("Draxe", None, Player("Draxe", None)),
        ("x", None, Player("x", None)),
        ("A_23456789012345", None, Player("A_23456789012345", None)),
        (DRAXE, None, Player(None, DRAXE)),
        (DRAXE.upper(), None, Player(None, DRAXE)),
        (DRAXE.replace("-", ""), None, Player(None, DRAXE)),
        (".Steve", ".", Player(".Steve", None)),
        ("*Steve", "*", Player("*Steve", None)),
        ("Draxe", ".", Player("Draxe", None)),
    ],
)
def test_accepted(text, prefix, expected):
    assert parse_player(text, prefix) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "Draxe ",
        "Draxe\n",
        "Draxe\nop Draxe",
        "Dra xe",
        "@a",
        "@e[type=player]",
        "*",
        "**",
        "/op",
        "-x",
        "x;op x",
        '"Draxe"',
        "Dräxe",
        "Draxe\u200b",
        "%s",
        "{{ lookup('pipe','id') }}",
        "Draxe\x00",
        "A_234567890123456",
        ".Steve",
        DRAXE + "0",
        DRAXE.replace("-", "", 1),
        "00000000-0000-0000-0000-000000000000",
        "00000000000000000000000000000000",
    ],
)
def test_refused(text):
    with pytest.raises(InvalidValueError) as caught:
        parse_player(text)
    assert caught.value.message.isprintable()


@pytest.mark.parametrize(("text", "prefix"), [(".", "."), ("*", "*"), ("..Steve", "."), (".234567890123456A", ".")])
def test_a_bedrock_prefix_needs_a_name_after_it(text, prefix):
    with pytest.raises(InvalidValueError):
        parse_player(text, prefix)


@pytest.mark.parametrize("prefix", ["", "@", "/", "-", " ", "a", "....", '"', "\n"])
def test_a_bedrock_prefix_is_punctuation_that_no_command_reads(prefix):
    with pytest.raises(InvalidValueError):
        parse_player("Draxe", prefix)


@given(st.one_of(st.text(), st.from_regex(r"[A-Za-z0-9_@*/\-. \n]{0,40}")))
def test_what_is_accepted_is_one_plain_word(text):
    try:
        player = parse_player(text)
    except InvalidValueError:
        return
    assert re.fullmatch(r"[A-Za-z0-9_-]+", player.text)
    assert not player.text.startswith("-")
    assert (player.name == text) or (uuid.UUID(text) == uuid.UUID(player.uuid))
