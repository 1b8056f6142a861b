# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""LuckPerms' dialect: domain 3.1, 3.2 and 3.4."""

from __future__ import annotations

import contextlib
import sqlite3
import time

import pytest

from gamedesk.sandbox.folder import GROUPS, PLAYERS
from gamedesk.sandbox.luckperms import storage
from gamedesk.sandbox.luckperms.commands import LuckPermsCommands

NOW = 1_700_000_000
DAY = 86_400
DRAXE = "d394da40-0ab1-3e8c-8302-4aaebe14d88d"
NEVER_SEEN = "8b10c85a-39ee-3640-8042-2c70e6186ff5"


class Clock:
    """The time, standing still until it is set."""

    now = float(NOW)


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """Stop the clock."""
    stopped = Clock()
    monkeypatch.setattr(time, "time", lambda: stopped.now)
    return stopped


@pytest.fixture
def database(tmp_path):
    path = tmp_path / "luckperms-sqlite.db"
    storage.create(path, GROUPS, list(PLAYERS))
    return path


@pytest.fixture
def lp(database):
    """Run a command and return its answers."""
    opened = storage.Storage(storage.connect(database))
    commands = LuckPermsCommands(opened)

    def run(text):
        answers = []
        commands.execute(answers.append, "lp", text)
        return answers

    yield run
    opened.close()


@pytest.fixture
def sql(database):
    def query(statement, *values):
        with contextlib.closing(sqlite3.connect(database, isolation_level=None)) as connection:
            return connection.execute(statement, values).fetchall()

    return query


@pytest.fixture
def memberships(sql):
    """Return Draxe's rows but for the implicit default group: (permission, server, world, expiry, contexts)."""

    def query(player=DRAXE):
        return sql(
            "SELECT permission, server, world, expiry, contexts FROM luckperms_user_permissions"
            " WHERE uuid = ? AND permission != 'group.default' AND value = 1 ORDER BY expiry",
            player,
        )

    return query


def test_add(lp, memberships):
    assert lp("user Draxe parent add vip") == ["[LP] draxe now inherits permissions from vip in context global."]
    assert memberships() == [("group.vip", "global", "global", 0, "{}")]


def test_add_again(lp, memberships):
    lp("user Draxe parent add vip")
    assert lp("user draxe parent add VIP") == ["[LP] draxe already inherits from vip in context global."]
    assert len(memberships()) == 1


def test_addtemp(lp, memberships):
    assert lp("user Draxe parent addtemp vip 30d") == [
        "[LP] draxe now inherits permissions from vip for a duration of 4 weeks 2 days in context global."
    ]
    assert memberships() == [("group.vip", "global", "global", NOW + 30 * DAY, "{}")]


def test_addtemp_until_a_date(lp, memberships):
    lp(f"user Draxe parent addtemp vip {NOW + 12345}")
    assert memberships() == [("group.vip", "global", "global", NOW + 12345, "{}")]


@pytest.mark.parametrize("modifier", ["", " deny", " none"])
def test_addtemp_again_is_denied(lp, memberships, modifier):
    lp("user Draxe parent addtemp vip 1d")
    assert lp(f"user Draxe parent addtemp vip 9d{modifier}") == [
        "[LP] draxe already temporarily inherits from vip in context global."
    ]
    assert [row[3] for row in memberships()] == [NOW + DAY]


def test_addtemp_accumulate(lp, memberships):
    lp("user Draxe parent addtemp vip 1d")
    assert lp("user Draxe parent addtemp vip 2d accumulate") == [
        "[LP] draxe now inherits permissions from vip for a duration of 3 days in context global."
    ]
    assert [row[3] for row in memberships()] == [NOW + 3 * DAY]


@pytest.mark.parametrize(("second", "kept"), [("2d", 2), ("12h", 1)])
def test_addtemp_replace_keeps_the_longer(lp, memberships, second, kept):
    lp("user Draxe parent addtemp vip 1d")
    lp(f"user Draxe parent addtemp vip {second} replace")
    assert [row[3] for row in memberships()] == [NOW + kept * DAY]


def test_permanent_and_temporary_coexist(lp, memberships):
    lp("user Draxe parent add vip")
    lp("user Draxe parent addtemp vip 1d")
    assert [row[3] for row in memberships()] == [0, NOW + DAY]
    assert lp("user Draxe parent remove vip") == [
        "[LP] draxe no longer inherits permissions from vip in context global."
    ]
    assert [row[3] for row in memberships()] == [NOW + DAY]


