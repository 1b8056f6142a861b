# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ULIDs sort after what their writer saw, whatever the clock does."""

from __future__ import annotations

import time
from unittest import mock

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from ulid import ULID

from gamedesk.tickets import ulids
from gamedesk.tickets.errors import TicketError

# The largest ULID of the specification (https://github.com/ulid/spec).
LARGEST = "7ZZZZZZZZZZZZZZZZZZZZZZZZZ"


def test_is_monotonic_while_the_clock_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.time_ns()
    monkeypatch.setattr(time, "time_ns", lambda: now)
    made = [ulids.new() for _unused in range(1000)]
    assert made == sorted(set(made))
    assert all(ulids.is_ulid(ulid) for ulid in made)


def test_is_monotonic_while_the_clock_goes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    first = ulids.new()
    monkeypatch.setattr(time, "time_ns", lambda: 0)
    assert ulids.new() > first


@given(st.integers(0, 2**127))
@example(2**80 - 1)
def test_sorts_after_what_it_answers_to(number: int) -> None:
    after = str(ULID.from_int(number))
    with mock.patch.object(ulids, "_last", 0):
        assert ulids.new(after=after) > after


def test_two_writers_that_go_on_from_the_same_future_event_do_not_collide(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = str(ULID.from_timestamp(time.time() + 3600))
    made = set()
    for _unused in range(100):
        monkeypatch.setattr(ulids, "_last", 0)  # as in another process
        made.add(ulids.new(after=seen))
    assert len(made) == 100


def test_the_time_in_it_is_now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ulids, "_last", 0)
    assert abs(ULID.from_str(ulids.new()).timestamp - time.time()) < 5


def test_nothing_sorts_after_the_largest() -> None:
    with pytest.raises(TicketError):
        ulids.new(after=LARGEST)


@pytest.mark.parametrize("text", ["", "1", LARGEST + "Z", LARGEST.lower(), "8" + LARGEST[1:], LARGEST[:-1] + "U"])
def test_rejects_what_is_not_a_ulid(text: str) -> None:
    assert not ulids.is_ulid(text)
    if text:
        with pytest.raises(ValueError, match="not a ULID"):
            ulids.new(after=text)
