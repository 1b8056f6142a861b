# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers with a console of both kinds, for what owns ranks or bans."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.integration.luckperms.rest_server import RestApi, serving
from tests.integration.software import Software
from tests.unit.plugins.modules.ban_player.essentialsx.server import EssentialsServer

from gamedesk.sandbox.log import ServerLog
from gamedesk.sandbox.luckperms.storage import Connection
from gamedesk.sandbox.server import SandboxServer
from gamedesk.sandbox.terminal import Terminal


class SoftwareServer:
    """A software of its own, and the log of its server."""

    password = "secret"

    def __init__(self, software: Software, options: dict[str, Any], folder: Path) -> None:
        self.software = software
        self.options = options
        self.log = folder / "logs" / "latest.log"
        self._log = ServerLog(self.log.parent)
        self._listener = software.listen(self.password)
        self._one_at_a_time = threading.Lock()

    @property
    def port(self) -> int:
        return self._listener.port

    def typed(self, command: str) -> None:
        with self._one_at_a_time:
            for line in self.software.run(command).splitlines():
                self._log.write(line)

    def close(self) -> None:
        self._listener.close()
        self._log.close()


class EssentialsConsole:
    """The server with EssentialsX that its own tests have, and the log of it."""

    password = "secret"

    def __init__(self, folder: Path) -> None:
        (folder / "server").mkdir()
        self._server = EssentialsServer(folder / "server")
        self.port = self._server.port
        self.options = {"bans": {"provider": "essentialsx"}, "server": {"path": str(folder / "server")}}
        self.log = folder / "server" / "logs" / "latest.log"
        self._log = ServerLog(self.log.parent)

    def typed(self, command: str) -> None:
        for line in self._server.execute(command).splitlines():
            self._log.write(line)

    def close(self) -> None:
        self._server.close()
        self._log.close()


def _plain(folder: Path, terminal: Terminal) -> SandboxServer:
    return SandboxServer(folder, tick_seconds=0, port=0, terminal=terminal)


class SandboxConsole:
    """The sandbox, with what is typed at its console."""

    def __init__(self, options: dict[str, Any], folder: Path, make: Callable[..., SandboxServer] = _plain) -> None:
        """C(options) may hold the folder: the server's own is put in the place of C(FOLDER)."""
        there, self._keyboard = os.pipe()
        self._screen = os.open(os.devnull, os.O_WRONLY)
        self._reader = there
        server = folder / "server"
        self.options = _placed(options, str(server))
        self.log = server / "logs" / "latest.log"
        self._sandbox = make(server, terminal=Terminal(there, self._screen))
        self._sandbox.start()
        self.port, self.password = self._sandbox.port, self._sandbox.password

    def typed(self, command: str) -> None:
        os.write(self._keyboard, command.encode() + b"\n")

    def close(self) -> None:
        os.close(self._keyboard)
        self._sandbox.stop()
        os.close(self._reader)
        os.close(self._screen)


class RestConsole(SandboxConsole):
    """The sandbox, with the REST API of its LuckPerms."""

    def __init__(self, connect: Callable[[], Connection], folder: Path) -> None:
        """C(connect) opens the database that LuckPerms uses."""
        self._api = contextlib.ExitStack()
        key = "planted-rest-key"
        port = self._api.enter_context(serving(RestApi(connect, key)))
        read_back = {"rest": {"url": f"http://127.0.0.1:{port}", "api_key": key}}
        super().__init__(
            {"ranks": {"provider": "luckperms", "read_back": read_back}},
            folder,
            lambda path, terminal: SandboxServer(
                path, tick_seconds=0, port=0, terminal=terminal, luckperms_database=connect
            ),
        )

    def close(self) -> None:
        super().close()
        self._api.close()


FOLDER = "{folder of the server}"


def _placed(value: Any, folder: str) -> Any:
    if isinstance(value, dict):
        return {key: _placed(one, folder) for key, one in value.items()}
    return value.replace(FOLDER, folder) if isinstance(value, str) else value