def test_remove_what_is_not_there(lp):
    lp("user Draxe parent addtemp vip 1d")
    assert lp("user Draxe parent remove vip") == ["[LP] draxe does not inherit from vip in context global."]
    assert lp("user Draxe parent removetemp mvp") == [
        "[LP] draxe does not temporarily inherit from mvp in context global."
    ]


def test_removetemp(lp, memberships):
    lp("user Draxe parent addtemp vip 2d")
    assert lp("user Draxe parent removetemp vip") == [
        "[LP] draxe no longer temporarily inherits permissions from vip in context global."
    ]
    assert memberships() == []


def test_removetemp_subtracts(lp, memberships):
    lp("user Draxe parent addtemp vip 2d")
    (answer,) = lp("user Draxe parent removetemp vip 1d")
    assert answer == (
        "[LP] draxe will inherit permissions from vip for a duration of 1 day in context global, 1 day less"
        " than before."
    )
    assert [row[3] for row in memberships()] == [NOW + DAY]


def test_set(lp, memberships, sql):
    lp("user Draxe parent add helper")
    lp("user Draxe parent addtemp mvp 1d")
    lp("user Draxe parent add mvp server=survival")
    assert lp("user Draxe parent set vip") == [
        "[LP] draxe had their existing parent groups cleared, and now only inherits vip in context global."
    ]
    assert sorted(memberships()) == [
        ("group.mvp", "survival", "global", 0, "{}"),
        ("group.vip", "global", "global", 0, "{}"),
    ]
    assert sql("SELECT primary_group FROM luckperms_players WHERE uuid = ?", DRAXE) == [("vip",)]


@pytest.mark.parametrize(
    ("arguments", "shown", "row"),
    [
        ("server=survival", "server=survival", ("survival", "global", "{}")),
        ("survival", "server=survival", ("survival", "global", "{}")),
        ("survival nether", "server=survival, world=nether", ("survival", "nether", "{}")),
        ("server=Survival world=Nether", "server=survival, world=nether", ("survival", "nether", "{}")),
        ("world=nether", "world=nether", ("global", "nether", "{}")),
        ("server=global", "global", ("global", "global", "{}")),
        ("gamemode=creative", "gamemode=creative", ("global", "global", '{"gamemode":"creative"}')),
        ("rank=a rank=b", "rank=a, rank=b", ("global", "global", '{"rank":["a","b"]}')),
    ],
)
def test_contexts(lp, memberships, arguments, shown, row):
    assert lp(f"user Draxe parent add vip {arguments}") == [
        f"[LP] draxe now inherits permissions from vip in context {shown}."
    ]
    assert [(server, world, contexts) for _unused, server, world, _unused, contexts in memberships()] == [row]
    assert lp(f"user Draxe parent add vip {arguments}") == [f"[LP] draxe already inherits from vip in context {shown}."]


def test_the_modifier_stands_before_the_contexts(lp, memberships):
    lp("user Draxe parent addtemp vip 1d server=survival")
    lp("user Draxe parent addtemp vip 1d accumulate server=survival")
    assert memberships() == [("group.vip", "survival", "global", NOW + 2 * DAY, "{}")]


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("user Draxe parent add nosuch", "[LP] A group named nosuch could not be found."),
        ("user Draxe parent addtemp nosuch 1d", "[LP] A group named nosuch could not be found."),
        ("user Nobody parent add vip", "[LP] A user for Nobody could not be found."),
        ("user .Steve parent add vip", "[LP] .Steve is not a valid username/uuid."),
        ("user @a parent add vip", "[LP] @a is not a valid username/uuid."),
        ("user ThisNameIsMuchTooLong parent add vip", "[LP] ThisNameIsMuchTooLong is not a valid username/uuid."),
        ("user Draxe parent addtemp vip soon", "[LP] Could not parse date soon."),
        ("user Draxe parent addtemp vip 30", "[LP] You cannot set a date in the past!"),
        ("user Draxe parent removetemp vip 30", "[LP] You cannot set a date in the past!"),
        ("user Draxe parent frobnicate vip", "[LP] Command not recognised."),
        ("user Draxe frobnicate", "[LP] Command not recognised."),
        ("creategroup vip", "[LP] vip already exists!"),
    ],
)
def test_refusals_change_nothing(lp, sql, command, answer):
    assert lp(command) == [answer]
    assert sql("SELECT * FROM luckperms_user_permissions") == []
    assert sql("SELECT * FROM luckperms_actions") == []


