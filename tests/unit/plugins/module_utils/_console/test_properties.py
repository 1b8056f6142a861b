# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The .properties format, against the rules and examples of java.util.Properties.load."""

from __future__ import annotations

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._console.properties import (
    PropertiesError,
    parse_properties,
)
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # The examples in the documentation of java.util.Properties.load.
        ("Truth = Beauty", {"Truth": "Beauty"}),
        (" Truth:Beauty", {"Truth": "Beauty"}),
        ("Truth                    :Beauty", {"Truth": "Beauty"}),
        (
            (
                "fruits                           apple, banana, pear, \\\n"
                "                                 cantaloupe, watermelon, \\\n"
                "                                 kiwi, mango"
            ),
            {"fruits": "apple, banana, pear, cantaloupe, watermelon, kiwi, mango"},
        ),
        ("cheeses", {"cheeses": ""}),
        # Its rules, one by one.
        ("", {}),
        ("\n \t\f\n#a=1\n  ! b=2\n", {}),
        ("#a=1\\\nb=2", {"b": "2"}),
        ("a=1\\\n#b=2", {"a": "1#b=2"}),
        ("a=1\r\nb=2\rc=3\nd=4", {"a": "1", "b": "2", "c": "3", "d": "4"}),
        ("a=1\na=2", {"a": "2"}),
        ("a==1", {"a": "=1"}),
        ("a = = 1", {"a": "= 1"}),
        ("a 1", {"a": "1"}),
        ("a\t\f1", {"a": "1"}),
        ("a=1 ", {"a": "1 "}),
        ("=1", {"": "1"}),
        (r"a\=b\:c\ d=1", {"a=b:c d": "1"}),
        (r"a\\=1", {"a\\": "1"}),
        (r"a=\t\n\r\f\\\"\q", {"a": '\t\n\r\f\\"q'}),
        ("a=1\\\\\nb=2", {"a": "1\\", "b": "2"}),
        ("a=1\\", {"a": "1"}),
        ("a=1\\\n", {"a": "1"}),
        ("a=\\u00e9\\u20AC", {"a": "é€"}),
        ("a=\\ud83d\\ude00", {"a": "😀"}),
        ("a=\\\\u00e9", {"a": "\\u00e9"}),
        ("\\u0061=1", {"a": "1"}),
        ("a=1\u2028b=2\x0bc\x85", {"a": "1\u2028b=2\x0bc\x85"}),
    ],
)
def test_what_java_reads(text: str, expected: dict) -> None:
    assert parse_properties(text) == expected


@pytest.mark.parametrize("text", ["a=\\u12", "a=\\u12x4", "a=\\uuuuu"])
def test_what_java_refuses(text: str) -> None:
    with pytest.raises(PropertiesError, match=r"^line 2 ") as caught:
        parse_properties("first=1\n" + text)
    assert "12" not in str(caught.value)


def written(text: str) -> str:
    """Write as java.util.Properties.store does."""
    escaped = "".join(
        {"\t": "\\t", "\n": "\\n", "\r": "\\r", "\f": "\\f"}.get(c, c) for c in text.replace("\\", "\\\\")
    )
    for char in "=:#! ":
        escaped = escaped.replace(char, "\\" + char)
    units = escaped.encode("utf-16-be")
    codes = [int.from_bytes(units[i : i + 2], "big") for i in range(0, len(units), 2)]
    return "".join(chr(code) if 0x20 <= code <= 0x7E else f"\\u{code:04X}" for code in codes)


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@given(st.dictionaries(TEXT.filter(bool), TEXT, max_size=5))
def test_what_java_writes_is_read_back(values: dict) -> None:
    lines = [f"{written(key)}={written(value)}" for key, value in values.items()]
    assert parse_properties("#Minecraft server properties\n" + "\n".join(lines)) == values


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        values = parse_properties(text)
    except PropertiesError:
        return
    assert len(values) <= 1 + sum(text.count(end) for end in "\r\n")
