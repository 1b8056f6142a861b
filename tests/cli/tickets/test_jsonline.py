# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One line of JSON is the same value to a JSON parser and to YAML loaders."""

from __future__ import annotations

import itertools
import json
import math
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from gamedesk.tickets import jsonline
from gamedesk.tickets.errors import TicketError

LOADERS = [yaml.SafeLoader] + ([yaml.CSafeLoader] if yaml.__with_libyaml__ else [])

texts = st.text(alphabet=st.characters(exclude_categories=["Cs"])) | st.sampled_from(
    ["\x85", "\u2028", "\ufeff", "\ufffe", "\x7f", "\x00", "\U0001f600", "\\ud83d", "<<", "=", "- {", "# x", ": ", "\t"]
)
scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts
keys = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=30)
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4), max_leaves=20
)


def same(left: Any, right: Any) -> bool:
    """Tell 1, 1.0 and True apart, and 0.0 from -0.0, which == does not."""
    return repr(left) == repr(right)


@given(values)
@example(1e16)
@example(-1e-7)
@example("\U0001f600 \U0001fffe")
@example({"<<": {"a": 1}, "yes": "no", "2026-07-27": "1:30"})
@example({"k" * 128: "v" * 5000})
@example({"\x01" * 128: 1})
def test_json_and_yaml_read_the_same_value(value: Any) -> None:
    text = jsonline.encode(value)
    assert "\n" not in text
    assert len(text.splitlines()) == 1
    assert same(json.loads(text), value)
    assert same(jsonline.decode(text), value)
    for loader in LOADERS:
        assert same(yaml.load(f"- {text}\n", Loader=loader), [value])


@given(values, st.booleans(), st.sampled_from([(",", ":"), (", ", ": "), (" , ", " : ")]))
def test_what_other_programs_write_is_refused_or_read_like_yaml(
    value: Any, ascii_only: bool, separators: tuple[str, str]
) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only, separators=separators)
    try:
        decoded = jsonline.decode(text)
    except TicketError:
        return
    assert same(decoded, value)
    for loader in LOADERS:
        assert same(yaml.load(f"- {text}\n", Loader=loader), [value])


def test_characters_beyond_the_bmp_stay_as_they_are() -> None:
    assert jsonline.encode("\U0001f600 é") == '"\U0001f600 é"'


@pytest.mark.parametrize("mark", ["\u202e", "\u2066", "\u200f", "\u061c"])
def test_marks_that_reorder_text_are_written_as_escapes(mark: str) -> None:
    assert jsonline.encode(mark) == f'"\\u{ord(mark):04x}"'


def test_lone_surrogates_become_the_replacement_character() -> None:
    assert jsonline.decode(jsonline.encode({"a\ud800": ["\udfff"]})) == {"a\ufffd": ["\ufffd"]}


@pytest.mark.parametrize(
    "value",
    [
        math.nan,
        math.inf,
        -math.inf,
        {1: 2},
        dict.fromkeys(["a\ud800", "a\ufffd"]),
        {"k" * 129: 1},
        {"a": object()},
        {"a": b"bytes"},
        10**5000,
    ],
    ids=itertools.count(),
)
def test_what_cannot_be_written_is_refused(value: Any) -> None:
    with pytest.raises(TicketError):
        jsonline.encode(value)


def test_depth_is_limited_both_ways() -> None:
    value: Any = 1
    for _unused in range(64):
        value = [value]
    assert jsonline.decode(jsonline.encode(value)) == value
    with pytest.raises(TicketError):
        jsonline.encode([value])
    for levels in (66, 100_000):
        with pytest.raises(TicketError):
            jsonline.decode("[" * levels + "]" * levels)


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1, "a": 1}',
        '{"a": {"b": 1, "b": 2}}',
        '{"a": NaN}',
        '{"a": -Infinity}',
        '{"a": 1e400}',
        '{"a": 1e5}',
        '{"a": 1.0e5}',
        '{"a": "\\ud83d\\ude00"}',
        '{"a": "\\\\\\ud83d"}',
        '{"a":\t1}',
        '{"a": "\x85"}',
        '{"a": "\ufeff"}',
        "{'a': 1}",
        '{"a": 1} {"b": 2}',
        '{"a": 1',
        '{"a": ' + "9" * 5000 + "}",
        '{"' + "k" * 129 + '": 1}',
        "",
    ],
    ids=itertools.count(),
)
def test_what_yaml_would_read_otherwise_is_refused(text: str) -> None:
    with pytest.raises(TicketError):
        jsonline.decode(text)


def test_an_escaped_backslash_is_no_surrogate() -> None:
    assert jsonline.decode('"\\\\ud83d"') == "\\ud83d"
