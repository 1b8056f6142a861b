# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""rcon-cli in a container: what it is given is one command, what it prints is the answer, and how it ends is told."""

from __future__ import annotations

import json
import time

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._console.opening import answers, examine
from ansible_collections.gamedesk.support.plugins.module_utils._console.protocol import Reply
from ansible_collections.gamedesk.support.plugins.module_utils._errors import (
    ConfigurationError,
    ConsoleLoginError,
    ConsoleLostAfterError,
    ConsoleRefusedError,
    InvalidValueError,
)

from gamedesk.sandbox.server import SandboxServer

from . import inside
from .test_modules import Game

# What would be an option, or a command of its own, in another place than behind the end of the options.
LIKE_OPTIONS = [
    "-h",
    "--help",
    "--",
    "-- list",
    "--password=x",
    "--config /etc/passwd",
    "__complete list",
    "-",
    "--port",
]


def ran(way) -> list[list[str]]:
    return [one["Cmd"] for one in way.engine.executed]


@pytest.mark.parametrize("command", LIKE_OPTIONS)
def test_what_looks_like_an_option_is_the_command(rcon_cli, command) -> None:
    rcon_cli.open().send(command)
    assert rcon_cli.bytes() == command.encode() + b"\n"


def test_one_argument_and_nothing_of_the_password(rcon_cli) -> None:
    command = "ban Draxe $(reboot) `id` ; 'x' \"y\" \\ * § ☃  --  two"
    rcon_cli.open().send(command)
    assert ran(rcon_cli) == [["rcon-cli", "--", command]]
    (asked,) = rcon_cli.engine.executed
    assert sorted(set(asked) - {"ExitCode"}) == ["AttachStderr", "AttachStdout", "Cmd"]  # no environment, no user


@pytest.mark.parametrize(
    ("said", "reply"),
    [
        (b"There are 0 of a max of 20 players online:", Reply("There are 0 of a max of 20 players online:")),
        (b"", Reply("")),
        (b"one\ntwo\n", Reply("one\ntwo\n")),
        ("Draxe §chas ☃".encode(), Reply("Draxe §chas ☃")),
        (b"\x1b[31mred\x1b[0m [m", Reply("red ")),
        (b"a" * 4085, Reply("a" * 4085)),
        # The next packet is not read.
        (b"a" * 4096, Reply("a" * 4096, complete=False)),
    ],
    ids=["line", "empty", "lines", "colour", "terminal", "nearly full", "full"],
)
def test_the_answer(rcon_cli, said, reply) -> None:
    rcon_cli.answer = (0, said)
    assert rcon_cli.open().send("list") == reply


def test_an_older_one_says_where_its_configuration_is(rcon_cli) -> None:
    rcon_cli.engine.environment["SAYS_CONFIGURATION"] = "1"
    rcon_cli.answer = (0, b"pong")
    assert rcon_cli.open().send("ping") == Reply("pong")


def test_an_answer_of_another_kind_is_no_answer_of_ours(rcon_cli) -> None:
    rcon_cli.answer = (2, b"pong")
    assert rcon_cli.open().send("ping") == Reply("", alone=False)


def test_the_server_closes_instead_of_answering(rcon_cli) -> None:
    rcon_cli.answer = None
    with pytest.raises(ConsoleLostAfterError, match="the server closed the connection"):
        rcon_cli.open().send("stop")
    assert rcon_cli.bytes() == b"stop\n"


def test_a_longer_command_is_not_sent(rcon_cli) -> None:
    with pytest.raises(InvalidValueError, match="has 1015 bytes and rcon-cli takes 1014"):
        rcon_cli.open().send("é" * 507 + "x")
    assert ran(rcon_cli) == []


def test_a_wrong_password(rcon_cli) -> None:
    rcon_cli.password = b"another"
    with pytest.raises(ConsoleLoginError, match="nothing was sent"):
        rcon_cli.open().send("list")
    assert rcon_cli.bytes() == b""


