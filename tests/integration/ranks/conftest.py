# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module in process, as a playbook runs it, over a real RCON socket to a software that owns ranks."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Protocol

import pytest
from ansible.module_utils.testing import patch_module_args
from ansible_collections.gamedesk.support.plugins.modules import grant_rank

from gamedesk.sandbox.rcon import RconListener

DRAXE = "d394da40-0ab1-3e8c-8302-4aaebe14d88d"  # domain, section 8
MAXICUBE = "92f98a09-7705-31ea-8430-ec9f64363c5a"


class _NoLog:
    def write(self, *_line: object, **_how: object) -> None:
        """Keep nothing."""


class Listener(Protocol):
    port: int

    def close(self) -> None:
        """Listen no more."""


class Software:
    """What owns the ranks. C(sent) is every command that reached it, C(changes) are those that do not only read."""

    provider = ""
    reading = re.compile("$.")

    def __init__(self) -> None:
        self.sent: list[str] = []
        # What it answers in place of what it would, to commands that match.
        self.instead: list[tuple[str, Callable[[str], str]]] = []

    @property
    def changes(self) -> list[str]:
        return [command for command in self.sent if not self.reading.fullmatch(command)]

    def ranks(self) -> dict:
        """Return the option C(ranks)."""
        return {"provider": self.provider}

    def run(self, command: str) -> str:
        self.sent.append(command)
        for pattern, answer in self.instead:
            if re.search(pattern, command):
                return answer(command)
        return self.answer(command)

    def answer(self, command: str) -> str:
        raise NotImplementedError

    def listen(self, password: str) -> Listener:
        """Return what speaks RCON for it: as vanilla does, where it is not another server."""
        listener = RconListener("127.0.0.1", 0, password, lambda: self.run, _NoLog())
        listener.start()
        return listener


@pytest.fixture
def grant(tmp_path, capsys) -> Iterator[Callable[..., dict]]:
    """Run the module against a software, with more options; None leaves one out. Return its result."""
    listeners: dict[Software, Listener] = {}

    def grant(software: Software, *, check: bool = False, password: str = "secret", **options: object) -> dict:
        if software not in listeners:
            listeners[software] = software.listen("secret")
        args = {
            "player": "Draxe",
            "rank": "vip",
            "console": {"port": listeners[software].port, "password": password, "timeout": 5},
            "ranks": software.ranks(),
            "state_dir": str(tmp_path / "state"),
            "verify_timeout": 0.5,
            "_ansible_check_mode": check,
            **options,
        }
        capsys.readouterr()
        given = {key: value for key, value in args.items() if value is not None}
        with patch_module_args(given), pytest.raises(SystemExit):
            grant_rank.main()
        result: dict = json.loads(capsys.readouterr().out)
        return result

    yield grant
    for listener in listeners.values():
        listener.close()
