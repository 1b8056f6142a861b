# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bans of the sandbox: domain 4.1 and 4.2, in both eras."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import time

import pytest

from gamedesk.sandbox.bans import BanList
from gamedesk.sandbox.players import gson
from gamedesk.sandbox.server import SandboxServer

DRAXE = "d394da40-0ab1-3e8c-8302-4aaebe14d88d"
NEVER_SEEN = "8b10c85a-39ee-3640-8042-2c70e6186ff5"  # draxe


@pytest.fixture
def old(tmp_path, wire):
    """A server as up to 1.12, and a connection that is logged in."""
    with SandboxServer(tmp_path / "old", tick_seconds=0, old=True, plain=True) as server:
        connected = wire(server.port).login(server.password)
        connected.server = server
        yield connected


def listed(console, name="banned-players.json"):
    return json.loads((console.server.folder / name).read_text())


def test_ban_and_pardon(console):
    assert console.ask("ban draxe spamming; really") == "Banned Draxe: spamming; really"
    (entry,) = listed(console)
    assert list(entry) == ["uuid", "name", "created", "source", "expires", "reason"]
    assert (entry["uuid"], entry["name"], entry["source"]) == (DRAXE, "Draxe", "Rcon")
    assert (entry["expires"], entry["reason"]) == ("forever", "spamming; really")
    time.strptime(entry["created"], "%Y-%m-%d %H:%M:%S %z")
    assert console.ask("minecraft:ban Draxe x") == "Nothing changed. The player is already banned"
    assert console.ask("pardon Draxe") == "Unbanned Draxe"
    assert console.ask("pardon Draxe") == "Nothing changed. The player isn't banned"
    assert (console.server.folder / "banned-players.json").read_text() == "[]"


def test_addresses(console):
    assert console.ask("ban-ip 192.0.2.1 bots") == "Banned IP 192.0.2.1: bots"
    assert listed(console, "banned-ips.json")[0]["ip"] == "192.0.2.1"
    assert console.ask("ban-ip 192.0.2.1") == "Nothing changed. That IP is already banned"
    assert console.ask("pardon-ip 192.0.2.1") == "Unbanned IP 192.0.2.1"
    assert console.ask("pardon-ip 192.0.2.1") == "Nothing changed. That IP isn't banned"
    assert console.ask("pardon-ip Draxe") == "Invalid IP address"
    assert console.ask("ban-ip 2001:db8::1").startswith("Expected whitespace to end one argument")


def test_the_list_has_no_separators(console):
    """MC-7569."""
    assert console.ask("banlist") == "There are no bans"
    console.ask("ban Draxe x")
    console.ask("ban Tyrion")
    console.ask("ban-ip 192.0.2.1 bots")
    players = "Draxe was banned by Rcon: xTyrion was banned by Rcon: Banned by an operator."
    ips = "192.0.2.1 was banned by Rcon: bots"
    assert console.ask("banlist players") == f"There are 2 ban(s):{players}"
    assert console.ask("banlist ips") == f"There are 1 ban(s):{ips}"
    assert console.ask("banlist") == f"There are 3 ban(s):{players}{ips}"
    assert console.ask("banlist x").startswith("Incorrect argument")


@pytest.mark.parametrize(
    ("command", "reply"),
    [
        ("ban", "Unknown or incomplete command, see below for error"),
        ("ban @a x", "No player was found"),
        ("ban Draxe " + "x" * 257, "Chat message was too long"),
    ],
)
def test_refusals(console, command, reply):
    assert console.ask(command).startswith(reply)
    assert listed(console) == []


def test_a_selector_in_a_reason_stands_for_nobody_here(console):
    assert console.ask("ban Draxe by @a x") == "Banned Draxe: by  x"


def test_who_is_online_is_thrown_out(console):
    console.server.join("Draxe")
    assert "1 of a max of 20 players online: Draxe" in console.ask("list")
    console.ask("ban Draxe")
    assert "0 of a max of 20" in console.ask("list")
    log = (console.server.folder / "logs" / "latest.log").read_text()
    assert "Draxe lost connection: You are banned from this server\n" in log


