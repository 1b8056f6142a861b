# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is built from this tree, and empty environments to install it in."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONSTRAINTS = ROOT / "constraints.txt"
LONGEST_SECONDS = 280


@dataclass(frozen=True)
class Environment:
    """A virtual environment with a home of its own, where nothing is but what a test installs."""

    folder: Path
    home: Path

    def run(self, command: str, *arguments: str | Path, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the environment in its home; the result is returned whatever its exit status is."""
        return subprocess.run(
            [self.folder / "bin" / command, *arguments],
            cwd=self.home,
            env={
                "HOME": str(self.home),
                "PATH": f"{self.folder / 'bin'}:/usr/bin:/bin",
                "LC_ALL": "C.UTF-8",
                "NO_COLOR": "1",
                # What Python caches is no part of a collection.
                "PYTHONDONTWRITEBYTECODE": "1",
                **variables,
            },
            check=False,
            capture_output=True,
            text=True,
            timeout=LONGEST_SECONDS,
        )

    def install(self, *what: str | Path) -> None:
        """Install packages at the versions that constraints.txt names."""
        python = self.folder / "bin/python"
        uv = os.environ.get("UV")
        tool = [uv, "pip", "install", "--python", python, "-b", CONSTRAINTS] if uv else [python, "-m", "pip", "install"]
        run([*tool, "-q", "-c", CONSTRAINTS, *what], PIP_CONSTRAINT=str(CONSTRAINTS))


def run(command: list[str | Path], **variables: str) -> None:
    """Run a command at the root of the tree, and show what it said where it fails."""
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **variables},
        check=False,
        capture_output=True,
        text=True,
        timeout=LONGEST_SECONDS,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def empty_environment(folder: Path) -> Environment:
    """Make one with the Python that runs the tests."""
    home = folder / "home"
    home.mkdir(parents=True)
    environment = Environment(folder / "venv", home)
    uv = os.environ.get("UV")
    tool = [uv, "venv", "-q", "--python", sys.executable] if uv else [sys.executable, "-m", "venv"]
    run([*tool, environment.folder])
    return environment


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the sdist, the wheel made from that sdist, and the Galaxy tarball."""
    folder = tmp_path_factory.mktemp("dist")
    run([sys.executable, "-m", "build", "--outdir", folder, ROOT], PIP_CONSTRAINT=str(CONSTRAINTS))
    run([Path(sys.executable).with_name("ansible-galaxy"), "collection", "build", "--output-path", folder, ROOT])
    return folder


@pytest.fixture(scope="session")
def wheel(built: Path) -> Path:
    (found,) = built.glob("gamedesk-*.whl")
    return found


@pytest.fixture(scope="session")
def sdist(built: Path) -> Path:
    (found,) = built.glob("gamedesk-[0-9]*.tar.gz")
    return found


@pytest.fixture(scope="session")
def tarball(built: Path) -> Path:
    (found,) = built.glob("gamedesk-support-*.tar.gz")
    return found
