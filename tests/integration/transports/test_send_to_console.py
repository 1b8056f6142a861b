# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""mc-send-to-console in a container, and what a container is heard to say."""

from __future__ import annotations

import shlex
import sys

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._console.opening import examine
from ansible_collections.gamedesk.support.plugins.module_utils._console.protocol import Reply
from ansible_collections.gamedesk.support.plugins.module_utils._errors import (
    ConfigurationError,
    ConsoleLostAfterError,
    InvalidValueError,
)

from gamedesk.sandbox import control

from .conftest import Podman, make, wait_for
from .test_modules import Game

PONG = "[12:00:00] [Server thread/INFO]: pong"
# Answers each command as a server does, and shows what it reads as a chat would.
ANSWERS = (
    f"while read -r line; do echo '[12:00:00] [Async Chat Thread - #0/INFO]: <a> b'; echo {shlex.quote(PONG)}; done"
)


def test_the_command_is_one_argument_of_the_user_who_owns_the_pipe(send_to_console) -> None:
    command = "say $(reboot) `id` ; 'x' \"y\" \\n \\\\ * -e  two"
    send_to_console.open().send(command, need_text=False)
    (asked,) = send_to_console.engine.executed
    assert (asked["Cmd"], asked["User"]) == (["mc-send-to-console", command], "1000")  # domain, section 7
    send_to_console.engine.environment["UID"] = "1044"
    send_to_console.open().send("list", need_text=False)
    assert send_to_console.engine.executed[1]["User"] == "1044"
    assert send_to_console.received() == f"{command}\nlist\n".encode()


@pytest.mark.parametrize("command", ["-n", "-e", "-neE"])
def test_what_echo_would_take_for_an_option_is_refused(send_to_console, command) -> None:
    with pytest.raises(InvalidValueError, match="takes for an option"):
        send_to_console.open().send(command)
    assert send_to_console.engine.executed == []


def test_a_container_that_was_made_without_the_pipe(send_to_console) -> None:
    for value in ("false", "", None):
        send_to_console.engine.environment.pop("CREATE_CONSOLE_IN_PIPE", None)
        if value is not None:
            send_to_console.engine.environment["CREATE_CONSOLE_IN_PIPE"] = value
        with pytest.raises(ConfigurationError, match="make it anew with CREATE_CONSOLE_IN_PIPE=true"):
            send_to_console.open().send("list")
    (finding,) = examine(send_to_console.spec, None)
    assert (finding.status, finding.code) == ("failed", "configuration")
    assert "CREATE_CONSOLE_IN_PIPE" in finding.advice
    assert send_to_console.engine.executed == []
    send_to_console.engine.environment["CREATE_CONSOLE_IN_PIPE"] = "TRUE"
    (finding,) = examine(send_to_console.spec, None)
    assert finding.status == "ok"


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({"REFUSES": "1001"}, "says Exec needs to be run with user ID 1001"),
        ({"CONSOLE_IN_NAMED_PIPE": "/nowhere/pipe"}, "says Named pipe /nowhere/pipe is missing"),
        ({"PATH": "/nowhere"}, "mc-send-to-console cannot be started in it"),
    ],
    ids=["user", "pipe", "program"],
)
def test_what_it_says_is_passed_on(send_to_console, environment, told) -> None:
    before = dict(send_to_console.engine.environment)
    send_to_console.engine.environment |= environment
    with pytest.raises(ConfigurationError, match=f"Nothing was sent to the container mc.*{told}"):
        send_to_console.open().send("list")
    send_to_console.engine.environment = before
    assert send_to_console.received() == b""


def test_it_is_killed(send_to_console) -> None:
    (send_to_console.folder / "bin" / "mc-send-to-console").write_text("#!/bin/sh\nkill -9 $$\n")
    with pytest.raises(ConsoleLostAfterError, match="unknown"):
        send_to_console.open().send("list")


def test_input_and_terminal_of_the_container_do_not_matter(send_to_console) -> None:
    send_to_console.engine.config |= {"StdinOnce": True}
    send_to_console.engine.podman = True
    # Podman would end the input if somebody listened, so nobody does.
    assert send_to_console.open().send("list") == Reply(None, heard=False)
    assert send_to_console.engine.attached == []
    assert send_to_console.received() == b"list\n"


@pytest.mark.parametrize("name", ["container", "podman", "mc-send-to-console"])
def test_what_the_container_says_is_the_reply_where_there_is_no_log(folder, name) -> None:
    way = make(name, folder)
    way.start(["sh", "-c", ANSWERS])
    try:
        for _unused in range(2):
            assert way.open(timeout=5.0).send("ping") == Reply("pong", alone=False)
        wait_for(lambda: not way.engine.attached, "somebody is attached yet")
    finally:
        way.stop()


def test_a_log_is_read_rather_than_the_container(container, tmp_path) -> None:
    log = tmp_path / "latest.log"
    log.touch()
    container.engine.process.kill()
    container.engine.process.wait()
    both = f"read -r line; echo '{PONG}'; echo '{PONG.replace('pong', 'from the log')}' >>{log}; cat >/dev/null"
    container.engine.run(["sh", "-c", both])
    assert container.open(log=str(log)).send("ping") == Reply("from the log", alone=False)


def test_what_is_typed_at_a_terminal_is_no_reply(folder) -> None:
    """The terminal shows the command itself, and what an admin has typed, as a line of a log or not."""
    way = Podman(folder)
    way.start([sys.executable, "-c", "import sys\nfor line in sys.stdin: pass"])
    try:
        assert way.open(timeout=0.5).send("[12:00:00 INFO]: typed") == Reply(None)
    finally:
        way.stop()


def test_grant_and_revoke(folder, tmp_path) -> None:
    game = Game(make("mc-send-to-console", folder), folder / "server", tmp_path / "state")
    try:
        game.start()
        assert game.outcome() == ("succeeded", True, True)
        assert game.ranks() == ["group.vip"]
        assert game.outcome() == ("unchanged", False, True)
        assert game.outcome(state="absent") == ("succeeded", True, True)
        heard = game.run(read_back=False, verify="best_effort", server=None, timeout=20)
        (command,) = heard["results"][0]["commands"]
        assert command["reply"] == "[LP] draxe now inherits permissions from vip in context global."
        assert heard["status"] == "unverified"
        control.down(game.folder)
    finally:
        game.way.stop()
