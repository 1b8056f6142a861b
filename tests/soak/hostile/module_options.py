# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options of the module as strangers, and people who mistype, would give them."""

from __future__ import annotations

import os
import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hostile.gameserver import GameServer
from hostile.values import Values


class Options:
    """Makes good options, and turns some of them hostile."""

    def __init__(self, random_: random.Random, values: Values, server: GameServer, scratch: Path) -> None:
        self._random = random_
        self._values = values
        self._server = server
        self._scratch = scratch

    @property
    def hostilities(self) -> tuple[Callable[[dict[str, Any]], None], ...]:
        """What makes an option hostile, each as often as it is to be chosen."""
        return (
            *(self._player, self._player, self._rank, self._rank, self._server_context, self._world_context),
            *(self._expires, self._duration, self._action_id, self._bedrock_prefix, self._host),
            *(self._password, self._password, self._properties_password, self._server_path),
            *(self._table_prefix, self._sql_path, self._undoing, self._undoing, self._state_dir),
        )

    def good(self) -> dict[str, Any]:
        """Return options by which the module does its work, on one provider or another."""
        vanilla = self._random.random() < 0.25
        sql = {"engine": "sqlite", "path": str(self._server.database), "table_prefix": "luckperms_"}
        luckperms = {"provider": "luckperms", "read_back": {"sql": sql} if self._random.random() < 0.8 else None}
        return {
            "player": ["Draxe"],
            "rank": "operator" if vanilla else "vip",
            "state": self._random.choice(("present", "present", "absent")),
            "expires": None,
            "duration": None,
            "renew": None,
            "context": {"server": None, "world": None},
            "ranks": {"provider": "vanilla", "read_back": None} if vanilla else luckperms,
            "console": {
                "host": "127.0.0.1",
                "port": self._server.port,
                "password": "secret",
                "timeout": 5.0,
                "quiet": 0.001,
            },
            "server": {"path": str(self._server.folder)},
            "verify": self._random.choice(("required", "best_effort")),
            "timeout": 5.0,
            "stop_on_error": self._random.random() < 0.2,
            "verify_timeout": 0.02,
            "action_id": self._random.choice((None, "01J5QZK8E5V3N2M1H0GFEDCBA9")),
            "attempt": 1,
            "state_dir": str(self._scratch / "state" / str(self._random.randrange(10**9))),
            "bedrock_prefix": None,
            "only_if": None,
            "restore": None,
        }

    def _text(self) -> str:
        return self._values.text()

    def _player(self, params: dict[str, Any]) -> None:
        params["player"] = [self._text() for _unused in range(self._random.choice((1, 1, 2)))]

    def _rank(self, params: dict[str, Any]) -> None:
        params["rank"] = self._text()
        if self._random.random() < 0.5 and "\0" not in params["rank"] and _is_unicode(params["rank"]):
            self._server.store("INSERT OR IGNORE INTO luckperms_groups VALUES (?)", params["rank"].lower())

    def _server_context(self, params: dict[str, Any]) -> None:
        params["context"] = {**params["context"], "server": self._text()}

    def _world_context(self, params: dict[str, Any]) -> None:
        params["context"] = {**params["context"], "world": self._text()}

    def _expires(self, params: dict[str, Any]) -> None:
        params |= {
            "expires": self._text(),
            "duration": None,
            "renew": self._random.choice((None, "keep", "extend", "refuse")),
        }

    def _duration(self, params: dict[str, Any]) -> None:
        params |= {"duration": self._text(), "expires": None, "renew": self._random.choice((None, "keep", "refuse"))}

    def _action_id(self, params: dict[str, Any]) -> None:
        params["action_id"] = self._text()

    def _bedrock_prefix(self, params: dict[str, Any]) -> None:
        params["bedrock_prefix"] = self._random.choice((".", "*", "+", self._text()))
        params["player"] = [
            self._random.choice((".", "*", "@", "-", "/", "")) + self._random.choice(("Draxe", self._text()))
        ]

    def _undoing(self, params: dict[str, Any]) -> None:
        params["only_if"] = {"after": self._states(params)}
        if self._random.random() < 0.6:
            params["restore"] = self._states(params)
        if self._random.random() < 0.1:
            params["only_if"] = None

    def _states(self, params: dict[str, Any]) -> dict[str, Any]:
        odd = (self._text(), None, [], 5, {}, [self._text()])
        state = {
            "ranks": [
                {
                    "rank": self._random.choice((params["rank"], params["rank"], self._text())),
                    "expires": self._random.choice((None, None, "2096-10-02T07:06:40Z", self._random.choice(odd))),
                    "context": self._random.choice(({}, {}, {self._text(): self._text()}, self._random.choice(odd))),
                }
                for _unused in range(self._random.choice((0, 1, 1, 2)))
            ]
        }
        choices = (state, state, state, {"ranks": self._random.choice(odd)}, self._random.choice(odd))
        names = [*params["player"], *([self._text()] if self._random.random() < 0.2 else [])]
        return {name: self._random.choice(choices) for name in names}

    def _host(self, params: dict[str, Any]) -> None:
        params["console"] = {**params["console"], "host": self._text()}

    def _password(self, params: dict[str, Any]) -> None:
        text = self._text()
        params["console"] = {**params["console"], "password": text}
        self._server.password = text.encode("utf-8", "surrogatepass")

    def _properties_password(self, params: dict[str, Any]) -> None:
        text = self._values.text(surrogates=False)
        lines = f"enable-rcon=true\nrcon.port={self._server.port}\nrcon.password={_java(text)}\nmotd=x\n"
        self._server.write("server.properties", lines.encode("ascii"))
        params["console"] = {"host": "127.0.0.1", "timeout": 5.0}
        params["server"] = {"path": str(self._server.folder)}
        self._server.password = text.encode()

    def _server_path(self, params: dict[str, Any]) -> None:
        params["server"] = {"path": self._text()}
        if self._random.random() < 0.5:
            params["console"] = {}

    def _sql(self, params: dict[str, Any], **options: str) -> None:
        sql = {"engine": "sqlite", "path": str(self._server.database), "table_prefix": "luckperms_", **options}
        params["ranks"] = {"provider": "luckperms", "read_back": {"sql": sql}}

    def _table_prefix(self, params: dict[str, Any]) -> None:
        self._sql(params, table_prefix=self._text())

    def _sql_path(self, params: dict[str, Any]) -> None:
        self._sql(params, path=self._random.choice(("", str(self._server.folder) + "/")) + self._text())

    def _state_dir(self, params: dict[str, Any]) -> None:
        path = f"{self._scratch}/state/{self._text()}"
        if os.path.normpath(path).startswith(f"{self._scratch}/state/"):
            params["state_dir"] = path


def _is_unicode(text: str) -> bool:
    return not re.search("[\ud800-\udfff]", text)


def _java(text: str) -> str:
    """Return text as java.util.Properties.store writes a value: escapes for all but plain ASCII."""
    units = text.encode("utf-16-be", "surrogatepass")
    codes = [int.from_bytes(units[at : at + 2], "big") for at in range(0, len(units), 2)]
    return "".join(
        chr(code) if 0x30 <= code < 0x7B and code not in b":;<=>?@[\\]^`" else f"\\u{code:04X}" for code in codes
    )
