# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a release consists of is the same wherever and by whomever it is built, and Galaxy takes it."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

from .conftest import ROOT, empty_environment
from .test_contents import sources


def digests(folder: Path) -> dict[str, str]:
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.iterdir()}


def test_two_builds_have_the_same_bytes(built: Path, tmp_path: Path) -> None:
    """Another folder, its files made in another order, older and for their owner alone; another person and place."""
    other = tmp_path / "ein anderer Ordner"
    subprocess.run(["git", "clone", "-q", "--no-checkout", ROOT, other], check=True)
    for name in sorted(sources(), reverse=True):
        (other / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, other / name)
        (other / name).chmod((ROOT / name).stat().st_mode & 0o700)
        os.utime(other / name, (1_000_000_000, 1_000_000_000))
    # What git ignores may lie about.
    for name in ("dist/gamedesk-0.0.1.tar.gz", "plugins/modules/__pycache__/grant_rank.pyc", "cli/gamedesk/old.pyc"):
        (other / name).parent.mkdir(parents=True, exist_ok=True)
        (other / name).write_bytes(b"old")
    home = tmp_path / "home"
    home.mkdir()
    settings = [Path(os.environ.get("HOME", "/"), ".config", tool) for tool in ("pip", "uv")]
    for folder in filter(Path.is_dir, settings):  # where the packages are is no part of what is tested
        shutil.copytree(folder, home / ".config" / folder.name)
    done = subprocess.run(
        [sys.executable, other / "tests/tools/release.py", tmp_path / "dist"],
        cwd="/",
        env={
            **{name: value for name, value in os.environ.items() if name.startswith(("PIP_", "UV", "SSL_", "SOURCE_"))},
            "HOME": str(home),
            "PATH": "/usr/bin:/bin",
            "USER": "somebody",
            "LOGNAME": "somebody",
            "LC_ALL": "C",
            "TZ": "Asia/Kathmandu",
        },
        umask=0o077,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(digests(built)) == 3
    assert digests(tmp_path / "dist") == digests(built)


def test_the_tarball_names_nobody_and_no_time_but_the_commits(tarball: Path) -> None:
    committed = int(
        os.environ.get("SOURCE_DATE_EPOCH") or subprocess.check_output(["git", "log", "-1", "--format=%ct"], cwd=ROOT)
    )
    with tarfile.open(tarball) as archive:
        members = archive.getmembers()
    assert {(member.uid, member.gid, member.uname, member.gname, member.mtime) for member in members} == {
        (0, 0, "", "", committed)
    }
    assert {member.mode for member in members} == {0o644, 0o755}
    names = [member.name for member in members]
    assert names[0] == "MANIFEST.json"
    assert names[1:] == sorted(names[1:])


def test_galaxy_imports_the_tarball_without_a_remark(tarball: Path, tmp_path: Path) -> None:
    environment = empty_environment(tmp_path)
    environment.install("galaxy-importer", constraints=ROOT / "tests/tools/galaxy_importer.txt")
    done = environment.run("python", "-m", "galaxy_importer.main", tarball)
    assert done.returncode == 0, done.stdout + done.stderr
    said = done.stdout.splitlines()
    assert [line for line in said if line.startswith(("WARNING", "ERROR", "CRITICAL"))] == []
    assert "...ansible-lint run complete" in said  # without ansible-lint it would only be skipped
    assert f"Loading module {sorted((ROOT / 'plugins/modules').glob('*.py'))[0].stem}" in said
    assert "Importer processing completed successfully" in said
