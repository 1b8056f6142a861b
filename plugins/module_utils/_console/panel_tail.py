# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Follows a server's log through its panel, which hands out a file as a whole."""

from __future__ import annotations

import time
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._console.log_tail import UnreadableError
from ansible_collections.gamedesk.support.plugins.module_utils._console.panel import Answer, LostError, Panel
from ansible_collections.gamedesk.support.plugins.module_utils._http.connecting import CannotConnectError

_FOLDER = "/logs"
_NAME = "latest.log"
# What the panel hands out at most, unless it was told otherwise (config/pterodactyl.php: files.max_edit_size).
_MOST_BYTES = 4 * 1024 * 1024
# Of 720 questions a minute that a panel takes from one user; two of them are those for a command.
SECONDS_BETWEEN = 0.5
_LONGEST_LINE = 64 * 1024


class PanelTail:
    """Follows C(logs/latest.log) from the end that it had when this was made."""

    def __init__(self, panel: Panel, timeout: float) -> None:
        """C(timeout) is in seconds, for each question. Raises UnreadableError."""
        self._panel = panel
        self._timeout = timeout
        self._offset = self._size()
        self._next = 0.0

    def close(self) -> None:
        """There is nothing to close."""

    def lines(self) -> t.List[bytes]:
        """Return the lines that were completed since the last call, without their ends.

        A file that cannot be read any more has no new lines.
        """
        if time.monotonic() < self._next:
            return []
        found = self._get("/files/contents", file=f"{_FOLDER}/{_NAME}")
        pause = max(SECONDS_BETWEEN, (found.retry_after or 0) if found is not None else 0)
        self._next = time.monotonic() + pause
        if found is None or found.status != 200:
            return []
        if len(found.body) < self._offset:  # rolled, and written anew
            self._offset = 0
        new = found.body[self._offset :]
        end = new.rfind(b"\n") + 1
        self._offset += end
        return [line[:_LONGEST_LINE] for line in new[:end].split(b"\n")[:-1]]

    def _size(self) -> int:
        answer = self._get("/files/list", directory=_FOLDER)
        if answer is None or answer.status != 200:
            raise UnreadableError("the panel does not list it")
        try:
            files = [one["attributes"] for one in answer.json()["data"]]
            sizes = [one["size"] for one in files if one["name"] == _NAME]
        except (TypeError, KeyError):
            raise UnreadableError("the panel does not answer as Pterodactyl does") from None
        if len(sizes) != 1 or isinstance(sizes[0], bool) or not isinstance(sizes[0], int):
            raise UnreadableError("there is none")
        if sizes[0] > _MOST_BYTES:
            raise UnreadableError("it is larger than what the panel hands out")
        return sizes[0]

    def _get(self, what: str, **query: str) -> t.Optional[Answer]:
        try:
            return self._panel.get(what, time.monotonic() + self._timeout, **query)
        except (CannotConnectError, LostError):
            return None
