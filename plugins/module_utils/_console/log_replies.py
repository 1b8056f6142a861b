# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""What a server says to a command on a console that only takes: read from the server's log.

It is a hint and no more: whatever else the server writes in that moment looks the same, and what players say in the
chat may imitate it. What can be told not to be an answer is left out.
"""

from __future__ import annotations

import functools
import os
import re
import time
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._console.log_tail import LogTail, UnreadableError
from ansible_collections.gamedesk.support.plugins.module_utils._console.protocol import Reply
from ansible_collections.gamedesk.support.plugins.module_utils._console.transport import Spec
from ansible_collections.gamedesk.support.plugins.module_utils._errors import ConfigurationError
from ansible_collections.gamedesk.support.plugins.module_utils._logs.prefix import LogLine, parse_line, without_ansi
from ansible_collections.gamedesk.support.plugins.module_utils._text import shown

LOG_OPTIONS: t.Dict[str, t.Dict[str, t.Any]] = {
    "log": {"type": "path"},
}

_PAUSE_SECONDS = 0.02
_LONGEST_REPLY = 64 * 1024

# Threads that answer no console command (domain: GenericThread.java, Paper's MinecraftServer.java.patch, Netty).
_OTHER_THREADS = re.compile("Async Chat Thread|User Authenticator|Netty|RCON |Query |Worker-|IO-Worker|Chunk ")
# What players do and say, and a server that lags.
_OTHER_MESSAGES = re.compile(
    r"(?:\[Not Secure\] )?<[^>]*>"  # chat
    r"|\* \S"  # /me
    r"|\S{1,40} (?:joined|left) the game"
    r"|\S{1,40}(?: \([^)]*\))? lost connection: "
    r"|[^\[]{1,40}\[/.{1,80}\] logged in with entity id "
    r"|UUID of player \S{1,40} is "
    r"|\S{1,40} issued server command: "
    r"|Can't keep up! "
)


class Tail(t.Protocol):
    """What follows a log from one moment on."""

    def lines(self) -> t.List[bytes]:
        """Return the lines that were completed since the last call, without their ends."""

    def close(self) -> None:
        """Give back what is held. Safe to call twice."""


class LogReplies:
    """The answers to one command after another, from one log."""

    def __init__(self, follow: t.Callable[[], Tail], *, quiet: float, required: t.Optional[str] = None) -> None:
        """C(follow) begins at the end that the log has now, and raises UnreadableError. C(quiet) is in seconds.

        C(required) is the name of the log, if it is an error that it cannot be read.
        """
        self._follow = follow
        self._required = required
        self._quiet = quiet
        self._tail: t.Optional[Tail] = None

    def begin(self) -> bool:
        """Note where the log ends; return whether it can be read.

        Raises ConfigurationError where it cannot and is required.
        """
        self.close()
        try:
            self._tail = self._follow()
        except UnreadableError as exc:
            if self._required is not None:
                raise ConfigurationError(
                    f"The server's log {shown(self._required, 200)} cannot be read ({exc}), so nothing was sent; "
                    "correct the console's option log, or leave it out to go without replies."
                ) from exc
            return False
        return True

    def collect(self, until: float) -> Reply:
        """Return what was written since C(begin), as soon as there is something and then nothing more for a moment.

        C(until) is on the clock of C(time.monotonic).
        """
        reply = _Answer()
        last = until
        while True:
            if reply.add(self._tail.lines() if self._tail else []):
                last = time.monotonic() + self._quiet
            now = time.monotonic()
            if reply.full or now >= min(last, until):
                break
            time.sleep(min(_PAUSE_SECONDS, max(min(last, until) - now, 0.001)))
        self.close()
        return reply.reply(settled=last <= until)

    def close(self) -> None:
        """Close the log. Safe to call twice."""
        if self._tail is not None:
            self._tail.close()
            self._tail = None


class _Answer:
    """The lines that may be an answer."""

    def __init__(self) -> None:
        self._texts: t.List[str] = []
        self._size = 0
        # Whether the record that the last line belongs to counts; a line without a prefix continues it.
        self._counts = False

    @property
    def full(self) -> bool:
        """Whether no more is kept."""
        return self._size > _LONGEST_REPLY

    def add(self, lines: t.Sequence[bytes]) -> bool:
        """Take the lines that count; return whether there was one."""
        before = len(self._texts)
        for line in lines:
            text = without_ansi(line.decode("utf-8", "replace").rstrip("\r"))
            parsed = parse_line(text)
            if parsed is not None:
                self._counts = not _is_something_else(parsed)
                text = parsed.message
            if self._counts and not self.full:
                self._texts.append(text)
                self._size += len(text) + 1
        return len(self._texts) > before

    def reply(self, *, settled: bool) -> Reply:
        """Return it as a reply; without any line it is silence."""
        if not self._texts:
            return Reply(None)
        return Reply("\n".join(self._texts)[:_LONGEST_REPLY], complete=settled and not self.full, alone=False)


def _is_something_else(line: LogLine) -> bool:
    return bool((line.thread and _OTHER_THREADS.match(line.thread)) or _OTHER_MESSAGES.match(line.message))


def log_replies(
    spec: Spec, server_path: t.Optional[str], quiet: float, otherwise: t.Optional[t.Callable[[], Tail]] = None
) -> t.Optional[LogReplies]:
    """Return what reads the replies, or V(None) where no log is known.

    C(otherwise) follows what else the server can be heard by, where no log is named and the usual one cannot be read.
    """
    named = spec.get("log")
    if named:
        if not os.path.isabs(named):
            raise ConfigurationError("The console's option log must be an absolute path.")
        return LogReplies(functools.partial(LogTail, named), quiet=quiet, required=named)
    if not server_path:
        return LogReplies(otherwise, quiet=quiet) if otherwise else None
    usual = functools.partial(LogTail, os.path.join(server_path, "logs", "latest.log"))
    return LogReplies(functools.partial(_either, usual, otherwise) if otherwise else usual, quiet=quiet)


def _either(first: t.Callable[[], Tail], other: t.Callable[[], Tail]) -> Tail:
    try:
        return first()
    except UnreadableError:
        return other()
