# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The console through the fault proxy: no reply is another command's, however the commands before it ended."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from .conversation import PACKETS, Step, conversation
from .harm import FAULTS

# A proxy or a server that fails is no proof of anything.
pytestmark = pytest.mark.filterwarnings("error::pytest.PytestUnhandledThreadExceptionWarning")


@pytest.mark.parametrize("packet", PACKETS)
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_between_others_replies(packet: str, fault: str) -> None:
    with conversation() as talk:
        for faults in ((), ((packet, fault),), ()):
            talk.take(Step("." in packet, True, faults))
        talk.recovers()


FAULT = st.tuples(st.sampled_from(PACKETS), st.sampled_from(sorted(FAULTS)))
STEP = st.builds(Step, st.booleans(), st.booleans(), st.lists(FAULT, max_size=2).map(tuple))


@given(steps=st.lists(STEP, min_size=1, max_size=6))
@settings(max_examples=25, deadline=None)
def test_any_row_of_faults(steps: list[Step]) -> None:
    with conversation() as talk:
        for step in steps:
            talk.take(step)
        talk.recovers()


def test_the_rest_of_a_garbled_packet_costs_the_next_command_nothing() -> None:
    with conversation() as talk:
        talk.take(Step(False, True, (("reply", "length too short"),)))
        assert talk.take(Step(False, True, ()))
