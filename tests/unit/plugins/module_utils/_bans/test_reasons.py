# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What may be the reason of a ban."""

from __future__ import annotations

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._bans.reasons import check_reason
from ansible_collections.gamedesk.support.plugins.module_utils._errors import InvalidValueError


@pytest.mark.parametrize("reason", ["\ud800", "x\udfff", "x" * 1001, "§x", "x\ny", "\u202e", "", " ", "x "])
def test_what_could_do_more_than_be_read(reason):
    with pytest.raises(InvalidValueError) as caught:
        check_reason(reason)
    assert caught.value.message.isprintable()


@pytest.mark.parametrize("reason", ["x", "x" * 1000, "-s @a /op", "語 עברית"])
def test_what_can_only_be_read(reason):
    check_reason(reason)
