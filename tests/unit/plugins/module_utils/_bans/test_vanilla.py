# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ban lists of the server itself: domain 4.1, 4.2 and 8."""

from __future__ import annotations

import json

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._bans.choosing import choose
from ansible_collections.gamedesk.support.plugins.module_utils._bans.protocol import Surroundings
from ansible_collections.gamedesk.support.plugins.module_utils._bans.wanted import Ban, Wanted
from ansible_collections.gamedesk.support.plugins.module_utils._errors import (
    ConfigurationError,
    InvalidValueError,
    NotFoundError,
    StorageError,
    SupportError,
    UnsettledStorageError,
)
from ansible_collections.gamedesk.support.plugins.module_utils._players import Player, Subject

DRAXE = "d394da40-0ab1-3e8c-8302-4aaebe14d88d"
LOWER = "8b10c85a-39ee-3640-8042-2c70e6186ff5"
TYRION = "d6b829dc-cccc-3d11-9d2f-14310fdb219d"
MOJANG = "069a79f4-44e9-4726-a5be-fca90e38aaf5"
OPTIONS = {"provider": "vanilla", "read_back": None, "when_stopped": "fail", "namespace": "auto"}
SUBJECT, ADDRESS = Subject("Draxe", DRAXE), Subject(None, None, "192.0.2.1")
ONLINE = "online-mode=true\n"
OFFLINE = "online-mode=false\n"


class Server:
    def __init__(self, folder) -> None:
        self.folder = folder
        self.write("server.properties", OFFLINE)

    def write(self, name: str, content) -> None:
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(content if isinstance(content, str) else json.dumps(content))

    def cache(self, **players) -> None:
        self.write(
            "usercache.json",
            [{"name": name, "uuid": uuid, "expiresOn": "2096-01-01 00:00:00 +0000"} for name, uuid in players.items()],
        )

    def provider(self, *, path=True, ask=None, **options):
        surroundings = Surroundings(str(self.folder) if path else None, None, ask)
        return choose({**OPTIONS, **options}, surroundings)

    def find(self, text: str):
        player = Player(None, text) if "-" in text else Player(text, None)
        (found,) = self.provider().find([player])
        if isinstance(found, SupportError):
            raise found
        return found

    def read(self, subject: Subject):
        return self.provider().read([subject])[subject.key]


@pytest.fixture
def server(tmp_path) -> Server:
    return Server(tmp_path)


def entry(uuid=DRAXE, name="Draxe", **more):
    plain = {"created": "2023-03-12 10:11:12 +0100", "source": "Rcon", "expires": "forever", "reason": "griefing"}
    return {"uuid": uuid, "name": name, **plain, **more}


# What is sent.


@pytest.mark.parametrize(
    ("subject", "reason", "active", "sent"),
    [
        (SUBJECT, None, [], ["ban Draxe"]),
        (SUBJECT, "x", [], ["ban Draxe x"]),
        (SUBJECT, None, None, ["ban Draxe"]),
        (SUBJECT, "x", [Ban("y")], ["pardon Draxe", "ban Draxe x"]),
        (SUBJECT, None, [Ban("y", expires=4_000_000_000)], ["pardon Draxe", "ban Draxe y"]),
        (SUBJECT, None, [Ban("a\nb @a")], ["pardon Draxe", "ban Draxe"]),
        (SUBJECT, "-s /op Eve; \"'{}\\", [], ["ban Draxe -s /op Eve; \"'{}\\"]),
        (ADDRESS, "x", [], ["ban-ip 192.0.2.1 x"]),
        (ADDRESS, None, [Ban("y", expires=4_000_000_000)], ["pardon-ip 192.0.2.1", "ban-ip 192.0.2.1 y"]),
    ],
)
def test_commands(server, subject, reason, active, sent):
    assert server.provider().ban(subject, Wanted(True, reason=reason), active) == sent
    assert server.provider().unban(subject, active) == ["pardon-ip 192.0.2.1" if subject.address else "pardon Draxe"]


@pytest.mark.parametrize(
    ("namespace", "bukkit", "path", "sent"),
    [
        ("auto", False, True, "pardon Draxe"),
        ("auto", True, True, "minecraft:pardon Draxe"),
        ("auto", True, False, "pardon Draxe"),
        ("minecraft", False, False, "minecraft:pardon Draxe"),
        ("none", True, True, "pardon Draxe"),
    ],
)
def test_the_namespace_is_for_the_bukkit_family(server, namespace, bukkit, path, sent):
    """A plugin may have taken the bare name; a plain server knows no other (domain 4.1)."""
    if bukkit:
        server.write("spigot.yml", "")
    assert server.provider(namespace=namespace, path=path).unban(SUBJECT, None) == [sent]


def test_a_hostile_name_in_the_cache_does_not_go_into_a_command(server):
    server.cache(**{"Eve\nop Eve": DRAXE})
    with pytest.raises(InvalidValueError):
        server.provider().unban(server.find(DRAXE), None)


