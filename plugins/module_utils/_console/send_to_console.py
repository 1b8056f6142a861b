# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Hands a command to the program C(mc-send-to-console) in a container, which writes it into the server's input.

The program is one of the image itzg/minecraft-server (scripts/shims).
"""

from __future__ import annotations

import re
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._console.container_exec import run_inside, running
from ansible_collections.gamedesk.support.plugins.module_utils._console.container_output import Output
from ansible_collections.gamedesk.support.plugins.module_utils._console.engine import Container, Engine
from ansible_collections.gamedesk.support.plugins.module_utils._console.log_tail import UnreadableError
from ansible_collections.gamedesk.support.plugins.module_utils._console.multiplexer import LONGEST_LINE, lost_after
from ansible_collections.gamedesk.support.plugins.module_utils._errors import ConfigurationError, InvalidValueError

# It is bash's echo that writes the command, and takes these words for options.
_OPTIONS_OF_ECHO = re.compile(b"-[neE]+")
# Who owns the pipe, where the container does not say otherwise: of others the system does not take it, not even root.
_USUAL_USER = "1000"
_NUMBER = re.compile("[0-9]{1,10}")
# With these it says why it has written nothing.
_NOT_WRITTEN = (1, 2)


class SendToConsole:
    """One container, by its name or id. Satisfies Writer."""

    taker = "mc-send-to-console"
    longest = LONGEST_LINE

    def __init__(self, engine: Engine, name: str) -> None:
        self._engine = engine
        self._name = name
        self._container: t.Optional[Container] = None
        self._until = 0.0
        self.where = f"the container {name}"

    def close(self) -> None:
        """Nothing stays open."""

    def prepare(self, until: float) -> None:
        """See that the container runs, and was made with the pipe. See Writer."""
        self._container = self.look(until)
        self._until = until

    def look(self, until: float) -> Container:
        """Return the container, if a command can be sent to it.

        Raises ConfigurationError, ConsoleRefusedError, ConsoleLostBeforeError or ConsoleNoAnswerError.
        """
        found = running(self._engine, self._name, self.where, until)
        if found.environment.get("CREATE_CONSOLE_IN_PIPE", "").lower() not in ("true", "on"):
            raise ConfigurationError(
                f"Nothing was sent to {self.where}, since it was made without the pipe that mc-send-to-console writes "
                "to; make it anew with CREATE_CONSOLE_IN_PIPE=true in its environment."
            )
        return found

    def listen(self) -> Output:
        """Return what the container says from now on. Follows C(prepare).

        Raises UnreadableError where that would end the server's input, and what C(prepare) raises.
        """
        container = t.cast(Container, self._container)
        if container.takes_input and container.ends_with_us:
            raise UnreadableError("its standard input would end with it")
        attached = self._engine.attach(container, self._until, to_input=False)
        return Output(attached, terminal=container.terminal)

    def write(self, command: bytes, until: float) -> None:
        """Run the program with the command as its only argument. See Writer."""
        if _OPTIONS_OF_ECHO.fullmatch(command):
            raise InvalidValueError("The console command is one that mc-send-to-console takes for an option.")
        container = t.cast(Container, self._container)
        user = container.environment.get("UID", "")
        words = ["mc-send-to-console", command.decode("utf-8")]
        user = user if _NUMBER.fullmatch(user) else _USUAL_USER
        ran = run_inside(self._engine, container, words, self.where, until, user=user)
        if ran.code in _NOT_WRITTEN:
            raise ConfigurationError(
                f"Nothing was sent to {self.where}: mc-send-to-console says {ran.said}; make the container anew with "
                "what it needs, or set the console's option via."
            )
        if ran.code != 0:
            raise lost_after(self.where, f"mc-send-to-console says {ran.said}")
