# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever owns ranks or bans: its server, what it is sent, and what becomes of each scenario.

One more is one more entry. The outcomes are what the tests expect and what docs/verified.md shows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.integration.bans.cuberite import Cuberite as CuberiteBans
from tests.integration.bans.jail import Jail
from tests.integration.databases.servers import Database
from tests.integration.ranks.cuberite import Cuberite as CuberiteRanks
from tests.integration.ranks.groupmanager import GroupManager
from tests.integration.ranks.permissionsex import PermissionsEx
from tests.integration.ranks.unheard_of import Written
from tests.integration.software import DRAXE

from .hostile_values import is_fit
from .scenarios import GOOD, REASON
from .servers import FOLDER, SandboxConsole, SoftwareServer

BEST_EFFORT = ("grant, best effort", "ban, best effort")
Outcomes = Mapping[str, str]
Databases = Callable[[str], Database]
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
    would change. C(passed) is how many of the hostile values are fit to be sent, on each wire.
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
    passed: tuple[int, int] = (0, 0)

    def intended(self, place: str, value: str) -> list[str] | None:
        """What a hostile value in this place may send; None where nothing may come of it."""
        if not is_fit(place, value):
            return None
        commands = self.sent["grant, best effort" if self.module == "grant_rank" else "ban, best effort"]
        if place == "reason" and self.unsayable.search(value):
            return None
        if place == "reason":
            return [command.replace(REASON, value) for command in commands]
        commands = [command.removesuffix(f" {REASON}") for command in commands]
        if self.lowers:
            value = value.lower() if place != "player" else value
        if place in self.where:
            return [command + self.where[place].format(value) for command in commands]
        if place not in ("player", "rank"):
            return None
        good = {**GOOD[self.module], **self.good}
        return [command.replace(good[place][0] if place == "player" else good[place], value) for command in commands]


def _sandbox(options: dict[str, Any]) -> Callable[[Path, Databases], SandboxConsole]:
    return lambda folder, _databases: SandboxConsole(options, folder)


def _software(make: Callable[[], Any], options: Callable[[Any], dict[str, Any]]) -> Callable[[Path, Databases], Any]:
    def start(folder: Path, _databases: Databases) -> SoftwareServer:
        software = make()
        return SoftwareServer(software, options(software), folder)

    return start


def _with_database(engine: str, make: Callable[[Database], Any]) -> Callable[[Path, Databases], Any]:
    return lambda folder, databases: _software(lambda: make(databases(engine)), _ranks)(folder, databases)


def _with_file(
    make: Callable[[Path], Any], options: Callable[[Any], dict[str, Any]]
) -> Callable[[Path, Databases], Any]:
    return lambda folder, databases: _software(lambda: make(folder), options)(folder, databases)


def _ranks(software: Any) -> dict[str, Any]:
    return {"ranks": software.ranks()}


def _acts(give: list[str], take: list[str]) -> Mapping[str, list[str]]:
    gives = dict.fromkeys(("grant", "ban", *BEST_EFFORT), give)
    return gives | dict.fromkeys(("revoke", "unban"), take)


