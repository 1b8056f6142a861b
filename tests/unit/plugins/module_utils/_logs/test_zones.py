# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Time zones: the rules of the European Union (last Sundays of March and October, 01:00 UTC), and others."""

from __future__ import annotations

import datetime
import os
import time

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._errors import ConfigurationError
from ansible_collections.gamedesk.support.plugins.module_utils._logs import zones
from ansible_collections.gamedesk.support.plugins.module_utils._logs.zones import UTC, zone_of


def at(text: str) -> float:
    return datetime.datetime.fromisoformat(text + "+00:00").timestamp()


def day(text: str) -> int:
    return datetime.date.fromisoformat(text).toordinal() - datetime.date(1970, 1, 1).toordinal()


@pytest.fixture(params=["library", "environment"])
def paris(request, monkeypatch):
    if request.param == "environment":  # as on Python 3.8
        monkeypatch.setattr(zones, "zoneinfo", None)
    return zone_of("Europe/Paris")


@pytest.mark.parametrize(
    ("date", "clock", "expected"),
    [
        ("2026-01-15", 12 * 3600, ["2026-01-15T11:00:00"]),
        ("2026-07-15", 0, ["2026-07-14T22:00:00"]),
        # Summer time ends: 03:00 becomes 02:00.
        ("2026-10-25", 2 * 3600 - 1, ["2026-10-24T23:59:59"]),
        ("2026-10-25", 2 * 3600, ["2026-10-25T00:00:00", "2026-10-25T01:00:00"]),
        ("2026-10-25", 3 * 3600 - 1, ["2026-10-25T00:59:59", "2026-10-25T01:59:59"]),
        ("2026-10-25", 3 * 3600, ["2026-10-25T02:00:00"]),
        # It begins: 02:00 becomes 03:00; what is skipped is as if it had not.
        ("2026-03-29", 2 * 3600 - 1, ["2026-03-29T00:59:59"]),
        ("2026-03-29", 2 * 3600 + 1800, ["2026-03-29T01:30:00"]),
        ("2026-03-29", 3 * 3600, ["2026-03-29T01:00:00"]),
    ],
)
def test_the_moments_that_a_clock_may_mean(paris, date, clock, expected) -> None:
    assert paris.moments(day(date), clock) == tuple(map(at, expected))


def test_half_an_hour_and_midnight_are_repeated_elsewhere() -> None:
    # Lord Howe Island: 02:00 becomes 01:30 on 5 April 2026. Havana: 01:00 becomes 00:00 on 1 November 2026.
    assert len(zone_of("Australia/Lord_Howe").moments(day("2026-04-05"), 3600 + 45 * 60)) == 2
    assert zone_of("America/Havana").moments(day("2026-11-01"), 0) == (
        at("2026-11-01T04:00:00"),
        at("2026-11-01T05:00:00"),
    )


def test_what_is_shown_and_whether_it_is_steady(paris) -> None:
    assert paris.shown_at(at("2026-07-14T22:00:00")) == (day("2026-07-15"), 0)
    assert paris.steady(day("2026-07-15")) == 7200
    assert paris.steady(day("2026-10-25")) is None


def test_the_latest_moment_before_a_limit(paris) -> None:
    assert paris.latest(23 * 3600, at("2026-07-15T09:00:00")) == at("2026-07-14T21:00:00")
    assert paris.latest(10 * 3600, at("2026-07-15T09:00:00")) == at("2026-07-15T08:00:00")
    assert paris.latest(9000, at("2026-10-25T05:00:00")) == at("2026-10-25T01:30:00")
    assert paris.latest(9000, at("2026-10-25T01:00:00")) == at("2026-10-25T00:30:00")


def test_the_zone_of_the_host(monkeypatch) -> None:
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    try:
        assert zone_of(None).moments(day("2026-07-15"), 0) == (at("2026-07-15T04:00:00"),)
    finally:
        monkeypatch.undo()
        time.tzset()


def test_asking_for_another_zone_leaves_that_of_the_process(monkeypatch) -> None:
    monkeypatch.setattr(zones, "zoneinfo", None)
    before = (os.environ.get("TZ"), time.localtime(0).tm_gmtoff)
    assert zone_of("Asia/Tokyo").moments(0, 9 * 3600) == (0.0,)
    assert (os.environ.get("TZ"), time.localtime(0).tm_gmtoff) == before


@pytest.mark.parametrize("library", [True, False])
@pytest.mark.parametrize(
    "name", ["Europe/Nowhere", "", "../../etc/passwd", "/etc/passwd", "Europe", "a\0b", "+2", "{}"]
)
def test_a_zone_that_there_is_not(monkeypatch, name, library) -> None:
    if not library:
        monkeypatch.setattr(zones, "zoneinfo", None)
    with pytest.raises(ConfigurationError, match="There is no time zone '"):
        zone_of(name)


def test_utc_needs_no_folder_of_zones(monkeypatch) -> None:
    monkeypatch.setattr(zones, "zoneinfo", None)
    monkeypatch.setattr(zones, "_FOLDERS", ())
    assert zone_of("UTC").moments(1, 1) == (86_401.0,)
    assert UTC.shown_at(-1) == (-1, 86_399)


@pytest.mark.parametrize("moment", [-1e12, 0.0, 1e15])
def test_no_moment_is_too_far(paris, moment) -> None:
    paris.shown_at(moment)
    paris.moments(int(moment // 86_400), 5)
