# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A desk with a sandbox server, and the command as a person would run it: in a process of its own."""

from __future__ import annotations

import dataclasses
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from gamedesk.desk.sandboxing import furnish, sandbox_folder
from gamedesk.sandbox.server import SandboxServer

DRAXE = "d394da40-0ab1-3e8c-8302-4aaebe14d88d"  # domain, section 8


@dataclasses.dataclass
class Bench:
    """A desk, its sandbox, and an empty home."""

    desk: Path
    home: Path
    server: SandboxServer

    def environment(self) -> dict[str, str]:
        return {"PATH": os.environ["PATH"], "HOME": str(self.home), "TERM": "dumb"}

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "gamedesk", *words, "--desk", str(self.desk)]

    def start(self, *words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            self.command(*words),
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        with self.start(*words) as process:
            out, err = process.communicate(timeout=90)
        assert "Traceback" not in err, err
        return subprocess.CompletedProcess(words, process.returncode, out, err)

    def json(self, *words: str) -> tuple[int, dict[str, Any]]:
        done = self.run(*words, "--json")
        try:
            return done.returncode, json.loads(done.stdout)
        except json.JSONDecodeError:
            pytest.fail(f"not one JSON object: {done.stdout!r} {done.stderr!r}")

    def tickets(self) -> list[dict[str, Any]]:
        """Every ticket, read with nothing of ours: PyYAML alone."""
        return [yaml.safe_load(path.read_text()) for path in sorted(self.desk.glob("tickets/*/*.yml"))]

    def history(self, index: int = -1) -> list[dict[str, Any]]:
        return self.tickets()[index]["history"]

    def kinds(self, index: int = -1) -> list[str]:
        return [event["kind"] for event in self.history(index)]

    def memberships(self, uuid: str = DRAXE) -> list[tuple[str, int]]:
        """What LuckPerms itself has stored: (permission, expiry), read with nothing of ours."""
        return self._rows("select permission, expiry from luckperms_user_permissions where uuid = ? and value", uuid)

    def actions_of_luckperms(self, uuid: str = DRAXE) -> list[tuple[str]]:
        return self._rows("select action from luckperms_actions where acted_uuid = ? order by id", uuid)

    def _rows(self, query: str, *values: str) -> list[Any]:
        database = sandbox_folder(self.desk) / "plugins" / "LuckPerms" / "luckperms-sqlite.db"
        connection = sqlite3.connect(database)
        try:
            return connection.execute(query, values).fetchall()
        finally:
            connection.close()

    def set_inventory(self, **variables: Any) -> None:
        """Change variables of the server in the inventory."""
        path = self.desk / "inventory" / "sandbox.yml"
        inventory = yaml.safe_load(path.read_text())
        host = inventory["minecraft"]["hosts"]["survival"]
        for name, value in variables.items():
            if isinstance(value, dict) and isinstance(host.get(name), dict):
                host[name] |= value
            else:
                host[name] = value
        path.write_text(yaml.safe_dump(inventory))


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    desk = tmp_path / "desk"
    furnish(desk)
    server = SandboxServer(sandbox_folder(desk), tick_seconds=0.01, luckperms_delay_seconds=0.01)
    # A home with a short path, as homes have: ssh keeps a socket there, whose path may have 108 bytes.
    with server, tempfile.TemporaryDirectory(prefix="gamedesk-") as home:
        yield Bench(desk, Path(home), server)
