# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Questions to the console: commands that change nothing, for providers whose truth is what the server answers."""

from __future__ import annotations

import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._console.protocol import Console
from ansible_collections.gamedesk.support.plugins.module_utils._errors import (
    ConsoleLostAfterError,
    ConsoleLostBeforeError,
    StorageError,
)
from ansible_collections.gamedesk.support.plugins.module_utils._module.run_console import RunConsole


class Asking:
    """Asks over a connection of its own, which is opened for the first question."""

    def __init__(self, open_console: t.Callable[[], Console], deadline: float, *, answers: bool) -> None:
        """C(answers) says whether this way to the console carries any."""
        # What providers are given: None where nothing can be asked.
        self.question: t.Optional[t.Callable[[str], str]] = self.ask if answers else None
        self._open = open_console
        self._deadline = deadline
        self._console: t.Optional[RunConsole] = None

    def ask(self, command: str) -> str:
        """Return the reply as it came.

        Raises StorageError where there is none, or perhaps not all of it, and the console's errors where it is not
        reached: that a question was lost leaves nothing in doubt.
        """
        if self._console is None:
            self._console = RunConsole(self._open, self._deadline)
        try:
            reply = self._console.send(command, need_text=True)
        except (ConsoleLostAfterError, ConsoleLostBeforeError) as error:
            self.close()
            raise StorageError("The server did not answer the command %s: %s" % (command, error.message)) from error
        if not reply.heard or not reply.alone:
            raise StorageError(
                "This way to the console carries no answers, and a log, where players are heard as well, proves "
                "nothing: use RCON, or have the state read from files or a database (server.path, read_back)."
            )
        if reply.text is None:
            raise StorageError("The server did not answer the command %s." % command)
        if not reply.complete:
            raise StorageError(
                "The server's answer to the command %s may go on, and its end cannot be told: set console.end_probe."
                % command
            )
        return reply.text

    def close(self) -> None:
        """Give the connection back, if there is one."""
        if self._console is not None:
            self._console.close()
            self._console = None
