# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Durations and points in time."""

from __future__ import annotations

import datetime

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._durations import (
    end_of,
    format_time,
    parse_duration,
    parse_expiry,
)
from ansible_collections.gamedesk.support.plugins.module_utils._errors import InvalidValueError
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1s", 1),
        ("1m", 60),
        ("12h", 43_200),
        ("30d", 2_592_000),
        ("2w", 1_209_600),
        ("1mo", 2_629_746),  # java.time: a twelfth of 365.2425 days
        ("1y", 31_556_952),
        ("1mo3d", 2_629_746 + 259_200),
        ("1y1mo1w1d1h1m1s", 31_556_952 + 2_629_746 + 604_800 + 86_400 + 3_600 + 60 + 1),
        ("0d1s", 1),
    ],
)
def test_durations(text, seconds):
    assert parse_duration(text) == seconds


@pytest.mark.parametrize(
    "text",
    [
        "",
        "30",
        "0",
        "0d",
        "-1d",
        "1.5d",
        "1d ",
        " 1d",
        "1 d",
        "3d1mo",
        "1d1d",
        "1D",
        "d",
        "mo",
        "1x",
        "1d\n",
        "٣d",
        "9999999999d",
        "999999999y",
        "forever",
    ],
)
def test_no_durations(text):
    with pytest.raises(InvalidValueError):
        parse_duration(text)


def test_a_bare_number_is_explained():
    with pytest.raises(InvalidValueError, match="1970"):
        parse_duration("30")


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1893456000", 1_893_456_000),
        ("2030-01-01T00:00:00Z", 1_893_456_000),
        ("2030-01-01t00:00:00z", 1_893_456_000),
        ("2030-01-01 01:00:00+01:00", 1_893_456_000),
        ("2029-12-31T18:30:00-05:30", 1_893_456_000),
        ("2030-01-01T00:00:00.000Z", 1_893_456_000),
        ("2030-01-01T00:00:00.001Z", 1_893_456_001),
        ("9999-12-31T23:59:59Z", 253_402_300_799),
    ],
)
def test_points_in_time(text, seconds):
    assert parse_expiry(text) == seconds


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0",
        "-1",
        "2030-01-01",
        "2030-01-01T00:00:00",
        "2030-02-30T00:00:00Z",
        "2030-01-01T25:00:00Z",
        "2030-01-01T00:00:00Z\n",
        "1893456000000",
        "9" * 400,
        "tomorrow",
        "1e9",
        "253402300800",
        "30d",
        "9999-12-31T23:59:59-01:00",
        "2030-01-01T00:00:00+99:00",
    ],
)
def test_no_points_in_time(text):
    with pytest.raises(InvalidValueError):
        parse_expiry(text)


@given(st.integers(min_value=1, max_value=253_402_300_799))
def test_what_is_written_is_read_again(seconds):
    text = format_time(seconds)
    assert parse_expiry(text) == seconds
    assert datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%S%z").timestamp() == seconds


def test_what_no_calendar_holds_is_still_shown():
    assert format_time(10**15) == "unix second 1000000000000000"


def test_the_end_of_a_duration():
    assert end_of(60, 1_893_456_000) == 1_893_456_060
    with pytest.raises(InvalidValueError):
        end_of(253_402_300_799, 1_893_456_000)
