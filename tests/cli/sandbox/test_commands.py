# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The vanilla commands of 1.21: domain 1.3, 1.5, 3.6, 4.1 and 4.2."""

from __future__ import annotations

import json

import pytest

DRAXE = "d394da40-0ab1-3e8c-8302-4aaebe14d88d"


def operators(console):
    return json.loads((console.server.folder / "ops.json").read_text())


def log(console):
    return (console.server.folder / "logs" / "latest.log").read_text()


def test_list(console):
    assert console.ask("list") == "There are 0 of a max of 20 players online: "


@pytest.mark.parametrize("command", ["/list", "minecraft:list", "/minecraft:list"])
def test_one_leading_slash_and_the_namespace(console, command):
    assert console.ask(command).startswith("There are 0 of a max")


def test_blank_commands_are_answered_with_nothing(console):
    assert console.ask("") == ""
    assert console.ask("  ") == ""


def test_op_and_deop(console):
    assert console.ask("op draxe") == "Made Draxe a server operator"
    assert operators(console) == [{"uuid": DRAXE, "name": "Draxe", "level": 4, "bypassesPlayerLimit": False}]
    assert console.ask("op Draxe") == "Nothing changed. The player already is an operator"
    assert console.ask("deop DRAXE") == "Made Draxe no longer a server operator"
    assert operators(console) == []
    assert console.ask("deop Draxe") == "Nothing changed. The player is not an operator"
    feedback = [line.split("]: ", 1)[1] for line in log(console).splitlines() if "[Rcon:" in line]
    assert feedback == ["[Rcon: Made Draxe a server operator]", "[Rcon: Made Draxe no longer a server operator]"]


def test_a_name_never_seen_keeps_its_case(console):
    assert console.ask("op dRAxE2") == "Made dRAxE2 a server operator"
    assert operators(console)[0]["name"] == "dRAxE2"
    assert console.ask("deop DRAXE2") == "Made dRAxE2 no longer a server operator"


@pytest.mark.parametrize(
    ("command", "reply"),
    [
        ("nosuch", "Unknown or incomplete command, see below for errornosuch<--[HERE]"),
        ("//list", "Unknown or incomplete command, see below for error/list<--[HERE]"),
        ("op", "Unknown or incomplete command, see below for errorop<--[HERE]"),
        ("op Draxe x", "Incorrect argument for commandop Draxe x<--[HERE]"),
        ("op LongerName x", "Incorrect argument for command...ongerName x<--[HERE]"),
        ("op @a", "No player was found"),
        ("op @p", "No player was found"),
    ],
)
def test_refusals(console, command, reply):
    assert console.ask(command) == reply
    assert operators(console) == []
    assert "[Rcon:" not in log(console)


def test_say_goes_to_the_log_and_not_to_the_sender(console):
    assert console.ask("say <Draxe> %s ${x} @a hello") == ""
    assert "[Server thread/INFO]: [Not Secure] [Rcon] <Draxe> %s ${x} @a hello\n" in log(console)


def test_help_takes_more_than_one_packet(console):
    console.send(7, 2, b"help")
    pieces = [console.receive()[2]]
    while len(pieces[-1]) == 4096:
        pieces.append(console.receive()[2])
    assert len(pieces) > 1
    text = b"".join(pieces).decode()
    assert text.startswith("/advancement (grant|revoke)/attribute ")
    assert text.endswith("/minecraft:xp -> experience")
    assert console.ask("help deop") == "/deop <targets>"


def test_version_says_that_it_is_a_sandbox(console):
    assert "sandbox" in console.ask("version")


def test_without_the_broadcast_the_log_has_no_feedback(start, wire):
    server = start()
    server.stop()
    properties = server.folder / "server.properties"
    properties.write_text(properties.read_text().replace("broadcast-rcon-to-ops=true", "broadcast-rcon-to-ops=false"))
    again = start(server.folder)
    assert wire(again.port).login(again.password).ask("op Draxe") == "Made Draxe a server operator"
    assert "[Rcon:" not in (again.folder / "logs" / "latest.log").read_text()


def test_stop_is_answered_and_stops(console):
    assert console.ask("stop") == "Stopping the server"
    console.server.wait()
    assert console.receive() is None
    text = log(console)
    assert "[Rcon: Stopping the server]" in text
    assert "[Server thread/INFO]: Stopping server\n" in text
