# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a commit may not carry: the address of a package index, and the paths of somebody's machine."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# Written so that this file does not find itself.
FORBIDDEN = {
    "the address of a package index": re.compile(
        rb"pypi\.(?:org|python)|files\.pythonhosted|registry\.npm|/simple/[a-z]|index[-_]url *[=:]|--find-links", re.I
    ),
    # Examples are told by the accounts ops and minecraft.
    "a path of somebody's machine": re.compile(
        rb"(?<![\w.{}~-])/(?:home/(?!(?:ops|minecraft)\b)|Users/|work/|workspace/|root/)[\w.-]", re.I
    ),
    "a private key": re.compile(rb"-{5}BEGIN [A-Z ]*PRIVATE KEY-{5}"),
}


def committed() -> list[Path]:
    """Return the files that git has or would add."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
    ).stdout
    names = {name for name in listed.decode().split("\0") if name}
    return [ROOT / name for name in sorted(names) if (ROOT / name).is_file()]


@pytest.fixture(scope="module")
def files() -> list[Path]:
    found = committed()
    assert ROOT / "galaxy.yml" in found
    return found


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_carries(what: str, files: list[Path]) -> None:
    found = [
        f"{file.relative_to(ROOT)}:{number}: {line.strip().decode(errors='replace')[:160]}"
        for file in files
        if file != Path(__file__)
        for number, line in enumerate(file.read_bytes().splitlines(), 1)
        if FORBIDDEN[what].search(line)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("what", "line"),
    [
        ("the address of a package index", b"https://pypi.org/simple"),
        ("the address of a package index", b"index-url = https://packages.example/simple/"),
        ("a path of somebody's machine", b"cd /home/alice/gamedesk"),
        ("a path of somebody's machine", b'"/Users/alice"'),
        ("a private key", b"-----BEGIN OPENSSH " + b"PRIVATE KEY-----"),
    ],
)
def test_the_search_finds(what: str, line: bytes) -> None:
    assert FORBIDDEN[what].search(line)
