# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The server's own console: commands on its input, the log on its screen (domain 1.1, 3.2 and 3.3)."""

from __future__ import annotations

import os
import re
import time

import pytest

from gamedesk.sandbox.server import SandboxServer
from gamedesk.sandbox.terminal import Terminal


@pytest.fixture
def typed(tmp_path):
    """Type into a server's console, and return the log and the screen once a text is in both."""
    commands, keyboard = os.pipe()
    screen = os.open(tmp_path / "screen", os.O_WRONLY | os.O_CREAT)
    with SandboxServer(tmp_path / "server", tick_seconds=0.01, port=0, terminal=Terminal(commands, screen)):

        def type_in(data: bytes, until: str) -> tuple[str, str]:
            os.write(keyboard, data)
            deadline = time.monotonic() + 10
            while True:
                texts = [path.read_text() for path in (tmp_path / "server/logs/latest.log", tmp_path / "screen")]
                if all(until in text for text in texts):
                    return texts[0], texts[1]
                assert time.monotonic() < deadline, texts[0]
                time.sleep(0.01)

        yield type_in
        os.close(keyboard)
    os.close(screen)


def test_luckperms_answers_in_the_log(typed) -> None:
    text = "[LP] draxe now inherits permissions from vip in context global."
    log, screen = typed(b"lp user Draxe parent add vip\n", text)
    assert re.search(r"^\[\d\d:\d\d:\d\d\] \[luckperms-command-executor/INFO\]: " + re.escape(text) + "$", log, re.M)
    assert re.search(r"^\[\d\d:\d\d:\d\d INFO\]: " + re.escape(text) + "$", screen, re.M)


def test_the_server_answers_from_its_own_thread(typed) -> None:
    log, _screen = typed(b"op Draxe\n", "Made Draxe a server operator")
    assert re.search(r"\[Server thread/INFO\]: Made Draxe a server operator$", log, re.M)
    assert "[Server: Made" not in log


def test_lines_are_trimmed_and_empty_ones_dropped(typed) -> None:
    log, _screen = typed(b"\r\n\n  say one  \r\nsa", "[Not Secure] [Server] one")
    log, _screen = typed(b"y two\n", "[Not Secure] [Server] two")
    assert "Unknown or incomplete command" not in log


def test_what_is_unknown_is_answered_too(typed) -> None:
    typed(b"\xff\n", "Unknown or incomplete command, see below for error")


def test_stop(tmp_path) -> None:
    commands, keyboard = os.pipe()
    screen = os.open(os.devnull, os.O_WRONLY)
    server = SandboxServer(tmp_path / "server", tick_seconds=0.01, port=0, terminal=Terminal(commands, screen))
    server.start()
    os.write(keyboard, b"stop\n")
    server.wait()
    os.close(keyboard)
    os.close(screen)
    assert "Stopping the server" in (tmp_path / "server/logs/latest.log").read_text()
