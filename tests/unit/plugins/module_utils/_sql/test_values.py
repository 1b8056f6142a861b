# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a column means."""

from __future__ import annotations

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._sql.database import is_true
from ansible_collections.gamedesk.support.plugins.module_utils._sql.values import number_of, text_of


@pytest.mark.parametrize("value", [1, b"\x01", "1", "01", 255])
def test_yes(value):
    assert is_true(value)


@pytest.mark.parametrize("value", [0, None, b"\x00", b"", "0", "00", ""])
def test_no(value):
    assert not is_true(value)


@pytest.mark.parametrize(
    ("value", "number"), [(5, 5), ("-1", -1), (b"1600000000000", 1_600_000_000_000), ("x", 0), (None, 0), (2.5, 2)]
)
def test_numbers(value, number):
    assert number_of(value) == number


def test_texts():
    assert (text_of("é"), text_of("é".encode()), text_of(7), text_of(b"\xff")) == ("é", "é", "7", "\ufffd")
