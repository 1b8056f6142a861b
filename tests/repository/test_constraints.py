# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything is pinned, for every supported Python, and the pins say nothing but names and versions."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
LINES = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
IMPORTER = (ROOT / "tests/tools/galaxy_importer.txt").read_text(encoding="utf-8").splitlines()
PLATFORMS = [
    tuple(line.split())
    for line in (ROOT / "tests/tools/platforms.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PYTHONS = sorted({platform[0] for platform in PLATFORMS})
CORES = {platform[1] for platform in PLATFORMS}
DEPENDENCIES = [
    *PROJECT["build-system"]["requires"],
    *PROJECT["project"]["dependencies"],
    *(line for extra in PROJECT["project"]["optional-dependencies"].values() for line in extra),
]


@pytest.mark.parametrize("line", [*LINES, *IMPORTER])
def test_a_line_is_a_name_and_a_version(line: str) -> None:
    assert re.fullmatch(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?==[0-9][0-9a-z.]*( ; [a-z0-9_ .'*<>=!()]+)?", line, re.I)


@pytest.mark.parametrize("python", PYTHONS)
def test_each_dependency_is_pinned_to_one_version_that_it_allows(python: str) -> None:
    environment = {
        "python_version": python,
        "python_full_version": f"{python}.0",
        "sys_platform": "linux",
        "os_name": "posix",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
    }
    pins: dict[str, list[str]] = {}
    for pin in map(Requirement, LINES):
        if pin.marker is None or pin.marker.evaluate(environment):
            pins.setdefault(canonicalize_name(pin.name), []).append(str(pin.specifier).removeprefix("=="))
    assert [name for name, versions in pins.items() if len(versions) > 1] == []
    for dependency in map(Requirement, DEPENDENCIES):
        if dependency.name == "gamedesk":  # its own extras
            continue
        (version,) = pins.get(canonicalize_name(dependency.name), ["missing"])
        assert dependency.specifier.contains(version), f"{dependency}: {version}"


def test_every_supported_python_is_tested_with_a_core_that_the_command_allows() -> None:
    assert {"3.11", "3.12", "3.13", "3.14"} <= set(PYTHONS)
    (wanted,) = [dependency for dependency in map(Requirement, DEPENDENCIES) if dependency.name == "ansible-core"]
    assert [core for core in CORES if not wanted.specifier.contains(core)] == []
    # Those that pip installs by itself are among them.
    pinned = {line.partition(" ; ")[0].removeprefix("ansible-core==") for line in LINES if "ansible-core==" in line}
    assert pinned <= CORES
