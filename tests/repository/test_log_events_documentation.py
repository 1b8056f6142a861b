# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of docs/log-events.md has every kind of event once, and only fields that there are."""

from __future__ import annotations

import re
from pathlib import Path

from ansible_collections.gamedesk.support.plugins.module_utils._logs.event import FIELDS, KINDS

TABLE = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in (Path(__file__).parents[2] / "docs/log-events.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("| `")
]


def test_every_kind_is_documented_once() -> None:
    assert sorted(kind for row in TABLE for kind in re.findall("`([a-z_]+)`", row[0])) == sorted(KINDS)


def test_the_fields_are_those_of_events() -> None:
    assert {field for row in TABLE for field in re.findall("`([a-z_]+)`", row[2])} == set(FIELDS)
