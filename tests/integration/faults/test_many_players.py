# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many players over several connections, and a fault in the midst of it: each of them is told the truth."""

from __future__ import annotations

import random

import pytest

from .claims import AMPLE, SHORT, check_claims, check_replies
from .conftest import new_player
from .fault_proxy import fault_proxy
from .harm import FAULTS

# A proxy or a server that fails is no proof of anything.
pytestmark = pytest.mark.filterwarnings("error::pytest.PytestUnhandledThreadExceptionWarning")

PLAYERS = 24
PACKETS = ("login", "answer", "command", "reply")


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_in_the_midst_of_many(truth, run, fault: str) -> None:
    chance = random.Random(fault)
    players = [new_player() for _unused in range(PLAYERS)]
    packets = [f"{kind} {chance.randint(1, 3 if kind in PACKETS[:2] else PLAYERS)}" for kind in PACKETS]
    before = dict.fromkeys(players, 0)
    # The later of the four are only met if the run gets so far.
    faults = dict.fromkeys(chance.sample(packets, 2), FAULTS[fault])
    with fault_proxy(truth.server.port, faults, label=fault != "payload random") as proxy:
        result = run(
            proxy.port,
            {"timeout": SHORT, "quiet": 0.05, "connections": 4},
            player=players,
            verify_timeout=4 * SHORT,
        )
    truth.settle()
    assert [one["player"] for one in result["results"]] == players
    check_replies(result)
    check_claims(truth, result, before, absent=False)
    if not proxy.fired:
        assert result["status"] == "succeeded"
    # The same again, with nothing in between, leads to what was wanted, once.
    again = run(truth.server.port, {"timeout": AMPLE}, player=players, verify_timeout=AMPLE)
    assert again["status"] in ("succeeded", "unchanged"), again
    assert all(len(truth.actions(player)) == 1 for player in players)
    assert all(truth.memberships(player) == [("group.vip", 0)] for player in players)
