# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What finds lines for a regular expression: every line in which it matches, and for most of them without a detour."""

from __future__ import annotations

import re

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._errors import InvalidValueError
from ansible_collections.gamedesk.support.plugins.module_utils._logs.regexes import expression
from hypothesis import example, given, settings
from hypothesis import strategies as st


def _may_be_in(found, line):
    if found.relaxed is not None:
        return found.relaxed.search(line) is not None
    return found.literal in (line.lower() if found.any_case else line)


@pytest.mark.parametrize(
    ("text", "literal", "any_case"),
    [
        ("Draxe", b"Draxe", False),
        (r"^Draxe issued server command: /(home|warp) \w+$", b"Draxe issued server command: /", False),
        (r"(?i)DRAXE\b", b"draxe", True),
        (r"(?:lost: .*)+Relais brisé", "Relais brisé".encode(), False),
        (r"a(?i:BC)warp", b"warp", False),
        (r"\d{3}/login", b"/login", False),
    ],
)
def test_the_longest_literal_finds_the_line(text, literal, any_case):
    found = expression(text)

    assert (found.literal, found.any_case, found.relaxed) == (literal, any_case, None)


@pytest.mark.parametrize(
    "text", ["a|b", r"\d+", "[aeiou]{3}", "(?i)ab", "a.c", "(home|warp)", r"(\w)\1", "(?:warp)?x", ""]
)
def test_without_a_literal_bytes_are_matched(text):
    assert expression(text).relaxed is not None


@pytest.mark.parametrize("text", ["(", "[z-a]", "a{2,1}", "x" * 1001, "(?P<a>x)(?P<a>y)", "\ud800", "*", "(" * 200])
def test_a_wrong_expression_is_told(text):
    with pytest.raises(InvalidValueError, match="regular expression"):
        expression(text)


_CHARS = st.sampled_from("abkKsSiI019_ .é\u017f\u212a\u0131\u0130\ufffd§/-[]{}()")
_ATOMS = st.one_of(
    _CHARS.map(re.escape),
    st.sampled_from(
        [".", r"\d", r"\w", r"\s", r"\S", r"\W", "[a-k]", "[^a]", "[éè]", r"[\d_]", "[a-\u0200]", r"\b", "^", "$"]
    ),
)


def _grown(inner):
    return st.one_of(
        st.lists(inner, min_size=1, max_size=3).map("".join),
        st.tuples(inner, st.sampled_from(["*", "+", "?", "{2}", "{1,3}", "*?", "+?"])).map(
            lambda two: f"(?:{two[0]}){two[1]}"
        ),
        st.lists(inner, min_size=2, max_size=3).map(lambda some: f"({'|'.join(some)})"),
        inner.map(lambda one: f"(?i:{one})"),
        inner.map(lambda one: f"(?={one})"),
        inner.map(lambda one: f"(?!{one})"),
    )


@settings(max_examples=300, deadline=None)
@given(
    st.recursive(_ATOMS, _grown, max_leaves=6),
    st.sampled_from(["", "(?i)", "(?a)", "(?x)", "(?s)"]),
    st.lists(_CHARS, max_size=12).map("".join),
    st.binary(max_size=4),
)
@example("(?i:k)", "", "\u212a", b"")
@example("é.{2}", "", "éè\ufffd", b"")
@example("\ufffd+", "", "", b"\xff\xfe")
def test_every_line_in_which_it_matches_is_found(text, flags, line, tail):
    raw = line.encode() + tail.replace(b"\n", b"")
    try:
        found = expression(flags + text)
    except InvalidValueError:
        return
    if found.pattern.search(raw.decode("utf-8", "replace")):
        assert _may_be_in(found, raw) or (found.any_case and re.search("[\u017f\u212a\u0131\u0130]", line))
