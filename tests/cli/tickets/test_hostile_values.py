# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hostile tickets, ours and from elsewhere, in short; tests/soak/hostile_values.py does it at length."""

from __future__ import annotations

import random

import pytest
from hostile.tickets import Tickets
from hostile.values import Values
from hostile.workshop import Workshop

from gamedesk.actions import Action
from gamedesk.desk import ranks
from gamedesk.tickets.store import TicketStore

GOOD = {"player": ["Draxe"], "rank": "vip", "state": "present"}


@pytest.mark.parametrize("seed", range(3))
def test_hostile_tickets(tmp_path, seed):
    random_ = random.Random(seed)
    workshop = Workshop(tmp_path)
    tickets = Tickets(random_, Values(random_, workshop.canary), workshop)
    for _unused in range(50):
        tickets.next()


def test_a_name_with_a_line_break_is_not_two_names(tmp_path):
    store = TicketStore(tmp_path)
    ticket = store.create("x", "anna", requester={"player": "Anna", "discord_id": "Berta"}).ticket
    assert [one.id for one in store.list(player="anna")] == [ticket.id]
    assert [*store.list(player="Anna\nBerta")] == []
    assert [*store.list(player="\ud800")] == []
    assert [*store.list(text="\ud800", status="\udfff")] == []


@pytest.mark.parametrize(
    "change",
    [
        {"player": None},
        {"player": "Draxe"},
        {"player": []},
        {"player": [["Draxe"]]},
        {"rank": None},
        {"state": {}},
        {"context": "world=x"},
        {"context": {"world": 1}},
        {"expires": 5},
        {"__ansible_vault": "x"},
    ],
)
def test_a_request_of_a_ticket_from_elsewhere_is_looked_at(change):
    assert ranks.is_complete(Action("grant", "survival", GOOD))
    assert ranks.is_complete(Action("grant", "survival", {**GOOD, "context": {"world": "x"}, "renew": "keep"}))
    assert not ranks.is_complete(Action("grant", "survival", {**GOOD, **change}))
