# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How an event of a ticket is told."""

from __future__ import annotations

import pytest

from gamedesk.render.tickets import describe
from gamedesk.tickets.events import Event

STARTED = {
    "name": "grant",
    "hosts": ["survival"],
    "attempt": 1,
    "request": {"player": ["Draxe"], "rank": "vip"},
}


@pytest.mark.parametrize(("because", "end"), [({}, ""), ({"because": "paid\nin cash"}, ": paid\\x0ain cash")])
def test_the_reason_for_an_action_is_shown(because, end):
    event = Event("01M85FN9WYP08VYVB3EE57RJ96", "", "anna", "action_started", (), {**STARTED, **because}, "")
    assert describe(event) == f"grant vip: Draxe on survival (attempt 1){end}"
