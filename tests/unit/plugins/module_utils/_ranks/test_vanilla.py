# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The operator list of the vanilla server: domain 3.6 and 4.2."""

from __future__ import annotations

import contextlib
import datetime
import json

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._errors import (
    ConfigurationError,
    InvalidValueError,
    NotFoundError,
    StorageError,
    SupportError,
    UnsettledStorageError,
)
from ansible_collections.gamedesk.support.plugins.module_utils._players import Player, Subject
from ansible_collections.gamedesk.support.plugins.module_utils._ranks.choosing import choose
from ansible_collections.gamedesk.support.plugins.module_utils._ranks.protocol import (
    Membership,
    Target,
)
from ansible_collections.gamedesk.support.plugins.module_utils._ranks.vanilla import Vanilla

DRAXE = "d394da40-0ab1-3e8c-8302-4aaebe14d88d"
LOWER = "8b10c85a-39ee-3640-8042-2c70e6186ff5"
TYRION = "d6b829dc-cccc-3d11-9d2f-14310fdb219d"
OPERATOR = Target("operator", ())


class Server:
    def __init__(self, folder) -> None:
        self.folder = folder
        self.cache({"Draxe": DRAXE, "Tyrion": TYRION})

    def cache(self, players, until="2096-01-01 00:00:00 +0000") -> None:
        entries = [{"name": name, "uuid": uuid, "expiresOn": until} for name, uuid in players.items()]
        (self.folder / "usercache.json").write_text(json.dumps(entries))

    def operators(self, players) -> None:
        entries = [
            {"uuid": uuid, "name": name, "level": 4, "bypassesPlayerLimit": False} for name, uuid in players.items()
        ]
        (self.folder / "ops.json").write_text(json.dumps(entries, indent=2))

    def provider(self, bedrock_prefix=None) -> Vanilla:
        return Vanilla(str(self.folder), bedrock_prefix)


@pytest.fixture
def server(tmp_path) -> Server:
    return Server(tmp_path)


def name(text: str) -> Player:
    return Player(text, None)


def find(provider: Vanilla, player: Player) -> Subject:
    (found,) = provider.find([player])
    if isinstance(found, SupportError):
        raise found
    return found


def read(provider: Vanilla, uuid: str) -> list[Membership]:
    return provider.read([Subject("Any", uuid)])[uuid]


def test_commands(server):
    subject = Subject("Draxe", DRAXE)
    assert server.provider().grant(subject, OPERATOR, None, prolong=False) == ["op Draxe"]
    assert server.provider().revoke(subject, OPERATOR, None) == ["deop Draxe"]


@pytest.mark.parametrize(
    ("rank", "context", "temporary"),
    [("vip", (), False), ("Operator", (), False), ("operator", (("world", "nether"),), False), ("operator", (), True)],
)
def test_what_it_has_not(server, rank, context, temporary):
    with pytest.raises(InvalidValueError):
        server.provider().target(rank, context, temporary=temporary)


def test_one_rank(server):
    assert server.provider().target("operator", (), temporary=False) == OPERATOR
    server.provider().check_rank("operator")


def test_players_are_found_by_exact_name_or_uuid(server):
    assert find(server.provider(), name("Draxe")) == Subject("Draxe", DRAXE)
    assert find(server.provider(), Player(None, TYRION)) == Subject("Tyrion", TYRION)


def test_another_spelling_is_a_candidate(server):
    with pytest.raises(NotFoundError) as caught:
        find(server.provider(), name("draxe"))
    assert caught.value.data["candidates"] == ["Draxe"]


@pytest.mark.parametrize("player", [name("Nobody"), Player(None, LOWER)])
def test_unknown_players(server, player):
    with pytest.raises(NotFoundError):
        find(server.provider(), player)


@pytest.mark.parametrize("player", [name("Draxe"), name("draxe"), Player(None, DRAXE)])
def test_namesakes_are_not_guessed_at(server, player):
    server.cache({"Draxe": DRAXE, "draxe": LOWER})
    with pytest.raises(NotFoundError, match="more than one") as caught:
        find(server.provider(), player)
    assert caught.value.data["candidates"] == [f"Draxe ({DRAXE})", f"draxe ({LOWER})"]


@pytest.mark.parametrize("until", ["2020-01-01 00:00:00 +0000", "2096-01-01", "", None])
@pytest.mark.parametrize("player", [name("Draxe"), Player(None, DRAXE)])
def test_an_entry_past_its_date_finds_nobody(server, player, until):
    """The server would look the name up anew and, in offline mode, make draxe an operator (GameProfileCache.java)."""
    server.cache({"Draxe": DRAXE}, until)
    with pytest.raises(NotFoundError):
        find(server.provider(), player)


def test_an_entry_past_its_date_is_still_a_namesake(server):
    server.cache({"Draxe": DRAXE, "draxe": LOWER})
    path = server.folder / "usercache.json"
    entries = json.loads(path.read_text())
    entries[1]["expiresOn"] = "2020-01-01 00:00:00 +0000"
    path.write_text(json.dumps(entries))
    with pytest.raises(NotFoundError, match="more than one"):
        find(server.provider(), name("Draxe"))