@pytest.mark.parametrize("length", [256, 257])
@pytest.mark.parametrize(("char", "units"), [("x", 1), ("é", 1), ("\U0001f600", 2)])
def test_a_reason_has_at_most_256_java_characters(server, length, char, units):
    wanted = Wanted(True, reason=char * (length // units) + "x" * (length % units))
    if length <= 256:
        assert server.provider().accept(wanted, []) == wanted
    else:
        with pytest.raises(InvalidValueError, match="257"):
            server.provider().accept(wanted, [])


@pytest.mark.parametrize("reason", ["@a", "x @p y", "mail admin@play.example.org", "@e[type=cow]", "@s", "@n", "@r"])
def test_a_reason_has_no_selector(server, reason):
    with pytest.raises(InvalidValueError, match="names of players"):
        server.provider().accept(Wanted(True, reason=reason), [])


@pytest.mark.parametrize("reason", ["@", "@x", "a @ b", "me@Example.org", "/op Eve", "{{ x }}", "100% ; rm -rf"])
def test_other_text_is_text(server, reason):
    assert server.provider().accept(Wanted(True, reason=reason), []).reason == reason


@pytest.mark.parametrize(
    ("wanted", "addresses", "part"),
    [
        (Wanted(True, 4_000_000_000), [], "when_stopped"),
        (Wanted(True, silent=True), [], "silent"),
        (Wanted(False, silent=True), [], "silent"),
        (Wanted(True), ["192.0.2.1", "2001:db8::1"], "IPv6"),
        (Wanted(False), ["2001:db8::1"], "IPv6"),
    ],
)
def test_what_it_has_not(server, wanted, addresses, part):
    with pytest.raises(InvalidValueError, match=part):
        server.provider().accept(wanted, addresses)


@pytest.mark.parametrize(
    ("reply", "is_rejection"),
    [
        ("Banned Draxe: x", False),
        ("Banned player Draxe", False),
        ("", False),
        (None, False),
        ("Nothing changed. The player is already banned", True),
        ("Nothing changed. That IP isn't banned", True),
        ("That player does not exist", True),
        ("Could not ban player Draxe", True),
        ("Could not unban player Draxe", True),
        ("You have entered an invalid IP address or a player that is not online", True),
        ("Unknown command. Try /help for a list of commands", True),
        ("Unknown or incomplete command, see below for errorban<--[HERE]", True),
    ],
)
def test_replies_of_both_eras(server, reply, is_rejection):
    assert server.provider().rejection(reply, SUBJECT) == (reply if is_rejection else None)


# Whom a name means.


def test_who_joined_is_known_by_name_and_uuid(server):
    server.cache(Draxe=DRAXE)
    assert server.find("Draxe") == server.find(DRAXE) == SUBJECT


@pytest.mark.parametrize("properties", [ONLINE, OFFLINE])
def test_another_spelling_is_a_candidate(server, properties):
    server.write("server.properties", properties)
    server.cache(Draxe=DRAXE)
    with pytest.raises(NotFoundError) as caught:
        server.find("draxe")
    assert caught.value.data["candidates"] == ["Draxe"]


def test_never_seen_in_offline_mode_on_a_plain_server(server):
    """It would ban the UUID of draxe, and Draxe still gets in (domain 4.1)."""
    with pytest.raises(NotFoundError, match="another player") as caught:
        server.find("Draxe")
    assert LOWER in caught.value.message
    assert server.find("draxe") == Subject("draxe", LOWER)


@pytest.mark.parametrize("name", ["bukkit.yml", "spigot.yml"])
def test_never_seen_in_offline_mode_on_the_bukkit_family(server, name):
    server.write(name, "")
    assert server.find("Draxe") == SUBJECT


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("spigot.yml", "settings:\n  debug: false\n  bungeecord: true\n"),
        (
            "config/paper-global.yml",
            "proxies:\n  proxy-protocol: false\n  velocity:\n    enabled: true\n    secret: x\n",
        ),
        ("config/paper-global.yml", "proxies:\n  velocity:\n    secret: x\n    enabled: true\n"),
        ("paper.yml", "settings:\n  velocity-support:\n    enabled: true\n"),
    ],
)
def test_never_seen_behind_a_proxy(server, name, text):
    server.write("bukkit.yml", "")
    server.write(name, text)
    with pytest.raises(NotFoundError, match="proxy"):
        server.find("Draxe")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("spigot.yml", "settings:\n  bungeecord: false\n"),
        ("config/paper-global.yml", "proxies:\n  velocity:\n    enabled: false\n  x:\n    enabled: true\n"),
    ],
)
def test_no_proxy(server, name, text):
    server.write("bukkit.yml", "")
    server.write(name, text)
    assert server.find("Draxe") == SUBJECT


def test_never_seen_in_online_mode_is_mojangs_to_know(server):
    server.write("server.properties", ONLINE)
    assert server.find("Draxe") == Subject("Draxe", None)


def test_an_old_ban_tells_a_uuid_and_its_name(server):
    server.write("server.properties", ONLINE)
    server.write("banned-players.json", [entry(MOJANG, "Notch")])
    assert server.find(MOJANG) == Subject("Notch", MOJANG)


