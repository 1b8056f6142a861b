# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ban lists of a server that does not run, as files."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._bans.choosing import choose
from ansible_collections.gamedesk.support.plugins.module_utils._bans.protocol import Surroundings
from ansible_collections.gamedesk.support.plugins.module_utils._bans.wanted import Ban, Wanted
from ansible_collections.gamedesk.support.plugins.module_utils._console.protocol import Reply
from ansible_collections.gamedesk.support.plugins.module_utils._errors import (
    ConsoleLoginError,
    ConsoleRefusedError,
    NobodyThereError,
    NotFoundError,
    StorageError,
)
from ansible_collections.gamedesk.support.plugins.module_utils._players import Player, Subject

DRAXE = "d394da40-0ab1-3e8c-8302-4aaebe14d88d"
MOJANG = "069a79f4-44e9-4726-a5be-fca90e38aaf5"
SUBJECT, ADDRESS = Subject("Draxe", DRAXE), Subject(None, None, "192.0.2.1")
OPTIONS = {"provider": "vanilla", "read_back": None, "when_stopped": "files", "namespace": "auto"}
# domain, 4.2: fields, their order, dates; Gson's form.
WRITTEN = """\
[
  {
    "uuid": "d394da40-0ab1-3e8c-8302-4aaebe14d88d",
    "name": "Draxe",
    "created": "2023-03-12 09:11:12 +0000",
    "source": "Server",
    "expires": "2096-10-02 07:06:40 +0000",
    "reason": "it\\u0027s \\u003cthis\\u003e"
  }
]"""
LOCKER = """
import fcntl, sys
file = open(sys.argv[1], "r+b")
fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
print("locked", flush=True)
sys.stdin.read()
"""


class Console:
    """Somebody at the console, or nobody."""

    def __init__(self, answer=None) -> None:
        self.answer = NobodyThereError("Nobody is there.") if answer is None else answer
        self.sent: list[str] = []

    def send(self, command: str, *, need_text: bool = True) -> Reply:
        self.sent.append(command)
        if isinstance(self.answer, Exception):
            raise self.answer
        return Reply(self.answer)

    def close(self) -> None:
        pass


class Server:
    def __init__(self, folder) -> None:
        self.folder = folder
        self.lock = folder / "world" / "session.lock"
        self.lock.parent.mkdir()
        self.lock.write_text("☃")
        (folder / "server.properties").write_text("online-mode=false\n")

    def stopped(self, console=None):
        provider = choose(OPTIONS, Surroundings(str(self.folder), None, None))
        return provider.stopped(lambda: console or Console())

    def write(self, changes) -> str:
        with self.stopped() as bans:
            bans.write(changes)
        return (self.folder / "banned-players.json").read_text()


@pytest.fixture
def server(tmp_path, monkeypatch):
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield Server(tmp_path)
    monkeypatch.undo()
    time.tzset()


def test_the_exact_bytes(server):
    assert server.write({SUBJECT: Ban("it's <this>", None, 1678612272, 4_000_000_000)}) == WRITTEN
    assert (server.folder / "banned-players.json").stat().st_mode & 0o777 == 0o644
    assert server.write({SUBJECT: None}) == "[]"


def test_what_is_not_said_is_the_servers_own(server):
    (entry,) = json.loads(server.write({SUBJECT: Ban()}))
    assert (entry["source"], entry["expires"], entry["reason"]) == ("Server", "forever", "Banned by an operator.")
    created = time.mktime(time.strptime(entry["created"], "%Y-%m-%d %H:%M:%S +0000"))
    assert abs(created - time.time()) < 60


def test_addresses_have_a_list_of_their_own(server):
    with server.stopped() as bans:
        bans.write({ADDRESS: Ban("bots", None, 0)})
        assert [ban.reason for ban in bans.read([ADDRESS])["192.0.2.1"]] == ["bots"]
    (entry,) = json.loads((server.folder / "banned-ips.json").read_text())
    assert list(entry) == ["ip", "created", "source", "expires", "reason"]
    assert not (server.folder / "banned-players.json").exists()


