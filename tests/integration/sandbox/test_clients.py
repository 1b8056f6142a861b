# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Four RCON clients that others wrote read the sandbox as they read a real server."""

from __future__ import annotations

import asyncio

import aiomcrcon
import pytest
import rconx
from mcrcon import MCRcon, MCRconException
from rcon.exceptions import WrongPassword
from rcon.source import Client

from gamedesk.sandbox.log import ServerLog
from gamedesk.sandbox.rcon import RconListener
from gamedesk.sandbox.server import SandboxServer

HOST = "127.0.0.1"
LIST = "There are 0 of a max of 20 players online: "
# More than 4096 bytes, and one packet: it has fewer than 4096 UTF-16 units.
WIDE = "Gezähmt: Ærøskøbing, 中文, 😀. " * 140


def ask_mcrcon(port, password, command):
    with MCRcon(HOST, password, port, timeout=5) as client:
        return client.command(command)


def ask_rcon(port, password, command):
    with Client(HOST, port, passwd=password, timeout=5) as client:
        return client.run(command)


def ask_aiomcrcon(port, password, command):
    async def ask():
        async with aiomcrcon.Client(HOST, port, password) as client:
            text, _unused = await client.send_cmd(command)
            return text

    return asyncio.run(ask())


def ask_rconx(port, password, command):
    with rconx.RconClient.create(HOST, port, preset="minecraft") as client:
        client.connect_and_authenticate(password, timeout=5)
        return client.execute(command, timeout=5).text


CLIENTS = [
    pytest.param(ask_mcrcon, MCRconException, id="mcrcon"),
    pytest.param(ask_rcon, WrongPassword, id="rcon"),
    pytest.param(ask_aiomcrcon, aiomcrcon.IncorrectPasswordError, id="aio-mc-rcon"),
    pytest.param(ask_rconx, rconx.RconAuthenticationError, id="rconx"),
]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with SandboxServer(tmp_path_factory.mktemp("sandbox")) as running:
        yield running


@pytest.fixture(scope="module")
def pieces(server):
    """The long reply, from the one client here that is told how many pieces there are."""
    return ask_rconx(server.port, server.password, "help")


@pytest.mark.parametrize(("ask", "_error"), CLIENTS)
def test_a_short_reply(server, ask, _error):
    assert ask(server.port, server.password, "list") == LIST


@pytest.mark.parametrize(("ask", "_error"), CLIENTS)
def test_an_empty_reply(server, ask, _error):
    assert ask(server.port, server.password, "lp user Draxe parent add nosuch") == ""


@pytest.mark.parametrize(("ask", "error"), CLIENTS)
def test_a_wrong_password(server, ask, error):
    with pytest.raises(error):
        ask(server.port, f"{server.password}x", "list")


@pytest.mark.parametrize(("ask", "_error"), CLIENTS)
def test_a_reply_of_more_than_4096_bytes_in_one_packet(tmp_path, ask, _error):
    log = ServerLog(tmp_path)
    listener = RconListener(HOST, 0, "secret", lambda: lambda _command: WIDE, log)
    listener.start()
    try:
        assert ask(listener.port, "secret", "anything") == WIDE
    finally:
        listener.close()
        log.close()


@pytest.mark.parametrize("ask", [ask_rcon, ask_rconx])
def test_a_reply_of_several_packets(server, ask):
    text = ask(server.port, server.password, "help")
    assert len(text) > 4096
    assert text.startswith("/advancement ")
    assert text.endswith("/minecraft:xp -> experience")


def test_a_reply_of_several_packets_for_who_looks_only_once(server, pieces):
    # mcrcon takes what is there when it looks, so now and then it misses what comes a moment later.
    texts = [ask_mcrcon(server.port, server.password, "help") for _unused in range(20)]
    assert pieces in texts
    assert {len(text) % 4096 for text in texts if text != pieces} <= {0}


def test_the_first_packet_of_several_for_who_reads_one(server, pieces):
    # aio-mc-rcon takes the first packet for the reply.
    assert ask_aiomcrcon(server.port, server.password, "help") == pieces[:4096]
