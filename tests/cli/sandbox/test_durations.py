# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""LuckPerms' durations: domain 3.1, DurationParser.java, DurationFormatter.java."""

from __future__ import annotations

import time

import pytest

from gamedesk.sandbox.luckperms import durations

NOW = 1_700_000_000
DAY = 86_400
# ChronoUnit: a year is 365.2425 days.
YEAR = 31_556_952


@pytest.fixture(autouse=True)
def _clock(monkeypatch):
    monkeypatch.setattr(time, "time", lambda: NOW + 0.75)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("30d", 30 * DAY),
        ("1mo3d", YEAR // 12 + 3 * DAY),
        ("2weeks", 14 * DAY),
        ("5m", 300),
        ("5mo", 5 * (YEAR // 12)),
        ("1y2mo3w4d5h6m7s", YEAR + 2 * (YEAR // 12) + 21 * DAY + 4 * DAY + 5 * 3600 + 6 * 60 + 7),
        ("1 day, 2 hours", DAY + 7200),
        ("3D", 3 * DAY),
        ("1hr", 3600),
        ("10min", 600),
        ("0s", 0),
        ("1d2y", DAY + 2),
        ("in 5 minutes", 300),
        (str(NOW + 60), 60),
        (f"+{NOW + 60}", 60),
        (str(NOW), 0),
    ],
)
def test_is_read(text, seconds):
    assert durations.parse(text) == seconds


@pytest.mark.parametrize("text", ["30", "1", "-5", str(NOW - 1)])
def test_a_plain_integer_is_a_date_and_mostly_in_the_past(text):
    with pytest.raises(durations.PastDateError):
        durations.parse(text)


@pytest.mark.parametrize("text", ["", "forever", "vip", "deny", "server=survival", "99999999999d"])
def test_what_is_no_duration(text):
    assert durations.parse(text) is None


@pytest.mark.parametrize(
    ("seconds", "long", "concise"),
    [
        (0, "0 seconds", "0s"),
        (1, "1 second", "1s"),
        (61, "1 minute 1 second", "1m 1s"),
        (30 * DAY, "4 weeks 2 days", "4w 2d"),
        (30 * DAY - 1, "4 weeks 1 day 23 hours 59 minutes 59 seconds", "4w 1d 23h 59m 59s"),
        (YEAR + YEAR // 12, "1 year 1 month", "1y 1mo"),
    ],
)
def test_is_written(seconds, long, concise):
    assert (durations.long_form(seconds), durations.concise_form(seconds)) == (long, concise)
