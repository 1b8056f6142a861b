# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A sandbox whose LuckPerms keeps its tables in a real database, and the module as Ansible runs it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.integration.databases import luckperms
from tests.integration.databases.servers import Database, sqlite_database
from tests.integration.module_runs import in_this_process

from gamedesk.sandbox.server import SandboxServer

ENGINES = ("sqlite", "mariadb", "postgresql")


@dataclasses.dataclass
class Network:
    """A game server, and the database that its LuckPerms uses."""

    server: SandboxServer
    database: Database
    state_dir: Path
    read_back: dict[str, Any]

    def run(self, module: str = "grant_rank", **options: Any) -> dict[str, Any]:
        """Run a module, and return its result."""
        args = {
            "ranks": {"provider": "luckperms", "read_back": self.read_back},
            "server": {"path": str(self.server.folder)},
            "state_dir": str(self.state_dir),
            **options,
        }
        password = self.read_back.get("sql", {}).get("password") or self.server.password
        return in_this_process(module, args, (self.server.password, password))

    def stored(self, uuid: str) -> list[tuple[str, str, int]]:
        """The memberships in the tables but default, read past everything of ours."""
        rows = self.database.execute(
            "SELECT permission, server, expiry FROM luckperms_user_permissions WHERE uuid = ? ORDER BY id", uuid
        )
        return [(row[0], row[1], row[2]) for row in rows if row[0] != "group.default"]

    def actions(self) -> list[str]:
        """What LuckPerms did, in its own log."""
        return [row[0] for row in self.database.execute("SELECT action FROM luckperms_actions ORDER BY id")]


def outcome(result: dict[str, Any]) -> tuple[str, bool, bool]:
    return result["status"], result["changed"], result["verified"]


def make_database(request: pytest.FixtureRequest, engine: str, folder: Path) -> Database:
    database: Database = (
        sqlite_database(folder / "elsewhere.db") if engine == "sqlite" else request.getfixturevalue(engine).create()
    )
    luckperms.fill(database)
    return database


@pytest.fixture(scope="module", params=ENGINES)
def network(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Network]:
    folder = tmp_path_factory.mktemp(f"on-{request.param}")
    database = make_database(request, request.param, folder)
    with SandboxServer(
        folder / "server",
        tick_seconds=0.01,
        luckperms_delay_seconds=0.001,
        port=0,
        luckperms_database=luckperms.opener(database),
    ) as server:
        yield Network(server, database, folder / "state", {"sql": database.options})
