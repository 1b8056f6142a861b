# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The exit codes of the contract (design: statuses and exit codes)."""

from __future__ import annotations

import pytest

from gamedesk import statuses

CONTRACT = [
    ("succeeded", None, (), 0),
    ("unchanged", None, (), 0),
    ("failed", None, (), 1),
    ("failed", "not_found", ("failed",), 1),
    ("failed", "unknown_server", (), 2),
    ("refused", "cannot_verify", ("refused",), 3),
    ("failed", "unreachable", (), 4),
    ("failed", "host_key", (), 4),
    ("failed", "login", (), 4),
    ("failed", "console_refused", ("failed",), 4),
    ("failed", "console_login", ("failed",), 4),
    ("failed", "console_no_answer", ("failed",), 4),
    ("failed", "console_lost_before", ("failed",), 4),
    ("unknown", "console_lost_after", ("unknown",), 5),
    ("unverified", None, ("unverified",), 6),
    ("failed", "not_found", ("succeeded", "failed"), 7),
    ("unknown", "console_lost_after", ("unchanged", "unknown"), 7),
    ("interrupted", "interrupted", ("succeeded", "failed"), 130),
]


@pytest.mark.parametrize(("status", "code", "parts", "expected"), CONTRACT)
def test_exit_codes_are_those_of_the_contract(status, code, parts, expected):
    assert statuses.exit_code(status, code, parts) == expected


def test_every_status_of_the_contract_has_an_exit_code():
    contract = {"succeeded", "unchanged", "failed", "refused", "unverified", "unknown", "interrupted"}
    assert set(statuses.STATUSES) == contract
    assert all(isinstance(statuses.exit_code(status), int) for status in contract)
