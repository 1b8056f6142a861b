# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module as Ansible runs it, against a server with a ban plugin and a real database."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.integration.databases.servers import Database, sqlite_database
from tests.integration.module_runs import in_this_process

from gamedesk.sandbox.server import SandboxServer

from . import litebans
from .plugin import Plugin, running


@dataclasses.dataclass
class Bench:
    """A game server, its ban plugin and the database of that."""

    server: SandboxServer
    plugin: Any
    database: Database
    provider: str
    state_dir: Path

    def run(self, **options: Any) -> dict[str, Any]:
        """Run the module, and return its result; what is given as None is left out."""
        args = {
            "server": {"path": str(self.server.folder)},
            "state_dir": str(self.state_dir),
            "console": {"port": self.server.port, "password": self.server.password},
            "verify_timeout": 3,
            **options,
            "bans": {
                "provider": self.provider,
                "read_back": {"sql": self.database.options},
                **options.get("bans", {}),
            },
        }
        given = {key: value for key, value in args.items() if value is not None}
        password = self.database.options.get("password") or self.server.password
        return in_this_process("ban_player", given, (self.server.password, password))

    def heard(self) -> list[str]:
        """What the plugin was told since this was asked last."""
        heard = list(self.plugin.heard)
        self.plugin.heard.clear()
        return heard


def outcome(result: dict[str, Any]) -> tuple[str, bool, bool]:
    return result["status"], result["changed"], result["verified"]


def make_bench(
    request: pytest.FixtureRequest, folder: Path, provider: str, fill: Callable[[Database], None], kind: type[Plugin]
) -> Iterator[Bench]:
    database: Database = (
        sqlite_database(folder / "bans.db")
        if request.param == "sqlite"
        else request.getfixturevalue(request.param).create()
    )
    fill(database)
    plugin = kind(database)
    with running(folder / "server", plugin) as server:
        yield Bench(server, plugin, database, provider, folder / "state")


@pytest.fixture(params=["sqlite", "mariadb", "postgresql"])
def lite(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    yield from make_bench(request, tmp_path, "litebans", litebans.fill, litebans.LiteBans)
