# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When lines were written, across midnights, summer time and years."""

from __future__ import annotations

import datetime
import random

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._logs import files
from ansible_collections.gamedesk.support.plugins.module_utils._logs.block import Block
from ansible_collections.gamedesk.support.plugins.module_utils._logs.dating import Dates, Turns, dates_of
from ansible_collections.gamedesk.support.plugins.module_utils._logs.files import LogFile
from ansible_collections.gamedesk.support.plugins.module_utils._logs.prefix import parse_line, without_ansi
from ansible_collections.gamedesk.support.plugins.module_utils._logs.zones import UTC, zone_of
from hypothesis import given, settings
from hypothesis import strategies as st

PARIS = zone_of("Europe/Paris")


def at(text: str) -> float:
    return datetime.datetime.fromisoformat(text + "+00:00").timestamp()


def utc(moment: float | None) -> str | None:
    return None if moment is None else datetime.datetime.fromtimestamp(moment, datetime.timezone.utc).isoformat()[:19]


def day(text: str) -> int:
    return int(at(text + "T00:00:00") // 86_400)


def log(*clocks: str) -> bytes:
    return "".join(f"[{clock}] [Server thread/INFO]: x\n" for clock in clocks).encode()


def file_at(name: str, written_by: str) -> LogFile:
    kind, of_name, number = files._by_name(name)
    return LogFile("/logs/" + name, kind, of_name, number, False, 1, at(written_by), 1, 1)


def moments(data: bytes, dates: Dates) -> list[str | None]:
    lines = [parse_line(without_ansi(line)) for line in data.decode("utf-8", "replace").split("\n")]
    return [utc(dates.at(line)) for line in lines if line is not None]


def dated(name: str, written_by: str, *clocks: str, zone=PARIS) -> list[str | None]:
    data = log(*clocks)
    return moments(data, dates_of(file_at(name, written_by), zone, lambda: [Block(0, 1, data)]))


def test_the_day_in_the_name() -> None:
    assert dated("2026-11-24-1.log.gz", "2026-11-24T23:00:05", "00:04:31", "23:59:59") == [
        "2026-11-23T23:04:31",
        "2026-11-24T22:59:59",
    ]


def test_midnights_in_a_named_file() -> None:
    assert dated("2026-11-24-1.log", "2026-11-27T00:00:00", "23:59:59", "00:00:00", "12:00:00", "11:59:00") == [
        "2026-11-24T22:59:59",
        "2026-11-24T23:00:00",
        "2026-11-25T11:00:00",
        "2026-11-26T10:59:00",
    ]


def test_threads_write_out_of_order() -> None:
    assert dated("2026-11-24-1.log", "2026-11-26T00:00:00", "10:00:01", "10:00:00", "10:00:02") == [
        "2026-11-24T09:00:01",
        "2026-11-24T09:00:00",
        "2026-11-24T09:00:02",
    ]
    # Also around midnight: the third line is of the day before, and no day ends behind it.
    assert dated("2026-11-24-1.log", "2026-11-26T00:00:00", "23:59:58", "00:00:00", "23:59:59", "00:00:01") == [
        "2026-11-24T22:59:58",
        "2026-11-24T23:00:00",
        "2026-11-24T22:59:59",
        "2026-11-24T23:00:01",
    ]


@pytest.mark.parametrize(("name", "zone"), [("2026-10-25-1.log", PARIS), ("latest.log", PARIS)])
def test_the_hour_that_is_repeated(name, zone) -> None:
    clocks = ["01:59:59", "02:30:00", "02:59:59", "02:00:00", "02:30:00", "03:00:00", "23:00:00"]
    assert dated(name, "2026-10-25T22:30:00", *clocks, zone=zone) == [
        *("2026-10-24T23:59:59", "2026-10-25T00:30:00", "2026-10-25T00:59:59"),
        *("2026-10-25T01:00:00", "2026-10-25T01:30:00", "2026-10-25T02:00:00", "2026-10-25T22:00:00"),
    ]


def test_it_is_repeated_only_once() -> None:
    clocks = ["02:30:00", "02:10:00", "02:05:00"]
    assert dated("2026-10-25-1.log", "2026-10-29T00:00:00", *clocks) == [
        "2026-10-25T00:30:00",
        "2026-10-25T01:10:00",
        "2026-10-26T01:05:00",
    ]


def test_the_hour_that_is_skipped() -> None:
    assert dated("2026-03-29-1.log", "2026-03-30T00:00:00", "01:59:59", "03:00:00") == [
        "2026-03-29T00:59:59",
        "2026-03-29T01:00:00",
    ]


def test_the_live_file_is_dated_from_its_end() -> None:
    clocks = ["18:00:00", "23:00:00", "00:10:00", "09:00:00", "08:00:00", "09:30:00"]
    expected = ["2026-11-21T17:00:00", "2026-11-21T22:00:00", "2026-11-21T23:10:00", "2026-11-22T08:00:00"]
    expected += ["2026-11-23T07:00:00", "2026-11-23T08:30:00"]
    assert dated("latest.log", "2026-11-23T08:30:00.400", *clocks) == expected
    assert dated("proxy.log.3", "2026-11-24T08:29:00", *clocks) == expected  # nothing was written to it for 23 hours
    assert dated("latest.log", "2026-11-23T08:29:55", *clocks) == expected  # the clock of a shared disk is behind


def test_the_last_line_was_written_before_midnight() -> None:
    assert dated("latest.log", "2026-11-24T09:00:00", "23:59:59") == ["2026-11-23T22:59:59"]


def test_a_file_that_is_named_by_the_day_on_which_it_was_put_away() -> None:
    # Written on the 23rd, renamed and written for the last time at the first event of the 24th.
    assert dated("2026-11-24-1.log", "2026-11-23T23:00:05", "08:00:00", "23:59:50") == [
        "2026-11-23T07:00:00",
        "2026-11-23T22:59:50",
    ]
    # An archive that has lost the time of its files shows nothing.
    assert dated("2026-11-24-1.log", "1980-01-01T00:00:00", "08:00:00") == ["2026-11-24T07:00:00"]


def test_cuberite_names_the_moment_of_the_beginning() -> None:
    started = int(at("2026-11-23T22:59:59"))
    file = file_at(f"LOG_{started}.txt", "2026-11-25T00:00:00")
    data = b"[23:59:59] --- Started Log ---\n[00:00:01] Player Steve has joined the game\n"
    assert moments(data, dates_of(file, PARIS, list)) == ["2026-11-23T22:59:59", "2026-11-23T23:00:01"]


def test_a_date_in_the_line_counts_more_than_the_name() -> None:
    data = (
        b"[14Jun2024 23:59:59.999] [Server thread/INFO] [a.b/]: x\n"
        b"[15juin2024 00:00:00.001] [Server thread/INFO] [a.b/]: x\n"
        b"2019-02-08 23:33:19 [INFO] Starting minecraft server version 1.1\n"
    )
    assert moments(data, Dates(PARIS, at("2026-11-24T00:00:00"))) == [
        "2024-06-14T21:59:59",
        "2024-06-14T22:00:00",
        "2019-02-08T22:33:19",
    ]


def test_a_month_in_an_unknown_language_is_told_by_the_name() -> None:
    data = b"[14lip2024 10:00:00.000] [main/INFO] [a/]: x\n"
    assert moments(data, dates_of(file_at("2024-07-14-1.log", "2024-07-15T00:00:00"), UTC, list)) == [
        "2024-07-14T10:00:00"
    ]


def test_authme_writes_no_year() -> None:
    data = b"".join(
        b"[%s]: [FINE] Draxe logged in 192.0.2.10\n" % text
        for text in (b"11-24 10:00:00", b"12-31 23:59:59", b"01-01 00:00:00", b"12-31 23:59:59", b"03-01 12:00:00")
    )
    data += b"[02-01 00:00:00]: [INFO] Draxe logged out\n"
    file = file_at("authme.log", "2026-02-01T00:00:00")
    assert moments(data, dates_of(file, UTC, lambda: [Block(0, 1, data)])) == [
        *("2024-11-24T10:00:00", "2024-12-31T23:59:59", "2025-01-01T00:00:00", "2024-12-31T23:59:59"),
        *("2025-03-01T12:00:00", "2026-02-01T00:00:00"),
    ]


def test_without_a_day_nothing_is_guessed() -> None:
    assert moments(log("10:00:00"), Dates(UTC)) == [None]
    assert moments(log("24:00:00", "10:60:00", "99:99:99"), Dates(UTC, 0.0)) == [None, None, None]


def test_a_file_that_is_no_log_has_no_days() -> None:
    assert set(dated("latest.log", "2026-11-24T00:00:00", *["10:00:00", "09:00:00"] * 5000)) == {None}


def test_days_that_no_calendar_has() -> None:
    data = log(*["10:00:00", "09:00:00"] * 800)
    found = moments(data, Dates(PARIS, at("9998-12-31T00:00:00")))
    assert (found[0], found[-1]) == ("9998-12-31T09:00:00", None)


# Lines of all families, some with colours, and clocks that jump in every way.
_LINE = st.one_of(
    *(
        st.sampled_from(families)
        for families in (
            ("[{}] [Server thread/INFO]: x", "[{} INFO]: x", "[{}.123 main/INFO] x", "{} [INFO] x", "[{}] x"),
            ("[{}] [a/WARN] [b/]: x", "[{}] [a/INFO] (Minecraft) x", "\x1b[0;32m[{} INFO]: x", "[m[{}] [a/INFO]: x"),
            ("[14Jun2026 {}.123] [a/INFO] [b/]: x", "[25Oct2026 {}.123] [a/INFO] [b/]: x", "2026-10-25 {} [INFO] x"),
            ("[10-25 {}]: [FINE] x", "[12-31 {}]: [INFO] x", "[01-01 {}]: [INFO] x"),
            ("{}", "at {}", "[{}]", "[{} x", "Reason: [{}] x", "[{}.12 a/INFO] x", "{} [] x"),
        )
    )
)
_CLOCK = st.one_of(
    st.integers(0, 86_399).map(lambda second: f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"),
    st.sampled_from(["00:00:00", "00:00:05", "23:59:59", "23:59:55", "02:10:00", "02:50:00", "24:00:00", "01:00:00"]),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(_LINE, _CLOCK), max_size=40), st.integers(1, 39), st.booleans())
def test_passing_over_lines_is_reading_them(lines, place, authme) -> None:
    text = [line.format(clock) + "\n" for line, clock in lines]
    before, after = "".join(text[:place]), "".join(text[place:])
    slow, fast = (Dates(PARIS, at("2026-10-24T22:00:00"), year=2026 if authme else None) for _unused in range(2))
    moments(before.encode(), slow)
    fast.pass_over(before.encode())
    assert moments(after.encode(), fast) == moments(after.encode(), slow)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 79_000), min_size=1, max_size=12), st.integers(0, 1))