def test_the_old_era(old):
    assert old.ask("ban Draxe x") == "Banned player Draxe"
    assert old.ask("ban Draxe y") == "Banned player Draxe"
    assert [entry["reason"] for entry in listed(old)] == ["y"]
    assert old.ask("banlist") == "There are 1 total banned players:Draxe"
    for name in ("Tyrion", "VioTak"):
        old.ask(f"ban {name}")
    assert old.ask("banlist players") == "There are 3 total banned players:Draxe, Tyrion and VioTak"
    assert old.ask("pardon Draxe") == "Unbanned player Draxe"
    assert old.ask("pardon Draxe") == "Could not unban player Draxe"
    assert old.ask("banlist ips") == "There are 0 total banned IP addresses:"
    assert old.ask("ban-ip 192.0.2.1") == "Banned IP address 192.0.2.1"
    assert old.ask("ban-ip Nobody") == "You have entered an invalid IP address or a player that is not online"
    assert old.ask("pardon-ip 192.0.2.1") == "Unbanned IP address 192.0.2.1"
    assert old.ask("pardon-ip x") == "You have entered an invalid IP address"


def test_a_plain_server_takes_an_unknown_name_in_lower_case(old, start, tmp_path, wire):
    (old.server.folder / "usercache.json").write_text("[]")
    old.server.stop()
    with SandboxServer(tmp_path / "old", tick_seconds=0, plain=True) as again:
        plain = wire(again.port).login(again.password)
        plain.server = again
        assert plain.ask("ban Draxe") == "Banned draxe: Banned by an operator."
        assert listed(plain)[0]["uuid"] == NEVER_SEEN
        assert plain.ask("minecraft:banlist").startswith("Unknown or incomplete command")
        assert not (again.folder / "bukkit.yml").exists()


def test_the_lists_are_in_memory(console, start):
    folder = console.server.folder
    (folder / "banned-players.json").write_text('[{"uuid": "x", "name": "Lost"}]')
    console.ask("ban Draxe")
    assert [entry["name"] for entry in listed(console)] == ["Draxe"]
    console.server.stop()
    ended = {"uuid": NEVER_SEEN, "name": "draxe", "expires": "2020-01-01 00:00:00 +0000", "reason": "x", "source": "x"}
    (folder / "banned-players.json").write_text(json.dumps([ended, {"name": "OnlyName"}]))
    with contextlib.ExitStack() as stack:
        again = stack.enter_context(SandboxServer(folder, tick_seconds=0))
        assert again.folder == folder
    assert json.loads((folder / "banned-players.json").read_text())  # nothing was changed, nothing is written


def test_the_lock_of_the_world_is_held(start):
    server = start()
    lock = server.folder / "world" / "session.lock"
    look = "import fcntl, sys; fcntl.lockf(open(sys.argv[1], 'r+b'), fcntl.LOCK_EX | fcntl.LOCK_NB)"

    def is_free():
        return subprocess.run([sys.executable, "-c", look, lock], capture_output=True, check=False).returncode == 0

    # Not opened in this process: POSIX would give the lock back when that is closed.
    assert not is_free()
    server.stop()
    assert is_free()
    assert lock.read_text() == "☃"


def test_a_list_that_was_changed_often_is_written_as_one_that_is_new(tmp_path):
    path = tmp_path / "banned-players.json"
    past = {"uuid": "x", "name": "X", "expires": "2001-01-01 00:00:00 +0000"}
    path.write_text(json.dumps([past, {"uuid": "y", "name": "Y", "expires": "2096-10-02 07:06:40 +0000"}]))
    bans = BanList(path, ("uuid", "name"))
    for reason in ("<one>\n", "two\u2028", "'three'"):
        bans.add({"uuid": "a", "name": "A"}, "Rcon", reason)
        bans.add({"uuid": reason, "name": "B"}, "Rcon", "raid")
        assert path.read_bytes() == gson(bans.entries(), pretty=True)
    assert [entry["uuid"] for entry in json.loads(path.read_bytes())] == ["y", "a", "<one>\n", "two\u2028", "'three'"]
    for key in ("y", "a", "<one>\n", "two\u2028", "'three'"):
        assert bans.remove(key)
        assert path.read_bytes() == gson(bans.entries(), pretty=True)
    assert (path.read_bytes(), bans.remove("x"), bans.has("x")) == (b"[]", False, False)
