# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which lines of a log are taken for the answer to a command."""

from __future__ import annotations

import threading
import time

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._console.log_replies import LogReplies, log_replies
from ansible_collections.gamedesk.support.plugins.module_utils._console.log_tail import LogTail
from ansible_collections.gamedesk.support.plugins.module_utils._console.protocol import Reply
from ansible_collections.gamedesk.support.plugins.module_utils._errors import ConfigurationError

PREFIX = "[12:00:00] [Server thread/INFO]: "


@pytest.fixture
def heard(tmp_path):
    """What is heard of these lines, which are written after the mark."""
    log = tmp_path / "latest.log"
    log.write_bytes(b"old\n")

    def hear(data: bytes, *, seconds: float = 0.2, quiet: float = 0.02) -> Reply:
        replies = LogReplies(lambda: LogTail(str(log)), quiet=quiet)
        assert replies.begin()
        with log.open("ab") as file:
            file.write(data)
        return replies.collect(time.monotonic() + seconds)

    return hear


def test_the_answer_without_its_prefix(heard) -> None:
    data = f"{PREFIX}[LP] \x1b[0;32;22mDraxe\x1b[m now inherits permissions from vip in context global.\n".encode()
    assert heard(data) == Reply("[LP] Draxe now inherits permissions from vip in context global.", alone=False)


def test_lines_that_continue_it(heard) -> None:
    data = f"{PREFIX}[LP] Draxe's Parents:\r\n> vip\n    expires in 3d\n{PREFIX}end\n".encode()
    assert heard(data).text == "[LP] Draxe's Parents:\n> vip\n    expires in 3d\nend"


def test_from_another_thread_of_a_plugin(heard) -> None:
    assert heard(b"[12:00:00] [luckperms-command-executor/INFO]: [LP] done\n").text == "[LP] done"


# Players' doings and sayings: the texts of domain 1.3 and 1.5, the threads of domain 1.1.
@pytest.mark.parametrize(
    "line",
    [
        "[12:00:00] [Async Chat Thread - #1/INFO]: <Draxe> [LP] A user for Tyrion could not be found.",
        "[12:00:00] [Async Chat Thread - #1/INFO]: [LP] A user for Tyrion could not be found.",
        "[12:00:00] [Server thread/INFO]: <Draxe> [LP] A user for Tyrion could not be found.",
        "[12:00:00] [Server thread/INFO]: [Not Secure] <Draxe> [LP] done",
        "[12:00:00] [Server thread/INFO]: * Draxe dances",
        "[12:00:00] [Server thread/INFO]: Draxe joined the game",
        "[12:00:00] [Server thread/INFO]: Draxe left the game",
        "[12:00:00] [Server thread/INFO]: Draxe lost connection: Disconnected",
        "[12:00:00] [Server thread/INFO]: /10.0.0.1:5000 lost connection: Timed out",
        "[12:00:00] [Server thread/INFO]: Draxe[/10.0.0.1:5000] logged in with entity id 5 at (1.0, 2.0, 3.0)",
        "[12:00:00] [Server thread/INFO]: Draxe issued server command: /lp info",
        "[12:00:00] [User Authenticator #0/INFO]: UUID of player Draxe is d394da40-0ab1-3e8c-8302-4aaebe14d88d",
        "[12:00:00] [RCON Listener #1/INFO]: Thread RCON Client /127.0.0.1 started",
        "[12:00:00] [Server thread/WARN]: Can't keep up! Is the server overloaded? Running 2000ms or 40 ticks behind",
    ],
)
def test_what_is_no_answer(heard, line) -> None:
    assert heard(f"{line}\nand goes on\n".encode()) == Reply(None)
    assert heard(f"{line}\n{PREFIX}Made Draxe a server operator\n".encode()).text == "Made Draxe a server operator"


def test_bytes_that_are_not_utf_8(heard) -> None:
    assert heard(PREFIX.encode() + b"caf\xe9 \xc3\xa9\0\n").text == "caf\ufffd é\0"


def test_a_line_without_end_is_not_waited_for_longer(heard) -> None:
    begun = time.monotonic()
    assert heard(PREFIX.encode() + b"x" * 1_000_000, seconds=0.3) == Reply(None)
    assert time.monotonic() - begun < 3


def test_a_server_that_does_not_stop_is_listened_to_for_so_long(heard) -> None:
    reply = heard(f"{PREFIX}{'x' * 90}\n".encode() * 20_000, seconds=30)
    assert len(reply.text) == 64 * 1024
    assert not reply.complete


def test_it_waits_for_quiet_and_not_longer(tmp_path) -> None:
    log = tmp_path / "latest.log"
    log.write_bytes(b"")
    replies = LogReplies(lambda: LogTail(str(log)), quiet=0.3)
    replies.begin()

    def write() -> None:
        for number in range(3):
            time.sleep(0.1)
            with log.open("a") as file:
                file.write(f"{PREFIX}{number}\n")

    writer = threading.Thread(target=write)
    writer.start()
    begun = time.monotonic()
    reply = replies.collect(begun + 30)
    writer.join()
    assert reply == Reply("0\n1\n2", alone=False)
    assert 0.5 < time.monotonic() - begun < 10


def test_no_log(tmp_path) -> None:
    assert log_replies({}, None, 0.1) is None
    assert log_replies({}, str(tmp_path), 0.1).begin() is False
    named = log_replies({"log": str(tmp_path / "other.log")}, str(tmp_path), 0.1)
    with pytest.raises(ConfigurationError, match="nothing was sent"):
        named.begin()