@pytest.mark.parametrize("command", ["", "frobnicate", "group list"])
def test_an_unknown_command_shows_the_version(lp, command):
    assert lp(command)[0].startswith("[LP] Running LuckPerms v")


def test_too_few_arguments(lp, sql):
    assert lp("user Draxe parent addtemp vip")[0] == "[LP] Command Usage - addtemp"
    assert sql("SELECT * FROM luckperms_actions") == []


def test_two_spaces_make_an_empty_argument(lp):
    assert lp("user  Draxe parent add vip") == ["[LP] Command not recognised."]


def test_quotes_and_space_words(lp, memberships):
    lp('user Draxe parent addtemp vip "1d 2h"')
    lp("user Draxe parent addtemp mvp 1d{SPACE}2h")
    assert {row[3] for row in memberships()} == {NOW + DAY + 7200}


def test_who_never_joined_is_addressed_by_uuid_only(lp, memberships, sql):
    assert lp(f"user {NEVER_SEEN} parent add vip") == [
        f"[LP] {NEVER_SEEN} now inherits permissions from vip in context global."
    ]
    assert memberships(NEVER_SEEN) == [("group.vip", "global", "global", 0, "{}")]
    assert sql("SELECT username, primary_group FROM luckperms_players WHERE uuid = ?", NEVER_SEEN) == [
        ("null", "default")
    ]
    assert lp(f"user {NEVER_SEEN.replace('-', '').upper()} parent add vip") == [
        f"[LP] {NEVER_SEEN} already inherits from vip in context global."
    ]


def test_expiry_is_silent(lp, memberships, clock, sql):
    lp("user Draxe parent addtemp vip 1d")
    clock.now = NOW + DAY + 1.0
    assert len(memberships()) == 1
    assert lp("user Draxe parent info")[0] == "[LP] draxe's Parents:  (page 1 of 1 - 1 entries)"
    assert memberships() == []
    assert sql("SELECT action FROM luckperms_actions") == [("parent addtemp vip 1d",)]


def test_a_change_after_an_expiry_is_kept(lp, memberships, clock):
    lp("user Draxe parent addtemp vip 1d")
    clock.now = NOW + DAY + 1.0
    lp("user Draxe parent addtemp vip 2d")
    assert [row[3] for row in memberships()] == [NOW + 3 * DAY + 1]
    assert lp("user Draxe parent info")[1] == "> vip "


def test_an_expiry_and_a_change_in_one_command_store_nothing_twice(lp, clock, sql):
    lp("user Draxe parent addtemp vip 1d")
    sql("DELETE FROM luckperms_user_permissions WHERE permission = 'group.default'")
    clock.now = NOW + DAY + 1.0
    lp("user Draxe parent add mvp")
    assert sql("SELECT permission FROM luckperms_user_permissions ORDER BY 1") == [("group.default",), ("group.mvp",)]


def test_the_default_group_is_implicit(lp, sql):
    assert sql("SELECT * FROM luckperms_user_permissions") == []
    assert lp("user Draxe parent info") == ["[LP] draxe's Parents:  (page 1 of 1 - 1 entries)", "> default "]
    assert sql("SELECT * FROM luckperms_user_permissions") == []
    lp("user Draxe parent add vip")
    assert sql("SELECT permission FROM luckperms_user_permissions ORDER BY 1") == [("group.default",), ("group.vip",)]


def test_parent_info(lp):
    lp("user Draxe parent add vip server=survival")
    lp("user Draxe parent addtemp mvp 2d")
    assert lp("user Draxe parent info") == [
        "[LP] draxe's Parents:  (page 1 of 1 - 3 entries)",
        "> vip (server=survival)",
        "> mvp ",
        "-    expires in 2 days",
        "> default ",
    ]


