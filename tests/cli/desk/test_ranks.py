# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Time is added to the end that is there, where there is one that time can be added to."""

from __future__ import annotations

import pytest

from gamedesk.actions import GRANT
from gamedesk.desk import ranks
from gamedesk.errors import DeskError


@pytest.fixture
def extend(monkeypatch):
    """Return what asks for a day more, where the server has a rank with this end."""

    def ask(end):
        state = {"ranks": [{"rank": "vip", "expires": end, "context": {}}]}
        monkeypatch.setattr(ranks, "before", lambda *_given, **_named: state)
        monkeypatch.setattr(ranks.RankWords, "server", lambda *_given: "survival")
        words = ranks.RankWords(GRANT, ("Draxe",), "vip", duration="1d", extend=True)
        return ranks.action(None, words, server=None, ticket=None, operator="eva", reporter=None)

    return ask


def test_a_day_is_added_to_the_end_that_is_there(extend):
    assert extend("2096-10-02T07:06:40Z").request["expires"] == "2096-10-03T07:06:40Z"


@pytest.mark.parametrize("end", ["unix second 99999999999999", "soon"])
def test_what_no_calendar_has_is_not_added_to(extend, end):
    with pytest.raises(DeskError, match="present expiry could not be read on survival"):
        extend(end)
