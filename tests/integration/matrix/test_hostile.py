# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever strangers typed: exactly the intended command comes over the wire, or nothing that changes anything.

Each value in the place of each word, on both wires, and unverified where that is the only way to act.
"""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from .hostile_values import PLACES, VALUES, options
from .owners import each_of_its_own

TEXT = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
    st.text("{}%$@*/\\-'\"\n\r\0\x1b\u00a7\u202e|,:# ab", max_size=12),
)


def came_through(desk, place: str, value: str) -> bool:
    """Give one hostile value; return whether a command came of it, and then the one that was meant."""
    # Where nobody answers, nobody waits for an answer here.
    console = {key: one for key, one in desk.wire.console().items() if key != "log"} | {"quiet": 0.02, "timeout": 10}
    how = {"verify": "best_effort", "verify_timeout": desk.owner.patience, "timeout": 60}
    hostile = {**how, "console": console, **options(place, value)}
    result = desk.try_out(**hostile)
    if result["status"] in ("failed", "refused") and not any(one["commands"] for one in result["results"]):
        return False
    desk.wire.settle()
    assert desk.changes() == desk.owner.intended(place, value), (place, value, result)
    back = {key: one for key, one in hostile.items() if key not in ("reason", "duration", "expires")}
    desk.run(**back, state="absent")
    desk.changes()
    return True


@each_of_its_own()
def test_hostile_values(desk, owner):
    one = desk(owner)
    passed = sum(came_through(one, place, value) for place in PLACES[owner.module] for value in VALUES)
    one.wire.settle()
    assert one.changes() == []
    assert passed == owner.passed[one.wire.name == "tmux"]


@each_of_its_own()
def test_any_values(desk, owner):
    one = desk(owner)

    @given(place=st.sampled_from(PLACES[owner.module]), value=TEXT)
    @settings(max_examples=40, derandomize=True, database=None, deadline=None)
    def any_value(place, value):
        came_through(one, place, value)

    any_value()
    one.wire.settle()
    assert one.changes() == []
