# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What owns ranks or bans, behind a real RCON socket."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Protocol

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
    """What owns them. C(sent) is every command that reached it, C(changes) are those that do not only read."""

    provider = ""
    reading = re.compile("$.")

    def __init__(self) -> None:
        self.sent: list[str] = []
        # What it answers in place of what it would, to commands that match.
        self.instead: list[tuple[str, Callable[[str], str]]] = []

    @property
    def changes(self) -> list[str]:
        return [command for command in self.sent if not self.reading.fullmatch(command)]

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
