# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Text from strangers on a terminal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gamedesk.render.text import safe


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("\x1b]0;owned\x07", "\\x1b]0;owned\\x07"),
        ("a\nb\r\tc", "a\\x0ab\\x0d\\x09c"),
        ("\x9b31m", "\\x9b31m"),
        ("\u202etxt.exe", "\\u202etxt.exe"),
        ("\u2066x\u2069", "\\u2066x\\u2069"),
        ("zero\u200bwidth", "zero\\u200bwidth"),
        ("\x00\x7f", "\\x00\\x7f"),
        ("\u2028", "\\u2028"),
        ("\U000e0041", "\\U000e0041"),
        ("\ud800", "\\ud800"),
    ],
)
def test_what_a_terminal_would_obey_or_hide_is_shown(hostile, shown):
    assert safe(hostile) == shown


@pytest.mark.parametrize("text", ["Draxe", "Relais brisé (pipe)", "Привет", "你好", "🎮 [red]x[/red]"])
def test_letters_of_every_script_are_left_alone(text):
    assert safe(text) == text


@given(st.text())
def test_nothing_that_is_not_printable_is_left(text):
    assert all(char.isprintable() or char.isspace() for char in safe(text))
    assert "\n" not in safe(text)
