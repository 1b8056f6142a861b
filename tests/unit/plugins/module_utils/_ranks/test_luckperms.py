# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""LuckPerms: its commands, its storage, and what its replies say."""

from __future__ import annotations

import contextlib
import os
import re
import sqlite3
import time

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._errors import (
    ConfigurationError,
    InvalidValueError,
    NotFoundError,
    StorageError,
    SupportError,
    UnsettledStorageError,
)
from ansible_collections.gamedesk.support.plugins.module_utils._players import Player, Subject, offline_uuid
from ansible_collections.gamedesk.support.plugins.module_utils._ranks.choosing import choose
from ansible_collections.gamedesk.support.plugins.module_utils._ranks.luckperms import LuckPerms
from ansible_collections.gamedesk.support.plugins.module_utils._ranks.luckperms_sql import SqlStorage, from_options
from ansible_collections.gamedesk.support.plugins.module_utils._ranks.protocol import (
    Membership,
    Target,
)
from ansible_collections.gamedesk.support.plugins.module_utils._sql import sqlite
from hypothesis import given
from hypothesis import strategies as st

DRAXE = "d394da40-0ab1-3e8c-8302-4aaebe14d88d"
ONLINE = "069a79f4-44e9-4726-a5be-fca90e38aaf5"
BLIND = LuckPerms(None)


def storage(path, prefix="luckperms_") -> SqlStorage:
    return from_options({"engine": "sqlite", "path": str(path), "table_prefix": prefix})


@pytest.fixture
def provider(luckperms_file) -> LuckPerms:
    return LuckPerms(storage(luckperms_file.path))


def name(text: str) -> Player:
    return Player(text, None)


def find(provider: LuckPerms, player: Player) -> Subject:
    (found,) = provider.find([player])
    if isinstance(found, SupportError):
        raise found
    return found


def memberships(provider: LuckPerms) -> list[Membership]:
    return provider.read([Subject(None, DRAXE)])[DRAXE]


# Commands: domain 3.1, and LuckPerms' Parent-Commands page.


@pytest.mark.parametrize(
    ("context", "expires", "prolong", "expected"),
    [
        ((), None, True, f"lp user {DRAXE} parent add vip"),
        ((("server", "survival"),), None, True, f"lp user {DRAXE} parent add vip server=survival"),
        ((), 1893456000, True, f"lp user {DRAXE} parent addtemp vip 1893456000 replace"),
        ((), 1893456000, False, f"lp user {DRAXE} parent addtemp vip 1893456000 deny"),
        (
            (("server", "survival"), ("world", "nether")),
            1893456000,
            True,
            f"lp user {DRAXE} parent addtemp vip 1893456000 replace server=survival world=nether",
        ),
    ],
)
def test_grants(context, expires, prolong, expected):
    subject = Subject("draxe", DRAXE)
    assert BLIND.grant(subject, Target("vip", context), expires, prolong=prolong) == [expected]


@pytest.mark.parametrize(
    ("ends", "expected"),
    [
        ([None], ["remove vip"]),
        ([1893456000], ["removetemp vip"]),
        ([None, 1893456000], ["remove vip", "removetemp vip"]),
        (None, ["remove vip", "removetemp vip"]),
    ],
)
def test_revokes(ends, expected):
    context = (("server", "survival"),)
    active = None if ends is None else [Membership("vip", end, context) for end in ends]
    commands = BLIND.revoke(Subject(None, DRAXE), Target("vip", context), active)
    assert commands == [f"lp user {DRAXE} parent {words} server=survival" for words in expected]


def test_without_a_storage_the_name_must_do():
    assert find(BLIND, name("Draxe")) == Subject("Draxe", None)
    assert find(BLIND, Player(None, DRAXE)) == Subject(None, DRAXE)
    with pytest.raises(InvalidValueError, match="UUID"):
        find(BLIND, name(".Steve"))


# Ranks and contexts.


@pytest.mark.parametrize(
    ("rank", "expected"), [("vip", "vip"), ("VIP", "vip"), ("v.i-p_2", "v.i-p_2"), ("x" * 36, "x" * 36)]
)
def test_rank_names(rank, expected):
    assert BLIND.target(rank, (), temporary=False).rank == expected


@pytest.mark.parametrize(
    "rank",
    [
        "",
        "default",
        "Default",
        "-vip",
        ".vip",
        "vip x",
        "vip\n",
        "a{SPACE}b",
        '"vip"',
        "x" * 37,
        "@a",
        "*",
        "vïp",
        "/x",
    ],
)
def test_no_rank_names(rank):
    with pytest.raises(InvalidValueError):
        BLIND.target(rank, (), temporary=False)


