# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module in process: real options, a real SQLite file, and a console that does what LuckPerms would do."""

from __future__ import annotations

import json
import re
import threading
import time

import pytest
from ansible.module_utils.testing import patch_module_args
from ansible_collections.gamedesk.support.plugins.module_utils._console.protocol import Reply
from ansible_collections.gamedesk.support.plugins.module_utils._errors import (
    ConsoleLostAfterError,
    ConsoleLostBeforeError,
)
from ansible_collections.gamedesk.support.plugins.module_utils._module import action_run as behaviour
from ansible_collections.gamedesk.support.plugins.modules import grant_rank

DRAXE = "d394da40-0ab1-3e8c-8302-4aaebe14d88d"
TYRION = "d6b829dc-cccc-3d11-9d2f-14310fdb219d"
MAXICUBE = "92f98a09-7705-31ea-8430-ec9f64363c5a"
ACTION = "01J5QZK8E5V3N2M1H0GFEDCBA9"
ENDPOINT = "127.0.0.1:25575"
FAR = 4_000_000_000  # 2096-10-02T07:06:40Z
FAR_TEXT = "2096-10-02T07:06:40Z"


class LuckPermsConsole:
    """A console whose LuckPerms writes to the storage and answers with nothing, as it does over RCON."""

    def __init__(self, file) -> None:
        self.file = file
        self.sent: list[str] = []
        self.opened = 0
        self.closed = 0
        self.refusals: list[Exception] = []
        # What happens to the next commands, instead of being executed and answered.
        self.script: list = []

    def open(self, spec, server_path, *, deadline):
        self.opened += 1
        for refusal in self.refusals:
            raise refusal
        return self

    def send(self, command: str, *, need_text: bool = True) -> Reply:
        self.sent.append(command)
        happens = self.script.pop(0) if self.script else self.does
        return happens(command)

    def close(self) -> None:
        self.closed += 1

    # What may happen to a command.

    def does(self, command: str) -> Reply:
        self.execute(command)
        return Reply("")

    def does_nothing(self, _command: str) -> Reply:
        return Reply("")

    def does_and_is_silent(self, command: str) -> Reply:
        self.execute(command)
        return Reply(None)

    def is_silent(self, _command: str) -> Reply:
        return Reply(None)

    def does_and_loses_the_line(self, command: str) -> Reply:
        self.execute(command)
        raise ConsoleLostAfterError("The connection was lost.")

    def loses_the_line(self, _command: str) -> Reply:
        raise ConsoleLostAfterError("The connection was lost.")

    def has_lost_the_line(self, command: str) -> Reply:
        self.sent.remove(command)
        raise ConsoleLostBeforeError("The connection was lost before.")

    def does_late(self, command: str) -> Reply:
        threading.Timer(0.1, self.execute, [command]).start()
        return Reply("")

    @staticmethod
    def says(text: str):
        return lambda _command: Reply(text)

    # LuckPerms: domain 3.1, ParentAdd.java and its neighbours.

    def execute(self, command: str) -> None:
        match = re.fullmatch(
            r"lp user ([0-9a-f-]{36}) parent (add|addtemp|remove|removetemp) (\S+)(?: ([0-9]+) (replace|deny))?"
            r"(?: server=(\S+))?(?: world=(\S+))?",
            command,
        )
        assert match, command
        uuid, verb, rank, expires, merge, server, world = match.groups()
        assert verb != "addtemp" or int(expires) > time.time(), "You cannot set a date in the past!"
        where = (uuid, f"group.{rank}", server or "global", world or "global")
        same = " uuid=? AND permission=? AND server=? AND world=? AND contexts='{{}}' AND expiry"
        same += "<>0" if verb.endswith("temp") else "=0"
        active = self.file.execute("SELECT expiry, value FROM {user_permissions} WHERE" + same, *where)
        if verb.startswith("remove"):
            self.file.execute("DELETE FROM {user_permissions} WHERE" + same, *where)
            return
        if active and active[0][1] and (merge != "replace" or int(expires) <= active[0][0]):
            return
        self.file.execute("DELETE FROM {user_permissions} WHERE" + same, *where)
        self.file.node(uuid, where[1], server=where[2], world=where[3], expiry=int(expires or 0))


@pytest.fixture
def console(luckperms_file, monkeypatch) -> LuckPermsConsole:
    console = LuckPermsConsole(luckperms_file)
    monkeypatch.setattr(behaviour, "open_console", console.open)
    monkeypatch.setattr(behaviour, "endpoints", lambda _spec, _path: [ENDPOINT])
    return console


@pytest.fixture
def run(console, luckperms_file, tmp_path, capsys):
    """Run the module; options given as None are left out. Return its result, with C(rc)."""

    def run(**options) -> dict:
        sql = {"path": str(luckperms_file.path)}
        args = {
            "player": "Draxe",
            "rank": "vip",
            "ranks": {"provider": "luckperms", "read_back": {"sql": sql}},
            "state_dir": str(tmp_path / "state"),
            "verify_timeout": 0.25,
            **options,
        }
        capsys.readouterr()
        given = {key: value for key, value in args.items() if value is not None}
        with patch_module_args(given), pytest.raises(SystemExit) as ended:
            grant_rank.main()
        result = json.loads(capsys.readouterr().out)
        assert (ended.value.code != 0) is bool(result.get("failed"))
        return result

    return run


def ranks(state) -> list[str]:
    words = [[one["rank"], one["expires"], *(f"{k}={v}" for k, v in one["context"].items())] for one in state["ranks"]]
    return [" ".join(filter(None, one)) for one in words]
