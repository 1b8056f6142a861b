# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server's folder with logs of three days, and the module in process."""

from __future__ import annotations

import gzip
import json
import os

import pytest
from ansible.module_utils.testing import patch_module_args
from ansible_collections.gamedesk.support.plugins.modules import log_search

DRAXE = "d394da40-0ab1-3e8c-8302-4aaebe14d88d"
# 2026-11-24 00:00 in UTC, in seconds since 1970.
DAY = 1_795_478_400


def line(clock: str, message: str) -> str:
    """Return a line as a server of Bukkit's family writes it (domain, 1.1)."""
    return f"[{clock}] [Server thread/INFO]: {message}\n"


class Server:
    """A server's folder, and its log_search."""

    def __init__(self, folder, capsys) -> None:
        self.folder = folder
        self.logs = folder / "logs"
        self.logs.mkdir(parents=True)
        self._capsys = capsys

    def write(self, name: str, *lines: str, at: int = DAY + 86_400) -> None:
        """Write a log."""
        raw = "".join(lines).encode()
        path = self.logs / name
        path.write_bytes(gzip.compress(raw) if name.endswith(".gz") else raw)
        os.utime(path, (at, at))

    def search(self, **options):
        """Run the module, and return what it prints."""
        arguments = {
            "server": {"path": str(self.folder)},
            "logs": {"timezone": "UTC"},
            **options,
            "_ansible_remote_tmp": str(self.folder),
        }
        with patch_module_args(arguments), pytest.raises(SystemExit):
            log_search.main()
        return json.loads(self._capsys.readouterr().out)

    def messages(self, **options):
        """Return the messages of what is found."""
        return [match["message"] for match in self.search(**options)["matches"]]


@pytest.fixture
def server(tmp_path, capsys) -> Server:
    """A server with a live log and two older ones."""
    one = Server(tmp_path / "survival", capsys)
    one.write(
        "2026-11-22-1.log.gz",
        line("10:00:00", f"UUID of player Draxe is {DRAXE}"),
        line("10:00:01", "Draxe[/192.0.2.10:4711] logged in with entity id 1 at ([world] 1.5, 64.0, -2.5)"),
        line("10:00:02", "Draxe issued server command: /warp faction"),
        line("10:00:03", "Draxe lost connection: Disconnected"),
    )
    one.write(
        "2026-11-23-1.log.gz",
        line("11:00:00", "Tyrion[/192.0.2.77:4711] logged in with entity id 2 at ([world] 1.5, 64.0, -2.5)"),
        line("11:00:01", "Tyrion issued server command: /msg Draxe hello"),
        line("11:00:02", "Could not pass event to Draxe_s plugin"),
        "\tat plugin.Draxe_s.run(Draxe_s.java:5)\n",
    )
    one.write(
        "latest.log",
        line("09:00:00", f"UUID of player DraxeTwo is {DRAXE}"),
        line("09:00:01", "DraxeTwo[/[2001:db8:0:0:0:0:0:1]:4711] logged in with entity id 3 at (1.5, 64.0, -2.5)"),
        line("09:00:02", "<DraxeTwo> Tyrion left the game"),
        line("09:00:03", "Draxe issued server command: /home"),
        at=DAY + 9 * 3600 + 3,
    )
    return one
