# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is in the wheel, the sdist and the tarball."""

from __future__ import annotations

import subprocess
import tarfile
import zipfile
from pathlib import Path, PurePosixPath

from .conftest import ROOT, VERSION

COLLECTION = PurePosixPath("ansible_collections/gamedesk/support")


def sources(*folders: str) -> set[str]:
    """Return the files below these folders that git has or would add."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", *folders],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    found = {name for name in listed.split("\0") if name and (ROOT / name).is_file()}
    assert found
    return found


def test_the_wheel_carries_the_command_and_the_collection_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    collection = {str(COLLECTION / name) for name in sources("plugins", "roles", "playbooks", "meta", "docs")}
    command = {name.removeprefix("cli/") for name in sources("cli/gamedesk")}
    assert collection <= names
    assert command <= names
    top = {PurePosixPath(name).parts[0] for name in names}
    assert top == {"gamedesk", "ansible_collections", f"gamedesk-{VERSION}.dist-info"}
    rest = {name for name in names - collection - command if ".dist-info/" not in name}
    assert rest <= {str(COLLECTION / name) for name in ("galaxy.yml", "README.md", "COPYING", "CHANGELOG.rst")}


def test_the_collection_in_the_wheel_is_made_of_namespace_packages(wheel: Path) -> None:
    # An __init__.py there would hide every other collection in site-packages.
    with zipfile.ZipFile(wheel) as archive:
        assert [n for n in archive.namelist() if n.startswith("ansible_") and n.endswith("__init__.py")] == []


def test_wheel_and_collection_have_one_version(wheel: Path, tarball: Path) -> None:
    assert wheel.name == f"gamedesk-{VERSION}-py3-none-any.whl"
    assert tarball.name == f"gamedesk-support-{VERSION}.tar.gz"


def test_the_sdist_carries_the_whole_tree(sdist: Path) -> None:
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert sources() <= names


def test_the_tarball_carries_the_collection_alone(tarball: Path) -> None:
    with tarfile.open(tarball) as archive:
        names = {member.name for member in archive if member.isfile()}
    assert sources("plugins", "roles", "playbooks", "meta") <= names
    assert {"README.md", "COPYING", "MANIFEST.json", "FILES.json"} <= names
    top = {PurePosixPath(name).parts[0] for name in names}
    assert not top & {"cli", "tests", "bench", "inventory.example", "pyproject.toml", "hatch_build.py", "demo-desk"}
    assert [name for name in top if name.startswith(".")] == [".ansible-lint"]