def test_user_info(lp):
    lp("user Draxe parent add vip")
    lp("user Draxe parent addtemp mvp 2d")
    assert lp("user Draxe info") == [
        "[LP] > User Info: draxe",
        f"[LP] - UUID: {DRAXE}",
        "[LP]     (type: offline)",
        "[LP] - Status: Offline",
        "[LP] - Parent Groups:",
        "[LP]     > default ",
        "[LP]     > vip ",
        "[LP] - Temporary Parent Groups:",
        "[LP]     > mvp ",
        "[LP]     -    expires in 2 days",
        "[LP] - Contextual Data: (mode: server)",
        "[LP]     Contexts: None",
        "[LP]     Prefix: None",
        "[LP]     Suffix: None",
        "[LP]     Primary Group: mvp",
        "[LP]     Meta: None",
    ]


def test_listgroups(lp):
    assert lp("listgroups") == [
        "[LP] Showing group entries:    (page 1 of 1 - 5 entries)",
        "[LP] Groups: (name, weight, tracks)",
        "[LP] -  admin - 100",
        "[LP] -  helper - 50",
        "[LP] -  mvp - 20",
        "[LP] -  vip - 10",
        "[LP] -  default - 0",
    ]


def test_creategroup_and_deletegroup(lp, memberships, sql):
    assert lp("creategroup Elite 30 Elite{SPACE}Club") == ["[LP] elite (Elite Club) was successfully created."]
    assert lp("user Draxe parent add elite") == [
        "[LP] draxe now inherits permissions from elite (Elite Club) in context global."
    ]
    assert "[LP] -  elite (Elite Club) - 30" in lp("listgroups")
    assert lp("deletegroup elite") == ["[LP] elite (Elite Club) was successfully deleted."]
    assert memberships() == [("group.elite", "global", "global", 0, "{}")]
    assert lp("user Draxe parent add elite") == ["[LP] A group named elite could not be found."]
    assert (
        sql("SELECT type, acted_uuid, acted_name FROM luckperms_actions WHERE type = 'G'")
        == [("G", "null", "elite")] * 2
    )


def test_deletegroup_with_its_memberships(lp, memberships):
    lp("user Draxe parent add vip")
    lp("deletegroup vip --update-parent-lists")
    assert memberships() == []


def test_the_default_group_stays(lp):
    assert lp("deletegroup default") == ["[LP] You cannot delete the default group."]


def test_every_change_is_in_the_action_log(lp, sql):
    lp("user Draxe parent add vip server=survival world=nether rank=x")
    lp("user Draxe parent addtemp mvp 90m")
    lp("user Draxe parent remove vip server=survival world=nether rank=x")
    assert sql("SELECT time, actor_uuid, actor_name, type, acted_uuid, acted_name, action FROM luckperms_actions") == [
        (NOW, "00000000-0000-0000-0000-000000000000", "Console", "U", DRAXE, "draxe", action)
        for action in (
            "parent add vip server=survival world=nether rank=x",
            "parent addtemp mvp 1h 30m",
            "parent remove vip server=survival world=nether rank=x",
        )
    ]


def test_sync_and_info(lp):
    assert lp("sync") == [
        "[LP] An update task has been requested, please wait...",
        "[LP] Update task complete.",
    ]
    assert "[LP] -  Server Brand: Gamedesk sandbox" in lp("info")


def test_a_failed_save_is_told_after_the_success(lp, database):
    with contextlib.closing(sqlite3.connect(database)) as locker:
        locker.execute(
            "CREATE TRIGGER full BEFORE INSERT ON luckperms_user_permissions BEGIN SELECT RAISE(ABORT, 'full'); END"
        )
    assert lp("user Draxe parent add vip") == [
        "[LP] draxe now inherits permissions from vip in context global.",
        "[LP] There was an error whilst saving user data for draxe.",
    ]


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        ("user_permissions", ["id", "uuid", "permission", "value", "server", "world", "expiry", "contexts"]),
        ("group_permissions", ["id", "name", "permission", "value", "server", "world", "expiry", "contexts"]),
        ("players", ["uuid", "username", "primary_group"]),
        ("groups", ["name"]),
        ("tracks", ["name", "groups"]),
        (
            "actions",
            ["id", "time", "actor_uuid", "actor_name", "type", "acted_uuid", "acted_name", "action"],
        ),
    ],
)
def test_the_schema(sql, table, columns):
    assert [row[1] for row in sql(f"PRAGMA table_info(luckperms_{table})")] == columns
