# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""One connection of a module run: opened for the first command, and not used after the deadline."""

from __future__ import annotations

import time
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._console.protocol import Console, Reply
from ansible_collections.gamedesk.support.plugins.module_utils._errors import DeadlineError


class RunConsole:
    """Sends commands until the run's deadline (on the clock of C(time.monotonic))."""

    def __init__(self, open_console: t.Callable[[], Console], deadline: float) -> None:
        self._open = open_console
        self._deadline = deadline
        self._console: t.Optional[Console] = None

    def send(self, command: str, *, need_text: bool) -> Reply:
        """Send one command. Raises DeadlineError, and what opening the console and the console itself raise."""
        if time.monotonic() >= self._deadline:
            raise DeadlineError("The time for this action was over before its command was sent. Nothing was sent.")
        if self._console is None:
            self._console = self._open()
        return self._console.send(command, need_text=need_text)

    def close(self) -> None:
        """Give the connection back, if there is one."""
        if self._console is not None:
            self._console.close()
