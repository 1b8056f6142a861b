# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Hands a command to a game panel, which hands it to the server."""

from __future__ import annotations

import re
import time
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._console.multiplexer import LONGEST_LINE, lost_after
from ansible_collections.gamedesk.support.plugins.module_utils._console.panel import Answer, LostError, Panel, explain
from ansible_collections.gamedesk.support.plugins.module_utils._errors import (
    ConsoleLoginError,
    ConsoleLostBeforeError,
    ConsoleNoAnswerError,
    ConsoleRefusedError,
    InvalidValueError,
    NobodyThereError,
)
from ansible_collections.gamedesk.support.plugins.module_utils._http.connecting import CannotConnectError
from ansible_collections.gamedesk.support.plugins.module_utils._text import plain

# What Laravel takes away at both ends of all that it is given, in any of its versions: white space, and what is not to
# be seen (Str::INVISIBLE_CHARACTERS).
_CUT = re.compile(
    "[\\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2060-\u2065\u206a-\u206f\u2800\u3164"
    "\ufeff\uffa0\U0001d159\U0001d173-\U0001d17a\U000e0020]"
)
# The panel's own words; another 502 comes from what is between us and the panel, and says nothing of the command.
_OFFLINE = "server must be online"
_PAUSE_SECONDS = 1


class PanelWriter:
    """One server of a panel. C(timeout) is in seconds, C(deadline) on the clock of C(time.monotonic)."""

    taker = "a panel's console"
    longest = LONGEST_LINE  # the panel types it into a terminal

    def __init__(self, panel: Panel, *, timeout: float, deadline: t.Optional[float]) -> None:
        self._panel = panel
        self._timeout = timeout
        self._deadline = deadline
        self._known = False
        self.where = panel.where

    def close(self) -> None:
        """Look at the server again before the next command."""
        self._known = False

    def prepare(self, until: float) -> None:
        """See, once, that the panel is one, takes the key and has the server. See Writer."""
        if not self._known:
            self.look(until)
            self._known = True

    def look(self, until: float) -> str:
        """Return the server's name in the panel.

        Raises ConsoleRefusedError, ConsoleLoginError, ConsoleLostBeforeError or ConsoleNoAnswerError.
        """

        def ask(until: float) -> Answer:
            try:
                return self._panel.get("", until)
            except LostError as error:
                kind = ConsoleNoAnswerError if error.late else ConsoleLostBeforeError
                raise kind(
                    f"Nothing was sent to {self.where}: {error.reason}; see whether the panel runs, and try again.",
                    console=self.where,
                ) from error

        answer = self._patiently(ask, until)
        self._refuse(answer)
        try:
            found = answer.json()["attributes"]
            name, suspended = str(found["name"]), found.get("is_suspended")
        except (TypeError, KeyError, AttributeError):
            raise self._refused("it does not answer as Pterodactyl does; correct the console's option url") from None
        if answer.status != 200 or suspended is True:
            raise self._refused("the server is suspended; see in the panel why")
        return name

    def write(self, command: bytes, until: float) -> None:
        """Hand over the command. See Writer. Raises InvalidValueError, too, for one that the panel would cut."""
        text = command.decode("utf-8")
        if _CUT.match(text[:1]) or _CUT.match(text[-1:]):
            raise InvalidValueError(
                "The console command begins or ends with a space, or with what is not to be seen, which the panel "
                "would take away; remove it."
            )

        def ask(until: float) -> Answer:
            try:
                return self._panel.command(text, until)
            except LostError as error:
                raise lost_after(self.where, error.reason) from error

        answer = self._patiently(ask, until)
        if answer.status == 204:
            return
        self._refuse(answer)
        raise lost_after(self.where, f"it answered with HTTP status {answer.status}{_said(answer)}")

    def _patiently(self, ask: t.Callable[[float], Answer], until: float) -> Answer:
        """Ask, and again for as long as the panel says that this is too often, by which nothing was taken."""
        last = until if self._deadline is None else max(until, self._deadline)
        while True:
            try:
                answer = ask(until)
            except CannotConnectError as error:
                raise ConsoleRefusedError(
                    f"Nothing was sent to {self.where}: it {explain(error)}.", console=self.where
                ) from error
            if answer.status != 429:
                return answer
            pause = max(answer.retry_after or 0, _PAUSE_SECONDS)
            if time.monotonic() + pause >= last:
                raise self._refused(f"the panel was asked too often; try again in {pause} seconds")
            time.sleep(pause)
            until = min(time.monotonic() + self._timeout, last)

    def _refuse(self, answer: Answer) -> None:
        """Raise for an answer by which nothing was executed."""
        status = answer.status
        if status in (401, 403):
            raise ConsoleLoginError(
                f"The panel does not let the key send commands to {self.where} (HTTP status {status}{_said(answer)}), "
                "so nothing was sent; check the console's option api_key, and the permissions of its user.",
                console=self.where,
            )
        if status == 404:
            raise self._refused("the panel has no such server for this key; check the console's option panel_server")
        if status == 502 and _OFFLINE in answer.detail.lower():
            raise NobodyThereError(
                f"Nothing was sent to {self.where}: it is offline; start the server.", console=self.where
            )
        if 300 <= status < 400:
            raise self._refused("it answers with a redirect, which is not followed; check the console's option url")
        if 400 <= status < 500 and status not in (408, 499):
            raise self._refused(f"the panel refuses it with HTTP status {status}{_said(answer)}")

    def _refused(self, reason: str) -> ConsoleRefusedError:
        return ConsoleRefusedError(f"Nothing was sent to {self.where}: {reason}.", console=self.where)


def _said(answer: Answer) -> str:
    said = plain(answer.detail, 200)
    return f", {said}" if said else ""
