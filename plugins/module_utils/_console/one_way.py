# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""A console that only takes: the command is written, and what the server says to it is looked for in its log."""

from __future__ import annotations

import time
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._console.command_text import command_bytes
from ansible_collections.gamedesk.support.plugins.module_utils._console.log_replies import LogReplies
from ansible_collections.gamedesk.support.plugins.module_utils._console.protocol import Reply
from ansible_collections.gamedesk.support.plugins.module_utils._errors import DeadlineError


class Writer(t.Protocol):
    """What brings a line to the server.

    C(where) names it in messages, C(taker) is what takes at most C(longest) bytes.
    """

    where: str
    taker: str
    longest: int

    def prepare(self, until: float) -> None:
        """See whether the server can be reached, as far as that is possible without sending anything.

        Raises ConfigurationError, ConsoleRefusedError, ConsoleLoginError, ConsoleLostBeforeError or
        ConsoleNoAnswerError.
        """

    def write(self, command: bytes, until: float) -> None:
        """Bring the command to the server, with what ends a line there. Follows C(prepare).

        Raises InvalidValueError, ConsoleLostBeforeError, ConsoleRefusedError or ConsoleLoginError (not executed), or
        ConsoleLostAfterError (unknown).
        """

    def close(self) -> None:
        """Give back what is held. Safe to call twice; C(prepare) may follow."""


class OneWayConsole:
    """Satisfies Console. C(timeout) is in seconds, C(deadline) on the clock of C(time.monotonic)."""

    def __init__(
        self, writer: Writer, replies: t.Optional[LogReplies], *, timeout: float, deadline: t.Optional[float]
    ) -> None:
        self._writer = writer
        self._replies = replies
        self._timeout = timeout
        self._deadline = deadline

    def close(self) -> None:
        """Give everything back. The next command begins anew."""
        self._writer.close()
        if self._replies is not None:
            self._replies.close()

    def send(self, command: str, *, need_text: bool = True) -> Reply:
        """Send one command. Where no text is needed, or no log can be read, nothing is waited for."""
        payload = command_bytes(command, self._writer.taker, self._writer.longest)
        try:
            self._refuse_after_deadline()
            self._writer.prepare(self._until())
            listening = need_text and self._replies is not None and self._replies.begin()
            self._refuse_after_deadline()
            self._writer.write(payload, self._until())
            if not listening:
                return Reply(None, heard=False)
            return t.cast(LogReplies, self._replies).collect(self._until())
        except BaseException:
            self.close()
            raise

    def _until(self) -> float:
        moment = time.monotonic() + self._timeout
        return moment if self._deadline is None else min(moment, self._deadline)

    def _refuse_after_deadline(self) -> None:
        if self._deadline is not None and time.monotonic() >= self._deadline:
            raise DeadlineError(
                f"The deadline passed before the command was sent to {self._writer.where}; nothing was sent, allow "
                "more time.",
                console=self._writer.where,
            )
