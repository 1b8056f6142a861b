# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The server as a whole: its folder, its log, its ticks, and LuckPerms' late answers (domain 1.3, 3.3, 8)."""

from __future__ import annotations

import gzip
import json
import re
import socket
import stat
import time

import pytest

from gamedesk.sandbox.errors import SandboxError
from gamedesk.sandbox.folder import prepare

DRAXE = "d394da40-0ab1-3e8c-8302-4aaebe14d88d"
LINE = re.compile(r"\[\d\d:\d\d:\d\d\] \[[^\]]+/(?:INFO|WARN)\]: .+")
VIP = "SELECT count(*) FROM luckperms_user_permissions WHERE uuid = ? AND permission = 'group.vip'"


def settings(folder):
    lines = (folder / "server.properties").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if not line.startswith("#"))


def until(check):
    deadline = time.monotonic() + 5
    while not check():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def test_a_new_folder(start, rows):
    server = start()
    found = settings(server.folder)
    assert found["rcon.password"] == server.password
    assert len(server.password) >= 24
    assert found["rcon.port"] == str(server.port)
    assert (found["enable-rcon"], found["server-ip"], found["online-mode"]) == ("true", "127.0.0.1", "false")
    assert stat.S_IMODE((server.folder / "server.properties").stat().st_mode) == 0o600
    cache = json.loads((server.folder / "usercache.json").read_text())
    assert [entry["name"] for entry in cache] == ["Draxe", "MaxiCube", "VioTak", "Tyrion"]
    assert rows(server.folder, "SELECT uuid, username FROM luckperms_players WHERE username = 'draxe'") == [
        (DRAXE, "draxe")
    ]
    groups = rows(server.folder, "SELECT name FROM luckperms_groups ORDER BY name")
    assert [name for (name,) in groups] == ["admin", "default", "helper", "mvp", "vip"]


def test_prepare_leaves_what_is_there(tmp_path):
    prepare(tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    prepare(tmp_path)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_the_log_of_a_first_start(start):
    server = start()
    text = (server.folder / "logs" / "latest.log").read_text()
    assert all(LINE.fullmatch(line) for line in text.splitlines())
    assert "Gamedesk sandbox" in text.splitlines()[0]
    order = [
        "**** SERVER IS RUNNING IN OFFLINE/INSECURE MODE!",
        "Starting remote control listener",
        "Thread RCON Listener started",
        f"RCON running on 127.0.0.1:{server.port}",
        'For help, type "help"',
        f"UUID of player Draxe is {DRAXE}",
        "Draxe joined the game",
        "Draxe[/192.0.2.10:51230] logged in with entity id ",
        "Draxe left the game",
    ]
    places = [text.index(part) for part in order]
    assert places == sorted(places)
    assert re.search(r"Done \(\d+\.\d{3}s\)! For help, type", text)
    assert server.password not in text


def test_a_second_start_keeps_everything_and_rolls_the_log(start, wire):
    first = start()
    wire(first.port).login(first.password).ask("op Draxe")
    port, password = first.port, first.password
    first.stop()
    second = start(first.folder)
    assert (second.port, second.password) == (port, password)
    rolled = list((second.folder / "logs").glob("????-??-??-1.log.gz"))
    assert b"Draxe joined the game" in gzip.decompress(rolled[0].read_bytes())
    assert "joined the game" not in (second.folder / "logs" / "latest.log").read_text()
    again = wire(second.port).login(second.password).ask("op Draxe")
    assert again == "Nothing changed. The player already is an operator"


def test_a_taken_port_is_changed_in_the_properties(start, tmp_path):
    prepare(tmp_path / "server")
    taken = int(settings(tmp_path / "server")["rcon.port"])
    with socket.create_server(("127.0.0.1", taken)):
        server = start()
        assert server.port != taken
        assert settings(server.folder)["rcon.port"] == str(server.port)
    assert stat.S_IMODE((server.folder / "server.properties").stat().st_mode) == 0o600


def test_a_port_that_was_asked_for_and_is_taken(start):
    with socket.create_server(("127.0.0.1", 0)) as other, pytest.raises(SandboxError, match="cannot start"):
        start(port=other.getsockname()[1])
    # The failed start let go of the folder.
    assert start().port


def test_one_server_a_folder(start):
    server = start()
    with pytest.raises(SandboxError, match="already"):
        start(server.folder)


def test_without_a_password_there_is_no_console(start, tmp_path):
    prepare(tmp_path)
    properties = tmp_path / "server.properties"
    properties.write_text(re.sub("rcon.password=.*", "rcon.password=", properties.read_text()))
    with pytest.raises(SandboxError, match=r"rcon\.password is empty"):
        start(tmp_path)


def test_it_listens_on_loopback_only(start):
    server = start()
    with pytest.raises(OSError, match="refused"), socket.create_connection(("127.0.0.2", server.port), timeout=2):
        pass


def test_commands_wait_for_the_tick(start, wire):
    server = start(tick_seconds=0.15)
    connection = wire(server.port).login(server.password)
    begun = time.monotonic()
    for _unused in range(3):
        connection.ask("list")
    # The first may come just before a tick; the next two wait a whole one.
    assert time.monotonic() - begun >= 0.29


def test_luckperms_says_nothing_in_its_own_reply_and_nothing_in_the_log(start, wire, rows):
    server = start()
    connection = wire(server.port).login(server.password)
    assert connection.ask("lp user Draxe parent add vip") == ""
    until(lambda: rows(server.folder, VIP, DRAXE) == [(1,)])
    assert "[LP]" not in (server.folder / "logs" / "latest.log").read_text()


def test_late_text_is_dropped_by_the_next_command(start, wire, rows):
    server = start()
    connection = wire(server.port).login(server.password)
    connection.ask("lp user Draxe parent add vip")
    until(lambda: rows(server.folder, VIP, DRAXE) == [(1,)])
    assert connection.ask("list") == "There are 0 of a max of 20 players online: "


def test_late_text_may_land_in_the_next_reply_of_its_own_connection(start, wire):
    server = start(tick_seconds=0.4, luckperms_delay_seconds=0.1)
    connection, other = (wire(server.port).login(server.password) for _unused in range(2))
    assert connection.ask("lp user Draxe parent add vip") == ""
    other.send(7, 2, b"list")
    assert connection.ask("list") == (
        "[LP] draxe now inherits permissions from vip in context global.\nThere are 0 of a max of 20 players online: "
    )
    assert other.receive()[2] == b"There are 0 of a max of 20 players online: "


def test_a_busy_luckperms_says_so_at_once(start, wire, rows):
    server = start(luckperms_delay_seconds=0.3)
    connection = wire(server.port).login(server.password)
    assert connection.ask("lp user Draxe parent add vip") == ""
    time.sleep(0.1)
    assert connection.ask("lp user Draxe parent remove vip") == (
        "[LP] Another command is being executed, waiting for it to finish...\n"
    )
    server.stop()
    actions = rows(server.folder, "SELECT action FROM luckperms_actions ORDER BY id")
    assert actions == [("parent add vip",), ("parent remove vip",)]


@pytest.mark.parametrize("label", ["luckperms", "perm", "perms", "permission", "permissions", "luckperms:lp", "/lp"])
def test_luckperms_labels(console, rows, label):
    assert console.ask(f"{label} user Draxe parent add vip") == ""
    until(lambda: rows(console.server.folder, VIP, DRAXE) == [(1,)])


def test_stop_ends_open_connections(start, wire):
    server = start()
    connection = wire(server.port).login(server.password)
    server.stop()
    assert connection.receive() is None
    server.stop()
