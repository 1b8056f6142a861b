# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How memberships are shown in a result, the keys of whose contexts strangers may have chosen."""

from __future__ import annotations

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._module.rank_states import data, place
from ansible_collections.gamedesk.support.plugins.module_utils._ranks.protocol import Membership


@pytest.mark.parametrize(
    ("key", "shown"),
    [
        ("server", "server"),
        ("__ansible_type", "\\__ansible_type"),
        ("__ansible_unsafe", "\\__ansible_unsafe"),
        ("_ansible_no_log", "\\_ansible_no_log"),
        ("\x1b__ansible_type", "\\__ansible_type"),  # a control character is not shown
        ("\\__ansible_type", "\\\\__ansible_type"),
        ("ansible_type", "ansible_type"),
        ("x_ansible_y", "x_ansible_y"),
    ],
)
def test_no_key_is_one_that_ansible_takes_for_its_own(key, shown):
    membership = Membership("vip", None, ((key, "x"),))
    assert data([membership]) == {"ranks": [{"rank": "vip", "expires": None, "context": {shown: "x"}}]}
    assert place(membership) == f"{shown}=x"


def test_a_key_and_what_it_would_become_are_two():
    membership = Membership("vip", None, (("__ansible_type", "x"), ("\\__ansible_type", "y")))
    assert len(data([membership])["ranks"][0]["context"]) == 2
