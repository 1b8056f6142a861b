# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""What every way to a server's console offers: one command out, one reply back."""

from __future__ import annotations

import typing as t


class Reply(t.NamedTuple):
    """What the server said to one command.

    C(text) is the reply without colour codes changed or lines split; an empty string is an empty reply, and
    V(None) is silence until the timeout. Neither says whether the command was executed.
    C(complete) is false when nothing but a quiet period told that the reply had ended after a full piece.
    C(heard) is false when nobody listened, so that V(None) does not even mean silence. C(alone) is false when words of
    others may be among it, or be all of it.
    """

    text: t.Optional[str]
    complete: bool = True
    heard: bool = True
    alone: bool = True


class Console(t.Protocol):
    """A way to a server's console. One command is in flight at a time."""

    def send(self, command: str, *, need_text: bool = True) -> Reply:
        """Send one command (no leading slash, no control characters) and wait for its reply.

        C(need_text) says that the caller reads the reply's text, so that an empty first packet is worth a short
        wait for a second one, and a log is worth being read where the console itself says nothing.

        Raises InvalidValueError, ConfigurationError, DeadlineError, ConsoleRefusedError, ConsoleLoginError or
        ConsoleNoAnswerError (nothing sent), ConsoleLostBeforeError (not executed) or ConsoleLostAfterError (unknown).
        """

    def close(self) -> None:
        """Give the connection back. Safe to call twice."""
