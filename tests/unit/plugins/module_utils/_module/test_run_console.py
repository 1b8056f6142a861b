# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The console of one run."""

from __future__ import annotations

import time

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._console.protocol import Reply
from ansible_collections.gamedesk.support.plugins.module_utils._errors import DeadlineError
from ansible_collections.gamedesk.support.plugins.module_utils._module.run_console import RunConsole


class Console:
    def __init__(self) -> None:
        self.calls: list = []

    def open(self) -> Console:
        self.calls.append("open")
        return self

    def send(self, command: str, *, need_text: bool = True) -> Reply:
        self.calls.append((command, need_text))
        return Reply("done")

    def close(self) -> None:
        self.calls.append("close")


@pytest.fixture
def console() -> Console:
    return Console()


def test_it_is_opened_for_the_first_command_and_closed_once(console):
    run = RunConsole(console.open, time.monotonic() + 5)
    assert console.calls == []
    assert run.send("one", need_text=True) == Reply("done")
    run.send("two", need_text=False)
    run.close()
    assert console.calls == ["open", ("one", True), ("two", False), "close"]


def test_what_was_never_opened_is_not_closed(console):
    RunConsole(console.open, time.monotonic() + 5).close()
    assert console.calls == []


def test_nothing_is_opened_after_the_deadline(console):
    with pytest.raises(DeadlineError):
        RunConsole(console.open, time.monotonic()).send("one", need_text=True)
    assert console.calls == []
