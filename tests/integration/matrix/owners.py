# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever owns ranks or bans: its server, what it is sent, and what becomes of each scenario.

One more is one more entry. The outcomes are what the tests expect and what docs/verified.md shows.
"""

from __future__ import annotations

import re

import pytest
from tests.integration.bans.cuberite import Cuberite as CuberiteBans
from tests.integration.bans.jail import Jail
from tests.integration.ranks.cuberite import Cuberite as CuberiteRanks
from tests.integration.ranks.groupmanager import GroupManager
from tests.integration.ranks.permissionsex import PermissionsEx
from tests.integration.ranks.unheard_of import Written
from tests.integration.software import DRAXE
from tests.integration.sql_bans import advancedban, libertybans, litebans

from .owner import (
    BEST_EFFORT,
    PLACE,
    SQLITE,
    Owner,
    acts,
    ban_plugin,
    blind,
    luckperms_by_rest,
    luckperms_in,
    ranks_of,
    sandbox,
    seen,
    software,
    with_database,
    with_file,
)
from .scenarios import REASON
from .servers import EssentialsConsole

PEX_ADD = [f'pex user {DRAXE} set group-vip-until ""', f"pex user {DRAXE} group add #vip"]
PEX_REMOVE = [f"pex user {DRAXE} group remove #vip"]
# What each would put something else in the place of, lose, or take for an option.
SELECTOR = re.compile("@[aenprs]|.{257}")
QUOTES = re.compile("[\"']|  ")
MISREAD = re.compile(r"^[-/]| -\S|@[aenprs](?!\w)")
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
        sandbox({**PLACE, "ranks": {"provider": "luckperms", "read_back": {"sql": {"path": SQLITE}}}}),
        acts([f"lp user {DRAXE} parent add vip"], [f"lp user {DRAXE} parent remove vip"]),
        seen("LuckPerms storage (SQLite)"),
        seen("LuckPerms storage (SQLite)"),
        where={"server": " server={}", "world": " world={}"},
        lowers=True,
        passed=(32, 32),
    ),
    Owner(
        "LuckPerms (MariaDB)",
        "luckperms",
        "grant_rank",
        luckperms_in("mariadb"),
        acts([f"lp user {DRAXE} parent add vip"], [f"lp user {DRAXE} parent remove vip"]),
        seen("LuckPerms storage (MariaDB)"),
        seen("LuckPerms storage (MariaDB)"),
        where={"server": " server={}", "world": " world={}"},
        lowers=True,
        passed=(32, 32),
        needs_server=True,
    ),
    Owner(
        "LuckPerms (PostgreSQL)",
        "luckperms",
        "grant_rank",
        luckperms_in("postgresql"),
        acts([f"lp user {DRAXE} parent add vip"], [f"lp user {DRAXE} parent remove vip"]),
        seen("LuckPerms storage (PostgreSQL)"),
        seen("LuckPerms storage (PostgreSQL)"),
        where={"server": " server={}", "world": " world={}"},
        lowers=True,
        passed=(32, 32),
        needs_server=True,
    ),
    Owner(
        "LuckPerms (REST API)",
        "luckperms",
        "grant_rank",
        luckperms_by_rest,
        acts([f"lp user {DRAXE} parent add vip"], [f"lp user {DRAXE} parent remove vip"]),
        seen("LuckPerms REST API"),
        seen("LuckPerms REST API"),
        where={"server": " server={}", "world": " world={}"},
        lowers=True,
        passed=(32, 32),
    ),
    Owner(
        "LuckPerms, not read back",
        "luckperms",
        "grant_rank",
        sandbox({"ranks": {"provider": "luckperms"}}),
        acts(["lp user Draxe parent add vip"], []),
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
        sandbox({**PLACE, "ranks": {"provider": "vanilla"}}),
        acts(["op Draxe"], ["deop Draxe"]),
        seen("ops.json", unknown_rank="failed: invalid_value, nothing sent"),
        seen("ops.json", unknown_rank="failed: invalid_value, nothing sent"),
        good={"rank": "operator"},
        passed=(0, 0),
    ),
    Owner(
        "PermissionsEx (console)",
        "permissionsex",
        "grant_rank",
        software(PermissionsEx, ranks_of),
        acts(PEX_ADD, PEX_REMOVE),
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
        with_database("sqlite", PermissionsEx),
        acts(PEX_ADD, PEX_REMOVE),
        seen("PermissionsEx storage (SQLite)"),
        seen("PermissionsEx storage (SQLite)"),
        where={"world": " {}"},
        passed=(8, 8),
    ),
    Owner(
        "GroupManager (console)",
        "groupmanager",
        "grant_rank",
        software(GroupManager, ranks_of),
        acts([f"manuaddsub {DRAXE} vip"], [f"manudelsub {DRAXE} vip"]),
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
        software(CuberiteRanks, ranks_of),
        acts(["rank Draxe VIP"], ["unrank Draxe"]),
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
        with_file(lambda folder: CuberiteRanks(folder / "Ranks.sqlite"), ranks_of),
        {**acts(["rank Draxe VIP"], ["unrank Draxe"]), "unknown player": ["rank Nobody VIP"]},
        seen("Ranks.sqlite"),
        # Who has no rank may be nobody at all, and the server's answer is not heard.
        seen("Ranks.sqlite", unknown_player="unknown: unconfirmed"),
        CuberiteRanks.reading,
        {"rank": "VIP"},
        passed=(0, 7),
        patience=0.3,  # of a name that is nobody's, there is none
    ),
    Owner(
        "ranks by commands",
        "commands",
        "grant_rank",
        software(Written, ranks_of),
        acts(["perm add Draxe vip"], ["perm remove Draxe vip"]),
        seen("console (ranks.commands.read)"),
        blind(**NOT_HEARD),
        Written.reading,
        passed=(0, 22),
    ),
    Owner(
        "vanilla bans (files)",
        "vanilla",
        "ban_player",
        sandbox({**PLACE, "bans": {"provider": "vanilla"}}),
        {
            **acts(["minecraft:ban Draxe Griefed the town hall"], ["minecraft:pardon Draxe"]),
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
        sandbox({"bans": {"provider": "vanilla"}}),
        {
            **acts(["ban Draxe Griefed the town hall"], ["pardon Draxe"]),
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
        with_file(CuberiteBans, lambda cuberite: cuberite.options()),
        {
            **acts(["ban Draxe Griefed the town hall"], ["unban Draxe"]),
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
        software(Jail, lambda jail: jail.options()),
        acts(["jail add Draxe Griefed the town hall"], ["jail free Draxe"]),
        seen("console (bans.commands.read)"),
        blind(**NOT_HEARD),
        Jail.reading,
        unsayable=MISREAD,
        passed=(49, 56),
    ),
    Owner(
        "EssentialsX",
        "essentialsx",
        "ban_player",
        lambda folder, _databases: EssentialsConsole(folder),
        acts([f"essentials:ban Draxe {REASON}"], ["essentials:unban Draxe"]),
        seen("ban list (JSON)"),
        seen("ban list (JSON)"),
        passed=(52, 52),
    ),
    Owner(
        "LiteBans (SQLite)",
        "litebans",
        "ban_player",
        ban_plugin("litebans", litebans.LiteBans, litebans.fill, "sqlite"),
        acts([f"ban Draxe {REASON}"], ["unban Draxe"]),
        seen("LiteBans tables (SQLite)"),
        seen("LiteBans tables (SQLite)"),
        passed=(51, 51),
    ),
    *(
        Owner(
            f"LiteBans ({database})",
            "litebans",
            "ban_player",
            ban_plugin("litebans", litebans.LiteBans, litebans.fill, database.lower()),
            acts([f"ban Draxe {REASON}"], ["unban Draxe"]),
            seen(f"LiteBans tables ({database})"),
            seen(f"LiteBans tables ({database})"),
            needs_server=True,
            hostile_as="LiteBans (SQLite)",
        )
        for database in ("MariaDB", "PostgreSQL")
    ),
    Owner(
        "AdvancedBan (MariaDB)",
        "advancedban",
        "ban_player",
        ban_plugin("advancedban", advancedban.AdvancedBan, advancedban.fill, "mariadb"),
        {
            **acts([f"ban Draxe {REASON}"], ["unban Draxe"]),
            "unknown player": ["ban Nobody"],
        },
        seen("AdvancedBan tables (MariaDB)", unknown_player="changed, verified by AdvancedBan tables (MariaDB)"),
        seen("AdvancedBan tables (MariaDB)", unknown_player="changed, verified by AdvancedBan tables (MariaDB)"),
        needs_server=True,
        kept=lambda reason: " ".join(reason.replace("'", "").split()),
        passed=(61, 61),
    ),
    Owner(
        "LibertyBans (PostgreSQL)",
        "libertybans",
        "ban_player",
        ban_plugin("libertybans", libertybans.LibertyBans, libertybans.fill, "postgresql"),
        acts([f"libertybans ban {DRAXE} {REASON}"], [f"libertybans unban {DRAXE}"]),
        seen("LibertyBans tables (PostgreSQL)"),
        seen("LibertyBans tables (PostgreSQL)"),
        needs_server=True,
        passed=(55, 55),
    ),
    Owner(
        "LibertyBans (MariaDB)",
        "libertybans",
        "ban_player",
        ban_plugin("libertybans", libertybans.LibertyBans, libertybans.fill, "mariadb"),
        acts([f"libertybans ban {DRAXE} {REASON}"], [f"libertybans unban {DRAXE}"]),
        seen("LibertyBans tables (MariaDB)"),
        seen("LibertyBans tables (MariaDB)"),
        needs_server=True,
        hostile_as="LibertyBans (PostgreSQL)",
    ),
]


def each() -> pytest.MarkDecorator:
    """Parametrize with all of them. Those that need a database server are for the process that has it."""
    return _parametrize(OWNERS)


def each_of_its_own() -> pytest.MarkDecorator:
    """Parametrize with those whose commands are made by code that no other has."""
    return _parametrize([one for one in OWNERS if not one.hostile_as])


def _parametrize(owners: list[Owner]) -> pytest.MarkDecorator:
    group = pytest.mark.xdist_group("databases")
    parameters = [pytest.param(one, id=one.name, marks=[group] if one.needs_server else []) for one in owners]
    return pytest.mark.parametrize("owner", parameters)
