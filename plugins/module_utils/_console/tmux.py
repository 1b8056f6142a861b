# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Types a command into the pane of tmux that a server runs in.

The text goes through one of tmux's buffers, which is loaded from standard input: an argument could be read by everybody
in the list of processes, and tmux would take some words for keys.
"""

from __future__ import annotations

import contextlib
import os
import re
import typing as t
import uuid

from ansible_collections.gamedesk.support.plugins.module_utils._console.foreground import processes
from ansible_collections.gamedesk.support.plugins.module_utils._console.multiplexer import (
    LONGEST_LINE,
    lost_after,
    lost_before,
    refuse_a_shell,
    refused,
)
from ansible_collections.gamedesk.support.plugins.module_utils._console.programs import TookTooLongError, run
from ansible_collections.gamedesk.support.plugins.module_utils._errors import (
    ConfigurationError,
    ConsoleNoAnswerError,
)

_FIELDS = (
    "session_name",
    "window_index",
    "pane_index",
    "pane_id",
    "pane_dead",
    "pane_in_mode",
    "pane_input_off",
    "pane_synchronized",
    "pane_tty",
    "window_name",
)
_FORMAT = "|".join("#{%s}" % name for name in _FIELDS)

# What tmux says when it has done nothing.
_NOT_SENT = ("can't find ", "no server running", "error connecting to ", "no current ")
# No server of tmux, or none of its sessions, or one that ended while it was asked. One that may not be asked may have
# the session.
_NO_SESSION = re.compile(
    r"can't find session|no server running|server exited|error connecting to .* \((?:No such file|Connection refused)"
)


class TmuxWriter:
    """One pane. C(socket) is a path, or a name in tmux's own folder; C(window) a name or number, C(pane) a number."""

    taker = "a terminal's line"
    longest = LONGEST_LINE

    def __init__(
        self, session: str, *, socket: t.Optional[str], window: t.Optional[str], pane: t.Optional[int]
    ) -> None:
        self._session = session
        self._window = window
        self._pane_number = pane
        self._tmux = ["tmux", *(["-S" if "/" in socket else "-L", socket] if socket else [])]
        self._pane = ""
        self.where = f"the tmux session {session}"

    def close(self) -> None:
        """Forget the pane."""
        self._pane = ""

    def prepare(self, until: float) -> None:
        """Find the pane, and make sure that it passes on what is typed. See Writer."""
        pane = self._find(until)
        if pane["pane_in_mode"] not in ("", "0"):
            # Somebody scrolls in it: keys would go to that, and not to the server.
            self._ask(["copy-mode", "-q", "-t", pane["pane_id"]], until)
            pane = self._find(until)
        for field, state in (
            ("pane_dead", "what ran in it has ended: start the server"),
            ("pane_in_mode", "it shows a menu or what was scrolled back: leave that with q"),
            ("pane_input_off", "input is off: turn it on with tmux select-pane -e"),
            (
                "pane_synchronized",
                "it is synchronized with others: turn that off with tmux set-option -wu synchronize-panes",
            ),
        ):
            if pane[field] not in ("", "0"):
                reason = f"the pane takes no command, since {state}"
                raise refused(self.where, reason, nobody=field == "pane_dead")
        try:
            terminal = os.stat(pane["pane_tty"]).st_rdev
        except OSError:  # not to be seen from here
            terminal = 0
        if terminal:
            refuse_a_shell(processes(), terminal, self.where)
        self._pane = pane["pane_id"]

    def write(self, command: bytes, until: float) -> None:
        """Paste the command and the key Enter, after the keys that take away what somebody has typed. See Writer."""
        buffer = "gamedesk-" + uuid.uuid4().hex
        try:
            # One call: tmux stops at the first of them that does not work, and the last one is what sends.
            done = run(
                [
                    *self._tmux,
                    *("load-buffer", "-b", buffer, "-", ";"),
                    *("send-keys", "-t", self._pane, "C-e", "C-u", ";"),
                    *("paste-buffer", "-d", "-b", buffer, "-t", self._pane),
                ],
                until=until,
                stdin=command + b"\r",
            )
        except TookTooLongError as exc:
            raise lost_after(self.where, "tmux did not answer in time") from exc
        if done.code == 0:
            return
        said = done.said
        if said.startswith(_NOT_SENT):
            self._drop(buffer, until)
            raise lost_before(self.where, said)
        raise lost_after(self.where, said)

    def _find(self, until: float) -> t.Dict[str, str]:
        said = self._ask(["list-panes", "-s", "-t", f"={self._session}:", "-F", _FORMAT], until)
        panes = [dict(zip(_FIELDS, line.split("|", len(_FIELDS) - 1))) for line in said.splitlines()]
        panes = [pane for pane in panes if pane.get("session_name") == self._session]
        if self._window is not None:
            panes = [pane for pane in panes if self._window in (pane["window_index"], pane["window_name"])]
        if self._pane_number is not None:
            panes = [pane for pane in panes if pane["pane_index"] == str(self._pane_number)]
        if not panes:
            raise refused(self.where, "there is no such window or pane; correct the console's options window and pane")
        if len(panes) > 1:
            raise ConfigurationError(
                f"There are {len(panes)} panes in {self.where}, so nothing was sent; set the console's options window "
                "and pane to say which one the server runs in."
            )
        return panes[0]

    def _ask(self, words: t.Sequence[str], until: float) -> str:
        try:
            done = run([*self._tmux, *words], until=until)
        except TookTooLongError as exc:
            raise ConsoleNoAnswerError(
                f"tmux did not answer in time, so nothing was sent to {self.where}; is its server hanging?",
                console=self.where,
            ) from exc
        if done.code != 0:
            raise refused(self.where, done.said, nobody=_NO_SESSION.search(done.said) is not None)
        return done.text

    def _drop(self, buffer: str, until: float) -> None:
        with contextlib.suppress(TookTooLongError):
            run([*self._tmux, "delete-buffer", "-b", buffer], until=until)