def test_a_date_counts_with_its_zone(server):
    now = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=-5)))
    for minutes, found in ((-1, False), (1, True)):
        until = (now + datetime.timedelta(minutes=minutes)).strftime("%Y-%m-%d %H:%M:%S %z")
        server.cache({"Draxe": DRAXE}, until)
        with contextlib.nullcontext() if found else pytest.raises(NotFoundError):
            find(server.provider(), name("Draxe"))


def test_hostile_namesakes_are_shown_without_control_characters(server):
    server.cache({"X\x1b[31m": DRAXE, "x\x1b[31m": LOWER})
    with pytest.raises(NotFoundError) as caught:
        find(server.provider(), Player(None, DRAXE))
    assert all(one.isprintable() for one in [caught.value.message, *caught.value.data["candidates"]])


@pytest.mark.parametrize("until", ["2020-01-01 00:00:00 +0000", "2096-01-01 00:00:00 +0000"])
def test_an_operator_is_found_whatever_the_cache_says(server, until):
    server.cache({"Draxe": DRAXE}, until)
    server.operators({"Draxe": DRAXE})
    assert find(server.provider(), name("Draxe")) == Subject("Draxe", DRAXE)


def test_an_operator_who_left_the_cache_is_still_found(server):
    server.cache({"Tyrion": TYRION})
    server.operators({"Draxe": DRAXE})
    assert find(server.provider(), name("Draxe")) == Subject("Draxe", DRAXE)
    assert find(server.provider(), Player(None, DRAXE)) == Subject("Draxe", DRAXE)


def test_an_operator_whose_name_is_somebody_elses_now_is_not(server):
    server.cache({"draxe": LOWER})
    server.operators({"Draxe": DRAXE})
    for player in (name("Draxe"), Player(None, DRAXE)):
        with pytest.raises(NotFoundError):
            find(server.provider(), player)


def test_operators_are_told_by_uuid(server):
    server.operators({"OldName": DRAXE, "Tyrion": LOWER})
    assert read(server.provider(), DRAXE) == [Membership("operator", None, ())]
    assert read(server.provider(), TYRION) == []


def test_no_list_yet_is_an_empty_one(server):
    assert read(server.provider(), DRAXE) == []


@pytest.mark.parametrize("content", ["[", '[{"uuid": "d394', "nul", "[" * 100_000])
def test_a_half_written_list_may_be_tried_again(server, content):
    (server.folder / "ops.json").write_text(content)
    with pytest.raises(UnsettledStorageError):
        read(server.provider(), DRAXE)


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", "null", '[null, 5, {}, {"name": 1, "uuid": 2}, {"name": "x", "uuid": "y"}]']
)
def test_what_the_server_would_drop_is_dropped(server, content):
    (server.folder / "ops.json").write_text(content)
    assert read(server.provider(), DRAXE) == []


def test_a_list_saved_on_windows_is_read(server):
    server.operators({"Draxe": DRAXE})
    path = server.folder / "ops.json"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert read(server.provider(), DRAXE)


@pytest.mark.parametrize("path", ["nul\0", "half \ud800"])
def test_what_is_no_path_is_an_error(path):
    with pytest.raises(StorageError, match="is not a path") as caught:
        Vanilla(path, None).find(name("Draxe"))
    assert not isinstance(caught.value, UnsettledStorageError)
    assert caught.value.message.isprintable()


def test_a_missing_folder_is_an_error(tmp_path):
    with pytest.raises(StorageError):
        read(Vanilla(str(tmp_path / "none"), None), DRAXE)


@pytest.mark.parametrize("hostile", ["@a", "*", "Dra xe", "x\nop y", "-x", "/stop", ".Steve"])
def test_a_hostile_name_from_the_cache_goes_into_no_command(server, hostile):
    server.cache({hostile: DRAXE})
    provider = server.provider()
    subject = find(provider, Player(None, DRAXE))
    with pytest.raises(InvalidValueError) as caught:
        provider.grant(subject, OPERATOR, None, prolong=False)
    assert caught.value.message.isprintable()
    with pytest.raises(InvalidValueError):
        provider.revoke(subject, OPERATOR, None)


def test_bedrock_names_are_for_those_who_ask(server):
    server.cache({".Steve": DRAXE})
    provider = server.provider(".")
    assert provider.grant(find(provider, name(".Steve")), OPERATOR, None, prolong=False) == ["op .Steve"]


@pytest.mark.parametrize(
    ("reply", "rejected"),
    [
        ("That player does not exist", True),
        ("Could not op Draxe", True),
        ("Could not de-op Draxe", True),
        ("Unknown or incomplete command, see below for errorop Draxe<--[HERE]", True),
        ("Made Draxe a server operator", False),
        ("Nothing changed. The player already is an operator", False),
        ("", False),
        (None, False),
    ],
)
def test_replies(server, reply, rejected):
    text = server.provider().rejection(reply, Subject("Draxe", DRAXE), OPERATOR)
    assert (text is not None) is rejected


def test_the_options(tmp_path):
    assert choose({"provider": "vanilla", "read_back": None}, str(tmp_path), None, str).read_back == "ops.json"
    with pytest.raises(ConfigurationError, match=r"server\.path"):
        choose({"provider": "vanilla", "read_back": None}, None, None, str)
    with pytest.raises(ConfigurationError, match="read_back"):
        choose({"provider": "vanilla", "read_back": {"sql": {}}}, str(tmp_path), None, str)
