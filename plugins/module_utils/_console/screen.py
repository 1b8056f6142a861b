# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Types a command into the window of GNU screen that a server runs in.

The text goes through one of screen's registers, which is read from a private file: an argument could be read by
everybody in the list of processes, and C(stuff) gives a meaning to some characters and cuts after 768 bytes. Screen's
exit code says that a session has taken the message, and no more; so a question follows, which the session answers when
it has come to that.
"""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._console.foreground import processes, variable
from ansible_collections.gamedesk.support.plugins.module_utils._console.multiplexer import (
    KEYS_TO_CLEAR,
    LONGEST_LINE,
    lost_after,
    lost_before,
    refuse_a_shell,
    refused,
)
from ansible_collections.gamedesk.support.plugins.module_utils._console.programs import Done, TookTooLongError, run
from ansible_collections.gamedesk.support.plugins.module_utils._errors import (
    ConfigurationError,
    ConsoleNoAnswerError,
)

# Ends the mode in which somebody scrolls back, where keys do not go to the server. Elsewhere the keys that follow take
# it away.
_ESCAPE = "^["
# A register that nobody uses by hand.
_REGISTER = "~"

_SESSION = re.compile(r"\t(?P<name>(?P<pid>[0-9]+)\.(?P<given>\S+))\t.*\((?P<state>[^()]*)\)\s*")


class ScreenWriter:
    """One window. C(folder) is SCREENDIR, C(window) a name or number."""

    taker = "a terminal's line"
    longest = LONGEST_LINE

    def __init__(self, session: str, *, folder: t.Optional[str], window: str) -> None:
        self._wanted = session
        self._window = window
        self._settings = {"SCREENDIR": folder} if folder else {}
        self._session = ""
        self.where = f"the screen session {session}"

    def close(self) -> None:
        """Forget the session."""
        self._session = ""

    def prepare(self, until: float) -> None:
        """Find the session and its window. See Writer."""
        pid, self._session = self._find(until)
        answer = self._before(["-p", self._window, "-Q", "number"], until)
        number = answer.partition(" ")[0]
        seen = processes()
        for child in seen:
            if child.parent == pid and child.terminal and variable(child, "WINDOW") == number:
                refuse_a_shell(seen, child.terminal, self.where)

    def write(self, command: bytes, until: float) -> None:
        """Paste the command and the key Enter, after the keys that take away what somebody has typed. See Writer."""
        try:
            self._load(KEYS_TO_CLEAR + command + b"\r", until)
        except OSError as exc:
            raise ConfigurationError(
                f"Nothing was sent to {self.where}: no private file can be written ({exc.strerror}); make room in the "
                "folder for temporary files."
            ) from exc
        self._before(["-p", self._window, "-X", "stuff", _ESCAPE], until)
        try:
            pasted = self._run(["-p", self._window, "-X", "paste", _REGISTER], until)
            if pasted.code != 0:
                raise lost_before(self.where, pasted.said)
            self._run(["-X", "register", _REGISTER, " "], until)  # it may be private
            answer = self._run(["-Q", "number"], until)
        except TookTooLongError as exc:
            raise lost_after(self.where, "it did not answer in time") from exc
        if answer.code != 0:
            raise lost_after(self.where, answer.said)

    def _load(self, text: bytes, until: float) -> None:
        """Put the text into the register. Raises OSError, and what C(_before) raises."""
        descriptor, path = tempfile.mkstemp(prefix="gamedesk-")  # 0600
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(text)
            self._before(["-X", "readreg", _REGISTER, path], until)
            self._before(["-Q", "number"], until)  # answered when the file has been read
        finally:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(path)

    def _find(self, until: float) -> t.Tuple[int, str]:
        try:
            listed = run(["screen", "-ls"], until=until, settings=self._settings)
        except TookTooLongError as exc:
            raise self._no_answer() from exc
        sessions = [match.groupdict() for match in map(_SESSION.fullmatch, listed.text.splitlines()) if match]
        found = [one for one in sessions if self._wanted in (one["name"], one["given"])]
        if not found:
            raise refused(self.where, f"there is no such session ({listed.said})", nobody=True)
        if len(found) > 1:
            raise ConfigurationError(
                f"There are {len(found)} screen sessions with the name {self._wanted}, so nothing was sent; set the "
                f"console's option session to one of {', '.join(one['name'] for one in found)}, or end the others."
            )
        if "dead" in found[0]["state"].lower():
            reason = "it is dead; screen -wipe removes it, and starting the server makes a new one"
            raise refused(self.where, reason, nobody=True)
        return int(found[0]["pid"]), found[0]["name"]

    def _run(self, words: t.Sequence[str], until: float) -> Done:
        return run(["screen", "-S", self._session, *words], until=until, settings=self._settings)

    def _before(self, words: t.Sequence[str], until: float) -> str:
        """Ask or tell something that sends nothing, and return the answer."""
        try:
            done = self._run(words, until)
        except TookTooLongError as exc:
            raise self._no_answer() from exc
        if done.code != 0:
            raise refused(self.where, done.said)
        return done.text

    def _no_answer(self) -> ConsoleNoAnswerError:
        return ConsoleNoAnswerError(
            f"{self.where} did not answer in time, so nothing was sent; is screen hanging?", console=self.where
        )
