# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Clones that both appended to a ticket merge without losing an event (tests/soak/tickets_merge.py is the long run)."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from pathlib import Path
from types import ModuleType

import pytest

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="needs git")


@pytest.fixture(scope="module")
def soak() -> ModuleType:
    path = Path(__file__).parents[2] / "soak" / "tickets_merge.py"
    spec = importlib.util.spec_from_file_location("tickets_merge", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up there
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(("pairs", "seed"), [(6, 1), (6, 2)])
def test_nothing_is_lost(soak: ModuleType, tmp_path: Path, pairs: int, seed: int) -> None:
    outcome = soak.merge_pairs(pairs, seed, tmp_path)
    assert outcome.good, outcome
    assert outcome.pairs == pairs
    assert outcome.events >= 2 * pairs


def test_without_our_attributes_the_conflict_is_reported_as_such(soak: ModuleType, tmp_path: Path) -> None:
    outcome = soak.merge_pairs(1, 1, tmp_path, attributes="")
    assert not outcome.good
    assert "conflict marker" in outcome.broken[0]
