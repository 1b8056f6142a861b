# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""meta/runtime.yml says what is there."""

from __future__ import annotations

from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]


def test_the_action_group_all_is_exactly_the_modules() -> None:
    runtime = yaml.safe_load((ROOT / "meta/runtime.yml").read_text(encoding="utf-8"))
    modules = sorted(module.stem for module in (ROOT / "plugins/modules").glob("*.py"))
    assert modules
    assert runtime["action_groups"]["all"] == modules


def test_the_oldest_ansible_core_is_the_same_for_the_collection_and_the_command() -> None:
    runtime = yaml.safe_load((ROOT / "meta/runtime.yml").read_text(encoding="utf-8"))
    floor = runtime["requires_ansible"].removeprefix(">=").removesuffix(".0")
    assert f'"ansible-core>={floor}"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
