# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module in process: real files, and a console that does what a plain server would do with its ban lists."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

import pytest
from ansible.module_utils.testing import patch_module_args
from ansible_collections.gamedesk.support.plugins.module_utils._console.protocol import Reply
from ansible_collections.gamedesk.support.plugins.module_utils._errors import (
    ConsoleLostAfterError,
    NobodyThereError,
)
from ansible_collections.gamedesk.support.plugins.module_utils._module import action_run
from ansible_collections.gamedesk.support.plugins.modules import ban_player

DRAXE = "d394da40-0ab1-3e8c-8302-4aaebe14d88d"
TYRION = "d6b829dc-cccc-3d11-9d2f-14310fdb219d"
MAXICUBE = "92f98a09-7705-31ea-8430-ec9f64363c5a"
PLAYERS = {"Draxe": DRAXE, "Tyrion": TYRION, "MaxiCube": MAXICUBE}
ACTION = "01J5QZK8E5V3N2M1H0GFEDCBA9"
FAR = 4_000_000_000  # 2096-10-02T07:06:40Z
FAR_TEXT = "2096-10-02T07:06:40Z"
_COMMAND = re.compile(r"(ban|ban-ip|pardon|pardon-ip|banlist) (\S+)(?: (.*))?")


class Server:
    """A plain server of 1.21 in offline mode (domain 4.1, 4.2), which writes its lists from memory."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.runs = True
        self.bans: dict[str, dict] = {}
        self.ip_bans: dict[str, dict] = {}
        self.sent: list[str] = []
        # What happens to the next commands, instead of being executed and answered.
        self.script: list = []
        (folder / "server.properties").write_text("online-mode=false\n")
        self.cache(PLAYERS)

    def cache(self, players) -> None:
        until = "2096-01-01 00:00:00 +0000"
        entries = [{"name": name, "uuid": uuid, "expiresOn": until} for name, uuid in players.items()]
        (self.folder / "usercache.json").write_text(json.dumps(entries))
        self.known = {name.lower(): (name, uuid) for name, uuid in players.items()}

    def stop(self) -> None:
        self.runs = False
        lock = self.folder / "world" / "session.lock"
        lock.parent.mkdir(exist_ok=True)
        lock.write_text("☃")

    def has(self, name: str, **more) -> None:
        """Have this player banned already."""
        self.bans[PLAYERS[name]] = {"uuid": PLAYERS[name], "name": name, **_terms("griefing"), **more}
        self.save()

    def banned(self) -> dict[str, str]:
        return {entry["name"]: entry["reason"] for entry in self.listed("banned-players.json")}

    def listed(self, name: str) -> list[dict]:
        path = self.folder / name
        return json.loads(path.read_text()) if path.exists() else []

    def save(self) -> None:
        for name, bans in (("banned-players.json", self.bans), ("banned-ips.json", self.ip_bans)):
            beside = self.folder / f".{name}"
            beside.write_text(json.dumps(list(bans.values())))
            beside.replace(self.folder / name)

    # A console.

    def open(self, _spec, _path, *, deadline):
        return self

    def send(self, command: str, *, need_text: bool = True) -> Reply:
        if not self.runs:
            raise NobodyThereError("Nobody listens.")
        self.sent.append(command)
        return (self.script.pop(0) if self.script else self.does)(command)

    def close(self) -> None:
        pass

    # What may happen to a command.

    def does(self, command: str) -> Reply:
        return Reply(self.execute(command))

    def does_and_loses_the_line(self, command: str) -> Reply:
        self.execute(command)
        raise ConsoleLostAfterError("The connection was lost.")

    def loses_the_line(self, _command: str) -> Reply:
        raise ConsoleLostAfterError("The connection was lost.")

    @staticmethod
    def says(text):
        return lambda _command: Reply(text)

    def execute(self, command: str) -> str:
        if command == "list":
            return "There are 0 of a max of 20 players online: "
        match = _COMMAND.fullmatch(command)
        assert match, command
        label, word, reason = match.groups()
        reason = "Banned by an operator." if reason is None else reason
        if label == "banlist":
            return self._banlist(self.bans if word == "players" else self.ip_bans)
        if label.endswith("-ip"):
            key, entry, bans = word, {"ip": word}, self.ip_bans
        else:
            name, key = self.known[word.lower()]
            entry, bans = {"uuid": key, "name": name}, self.bans
        if (key in bans) is (label in ("ban", "ban-ip")):
            return "Nothing changed. The player is already banned"
        if label in ("ban", "ban-ip"):
            bans[key] = {**entry, **_terms(reason)}
        else:
            del bans[key]
        self.save()
        return "Banned"

    @staticmethod
    def _banlist(bans) -> str:
        lines = [f"{one.get('name', one.get('ip'))} was banned by Rcon: {one['reason']}" for one in bans.values()]
        return f"There are {len(lines)} ban(s):{''.join(lines)}" if lines else "There are no bans"


def _terms(reason: str) -> dict[str, str]:
    created = time.strftime("%Y-%m-%d %H:%M:%S +0000", time.gmtime())
    return {"created": created, "source": "Rcon", "expires": "forever", "reason": reason}


@pytest.fixture
def server(tmp_path, monkeypatch) -> Server:
    folder = tmp_path / "server"
    folder.mkdir()
    server = Server(folder)
    monkeypatch.setattr(action_run, "open_console", server.open)
    monkeypatch.setattr(action_run, "endpoints", lambda _spec, _path: ["rcon 127.0.0.1:25575"])
    return server


@pytest.fixture
def run(server, tmp_path, capsys):
    """Run the module; options given as None are left out. Return its result."""

    def run(**options) -> dict:
        args = {
            "player": None if "address" in options else "Draxe",
            "server": {"path": str(server.folder)},
            "state_dir": str(tmp_path / "state"),
            "verify_timeout": 0.25,
            **options,
            "bans": {"provider": "vanilla", **options.get("bans", {})},
        }
        capsys.readouterr()
        given = {key: value for key, value in args.items() if value is not None}
        with patch_module_args(given), pytest.raises(SystemExit) as ended:
            ban_player.main()
        result = json.loads(capsys.readouterr().out)
        assert (ended.value.code != 0) is bool(result.get("failed"))
        return result

    return run


def outcome(result: dict) -> tuple:
    return result["status"], result["changed"], result["verified"]
