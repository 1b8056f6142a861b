# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a game host may answer: its files, its storage and its replies hold what strangers typed."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

from hostile import logs
from hostile.values import Values

_STATUSES = ("succeeded", "unchanged", "failed", "refused", "unknown", "unverified")
_CODES = (
    *("not_found", "console_refused", "invalid_value", "rejected", "storage", "active_membership", "active_ban"),
    "no_such_code",
)


class HostileHost:
    """Says what the module would say, with hostile text wherever the module puts text."""

    def __init__(self, random_: random.Random, values: Values) -> None:
        self._random = random_
        self._values = values
        self._logs = logs.HostileLogs(random_, values)

    def answer(self, variables: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return the result of the module for these variables."""
        kind = self._random.random()
        if kind < 0.03:
            return {"failed": True, "msg": self._text(), "module_stdout": self._text(), "module_stderr": self._text()}
        if kind < 0.06:
            return {"failed": True, "msg": self._text()}
        if kind < 0.3:
            return good_answer(variables)
        if logs.is_look(variables):
            return self._logs.answer()
        request = variables["gamedesk_request"]
        if "player" not in request:
            return self._checks()
        results = [self._result(player, request) for player in request["player"]]
        worst = results[0]["status"]
        failed = worst in {"failed", "refused", "unknown"}
        return {
            "failed": failed,
            "msg": self._text(),
            "status": worst,
            "changed": self._random.random() < 0.5,
            "verified": self._random.random() < 0.5,
            "results": results,
            "error": results[0]["error"] if failed else None,
            "invocation": {"module_args": {"player": self._text()}},
        }

    def _checks(self) -> dict[str, Any]:
        checks = [
            {
                "check": self._text(),
                "status": self._random.choice(("ok", "warning", "failed", "skipped", self._text())),
                "message": self._text(),
                "advice": self._random.choice((None, self._text())),
                "code": self._random.choice((None, *_CODES, self._text())),
            }
            for _unused in range(self._random.randint(0, 5))
        ]
        return {"failed": self._random.random() < 0.5, "msg": self._text(), "status": "failed", "checks": checks}

    def _result(self, player: str, request: Mapping[str, Any]) -> dict[str, Any]:
        status = self._random.choice(_STATUSES)
        return {
            "player": self._random.choice((player, self._text())),
            "uuid": self._random.choice((None, self._text(), "d394da40-0ab1-3e8c-8302-4aaebe14d88d")),
            "status": status,
            "changed": self._random.random() < 0.5,
            "verified": self._random.random() < 0.5,
            "before": self._state(request),
            "after": self._state(request),
            "commands": [{"command": self._text(), "reply": self._random.choice((None, self._text()))}],
            "how_verified": self._random.choice((None, self._text())),
            "error": self._error() if status in {"failed", "refused", "unknown"} else None,
        }

    def _error(self) -> dict[str, Any]:
        error: dict[str, Any] = {"code": self._random.choice(_CODES), "message": self._text()}
        if self._random.random() < 0.5:
            error |= {"rank": self._text(), "active_until": self._text(), "candidates": [self._text()]}
        return error

    def _state(self, request: Mapping[str, Any]) -> dict[str, Any] | None:
        if self._random.random() < 0.2:
            return None
        if "rank" not in request:
            return {"ban": None if self._random.random() < 0.3 else self._ban()}
        return {"ranks": [self._membership() for _unused in range(self._random.randint(0, 3))]}

    def _membership(self) -> dict[str, Any]:
        keys = [self._text()[:100] for _unused in range(self._random.randint(0, 2))]
        expires = self._random.choice((None, self._text(), "2096-10-02T07:06:40Z"))
        return {"rank": self._text(), "expires": expires, "context": {key: self._text() for key in keys}}

    def _ban(self) -> dict[str, Any]:
        expires = self._random.choice((None, "unknown", self._text(), "2096-10-02T07:06:40Z"))
        return {"reason": self._text(), "source": self._text(), "created": self._text(), "expires": expires}

    def _text(self) -> str:
        return self._values.text(long=0.003)


def good_answer(variables: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the module says where nothing is hostile: every player has what was asked for; all is well."""
    if logs.is_look(variables):
        return logs.good_answer()
    request = variables["gamedesk_request"]
    if "player" not in request:
        well = {"check": "console", "status": "ok", "message": "It answered.", "advice": None, "code": None}
        return {"status": "ok", "changed": False, "checks": [well]}
    is_about_ranks = "rank" in request or "track" in request
    states = _states_of_rank(request) if is_about_ranks else _states_of_ban(request)
    before, after = reversed(states) if request.get("state") == "absent" else states
    result = {"status": "succeeded", "changed": True, "verified": True, "before": before, "after": after}
    more = {"uuid": None, "commands": [], "how_verified": "LuckPerms storage (SQLite)", "error": None}
    results = [{"player": player, **result, **more} for player in request["player"]]
    return {"status": "succeeded", "changed": True, "verified": True, "results": results}


def _states_of_rank(request: Mapping[str, Any]) -> list[dict[str, Any]]:
    name = request.get("rank", "helper").lower()
    rank = {"rank": name, "expires": request.get("expires"), "context": request.get("context") or {}}
    return [{"ranks": []}, {"ranks": [rank]}]


def _states_of_ban(request: Mapping[str, Any]) -> list[dict[str, Any]]:
    ban = {
        "reason": request.get("reason", "Banned by an operator."),
        "source": "Rcon",
        "created": "2026-11-25T10:00:00Z",
        "expires": request.get("expires"),
    }
    return [{"ban": None}, {"ban": ban}]
