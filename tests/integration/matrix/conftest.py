# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The wires, once for all tests of a process, and the modules in this process, as a playbook runs them."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from ansible.module_utils.testing import patch_module_args
from ansible_collections.gamedesk.support.plugins.modules import ban_player, grant_rank

from .owner import Owner
from .scenarios import GOOD
from .wires import RconWire, TmuxWire, Wire

MODULES = {"grant_rank": grant_rank, "ban_player": ban_player}


@pytest.fixture(scope="session")
def rcon() -> Iterator[RconWire]:
    wire = RconWire()
    yield wire
    wire.close()


@pytest.fixture(scope="session")
def tmux() -> Iterator[TmuxWire]:
    if not shutil.which("tmux"):
        pytest.skip("tmux is not installed")
    with tempfile.TemporaryDirectory(prefix="gd-") as folder:
        wire = TmuxWire(Path(folder))
        yield wire
        wire.close()


@pytest.fixture(params=["rcon", "tmux"])
def wire(request: pytest.FixtureRequest) -> Wire:
    """Each of the two."""
    made: Wire = request.getfixturevalue(request.param)
    return made


class Desk:
    """One owner at the end of a wire, and its module."""

    def __init__(self, owner: Owner, wire: Wire, server: Any, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.owner = owner
        self.wire = wire
        self.server = server
        self._folder = folder
        self._capsys = capsys

    @property
    def outcomes(self) -> dict[str, str]:
        """What is expected on this wire."""
        return dict(self.owner.tmux if self.wire.name == "tmux" else self.owner.rcon)

    def run(self, **options: Any) -> dict[str, Any]:
        """Run the module, with options beside the good ones; return its result."""
        result = self.try_out(**{"verify_timeout": 2, **options})
        self.wire.settle()
        return result

    def try_out(self, **options: Any) -> dict[str, Any]:
        """As C(run), for when nothing is expected to come over the wire: it may be on its way yet."""
        args = {
            **GOOD[self.owner.module],
            "console": self.wire.console(),
            "state_dir": str(self._folder / "state"),
            **self.server.options,
            **self.owner.good,
            **options,
        }
        self._capsys.readouterr()
        with patch_module_args(args), pytest.raises(SystemExit):
            MODULES[self.owner.module].main()
        result: dict[str, Any] = json.loads(self._capsys.readouterr().out)
        return result

    def changes(self) -> list[str]:
        """Return what came over the wire since the last time, without what only reads."""
        commands = [one.decode() for one in self.wire.came]
        self.wire.came.clear()
        return [command for command in commands if not self.owner.reading.fullmatch(command)]


@pytest.fixture
def desk(
    wire: Wire, tmp_path: Path, capsys: pytest.CaptureFixture[str], new_database: Callable[[str], Any]
) -> Iterator[Callable[[Owner], Desk]]:
    """Put an owner at the end of the wire."""
    servers = []

    def make(owner: Owner) -> Desk:
        server = owner.start(tmp_path, new_database)
        servers.append(server)
        wire.lead_to(server)
        return Desk(owner, wire, server, tmp_path, capsys)

    yield make
    for server in servers:
        server.close()
