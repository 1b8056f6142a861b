# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bans in words."""

from __future__ import annotations

import pytest

from gamedesk.render.sentences import sentence_of
from gamedesk.render.states import state


@pytest.mark.parametrize(
    ("found", "text"),
    [
        ({"ban": None}, "not banned"),
        ({"ban": {"reason": "griefing", "expires": None}}, "banned: griefing"),
        ({"ban": {"reason": None, "expires": "2030-01-01T00:00:00Z"}}, "banned until 2030-01-01T00:00:00Z"),
        ({"ban": {"reason": "x\x1b[2J", "expires": 5}}, "banned until 5: x"),
        ({"ban": "odd"}, "not banned"),
        ({"ranks": []}, "no rank"),
        ("odd", "no rank"),
    ],
)
def test_a_state(found, text):
    assert state(found).startswith(text)
    assert "\x1b" not in state(found)


@pytest.mark.parametrize("name", ["grant", "revoke", "ban", "unban"])
def test_each_action_has_a_sentence_for_each_end(name):
    ends = [("succeeded", False), ("succeeded", True), ("unchanged", False), ("unverified", False)]
    sentences = {sentence_of(name, status, check=check) for status, check in ends}
    assert len(sentences) == 4
    assert all("{player}" in one for one in sentences)
