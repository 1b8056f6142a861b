# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is refused before anything is sent: commands, passwords and options."""

from __future__ import annotations

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._console.rcon import RconConsole
from ansible_collections.gamedesk.support.plugins.module_utils._errors import ConfigurationError, InvalidValueError

from .conftest import packet


@pytest.mark.parametrize(
    "command",
    [
        "",
        "  ",
        "/list",
        " /list",
        "say a\nstop",
        "say a\rstop",
        "say a\0",
        "say \x1b[2J",
        "say \x7f",
        "say \x85",
        "say \u2028",
        "say \u2029",
        "say \ud800",
        "x" * 1447,
        "é" * 724,
    ],
)
def test_commands_that_never_leave(serve, console_at, command: str) -> None:
    with pytest.raises(InvalidValueError):
        console_at(serve()).send(command)


@pytest.mark.parametrize("command", ["x" * 1446, "é" * 723])
def test_the_longest_command(serve, console_at, command: str) -> None:
    def script(peer) -> None:
        peer.log_in()
        peer.send(packet(peer.command(command.encode()), 0, b"ok"))
        peer.expect_close()

    assert console_at(serve(script)).send(command).text == "ok"


@pytest.mark.parametrize("password", ["", "sécret\0", "sécret\ud800", "sécret" * 300])
def test_passwords_that_never_leave(password: str) -> None:
    with pytest.raises(InvalidValueError) as caught:
        RconConsole("127.0.0.1", 25575, password)
    assert "sécret" not in f"{caught.value.message} {caught.value.data}"


def test_the_password_is_not_in_repr(console_at) -> None:
    assert "nter2" not in repr(console_at(25575))


@pytest.mark.parametrize(
    "options",
    [
        {"port": 0},
        {"port": 65536},
        {"host": "game\x1b[2J"},
        {"host": "a\0b"},
        {"host": "x\udc80"},
        {"timeout": 0},
        {"timeout": float("nan")},
        {"timeout": float("inf")},
        {"quiet": -0.1},
        {"end_probe": "both"},
    ],
)
def test_options_that_make_no_sense(options: dict) -> None:
    with pytest.raises(ConfigurationError):
        RconConsole(**{"host": "127.0.0.1", "port": 25575, "password": "p", **options})
