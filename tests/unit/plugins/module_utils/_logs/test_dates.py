# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Dates in lines. Months are those that Java's DateTimeFormatter writes for MMM, after Unicode's CLDR."""

from __future__ import annotations

import datetime

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._logs.dates import (
    Years,
    day_in_line,
    iso_day,
    month_and_day,
    year_before,
)
from ansible_collections.gamedesk.support.plugins.module_utils._logs.prefix import parse_line


def day(text: str) -> int:
    return datetime.date.fromisoformat(text).toordinal() - datetime.date(1970, 1, 1).toordinal()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("14Jun2024", "2024-06-14"),
        ("12mars2023", "2023-03-12"),
        ("07févr.2020", "2020-02-07"),
        ("03août2024", "2024-08-03"),
        ("31déc.2024", "2024-12-31"),
        ("05März2024", "2024-03-05"),
        ("05Okt.2024", "2024-10-05"),
        ("05мая2024", "2024-05-05"),
        ("05июл.2024", "2024-07-05"),
        ("056月2024", "2024-06-05"),
        ("0510월2024", "2024-10-05"),
        ("2019-02-08", "2019-02-08"),
    ],
)
def test_dates_in_many_languages(text, expected) -> None:
    assert day_in_line(text, None) == day(expected)


@pytest.mark.parametrize("text", ["31Feb2024", "00Jun2024", "14Jun0000", "14Jun9999", "2024-13-01", "", "14x2024", "x"])
def test_no_dates(text) -> None:
    assert day_in_line(text, None) is None


def test_a_month_in_an_unknown_language_is_the_one_closest_to_the_file() -> None:
    assert day_in_line("14x2024", day("2024-06-20")) == day("2024-06-14")
    assert day_in_line("31x2024", day("2024-06-20")) == day("2024-05-31")
    # "lip" is June in Croatian, and July in Polish.
    assert day_in_line("14lip2024", day("2024-06-15")) == day("2024-06-14")
    assert day_in_line("14lip2024", day("2024-07-15")) == day("2024-07-14")


@pytest.mark.parametrize("date", ["14Jun2024", "07févr.2020", "056月2024", "0510월2024", "05marrask.2024"])
def test_the_prefix_takes_the_dates(date) -> None:
    line = parse_line(f"[{date} 10:26:49.111] [Server thread/INFO] [a.b/]: x")
    assert line is not None
    assert (line.date, line.message) == (date, "x")


def test_lines_of_authme_have_month_and_day() -> None:
    line = parse_line("[11-24 00:04:36]: [FINE] Draxe logged in 192.0.2.10")
    assert line == ("11-24", "00:04:36", None, "FINE", None, "Draxe logged in 192.0.2.10")
    assert month_and_day("11-24") == (11, 24)
    assert month_and_day("02-29") == (2, 29)
    assert month_and_day("13-01") is None


def test_the_year_before_a_moment() -> None:
    shown = (day("2026-03-01"), 3600)
    assert year_before(shown, (3, 1), 3600) == 2026
    assert year_before(shown, (3, 1), 3601) == 2025
    assert year_before(shown, (12, 31), 0) == 2025


def test_years_go_on_where_the_calendar_begins_anew() -> None:
    years = Years(2023)
    lines = [(3, 1), (2, 28), (12, 31), (1, 1), (12, 31), (1, 1), (1, 1), (2, 29), (1, 15), (2, 29)]
    # 28 February behind 1 March, and 31 December behind 1 January, are a moment late.
    expected = [
        *("2023-03-01", "2023-02-28", "2023-12-31", "2024-01-01", "2023-12-31", "2024-01-01", "2024-01-01"),
        *("2024-02-29", "2025-01-15", None),
    ]
    assert [years.day(one) for one in lines] == [None if one is None else day(one) for one in expected]


def test_iso_days() -> None:
    assert iso_day("1970-01-02") == 1
    assert iso_day("1969-12-31") is None
    assert iso_day("2024-02-30") is None