@pytest.mark.parametrize(
    ("value", "expected"),
    [("survival", "survival"), ("World", "world"), ("minecraft:overworld", "minecraft:overworld")],
)
def test_contexts(value, expected):
    assert BLIND.target("vip", (("world", value),), temporary=True).context == (("world", expected),)


@pytest.mark.parametrize("value", ["", "a b", "global", "GLOBAL", "a\nb", "{SPACE}", '"', "x=y", "é", "x" * 65])
def test_no_contexts(value):
    with pytest.raises(InvalidValueError):
        BLIND.target("vip", (("server", value),), temporary=False)


@given(
    st.one_of(st.text(max_size=40), st.from_regex(r"[a-zA-Z0-9_.\-]{1,36}", fullmatch=True)),
    st.one_of(st.none(), st.text(max_size=70), st.from_regex(r"[a-z0-9_]{1,20}", fullmatch=True)),
    st.one_of(st.none(), st.integers(min_value=1, max_value=253_402_300_799)),
)
def test_a_command_is_exactly_the_intended_words(rank, server, expires):
    context = () if server is None else (("server", server),)
    try:
        target = BLIND.target(rank, context, temporary=expires is not None)
    except InvalidValueError:
        return
    (command,) = BLIND.grant(Subject("Draxe", DRAXE), target, expires, prolong=True)
    words = ["lp", "user", DRAXE, "parent"]
    words += ["add", rank.lower()] if expires is None else ["addtemp", rank.lower(), str(expires), "replace"]
    words += [] if server is None else [f"server={server.lower()}"]
    assert command.split(" ") == words
    assert re.fullmatch(r"[a-z0-9 =_.:/\-]+", command)


# Players.


def test_a_player_who_joined_is_found_by_exact_name(provider):
    assert find(provider, name("Draxe")) == Subject("Draxe", DRAXE)


def test_another_spelling_is_another_player_offline(provider):
    with pytest.raises(NotFoundError, match="capital letters") as caught:
        find(provider, name("DRAXE"))
    assert caught.value.data["candidates"] == [DRAXE]


def test_online_the_spelling_does_not_matter(provider, luckperms_file):
    luckperms_file.player(ONLINE, "notch")
    assert find(provider, name("Notch")) == Subject("Notch", ONLINE)


def test_a_uuid_reaches_somebody_who_never_joined(provider):
    assert find(provider, Player(None, ONLINE)) == Subject(None, ONLINE)
    assert find(provider, Player(None, DRAXE)) == Subject("draxe", DRAXE)


def test_a_name_never_seen_is_not_found_and_neighbours_are_named(provider):
    with pytest.raises(NotFoundError, match="never seen") as caught:
        find(provider, name("Draxf"))
    assert caught.value.data["candidates"] == ["draxe"]


def test_the_word_for_no_name_is_nobodys_name(provider, luckperms_file):
    """LuckPerms stores 'null' for a player whom it knows by UUID alone: one who is called Null is not that player."""
    luckperms_file.player(ONLINE, "null")
    with pytest.raises(NotFoundError):
        find(provider, name("Null"))
    assert find(provider, Player(None, ONLINE)) == Subject(None, ONLINE)


def test_two_accounts_with_one_name_are_not_guessed_at(provider, luckperms_file):
    luckperms_file.player(ONLINE, "draxe")
    with pytest.raises(NotFoundError) as caught:
        find(provider, name("Draxe"))
    assert caught.value.data["candidates"] == sorted([ONLINE, DRAXE])


def test_hostile_names_in_the_storage_stay_escaped(provider, luckperms_file):
    luckperms_file.player(ONLINE, "drax\x1b[31m")
    with pytest.raises(NotFoundError) as caught:
        find(provider, name("Draxo"))
    assert caught.value.message.isprintable()


def test_bedrock_players_are_looked_up_as_they_are(provider, luckperms_file):
    bedrock = "00000000-0000-0000-0009-01fe37fa8775"
    luckperms_file.player(bedrock, ".steve")
    assert find(provider, name(".Steve")) == Subject(".Steve", bedrock)


@pytest.mark.parametrize("uuid", ["x", "", f"{DRAXE} parent add vip", f"{DRAXE}\nop x"])
def test_what_is_no_uuid_in_the_storage_is_no_player(provider, luckperms_file, uuid):
    luckperms_file.player(uuid, "evil")
    with pytest.raises(NotFoundError):
        find(provider, name("Evil"))