def test_from_the_end_and_from_the_beginning_agree(gaps, seconds_late) -> None:
    """Times that go on by less than 22 hours, shown by a clock in Paris around the end of summer time.

    Where it goes on by 23, that it went back an hour looks the same.
    """
    moment, written = at("2026-10-21T10:00:00"), []
    for gap in gaps:
        moment += gap
        written.append(moment)
    clocks = []
    for one in written:
        shown = PARIS.shown_at(one)[1]
        clocks.append(f"{shown // 3600:02}:{shown // 60 % 60:02}:{shown % 60:02}")
    found = dated("latest.log", utc(written[-1] + seconds_late), *clocks)
    assert len(found) == len(written)
    # In the repeated hour, which of the two a lonely line means cannot be told.
    assert all(abs(at(one) - real) in {0, 3600} for one, real in zip(found, written) if one is not None)
    assert all(at(one) == real for one, real in zip(found, written) if PARIS.steady(day(one[:10])))


def test_turns_in_pieces_are_turns_in_one() -> None:
    random_ = random.Random(4)
    lines = [log(f"{random_.randrange(24):02}:00:{random_.randrange(60):02}") for _unused in range(300)]
    whole, pieces = Turns(), Turns()
    whole.pass_over(b"".join(lines))
    for line in lines:
        pieces.pass_over(line)
    assert whole.dates(UTC, 1e9)._limit == pieces.dates(UTC, 1e9)._limit
