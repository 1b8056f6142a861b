# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the matrix knows of an owner of ranks or bans, and how the server of one is started."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.integration.databases import luckperms
from tests.integration.databases.servers import Database, sqlite_database
from tests.integration.sql_bans.plugin import Plugin, PluginServer

from gamedesk.sandbox.server import SandboxServer

from .hostile_values import is_fit
from .scenarios import GOOD, REASON
from .servers import FOLDER, RestConsole, SandboxConsole, SoftwareServer

BEST_EFFORT = ("grant, best effort", "ban, best effort")
Outcomes = Mapping[str, str]
Databases = Callable[[str], Database]
PLACE = {"server": {"path": FOLDER}}
SQLITE = f"{FOLDER}/plugins/LuckPerms/luckperms-sqlite.db"


def seen(how: str, **others: str) -> Outcomes:
    """The outcomes where the state is read back; C(others) are by the first letters of a scenario."""
    there = {
        "check mode": "would change",
        "unknown player": "failed: not_found, nothing sent",
        "unknown rank": "failed: not_found, nothing sent",
        "bad duration": "failed: invalid_value, nothing sent",
    }
    acts = ("grant", "revoke", "ban", "unban")
    there |= dict.fromkeys((*acts, *BEST_EFFORT), f"changed, verified by {how}")
    there |= {f"{act} again": f"unchanged, verified by {how}" for act in acts}
    return there | {name.replace("_", " "): told for name, told in others.items()}


def blind(**others: str) -> Outcomes:
    """The outcomes where the state cannot be read back."""
    refused = dict.fromkeys(seen(""), "refused: cannot_verify, nothing sent")
    asked_for = dict.fromkeys(BEST_EFFORT, "sent, unverified")
    told = {name.replace("_", " "): told for name, told in others.items()}
    return refused | asked_for | {"bad duration": "failed: invalid_value, nothing sent"} | told


@dataclass(frozen=True)
class Owner:
    """One of them.

    C(start) takes a folder and what makes a database. C(sent) is what each scenario sends, if anything; C(reading) are
    the commands that only read. C(rcon) and C(tmux) are the outcomes. C(good) are options beside the usual ones.
    C(where) is how a context is written, C(lowers) says that all is in lower case, C(unsayable) are reasons that it
    would change, C(kept) is what is sent of the others. C(passed) is how many of the hostile values are fit to be
    sent, on each wire. C(needs_server) says that a database server is started for it.
    C(patience) is how long the effect of a hostile value is looked for, in seconds.
    C(hostile_as) names the owner whose commands are made by the same code, where hostile values are tried there alone.
    """

    name: str
    provider: str
    module: str
    start: Callable[[Path, Databases], Any]
    sent: Mapping[str, list[str]]
    rcon: Outcomes
    tmux: Outcomes
    reading: re.Pattern[str] = re.compile("$.")
    good: Mapping[str, Any] = field(default_factory=dict)
    where: Mapping[str, str] = field(default_factory=dict)
    lowers: bool = False
    unsayable: re.Pattern[str] = re.compile("$.")
    kept: Callable[[str], str] = str
    passed: tuple[int, int] = (0, 0)
    needs_server: bool = False
    patience: float = 10
    hostile_as: str = ""

    def intended(self, place: str, value: str) -> list[str] | None:
        """What a hostile value in this place may send; None where nothing may come of it."""
        if not is_fit(place, value):
            return None
        commands = self.sent["grant, best effort" if self.module == "grant_rank" else "ban, best effort"]
        if place == "reason" and self.unsayable.search(value):
            return None
        if place == "reason":
            return [command.replace(REASON, self.kept(value)) for command in commands]
        commands = [command.removesuffix(f" {REASON}") for command in commands]
        if self.lowers:
            value = value.lower() if place != "player" else value
        if place in self.where:
            return [command + self.where[place].format(value) for command in commands]
        if place not in ("player", "rank"):
            return None
        good = {**GOOD[self.module], **self.good}
        return [command.replace(good[place][0] if place == "player" else good[place], value) for command in commands]


def sandbox(options: dict[str, Any]) -> Callable[[Path, Databases], SandboxConsole]:
    return lambda folder, _databases: SandboxConsole(options, folder)


def software(make: Callable[[], Any], options: Callable[[Any], dict[str, Any]]) -> Callable[[Path, Databases], Any]:
    def start(folder: Path, _databases: Databases) -> SoftwareServer:
        made = make()
        return SoftwareServer(made, options(made), folder)

    return start


def with_database(engine: str, make: Callable[[Database], Any]) -> Callable[[Path, Databases], Any]:
    return lambda folder, databases: software(lambda: make(databases(engine)), ranks_of)(folder, databases)


def luckperms_by_rest(folder: Path, _databases: Databases) -> RestConsole:
    database = sqlite_database(folder / "elsewhere.db")
    luckperms.fill(database)
    return RestConsole(luckperms.opener(database), folder)


def luckperms_in(engine: str) -> Callable[[Path, Databases], Any]:
    def start(folder: Path, databases: Databases) -> SandboxConsole:
        database = databases(engine)
        luckperms.fill(database)
        options = {"ranks": {"provider": "luckperms", "read_back": {"sql": database.options}}}
        return SandboxConsole(
            options,
            folder,
            lambda path, terminal: SandboxServer(
                path, tick_seconds=0, port=0, terminal=terminal, luckperms_database=luckperms.opener(database)
            ),
        )

    return start


def ban_plugin(provider: str, kind: type[Plugin], fill: Callable[[Database], None], engine: str) -> Any:
    def start(folder: Path, databases: Databases) -> SandboxConsole:
        database = databases(engine)
        fill(database)
        options = {**PLACE, "bans": {"provider": provider, "read_back": {"sql": database.options}}}
        return SandboxConsole(
            options, folder, lambda path, terminal: PluginServer(path, kind(database), terminal=terminal)
        )

    return start


def with_file(
    make: Callable[[Path], Any], options: Callable[[Any], dict[str, Any]]
) -> Callable[[Path, Databases], Any]:
    return lambda folder, databases: software(lambda: make(folder), options)(folder, databases)


def ranks_of(software: Any) -> dict[str, Any]:
    return {"ranks": software.ranks()}


def acts(give: list[str], take: list[str]) -> Mapping[str, list[str]]:
    gives = dict.fromkeys(("grant", "ban", *BEST_EFFORT), give)
    return gives | dict.fromkeys(("revoke", "unban"), take)
