# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A sandbox server, the module in this process, and what LuckPerms itself says is true."""

from __future__ import annotations

import contextlib
import dataclasses
import io
import itertools
import json
import socket
import sqlite3
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from ansible.module_utils.testing import patch_module_args
from ansible_collections.gamedesk.support.plugins.modules import grant_rank

from gamedesk.sandbox.server import SandboxServer

from .fault_proxy import packet, receive

_PLAYERS = itertools.count(1)
_PATIENCE = 10.0


def new_player() -> str:
    """The UUID of a player whom no test has had before."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"player {next(_PLAYERS)}"))


@dataclasses.dataclass
class Truth:
    """What the server has stored and done, read and asked for with nothing of ours."""

    server: SandboxServer

    @property
    def database(self) -> Path:
        return self.server.folder / "plugins" / "LuckPerms" / "luckperms-sqlite.db"

    def memberships(self, player: str) -> list[tuple[str, int]]:
        query = "SELECT permission, expiry FROM luckperms_user_permissions WHERE uuid = ? AND value ORDER BY id"
        return [row for row in self._rows(query, player) if row[0] != "group.default"]

    def actions(self, player: str) -> list[str]:
        query = "SELECT action FROM luckperms_actions WHERE acted_uuid = ? ORDER BY id"
        return [action for (action,) in self._rows(query, player)]

    def command(self, *commands: str) -> None:
        """Have the server execute commands, past the proxy."""
        with socket.create_connection(("127.0.0.1", self.server.port)) as connection:
            for kind, text in [(3, self.server.password), *[(2, command) for command in commands]]:
                connection.sendall(packet(7, kind, text.encode()))
                assert receive(connection)[4:8] == packet(7, 0)[4:8]

    def settle(self) -> None:
        """Return when LuckPerms, which works on its own thread, has done all that it was told until now."""
        last = new_player()
        self.command(f"lp user {last} parent add vip")
        limit = time.monotonic() + _PATIENCE
        while not self.memberships(last):
            assert time.monotonic() < limit, "LuckPerms does not come to an end"
            time.sleep(0.005)

    def _rows(self, query: str, *values: str) -> list[Any]:
        with contextlib.closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as connection:
            return connection.execute(query, values).fetchall()


@pytest.fixture(scope="session")
def truth(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Truth]:
    folder = tmp_path_factory.mktemp("server")
    with SandboxServer(folder, tick_seconds=0, luckperms_delay_seconds=0.005, port=0) as server:
        yield Truth(server)


@pytest.fixture
def run(truth: Truth, tmp_path: Path) -> Callable[..., dict[str, Any]]:
    """Run the module with its real options and its real AnsibleModule."""

    def run(port: int, console: dict[str, Any], **options: Any) -> dict[str, Any]:
        args = {
            "rank": "vip",
            "ranks": {"provider": "luckperms", "read_back": {"sql": {"path": str(truth.database)}}},
            "console": {"port": port, "password": truth.server.password, **console},
            "state_dir": str(tmp_path / "state"),
            **options,
        }
        printed = io.StringIO()
        with patch_module_args(args), contextlib.redirect_stdout(printed), pytest.raises(SystemExit):
            grant_rank.main()
        assert truth.server.password not in printed.getvalue()
        return json.loads(printed.getvalue())

    return run
