# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Sends a command by the program C(rcon-cli) in a container, which speaks RCON to the server and prints its answer.

The program finds the port and the password by itself, in its own configuration in the container: neither is in an
argument. What it does is that of github.com/itzg/rcon-cli.
"""

from __future__ import annotations

import time
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._console.command_text import command_bytes
from ansible_collections.gamedesk.support.plugins.module_utils._console.container_exec import Ran, run_inside, running
from ansible_collections.gamedesk.support.plugins.module_utils._console.engine import Engine
from ansible_collections.gamedesk.support.plugins.module_utils._console.multiplexer import lost_after
from ansible_collections.gamedesk.support.plugins.module_utils._console.protocol import Reply
from ansible_collections.gamedesk.support.plugins.module_utils._console.rcon_reply import FULL_PIECE, as_text
from ansible_collections.gamedesk.support.plugins.module_utils._errors import (
    ConsoleLoginError,
    ConsoleRefusedError,
    DeadlineError,
)
from ansible_collections.gamedesk.support.plugins.module_utils._logs.prefix import without_ansi

# It does not send more, and then waits two minutes for an answer to what it has not sent.
_LONGEST = 1014
_NO_CONNECTION = b"Failed to connect to RCON server"
_LOGIN = b"authentication failed"
_NOT_READ = (b"Failed to read command", b"Failed to send command")
# What it says before the answer: of itself, and of an answer that is not to what was asked.
_CONFIGURED = b"Using config file: "
_OF_ANOTHER = b"Weird. This response is for another request.\n"


class RconCliConsole:
    """Satisfies Console. C(timeout) is in seconds, C(deadline) on the clock of C(time.monotonic)."""

    def __init__(self, engine: Engine, name: str, *, timeout: float, deadline: t.Optional[float]) -> None:
        self._engine = engine
        self._name = name
        self._timeout = timeout
        self._deadline = deadline
        self._where = f"rcon-cli in the container {name}"

    def close(self) -> None:
        """Nothing stays open between two commands."""

    def send(self, command: str, *, need_text: bool = True) -> Reply:  # noqa: ARG002 - it prints the answer anyway
        """Send one command, as one argument behind what ends the options. See Console."""
        command_bytes(command, "rcon-cli", _LONGEST)
        until = time.monotonic() + self._timeout
        if self._deadline is not None:
            until = min(until, self._deadline)
        self._refuse_after_deadline()
        container = running(self._engine, self._name, f"the container {self._name}", until)
        self._refuse_after_deadline()
        words = ["rcon-cli", "--", command]
        return self._reply(run_inside(self._engine, container, words, f"the container {self._name}", until))

    def _reply(self, ran: Ran) -> Reply:
        if ran.code != 0 and _NO_CONNECTION in ran.err:
            raise self._no_connection(ran)
        if ran.code != 0 or any(words in ran.err for words in _NOT_READ):
            raise lost_after(self._where, ran.said)
        said = ran.out
        if said.startswith(_CONFIGURED):
            said = said.partition(b"\n")[2]
        alone = not said.startswith(_OF_ANOTHER)
        if not alone:
            said = said[len(_OF_ANOTHER) :]
        if not said.endswith(b"\n"):  # it ends every answer with one, also an empty answer
            raise lost_after(self._where, "the server closed the connection")
        text = as_text(said[:-1])
        text = without_ansi(text) if "\x1b" in text else text
        return Reply(text, complete=len(said) <= FULL_PIECE, alone=alone)

    def _no_connection(self, ran: Ran) -> t.Union[ConsoleLoginError, ConsoleRefusedError]:
        if _LOGIN in ran.err:
            return ConsoleLoginError(
                f"The server did not accept the password of {self._where}, so nothing was sent; see that the "
                "rcon.password in its server.properties is the one that the container was started with.",
                console=self._where,
            )
        return ConsoleRefusedError(
            f"Nothing was sent by {self._where}: {ran.said}. See that the server has started, with enable-rcon=true in "
            "its server.properties.",
            console=self._where,
        )

    def _refuse_after_deadline(self) -> None:
        if self._deadline is not None and time.monotonic() >= self._deadline:
            raise DeadlineError(
                f"The deadline passed before the command was sent by {self._where}; nothing was sent, allow more time.",
                console=self._where,
            )
