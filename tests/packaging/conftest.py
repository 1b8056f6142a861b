# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is built from this tree, and empty environments to install it in."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONSTRAINTS = ROOT / "constraints.txt"
VERSION = re.search(r"^version: (\S+)$", (ROOT / "galaxy.yml").read_text(encoding="utf-8"), re.M)[1]
LONGEST_SECONDS = 280


@dataclass(frozen=True)
class Platform:
    """A Python (its version and its path) and a release of ansible-core to install on."""

    python: str
    core: str
    interpreter: str

    def __str__(self) -> str:
        return f"python{self.python}-core{self.core}"


HERE = Platform("{}.{}".format(*sys.version_info), version("ansible-core"), sys.executable)
# One a line, from tests/tools/steps.sh.
PLATFORMS = [Platform(*line.split()) for line in os.environ.get("PLATFORMS", "").splitlines()] or [HERE]


@dataclass(frozen=True)
class Environment:
    """A virtual environment with a home of its own, where nothing is but what a test installs."""

    folder: Path
    home: Path
    platform: Platform = HERE

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
                "PYTHONPYCACHEPREFIX": str(self.folder / "cache"),
                **variables,
            },
            check=False,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=LONGEST_SECONDS,
        )

    def install(self, *what: str | Path, constraints: Path = CONSTRAINTS) -> None:
        """Install packages at the versions that the constraints name, with the platform's ansible-core."""
        pins = [line for line in constraints.read_text(encoding="utf-8").splitlines() if "ansible-core==" not in line]
        pinned = self.home.with_name("constraints.txt")
        pinned.write_text("\n".join([*pins, f"ansible-core=={self.platform.core}", ""]), encoding="utf-8")
        self._package("install", "-c", pinned, *what)

    def uninstall(self, name: str) -> None:
        """Remove a package."""
        self._package("uninstall", name)

    def _package(self, word: str, *arguments: str | Path) -> None:
        python = self.folder / "bin/python"
        pinned = self.home.with_name("constraints.txt")
        if uv := os.environ.get("UV"):
            builds = ["-b", pinned] if word == "install" else []
            # Nothing writes to what is installed, so there need be no copies of it.
            run([uv, "pip", word, "-q", "--python", python, *builds, *arguments], UV_LINK_MODE="hardlink")
        else:
            yes = ["-y"] if word == "uninstall" else []
            run([python, "-m", "pip", word, "-q", *yes, *arguments], PIP_CONSTRAINT=str(pinned))


def run(command: list[str | Path], cwd: Path = ROOT, **variables: str) -> None:
    """Run a command, and show what it said where it fails."""
    done = subprocess.run(
        command,
        cwd=cwd,
        env={**os.environ, **variables},
        check=False,
        capture_output=True,
        text=True,
        timeout=LONGEST_SECONDS,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def empty_environment(folder: Path, platform: Platform = HERE) -> Environment:
    """Make one for a platform."""
    home = folder / "home"
    home.mkdir(parents=True)
    environment = Environment(folder / "venv", home, platform)
    uv = os.environ.get("UV")
    tool = [uv, "venv", "-q", "--python", platform.interpreter] if uv else [platform.interpreter, "-m", "venv"]
    run([*tool, environment.folder])
    return environment


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the sdist, the wheel made from that sdist, and the Galaxy tarball."""
    folder = tmp_path_factory.mktemp("dist")
    run([sys.executable, ROOT / "tests/tools/release.py", folder])
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