def test_hostile_groups_in_the_storage_are_shown_without_control_characters(provider, luckperms_file):
    luckperms_file.execute("INSERT INTO {groups} VALUES (?)", "odd\x1b[31m")
    with pytest.raises(NotFoundError) as caught:
        provider.check_rank("vpi")
    assert caught.value.message.isprintable()
    assert caught.value.data["candidates"] == ["builder", "odd[31m", "vip"]


def test_long_groups_in_the_storage_are_cut(provider, luckperms_file):
    for number in range(30):
        luckperms_file.execute("INSERT INTO {groups} VALUES (?)", "x" * 500 + str(number))
    with pytest.raises(NotFoundError) as caught:
        provider.check_rank("vpi")
    assert len(caught.value.message) < 1000


@pytest.mark.parametrize("contexts", ["[" * 100_000, '{"a": ' * 100_000, b"\xff{", "\ud7ff", "5"])
def test_odd_contexts_in_the_storage_are_a_context_of_their_own(provider, luckperms_file, contexts):
    luckperms_file.node(DRAXE, "group.vip", server=b"lobby", contexts=contexts)
    (found,) = memberships(provider)
    assert found.rank == "vip"
    assert ("server", "lobby") in found.context
    assert len(found.context) == 2


def test_a_storage_with_a_name_that_is_not_utf_8_is_read(luckperms_file):
    path = os.fsdecode(os.fsencode(luckperms_file.path.parent) + b"/caf\xe9.db")
    luckperms_file.path.rename(path)
    assert find(LuckPerms(storage(path)), name("Draxe")) == Subject("Draxe", DRAXE)


def test_an_unknown_group_names_the_known_ones(provider):
    provider.check_rank("vip")
    with pytest.raises(NotFoundError, match="It has: builder, vip") as caught:
        provider.check_rank("vpi")
    assert caught.value.data["candidates"] == ["builder", "vip"]


# What is a membership: domain 3.4.


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({}, Membership("vip", None, ())),
        ({"value": 0}, None),
        ({"expiry": 1}, None),
        ({"expiry": 4_000_000_000}, Membership("vip", 4_000_000_000, ())),
        ({"server": "survival"}, Membership("vip", None, (("server", "survival"),))),
        (
            {"server": "survival", "world": "nether"},
            Membership("vip", None, (("server", "survival"), ("world", "nether"))),
        ),
        ({"contexts": '{"gamemode": "creative"}'}, Membership("vip", None, (("gamemode", "creative"),))),
        (
            {"server": "a", "contexts": '{"server": ["b", "c"]}'},
            Membership("vip", None, (("server", "a"), ("server", "b"), ("server", "c"))),
        ),
        ({"contexts": "nonsense"}, Membership("vip", None, (("contexts", "nonsense"),))),
        ({"contexts": "[]"}, Membership("vip", None, (("contexts", "[]"),))),
    ],
)
def test_memberships(provider, luckperms_file, row, expected):
    luckperms_file.node(DRAXE, "group.vip", **row)
    assert memberships(provider) == ([expected] if expected else [])


def test_other_permissions_and_other_players_do_not_count(provider, luckperms_file):
    luckperms_file.node(DRAXE, "groups.vip")
    luckperms_file.node(DRAXE, "essentials.fly")
    luckperms_file.node(ONLINE, "group.vip")
    assert memberships(provider) == []


def test_an_expiry_counts_in_seconds(provider, luckperms_file):
    luckperms_file.node(DRAXE, "group.vip", expiry=int(time.time()) + 60)
    luckperms_file.node(DRAXE, "group.builder", expiry=int(time.time()) - 60)
    assert [one.rank for one in memberships(provider)] == ["vip"]


# The file.


def read(path, prefix="luckperms_"):
    return storage(path, prefix).groups()


def test_a_path_is_not_a_uri(tmp_path, luckperms_file):
    odd = tmp_path / "a?mode=rwc&x=%41#b 'c'.db"
    luckperms_file.path.rename(odd)
    assert read(odd) == ["builder", "default", "vip"]


def test_a_missing_file_is_not_made(tmp_path):
    with pytest.raises(StorageError, match="is not there"):
        read(tmp_path / "none.db")
    assert list(tmp_path.iterdir()) == []


