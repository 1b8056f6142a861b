# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of docs/faults.md is the one that the fault tests expect, and its exit codes are those of the contract."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

from gamedesk import statuses

ROOT = Path(__file__).parents[2]
OUTCOMES = runpy.run_path(str(ROOT / "tests/integration/faults/outcomes.py"))["ALL"]


def documented() -> list[tuple[str, str, tuple[str | None, ...], int]]:
    rows = []
    for line in (ROOT / "docs/faults.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| ") and cells[3].isdecimal():
            what, status, codes, exit_code, todo = cells
            assert todo
            rows.append((what, status.strip("`"), tuple(re.findall("`([a-z_]+)`", codes)) or (None,), int(exit_code)))
    return rows


def test_the_rows_are_what_the_tests_expect() -> None:
    assert documented() == [tuple(outcome) for outcome in OUTCOMES]


def test_the_exit_codes_are_those_of_the_statuses() -> None:
    for outcome in OUTCOMES:
        # Some done and some not is a code of its own, whatever the worst of them is.
        parts = ["succeeded", outcome.status] if outcome.exit == statuses.EXIT_PARTLY else [outcome.status]
        assert [statuses.exit_code(outcome.status, code, parts) for code in outcome.codes] == [outcome.exit] * len(
            outcome.codes
        )


def test_it_can_be_found() -> None:
    assert "(docs/faults.md)" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert "(faults.md)" in (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
