# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module in process, and a server with EssentialsX at the other end of RCON."""

from __future__ import annotations

import json

import pytest
from ansible.module_utils.testing import patch_module_args
from ansible_collections.gamedesk.support.plugins.modules import ban_player

from .server import EssentialsServer


@pytest.fixture
def server(tmp_path):
    folder = tmp_path / "server"
    folder.mkdir()
    server = EssentialsServer(folder)
    yield server
    server.close()


@pytest.fixture
def run(server, tmp_path, capsys):
    """Run the module; options given as None are left out. Return its result."""

    def run(**options) -> dict:
        args = {
            "player": None if "address" in options else "Draxe",
            "console": {"port": server.port, "password": "secret", "timeout": 5},
            "server": {"path": str(server.folder)},
            "state_dir": str(tmp_path / "state"),
            "verify_timeout": 0.25,
            **options,
            "bans": {"provider": "essentialsx", **options.get("bans", {})},
        }
        capsys.readouterr()
        given = {key: value for key, value in args.items() if value is not None}
        with patch_module_args(given), pytest.raises(SystemExit):
            ban_player.main()
        return json.loads(capsys.readouterr().out)

    return run
