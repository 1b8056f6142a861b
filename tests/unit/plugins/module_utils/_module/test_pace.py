# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long to wait between two looks at the state."""

from __future__ import annotations

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._module.pace import Pace


def pauses(*, met: int, looks: int = 40) -> list[float]:
    pace = Pace()
    return [pace.after(met=met, awaited=100, busy=0.0) for _unused in range(looks)]


def test_a_server_that_shows_nothing_is_asked_less_and_less_often() -> None:
    waits = pauses(met=0)
    assert all(later >= earlier for earlier, later in zip(waits, waits[1:]))
    assert waits[0] < 0.01
    assert waits[-1] == 0.5  # not longer: the patience with it is counted in seconds


def test_where_everything_is_there_at_once_it_stays_with_the_shortest_pause() -> None:
    assert set(pauses(met=100)) == {0.005}


def test_after_a_slow_start_it_finds_back() -> None:
    pace = Pace()
    for _unused in range(40):
        pace.after(met=0, awaited=100, busy=0.0)
    waits = [pace.after(met=100, awaited=100, busy=0.0) for _unused in range(40)]
    assert waits[0] < 0.5
    assert waits[-1] == 0.005


@pytest.mark.parametrize("each_second", [300, 1000, 6000])
def test_a_part_of_a_steady_server_s_work_is_there_at_each_look(each_second: int) -> None:
    pace = Pace()
    shares = []
    pause = 0.0
    for _unused in range(40):
        met = min(int(each_second * pause), 1024)
        shares.append(met / 1024)
        pause = pace.after(met=met, awaited=1024, busy=0.0)
    assert all(0.1 < share < 0.75 for share in shares[20:])


def test_to_look_takes_a_third_of_a_processor_at_most() -> None:
    assert Pace().after(met=1, awaited=1, busy=0.2) == pytest.approx(0.4)
