# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The two independent RCON servers, each in this process on a free port of the loopback interface."""

from __future__ import annotations

import contextlib
import socket
import threading
import time

import pytest
import rcon_fake
from ansible_collections.gamedesk.support.plugins.module_utils._console.rcon import RconConsole
from rconx import RconServer

PASSWORD = "hünter2 \u20ac"

REPLIES = {
    "short": "There are 2 of a max of 20 players online: Draxe, Tyrion",
    "empty": "",
    "colours": "§aété 😀\nsecond line",
    "long": "".join(f"entry {number} é\n" for number in range(900)),
    "list": "There are 0 of a max of 20 players online: ",
}


def reply_to(command: str) -> str:
    """Answer the known commands, "size <n>" with as many bytes, and tell how long any other one was."""
    if command.startswith("size "):
        return "s" * int(command[5:])
    return REPLIES.get(command, f"{len(command.encode())} bytes")


@contextlib.contextmanager
def rconx_server():
    started = threading.Event()
    server = RconServer(
        "127.0.0.1",
        0,
        authentication=PASSWORD,
        command_handler=lambda content, _info: reply_to(content.text),
    )
    thread = threading.Thread(target=server.serve, kwargs={"on_started": started.set})
    thread.start()
    try:
        assert started.wait(5)
        # The server does not tell which port it was given.
        yield server._RconServer__raw._RawRconServer__sock.getsockname()[1]
    finally:
        server.shutdown()
        thread.join(5)
        assert not thread.is_alive()


@contextlib.contextmanager
def rcon_fake_server():
    server = rcon_fake.RCON(host="127.0.0.1", port=0, password=PASSWORD)
    server.set_handler(reply_to)
    thread = threading.Thread(target=server.start, kwargs={"threading": False})
    thread.start()
    listener = None
    try:
        _wait_for(lambda: server._RCON__server and _is_listening(server._RCON__server))
        listener = server._RCON__server
        yield listener.getsockname()[1]
        # Its sessions share one list with those of the next server.
        _wait_for(lambda: not server._RCON__connections)
    finally:
        # Its stop() leaves the thread waiting in accept().
        if listener:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join(5)
            listener.close()
        assert not thread.is_alive()


def _wait_for(condition) -> None:
    deadline = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def _is_listening(listener: socket.socket) -> bool:
    return bool(listener.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN))


SERVERS = {"rconx": rconx_server, "rcon-fake": rcon_fake_server}


@pytest.fixture(params=SERVERS)
def port(request) -> int:
    """The port of each of the servers in turn."""
    with SERVERS[request.param]() as number:
        yield number


@pytest.fixture
def rconx_port() -> int:
    with rconx_server() as number:
        yield number


@pytest.fixture
def console_at():
    """Make consoles: console_at(port, …) -> RconConsole. They are closed when the test ends, before the server."""
    with contextlib.ExitStack() as stack:

        def make(port: int, password: str = PASSWORD, **options) -> RconConsole:
            return stack.enter_context(RconConsole("127.0.0.1", port, password, **{"timeout": 3.0, **options}))

        yield make
