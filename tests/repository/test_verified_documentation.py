# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/verified.md is what the tests of the matrix assert, about every provider that there is."""

from __future__ import annotations

from ansible_collections.gamedesk.support.plugins.module_utils._bans.choosing import BANS_OPTIONS
from ansible_collections.gamedesk.support.plugins.module_utils._ranks.choosing import RANKS_OPTIONS
from tests.integration.matrix.owners import OWNERS
from tests.tools.renew_verified import PAGE, page


def test_the_page_is_what_the_tests_assert():
    assert PAGE.read_text(encoding="utf-8") == page(), "run tests/tools/renew_verified.py"


def test_every_provider_is_in_it():
    there = {(owner.module, owner.provider) for owner in OWNERS}
    assert {provider for module, provider in there if module == "grant_rank"} == set(
        RANKS_OPTIONS["provider"]["choices"]
    )
    assert {provider for module, provider in there if module == "ban_player"} == set(
        BANS_OPTIONS["provider"]["choices"]
    )