def test_all_else_stays_as_it_is(server):
    path = server.folder / "banned-players.json"
    other = {"uuid": MOJANG, "name": "Notch", "created": "odd", "x-plugin": {"n": [1, None]}, "reason": "ümlaut"}
    path.write_text(json.dumps([other, "odd", {"name": "OnlyName"}, {"uuid": DRAXE.replace("-", "")}]))
    path.chmod(0o640)
    there = path.stat()
    written = json.loads(server.write({SUBJECT: Ban("x")}))
    assert written[:3] == [other, "odd", {"name": "OnlyName"}]
    assert [entry["reason"] for entry in written[3:]] == ["x"]
    now = path.stat()
    assert (now.st_mode, now.st_uid, now.st_gid) == (there.st_mode, there.st_uid, there.st_gid)
    assert now.st_ino != there.st_ino
    assert sorted(os.listdir(server.folder)) == ["banned-players.json", "server.properties", "world"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root writes for others")
def test_the_owner_stays(server):
    path = server.folder / "banned-players.json"
    path.write_text("[]")
    os.chown(path, 12345, 12346)
    server.write({SUBJECT: Ban("x")})
    assert (path.stat().st_uid, path.stat().st_gid) == (12345, 12346)


def test_a_list_that_several_servers_share_by_a_link_is_written_where_it_is(server, tmp_path):
    shared = tmp_path / "shared.json"
    shared.write_text("[]")
    (server.folder / "banned-players.json").symlink_to(shared)
    server.write({SUBJECT: Ban("x")})
    assert (server.folder / "banned-players.json").is_symlink()
    assert len(json.loads(shared.read_text())) == 1


def test_what_is_no_json_is_not_overwritten(server):
    path = server.folder / "banned-players.json"
    path.write_text("[{")
    with server.stopped() as bans, pytest.raises(StorageError):
        bans.write({SUBJECT: Ban("x")})
    assert path.read_text() == "[{"


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is unwritable for root")
def test_a_folder_that_cannot_be_written(server):
    server.folder.chmod(0o500)
    try:
        with server.stopped() as bans, pytest.raises(StorageError):
            bans.write({SUBJECT: Ban("x")})
    finally:
        server.folder.chmod(0o700)


# Whether the server is stopped.


@pytest.fixture
def running(server):
    """Another process holds the lock, as a server does (DirectoryLock.java)."""
    command = [sys.executable, "-c", LOCKER, str(server.lock)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "locked\n"
        yield process
        process.stdin.close()


def test_a_server_that_holds_the_lock_runs(server, running):
    with server.stopped() as bans:
        assert bans is None


@pytest.mark.parametrize(
    "answer",
    [
        "There are 0 of a max of 20 players online: ",
        "",
        ConsoleLoginError("No."),
        ConsoleRefusedError("The socket of the container engine may not be used."),
    ],
)
def test_a_server_whose_console_answers_runs(server, answer):
    console = Console(answer)
    with server.stopped(console) as bans:
        assert bans is None
    assert console.sent == ["list"]


def test_while_we_write_the_server_does_not_start(server):
    with server.stopped():
        done = subprocess.run(
            [sys.executable, "-c", LOCKER, str(server.lock)], input="", capture_output=True, text=True, check=False
        )
        assert done.returncode != 0
    assert server.lock.read_text() == "☃"


@pytest.mark.parametrize("content", [b"\0\0\1\x87\x12\x34\x56\x78", b"", None])
def test_without_a_lock_that_says_something_nothing_is_written(server, content):
    """Before 1.16 the file holds the time of the start, and nothing holds the file."""
    if content is None:
        server.lock.unlink()
    else:
        server.lock.write_bytes(content)
    with pytest.raises(StorageError, match="nobody can say"), server.stopped():
        pass


@pytest.mark.parametrize(
    ("properties", "bukkit", "place"),
    [
        ("level-name=hub\n", "", "hub"),
        ("level-name=hub\n", "settings:\n  world-container: worlds\n", "worlds/hub"),
        ("", "settings:\n  world-container: 'worlds' # all of them\n", "worlds/world"),
    ],
)
def test_where_the_lock_is(server, properties, bukkit, place):
    (server.folder / "server.properties").write_text(properties)
    (server.folder / "bukkit.yml").write_text(bukkit)
    target = server.folder / place / "session.lock"
    target.parent.mkdir(parents=True)
    server.lock.rename(target)
    with server.stopped() as bans:
        assert bans is not None


# Who is meant.


def find(server, player):
    with server.stopped() as bans:
        return bans.find([player])[0]


def test_a_player_whom_nobody_has_seen_is_banned_by_the_right_uuid(server):
    """No command of a plain server could do that."""
    assert find(server, Player("Draxe", None)) == SUBJECT


@pytest.mark.parametrize("player", [Player("Notch", None), Player(None, MOJANG)])
def test_both_name_and_uuid_must_be_known(server, player):
    (server.folder / "server.properties").write_text("online-mode=true\n")
    assert isinstance(find(server, player), NotFoundError)
    entry = {"uuid": MOJANG, "name": "Notch", "expiresOn": "2020-01-01 00:00:00 +0000"}
    (server.folder / "usercache.json").write_text(json.dumps([{**entry, "expiresOn": "2096-01-01 00:00:00 +0000"}]))
    assert find(server, player) == Subject("Notch", MOJANG)


def test_an_end_is_possible(server):
    with server.stopped() as bans:
        assert bans.accept(Wanted(True, 4_000_000_000), []).expires == 4_000_000_000
