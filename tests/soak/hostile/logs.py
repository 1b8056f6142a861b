# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a game host may answer to a look at its logs."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

from hostile.values import Values

_GOOD: dict[str, Any] = {
    "status": "succeeded",
    "changed": False,
    "truncated": False,
    "cursor": None,
    "lacking": {},
    "summary": {"files": 1},
    "problems": [],
}


class HostileLogs:
    """Says what the modules for logs would say, with hostile text where they put text, and what they never say."""

    def __init__(self, random_: random.Random, values: Values) -> None:
        self._random = random_
        self._values = values

    def answer(self) -> dict[str, Any]:
        """Return a result."""
        some = self._random.randint(0, 3)
        answer = {
            **_GOOD,
            "truncated": self._random.random() < 0.3,
            "cursor": self._random.choice((None, self._text())),
            "lacking": {self._text(): self._text() for _unused in range(self._random.randint(0, 1))},
            "problems": [
                {"file": self._text(), "error": self._text()} for _unused in range(self._random.randint(0, 1))
            ],
            "matches": [self._match() for _unused in range(some)],
            "hits": [self._hit() for _unused in range(some)],
        }
        if self._random.random() < 0.1:
            answer[self._random.choice([*answer])] = self._random.choice((None, 3, self._text(), [self._text()], [{}]))
        return answer

    def _match(self) -> dict[str, Any]:
        return {**self._record(), "sha256": self._text(), "before": [self._record()], "after": []}

    def _hit(self) -> dict[str, Any]:
        return {
            **{name: self._text() for name in ("rule", "title", "level", "description")},
            "falsepositives": [self._text()],
            "by": "player",
            "group": self._random.choice((None, self._text())),
            "players": [self._text()],
            "times": 2,
            "records": self._random.randint(0, 40),
            "first": None,
            "last": None,
            "lines": [self._match()],
        }

    def _record(self) -> dict[str, Any]:
        event = {"kind": self._random.choice(("login", self._text())), "player": self._text(), "x": 1.5}
        return {
            **{name: self._text() for name in ("file", "message")},
            **{
                name: self._random.choice((None, self._text()))
                for name in ("time", "clock", "level", "thread", "logger")
            },
            **{name: self._random.choice((1, 10**30)) for name in ("first_line", "last_line")},
            "event": self._random.choice((None, event)),
        }

    def _text(self) -> str:
        return self._values.text(long=0.003)


def is_look(variables: Mapping[str, Any]) -> bool:
    """Whether these variables are those of a look at logs, which has a key for pseudonyms."""
    return "address_key" in variables["gamedesk_request"]


def good_answer() -> dict[str, Any]:
    """Return what the modules say where nothing is found."""
    return {**_GOOD, "matches": [], "hits": []}
