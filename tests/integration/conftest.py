# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Database servers, one of each for all tests of a process.

Tests that use them belong to the group "databases", those of ban plugins to "ban_databases": two processes have them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from .databases.servers import Database, Server, running, sqlite_database


@pytest.fixture(scope="session")
def mariadb() -> Iterator[Server]:
    with running("mariadb") as server:
        yield server


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    with running("postgresql") as server:
        yield server


@pytest.fixture
def new_database(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], Database]:
    """Make an empty database of an engine: sqlite, mariadb or postgresql."""

    def make(engine: str) -> Database:
        if engine == "sqlite":
            return sqlite_database(tmp_path / "database.sqlite")
        server: Server = request.getfixturevalue(engine)
        return server.create()

    return make
