# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""One connection of a module run: opened for the first command, given up at the first trouble with any of them."""

from __future__ import annotations

import threading
import time
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._console.protocol import Console, Reply
from ansible_collections.gamedesk.support.plugins.module_utils._errors import (
    ConsoleError,
    DeadlineError,
    SupportError,
)


class NotAttemptedError(SupportError):
    """Something went wrong with an earlier player of the same run. Nothing was sent for this one."""

    code = "not_attempted"

    def __init__(self) -> None:
        super().__init__("Not attempted: nothing more was sent after what happened to an earlier player.")


class RunConsole:
    """Sends commands, and none after the run's deadline (on the clock of C(time.monotonic)).

    C(given_up) is shared by all connections of the run: once it is set, nothing more is sent.
    """

    def __init__(self, open_console: t.Callable[[], Console], deadline: float, given_up: threading.Event) -> None:
        self._open = open_console
        self._deadline = deadline
        self._given_up = given_up
        self._console: t.Optional[Console] = None

    def send(self, command: str, *, need_text: bool) -> Reply:
        """Send one command. Raises NotAttemptedError once it is given up, and what the console raises."""
        if self._given_up.is_set():
            raise NotAttemptedError
        if time.monotonic() >= self._deadline:
            raise DeadlineError("The time for this action was over before its command was sent. Nothing was sent.")
        try:
            if self._console is None:
                self._console = self._open()
            return self._console.send(command, need_text=need_text)
        except ConsoleError:
            self._given_up.set()
            raise

    def close(self) -> None:
        """Give the connection back, if there is one."""
        if self._console is not None:
            self._console.close()
