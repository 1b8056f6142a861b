# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module in process, as a playbook runs it, over a real RCON socket to a software that owns bans."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from ansible.module_utils.testing import patch_module_args
from ansible_collections.gamedesk.support.plugins.modules import ban_player
from tests.integration.software import Listener, Software


@pytest.fixture
def ban(tmp_path, capsys) -> Iterator[Callable[..., dict]]:
    """Run the module against a software, with more options; None leaves one out. Return its result."""
    listeners: dict[Software, Listener] = {}

    def ban(software: Software, *, check: bool = False, **options: object) -> dict:
        if software not in listeners:
            listeners[software] = software.listen("secret")
        args = {
            "player": ["Draxe"] if "address" not in options else None,
            "console": {"port": listeners[software].port, "password": "secret", "timeout": 5},
            "state_dir": str(tmp_path / "state"),
            "verify_timeout": 0.5,
            "_ansible_check_mode": check,
            **software.options(),
            **options,
        }
        capsys.readouterr()
        given = {key: value for key, value in args.items() if value is not None}
        with patch_module_args(given), pytest.raises(SystemExit):
            ban_player.main()
        result: dict = json.loads(capsys.readouterr().out)
        return result

    yield ban
    for listener in listeners.values():
        listener.close()
