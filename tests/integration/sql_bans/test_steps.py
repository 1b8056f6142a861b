# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A change in two steps: the ban goes out when the unban has been seen, whatever happens meanwhile.

The module runs in this process, with a console that hands each command to LiteBans at once, unless it is told not to.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from ansible.module_utils.testing import patch_module_args
from ansible_collections.gamedesk.support.plugins.module_utils._console.protocol import Reply
from ansible_collections.gamedesk.support.plugins.module_utils._errors import (
    ConsoleLostBeforeError,
    ConsoleRefusedError,
)
from ansible_collections.gamedesk.support.plugins.module_utils._module import action_run
from ansible_collections.gamedesk.support.plugins.modules import ban_player
from tests.integration.databases.servers import sqlite_database

from . import litebans

DRAXE = "d394da40-0ab1-3e8c-8302-4aaebe14d88d"
TYRION = "d6b829dc-cccc-3d11-9d2f-14310fdb219d"
ACTION = "01J5QZK8E5V3N2M1H0GFEDCBA9"

Run = Callable[..., dict[str, Any]]


class Console:
    """C(script) holds, for a command, the error that it ends with, once."""

    def __init__(self, plugin: litebans.LiteBans) -> None:
        self.plugin = plugin
        self.script: dict[str, Exception] = {}

    def send(self, command: str, *, need_text: bool = True) -> Reply:
        if command in self.script:
            raise self.script.pop(command)
        self.plugin.heard.append(command)
        label, _space, rest = command.partition(" ")
        return Reply(self.plugin.work(label, rest))

    def close(self) -> None:
        pass


@pytest.fixture
def plugin(tmp_path: Path) -> Iterator[litebans.LiteBans]:
    database = sqlite_database(tmp_path / "bans")
    litebans.fill(database)
    plugin = litebans.LiteBans(database)
    plugin.row(uuid=DRAXE, reason="old")
    plugin.row(uuid=TYRION, reason="old")
    yield plugin
    plugin.close()


@pytest.fixture
def console(plugin: litebans.LiteBans, monkeypatch: pytest.MonkeyPatch) -> Console:
    console = Console(plugin)
    monkeypatch.setattr(action_run, "open_console", lambda _spec, _path, *, deadline: console)
    monkeypatch.setattr(action_run, "endpoints", lambda _spec, _path: ["rcon 127.0.0.1:25575"])
    return console


@pytest.fixture
def run(console: Console, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def run(**options: Any) -> dict[str, Any]:
        args = {
            "player": ["Draxe"],
            "reason": "new",
            "renew": "replace",
            "bans": {"provider": "litebans", "read_back": {"sql": console.plugin.database.options}},
            "state_dir": str(tmp_path / "state"),
            "verify_timeout": 0.2,
            "action_id": ACTION,
            **options,
        }
        capsys.readouterr()
        given = {key: value for key, value in args.items() if value is not None}
        with patch_module_args(given), pytest.raises(SystemExit):
            ban_player.main()
        return dict(json.loads(capsys.readouterr().out))

    return run


def reasons(plugin: litebans.LiteBans) -> dict[str, str]:
    return {ban["uuid"]: ban["reason"] for ban in plugin.active()}


@pytest.mark.parametrize("error", [ConsoleLostBeforeError("Lost."), ConsoleRefusedError("Nobody listens.")])
def test_what_is_lost_between_the_two_is_told_and_done_by_the_next_attempt(
    run: Run, console: Console, error: Exception
) -> None:
    console.script["ban Draxe new"] = error
    first = run()
    assert (first["status"], first["changed"], first["verified"]) == ("unknown", True, False)
    assert (first["before"]["ban"]["reason"], first["after"]) == ("old", {"ban": None})
    assert [one["command"] for one in first["results"][0]["commands"]] == ["unban Draxe"]
    second = run(attempt=2)
    assert (second["status"], second["changed"], second["verified"]) == ("succeeded", True, True)
    assert (second["before"]["ban"]["reason"], reasons(console.plugin)[DRAXE]) == ("old", "new")
    assert console.plugin.heard == ["unban Draxe", "ban Draxe new"]


def test_what_is_lost_before_the_first_step_is_as_if_nothing_had_been(run: Run, console: Console) -> None:
    console.script["unban Draxe"] = ConsoleRefusedError("Nobody listens.")
    first = run()
    assert (first["status"], first["changed"], console.plugin.heard) == ("failed", False, [])
    second = run(attempt=2)
    assert (second["status"], second["before"]["ban"]["reason"]) == ("succeeded", "old")


def test_of_several_nobody_is_left_half_way(run: Run, console: Console) -> None:
    """The first one ends in doubt; the second one's unban was done, and the ban follows it, or nothing was sent."""
    console.script["ban Draxe new"] = ConsoleLostBeforeError("Lost.")
    result = run(player=["Draxe", "Tyrion"])
    statuses = [one["status"] for one in result["results"]]
    assert statuses[0] == "unknown"
    assert reasons(console.plugin).get(TYRION) == ("new" if statuses[1] == "succeeded" else "old")


def test_a_change_is_undone_in_two_steps_as_well(run: Run, console: Console) -> None:
    first = run()
    back = {
        "renew": None,
        "reason": None,
        "action_id": ACTION.replace("9", "8"),
        "only_if": {"after": {"Draxe": first["after"]}},
        "restore": {"Draxe": first["before"]},
    }
    console.script["ban Draxe old"] = ConsoleRefusedError("Nobody listens.")
    assert (run(**back)["status"], reasons(console.plugin)) == ("unknown", {TYRION: "old"})
    assert run(**back, attempt=2)["status"] == "succeeded"
    assert reasons(console.plugin) == {TYRION: "old", DRAXE: "old"}


def test_what_is_as_it_should_be_takes_no_step(run: Run, console: Console) -> None:
    assert run(reason="old")["status"] == "unchanged"
    assert console.plugin.heard == []