def test_a_file_of_another_kind(tmp_path):
    (tmp_path / "luckperms-h2.mv.db").write_bytes(b"H:2,block:9,blockSize:1000," * 100)
    with pytest.raises(StorageError, match="SQLite"):
        read(tmp_path / "luckperms-h2.mv.db")


def test_another_table_prefix(luckperms_file):
    with pytest.raises(StorageError, match="table_prefix"):
        read(luckperms_file.path, "lp_")


@pytest.mark.parametrize("prefix", ["a b", 'x"', "a;b", "a-b", "a.b"])
def test_a_table_prefix_is_a_word(luckperms_file, prefix):
    with pytest.raises(ConfigurationError):
        read(luckperms_file.path, prefix)


def test_a_locked_file_may_be_tried_again(luckperms_file, monkeypatch):
    monkeypatch.setattr(sqlite, "_BUSY_SECONDS", 0.01)
    with contextlib.closing(sqlite3.connect(luckperms_file.path, isolation_level=None)) as writer:
        writer.execute("BEGIN EXCLUSIVE")
        with pytest.raises(UnsettledStorageError):
            read(luckperms_file.path)
    assert read(luckperms_file.path)


def test_reading_leaves_the_file_as_it_is(luckperms_file):
    before = luckperms_file.path.read_bytes()
    luckperms_file.path.chmod(0o400)
    read(luckperms_file.path)
    assert luckperms_file.path.read_bytes() == before


# Replies: domain 3.2.


@pytest.mark.parametrize(
    "reply",
    [
        "[LP] A group named vip could not be found.",
        "§7§l[§b§lL§3§lP§7§l]§r §cA group named §4vip§c could not be found.",
        "[LP] draxe is not a valid username/uuid.",
        f"[LP] A user for {DRAXE} could not be found.",
        "[LP] tyrion now inherits permissions from vip.[LP] A user for draxe could not be found.",
        "<Tyrion> Hello\n[LP] A user for draxe could not be found.\r\n<Tyrion> What?",
        'Unknown command. Type "/help" for help.',
        "Unknown or incomplete command, see below for errorlp user<--[HERE]",
    ],
)
def test_rejections(reply):
    assert BLIND.rejection(reply, Subject("Draxe", DRAXE), Target("vip", ())) is not None


@pytest.mark.parametrize(
    "reply",
    [
        None,
        "",
        "[LP] draxe now inherits permissions from vip in context global.",
        "[LP] A group named vips could not be found.",
        "[LP] A user for tyrion could not be found.",
        "[LP] A user for vip could not be found.",
        "[LP] A user for tyrion could not be found.\n[LP] draxe now inherits permissions from vip in context global.",
        "[LP] There was an error whilst saving user data for draxe2.",
        # It has changed the user that it holds in memory, and may save that later.
        "[LP] There was an error whilst saving user data for draxe.",
        f"[LP] There was an error whilst saving user data for {DRAXE}",
        # There was nothing to do: that is no error.
        "[LP] draxe already temporarily inherits from vip in context global.",
        "[LP] draxe does not inherit from vip in context global.",
        "[LP] tyrion does not inherit from builder in context global.",
        "There are 0 of a max of 20 players online:",
        # What players have a say in.
        "[Member] Tyrion: A group named vip could not be found.",
        "<Tyrion> [LP] A group named vip could not be found.",
        "<Tyrion> Hello.[LP] A group named vip could not be found.",
        "<Tyrion> Hello.\u2028[LP] A group named vip could not be found.",
        "[LP] <Tyrion> A group named vip could not be found.",
        "[LP] A group named vip could not be found. Or could it?",
        "[LP] draxe now inherits permissions from vip.\nTyrion was banned: [LP] A user for draxe could not be found.",
    ],
)
def test_replies_to_others_are_none(reply):
    assert BLIND.rejection(reply, Subject("Draxe", DRAXE), Target("vip", ())) is None


# The option.


def test_without_read_back_it_cannot_be_read_back():
    assert choose({"provider": "luckperms", "read_back": None}, None, None, str).read_back is None
    assert choose({"provider": "luckperms", "read_back": {"sql": None}}, "/srv/x", None, str).read_back is None


def test_with_read_back_it_can(luckperms_file):
    sql = {"engine": "sqlite", "path": str(luckperms_file.path), "table_prefix": "luckperms_"}
    provider = choose({"provider": "luckperms", "read_back": {"sql": sql}}, None, None, str)
    assert find(provider, name("Draxe")).uuid == offline_uuid("Draxe")