def test_no_server_there(rcon_cli) -> None:
    rcon_cli._socket.close()
    inside.configure_rcon_cli(rcon_cli.folder, 1, "p")
    with pytest.raises(ConsoleRefusedError, match=r"connection refused.*enable-rcon=true"):
        rcon_cli.open().send("list")


def test_no_such_program(rcon_cli) -> None:
    (rcon_cli.folder / "bin" / "rcon-cli").unlink()
    for rcon_cli.engine.podman in (False, True):
        with pytest.raises(ConfigurationError, match=r"rcon-cli cannot be started in it \(.*not found.*option via"):
            rcon_cli.open().send("list")
    assert rcon_cli.bytes() == b""


@pytest.mark.parametrize(
    ("line", "told"),
    [("exit 2", "exit code 2"), ("kill -9 $$", "unknown"), ("echo odd >&2; exit 1", "odd"), ("printf x", "closed")],
)
def test_what_it_does_not_say_is_not_known(rcon_cli, line, told) -> None:
    (rcon_cli.folder / "bin" / "rcon-cli").write_text(f"#!/bin/sh\n{line}\n")
    with pytest.raises(ConsoleLostAfterError, match=told):
        rcon_cli.open().send("list")


def test_it_does_not_end(rcon_cli) -> None:
    rcon_cli.engine.environment["PATH"] += ":/bin"
    (rcon_cli.folder / "bin" / "rcon-cli").write_text("#!/bin/sh\nexec sleep 2\n")
    begun = time.monotonic()
    with pytest.raises(ConsoleLostAfterError, match="rcon-cli did not end in time"):
        rcon_cli.open(timeout=0.3).send("list")
    assert time.monotonic() - begun < 1.5


def test_a_container_that_does_not_run(rcon_cli) -> None:
    rcon_cli.engine.state = {"Running": False}
    with pytest.raises(ConsoleRefusedError, match="does not run; start the server"):
        rcon_cli.open().send("list")
    (finding,) = examine(rcon_cli.spec, None)
    assert (finding.status, finding.code) == ("failed", "console_refused")
    rcon_cli.engine.state = {}
    (finding,) = examine(rcon_cli.spec, None)
    assert finding.status == "ok"
    assert ran(rcon_cli) == []


def test_options_that_do_not_fit(rcon_cli) -> None:
    for options, told in (
        ({"log": "/srv/latest.log"}, "leave the console's option log out"),
        ({"password": "secret-9"}, "password is not one of the transport container"),
        ({"via": "ssh"}, "option via must be one of"),
    ):
        with pytest.raises(ConfigurationError, match=told) as caught:
            rcon_cli.open(**options)
        assert "secret-9" not in caught.value.message


def test_it_answers_and_the_others_do_not(rcon_cli) -> None:
    assert answers(rcon_cli.spec)
    assert not answers({**rcon_cli.spec, "via": "attach"})
    assert not answers({**rcon_cli.spec, "via": "mc_send_to_console"})


def test_a_ban_is_read_back_by_it(rcon_cli, tmp_path) -> None:
    """Nothing of the server is on this host: its own list of bans is asked for."""
    with SandboxServer(tmp_path / "server", tick_seconds=0, port=0) as server:
        inside.configure_rcon_cli(rcon_cli.folder, server.port, server.password)
        game = Game(rcon_cli, tmp_path / "server", tmp_path / "state")
        options = {"server": None, "player": "Draxe", "bans": {"provider": "vanilla"}}
        given = game.run_module("ban_player", **options, reason="griefed the town hall")
        assert (given["status"], given["verified"]) == ("succeeded", True), given
        assert given["results"][0]["how_verified"] == "banlist"
        assert game.run_module("ban_player", **options, reason="griefed the town hall")["status"] == "unchanged"
        assert game.run_module("ban_player", **options, state="absent")["status"] == "succeeded"
        assert server.password not in json.dumps([given, rcon_cli.engine.executed])
        assert "Unbanned Draxe" in game.log()