PEX_ADD = [f'pex user {DRAXE} set group-vip-until ""', f"pex user {DRAXE} group add #vip"]
PEX_REMOVE = [f"pex user {DRAXE} group remove #vip"]
# What each would put something else in the place of, lose, or take for an option.
SELECTOR = re.compile("@[aenprs]|.{257}")
QUOTES = re.compile("[\"']|  ")
MISREAD = re.compile(r"^[-/]| -\S|@[aenprs](?!\w)")
PLACE = {"server": {"path": FOLDER}}
# Who is given by UUID where a name would have to be looked up first.
BY_UUID = {"player": [DRAXE]}
NEVER_JOINED = "changed, verified by ban list (JSON)"  # a server in offline mode has everybody
# This software says nothing of a change, and a log that says nothing leaves it open whether anybody read the command.
NOT_HEARD = dict.fromkeys(BEST_EFFORT, "unknown: unconfirmed")
OWNERS = [
    Owner(
        "LuckPerms (SQLite)",
        "luckperms",
        "grant_rank",
        _sandbox({**PLACE, "ranks": {"provider": "luckperms", "read_back": {"sql": {"path": SQLITE}}}}),
        _acts([f"lp user {DRAXE} parent add vip"], [f"lp user {DRAXE} parent remove vip"]),
        seen("LuckPerms storage (SQLite)"),
        seen("LuckPerms storage (SQLite)"),
        where={"server": " server={}", "world": " world={}"},
        lowers=True,
        passed=(32, 32),
    ),
    Owner(
        "LuckPerms, not read back",
        "luckperms",
        "grant_rank",
        _sandbox({"ranks": {"provider": "luckperms"}}),
        _acts(["lp user Draxe parent add vip"], []),
        blind(),
        blind(),
        where={"server": " server={}", "world": " world={}"},
        lowers=True,
        passed=(46, 46),
    ),
    Owner(
        "vanilla operator",
        "vanilla",
        "grant_rank",
        _sandbox({**PLACE, "ranks": {"provider": "vanilla"}}),
        _acts(["op Draxe"], ["deop Draxe"]),
        seen("ops.json", unknown_rank="failed: invalid_value, nothing sent"),
        seen("ops.json", unknown_rank="failed: invalid_value, nothing sent"),
        good={"rank": "operator"},
        passed=(0, 0),
    ),
    Owner(
        "PermissionsEx (console)",
        "permissionsex",
        "grant_rank",
        _software(PermissionsEx, _ranks),
        _acts(PEX_ADD, PEX_REMOVE),
        seen("console (pex user)"),
        blind(),
        PermissionsEx.reading,
        BY_UUID,
        where={"world": " {}"},
        passed=(8, 16),
    ),
    Owner(
        "PermissionsEx (SQLite)",
        "permissionsex",
        "grant_rank",
        _with_database("sqlite", PermissionsEx),
        _acts(PEX_ADD, PEX_REMOVE),
        seen("PermissionsEx storage (SQLite)"),
        seen("PermissionsEx storage (SQLite)"),
        where={"world": " {}"},
        passed=(8, 8),
    ),
    Owner(
        "GroupManager (console)",
        "groupmanager",
        "grant_rank",
        _software(GroupManager, _ranks),
        _acts([f"manuaddsub {DRAXE} vip"], [f"manudelsub {DRAXE} vip"]),
        seen("console (manwhois)"),
        blind(),
        GroupManager.reading,
        BY_UUID,
        passed=(0, 8),
    ),
    Owner(
        "Cuberite ranks (console)",
        "cuberite",
        "grant_rank",
        _software(CuberiteRanks, _ranks),
        _acts(["rank Draxe VIP"], ["unrank Draxe"]),
        seen("console (rank)"),
        blind(),
        CuberiteRanks.reading,
        {"rank": "VIP"},
        passed=(0, 15),
    ),
    Owner(
        "Cuberite ranks (SQLite)",
        "cuberite",
        "grant_rank",
        _with_file(lambda folder: CuberiteRanks(folder / "Ranks.sqlite"), _ranks),
        {**_acts(["rank Draxe VIP"], ["unrank Draxe"]), "unknown player": ["rank Nobody VIP"]},
        seen("Ranks.sqlite"),
        # Who has no rank may be nobody at all, and the server's answer is not heard.
        seen("Ranks.sqlite", unknown_player="unknown: unconfirmed"),
        CuberiteRanks.reading,
        {"rank": "VIP"},
        passed=(0, 7),
    ),
    Owner(
        "ranks by commands",
        "commands",
        "grant_rank",
        _software(Written, _ranks),
        _acts(["perm add Draxe vip"], ["perm remove Draxe vip"]),
        seen("console (ranks.commands.read)"),
        blind(**NOT_HEARD),
        Written.reading,
        passed=(0, 22),
    ),
    Owner(
        "vanilla bans (files)",
        "vanilla",
        "ban_player",
        _sandbox({**PLACE, "bans": {"provider": "vanilla"}}),
        {
            **_acts(["minecraft:ban Draxe Griefed the town hall"], ["minecraft:pardon Draxe"]),
            "unknown player": ["minecraft:ban Nobody"],
        },
        seen("ban list (JSON)", unknown_player=NEVER_JOINED),
        seen("ban list (JSON)", unknown_player=NEVER_JOINED),
        unsayable=SELECTOR,
        passed=(64, 64),
    ),
    Owner(
        "vanilla bans (console)",
        "vanilla",
        "ban_player",
        _sandbox({"bans": {"provider": "vanilla"}}),
        {
            **_acts(["ban Draxe Griefed the town hall"], ["pardon Draxe"]),
            "unknown player": ["ban Nobody"],
        },
        seen("banlist", unknown_player="changed, verified by banlist"),
        blind(),
        re.compile("banlist players"),
        unsayable=SELECTOR,
        passed=(64, 64),
    ),
    Owner(
        "Cuberite bans",
        "cuberite",
        "ban_player",
        _with_file(CuberiteBans, lambda cuberite: cuberite.options()),
        {
            **_acts(["ban Draxe Griefed the town hall"], ["unban Draxe"]),
            "unknown player": ["ban Nobody"],
        },
        seen("banlist.sqlite", unknown_player="changed, verified by banlist.sqlite"),
        seen("banlist.sqlite", unknown_player="changed, verified by banlist.sqlite"),
        unsayable=QUOTES,
        passed=(64, 64),
    ),
    Owner(
        "bans by commands",
        "commands",
        "ban_player",
        _software(Jail, lambda jail: jail.options()),
        _acts(["jail add Draxe Griefed the town hall"], ["jail free Draxe"]),
        seen("console (bans.commands.read)"),
        blind(**NOT_HEARD),
        Jail.reading,
        unsayable=MISREAD,
        passed=(49, 56),
    ),
]
