# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Text of strangers in messages and results."""

from __future__ import annotations

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._text import plain, shown
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Draxe", "'Draxe'"),
        ("a\nb", "'a\\nb'"),
        ("\x1b[31mred", "'\\x1b[31mred'"),
        ("\u202eexe.", "'\\u202eexe.'"),
        ("x" * 41, "'%s…'" % ("x" * 40)),
        ("é", "'é'"),
    ],
)
def test_shown(value, expected):
    assert shown(value) == expected


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (None, None),
        ("", ""),
        ("§7[§bLP§7] §aDraxe now inherits", "[LP] Draxe now inherits"),
        ("§x§1§2§3§4§5§6red", "red"),
        ("one\n\ttwo\r\n", "one two"),
        ("\x1b[31mred\x07", "[31mred"),
        ("half \ud83d a pair", "half a pair"),
        ("é" * 600, "é" * 512),
    ],
)
def test_plain(reply, expected):
    assert plain(reply) == expected


@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_nothing_that_acts_on_a_terminal_is_left(text):
    for clean in (shown(text), plain(text)):
        assert clean.isprintable()
        clean.encode("utf-8")


def test_of_megabytes_the_beginning_is_looked_at():
    assert plain("\u00a7a" * 2_000_000) == ""
    assert plain("x\n" * 2_000_000, 5) == "x x x"