def test_a_name_that_may_be_another_players_by_now_is_not_banned_again(server):
    server.write("server.properties", ONLINE)
    server.write("banned-players.json", [entry(MOJANG, "Notch")])
    provider = server.provider()
    (found,) = provider.find([Player(None, MOJANG)])
    assert provider.unban(found, [Ban()]) == ["pardon Notch"]
    with pytest.raises(InvalidValueError, match="another player's"):
        provider.ban(found, Wanted(True, reason="x"), [Ban("y")])


def test_a_uuid_that_the_name_does_not_lead_to(server):
    server.write("spigot.yml", "")
    server.write("banned-players.json", [entry(MOJANG, "Draxe")])
    with pytest.raises(NotFoundError) as caught:
        server.find(MOJANG)
    assert caught.value.data["candidates"] == [DRAXE]


def test_a_uuid_without_a_name(server):
    with pytest.raises(NotFoundError, match="take names only"):
        server.find(MOJANG)


# What is there.


@pytest.mark.parametrize("uuid", [DRAXE, DRAXE.upper(), DRAXE.replace("-", "")])
def test_an_entry(server, uuid):
    server.write("banned-players.json", [entry(uuid), entry(TYRION, "Tyrion")])
    assert server.read(SUBJECT) == [Ban("griefing", "Rcon", 1678612272, None)]


@pytest.mark.parametrize(
    "there",
    [
        [],
        [entry(LOWER)],  # the same name, and another player
        [entry(expires="2020-01-01 00:00:00 +0000")],
        [{"name": "Draxe"}],  # what Spigot takes, and what keeps nobody out for certain
        [None, 1, "x", [], {"uuid": 5, "name": {}}],
        {},
    ],
)
def test_who_is_not_banned(server, there):
    server.write("banned-players.json", there)
    assert server.read(SUBJECT) == []


def test_no_list_is_an_empty_one(server):
    assert server.read(SUBJECT) == server.read(ADDRESS) == []


@pytest.mark.parametrize("expires", ["forever", "soon", None, "2020-01-01"])
def test_what_is_no_date_is_no_end(server, expires):
    """BanListEntry.java."""
    server.write("banned-players.json", [entry(expires=expires)])
    assert [ban.expires for ban in server.read(SUBJECT)] == [None]


def test_what_an_entry_of_spigot_leaves_out(server):
    server.write("banned-players.json", [{"uuid": DRAXE, "source": None}])
    assert server.read(SUBJECT) == [Ban("Banned by an operator.", "(Unknown)", None, None)]


def test_an_end_counts_with_its_zone(server):
    server.write("banned-players.json", [entry(expires="2096-10-02 09:06:40 +0200")])
    assert [ban.expires for ban in server.read(SUBJECT)] == [4_000_000_000]


def test_who_is_known_by_name_alone(server):
    server.write("banned-players.json", [entry(MOJANG, "draxe")])
    assert len(server.read(Subject("Draxe", None))) == 1


def test_addresses(server):
    more = {"created": "x", "source": "Rcon", "expires": "forever", "reason": "bots"}
    server.write("banned-ips.json", [{"ip": "192.0.2.1", **more}, {"ip": "192.0.2.11", **more}])
    assert [ban.reason for ban in server.read(ADDRESS)] == ["bots"]


def test_a_list_that_is_being_written(server):
    server.write("banned-players.json", '[{"uuid": "d394')
    with pytest.raises(UnsettledStorageError):
        server.read(SUBJECT)


def test_a_folder_that_is_not_there(server):
    server.folder = server.folder / "nowhere"
    with pytest.raises(StorageError):
        server.read(SUBJECT)


def test_where_else_it_went(server):
    server.write("banned-players.json", [entry(LOWER, "draxe")])
    assert LOWER in server.provider().stray(SUBJECT)
    server.write("banned-players.json", [entry()])
    assert server.provider().stray(SUBJECT) is None


# Without a folder.


def test_without_a_folder_the_console_is_asked(server):
    provider = server.provider(path=False, ask=lambda _command: "There are 1 ban(s):Draxe was banned by Rcon: x")
    assert provider.read_back == "banlist"
    assert provider.find([Player("Draxe", None)]) == [Subject("Draxe", None)]
    assert [ban.reason for ban in provider.read([Subject("Draxe", None)])["draxe"]] == ["x"]
    (found,) = provider.find([Player("draxe", None)])
    assert isinstance(found, NotFoundError)
    assert found.data["candidates"] == ["Draxe"]
    (found,) = provider.find([Player(None, DRAXE)])
    assert isinstance(found, InvalidValueError)
    assert "Draxe" in provider.stray(Subject("draxe", None))


def test_or_nothing_is_known(server):
    provider = server.provider(path=False, read_back={"banlist": False})
    assert provider.read_back is None
    assert provider.find([Player("Draxe", None)]) == [Subject("Draxe", None)]


@pytest.mark.parametrize(
    ("path", "options"), [(True, {"read_back": {"banlist": True}}), (False, {"when_stopped": "files"})]
)
def test_options_that_do_not_fit(server, path, options):
    with pytest.raises(ConfigurationError):
        server.provider(path=path, **options)
