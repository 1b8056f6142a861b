# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hostile options of the module, hostile files and replies of its server: what goes over the wire, and what is told."""

from __future__ import annotations

import contextlib
import datetime
import json
import os
import random
import re
import socket
import sqlite3
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

from ansible_collections.gamedesk.support.plugins.module_utils._console import tcp
from ansible_collections.gamedesk.support.plugins.module_utils._module.grant_rank import run_module

from gamedesk.errors import DeskError
from gamedesk.tickets import jsonline
from hostile.gameserver import DRAXE, GameServer, far
from hostile.reading import ViolationError, check_error, check_strings, demand
from hostile.values import Values

_LONGEST_S = 5.0
_NAME = re.compile("[A-Za-z0-9_]{1,16}")
_UUID = re.compile("(?:[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}|[0-9A-Fa-f]{32})")
_FORBIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
# The errors after which nothing can have been sent (the documentation of the module, RETURN, error.code).
_BEFORE_SENDING = {
    "invalid_value",
    "configuration",
    "not_found",
    "storage",
    "cannot_verify",
    "active_membership",
    "changed_since",
}
_NO_CONNECTION = {"console_refused", "console_login"}
_OPTIONS = (
    *("player", "player", "rank", "rank", "server_context", "world_context", "expires", "duration", "action_id"),
    *(
        "bedrock_prefix",
        "host",
        "password",
        "password",
        "properties_password",
        "server_path",
        "table_prefix",
        "sql_path",
    ),
    *("undoing", "undoing"),
    *("state_dir", "usercache", "ops", "users", "groups", "memberships", "reply", "reply"),
)


class _EndedError(Exception):
    """The module has ended, with this result."""


class _Module:
    """As much of AnsibleModule as the behaviour uses."""

    check_mode = False
    _diff = True

    def __init__(self, params: dict[str, Any]) -> None:
        self.params = params

    def exit_json(self, **result: Any) -> None:
        raise _EndedError(result)

    def fail_json(self, **result: Any) -> None:
        raise _EndedError({"failed": True, **result})


class Module:
    """Makes options, runs the module's behaviour against a real socket, and checks the bytes and the result."""

    def __init__(self, random_: random.Random, values: Values, server: GameServer, scratch: Path) -> None:
        self._random = random_
        self._values = values
        self._server = server
        self._scratch = scratch
        self.params: dict[str, Any] = {}

    def next(self) -> None:
        """Run and check one more. Raises ViolationError."""
        self._server.renew()
        self.params = params = self._good()
        for name in self._random.sample(_OPTIONS, self._random.choice((1, 1, 1, 2, 3))):
            getattr(self, f"_{name}")(params)
        begun = time.process_time()
        result = self._result(params)
        seconds = time.process_time() - begun
        demand(seconds < _LONGEST_S, f"took {seconds:.1f} s of processor time")
        self._check_result(result)
        self._check_wire(params, result)

    def _result(self, params: dict[str, Any]) -> dict[str, Any]:
        with mock.patch.object(tcp.socket, "getaddrinfo", _numeric_only):
            try:
                run_module(_Module(params))  # type: ignore[arg-type]
            except _EndedError as end:
                return end.args[0]  # type: ignore[no-any-return]
            except Exception as error:
                demand(False, f"the module let {type(error).__name__} out: {error!s:.300}")
        raise AssertionError

    # Options.

    def _good(self) -> dict[str, Any]:
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

    # What strangers have put into the server's files, and what it says.

    def _usercache(self, params: dict[str, Any]) -> None:
        self._file("usercache.json")

    def _ops(self, params: dict[str, Any]) -> None:
        self._file("ops.json")

    def _file(self, name: str) -> None:
        if self._random.random() < 0.3:
            raw = self._random.choice(
                (self._text().encode("utf-8", "surrogatepass"), b"[" * 100_000, b"\xff\xfe", b"1" * 9000)
            )
            self._server.write(name, raw)
            return
        entries: list[Any] = [
            {
                "name": self._random.choice(("Draxe", "draxe", self._text(), None, 5)),
                "uuid": self._random.choice((DRAXE, str(uuid.UUID(int=0)), self._text(), [], 1.5)),
                "expiresOn": self._random.choice(("2096-10-02 07:06:40 +0000", self._text(), None)),
            }
            for _unused in range(self._random.randint(0, 4))
        ]
        self._server.write(name, self._random.choice((entries, entries, {"x": entries}, self._text(), [entries, None])))

    def _users(self, params: dict[str, Any]) -> None:
        for _unused in range(self._random.randint(1, 4)):
            row = self._random.choice((DRAXE, self._stored())), self._random.choice(("draxe", "Draxe", self._stored()))
            self._server.store("INSERT OR REPLACE INTO luckperms_players VALUES (?, ?, ?)", *row, self._stored())

    def _groups(self, params: dict[str, Any]) -> None:
        for _unused in range(self._random.randint(1, 30)):
            self._server.store("INSERT OR IGNORE INTO luckperms_groups VALUES (?)", self._stored())
        if self._random.random() < 0.5:
            params["rank"] = "nosuchrank"

    def _memberships(self, params: dict[str, Any]) -> None:
        for _unused in range(self._random.randint(1, 4)):
            contexts = self._random.choice(
                (
                    "{}",
                    json.dumps({self._values.text(): self._values.text()}),
                    "[" * 50_000,
                    '{"a": ' * 20_000,
                    self._stored(),
                )
            )
            self._server.store(
                "INSERT INTO luckperms_user_permissions (uuid, permission, value, server, world, expiry, contexts)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                *(
                    DRAXE,
                    self._bytes_or_text("group."),
                    self._random.choice((1, 0, -1, "x")),
                    self._stored(),
                    self._stored(),
                ),
                *(self._random.choice((0, far(), -1, 2**62, "x", 1.5)), contexts),
            )

    def _bytes_or_text(self, start: str) -> object:
        text = start + self._values.text(surrogates=False)
        return self._random.choice((text, text, text.encode()))

    def _stored(self) -> object:
        text = self._values.text(surrogates=False)
        return self._random.choice((text, text, text, text.encode() + b"\xff", 5, 1.5))

    def _reply(self, params: dict[str, Any]) -> None:
        text = self._text().encode("utf-8", "surrogatepass")
        size = self._random.choice((1, 1, 1, 4096, 1_000_000)) // (len(text) or 1) or 1
        reply = self._random.choice(
            (text * size, bytes(self._random.randrange(256) for _unused in range(50)), b"Could not op " + text)
        )
        self._server.reply = lambda: reply[:1_000_000]

    # What must be true.

    def _check_result(self, result: dict[str, Any]) -> None:
        check_strings(json.loads(json.dumps(result)))
        demand(
            result["status"] in {"succeeded", "unchanged", "unverified", "failed", "refused", "unknown"}, "no status"
        )
        for error in (result.get("error"), *(one["error"] for one in result["results"])):
            if error is not None:
                check_error(error["message"])
        try:
            jsonline.decode(jsonline.encode(result["results"]))
        except DeskError as error:
            raise ViolationError(f"no ticket can hold the result: {error!s:.200}") from error
        _check_printable({name: value for name, value in result.items() if name != "diff"})

    def _check_wire(self, params: dict[str, Any], result: dict[str, Any]) -> None:
        server = self._server
        demand(not server.garbage, f"not one packet a write: {server.garbage!r:.300}")
        commands = [payload for kind, payload in server.packets if kind == 2]
        logins = [payload for kind, payload in server.packets if kind == 3]
        demand(len(server.packets) == len(commands) + len(logins), f"packets of other types: {server.packets!r:.300}")
        demand(len(logins) == (1 if commands else len(logins)) <= 1, f"logins: {logins!r:.300}")
        demand(all(login == server.password for login in logins), f"not the password: {logins!r:.300}")
        told = [one["command"].encode() for item in result["results"] for one in item["commands"]]
        demand(commands == told, f"sent {commands!r:.300}, told {told!r:.300}")
        intended = self._intended(params)
        demand(
            all(command in intended for command in commands),
            f"on the wire: {commands!r:.300}, meant: {intended!r:.300}",
        )
        code = (result.get("error") or {}).get("code")
        if code in _BEFORE_SENDING and len(params["player"]) == 1:
            demand(not commands, f"{code}, and sent {commands!r:.300}")
        if result["status"] in {"succeeded", "unverified"}:
            demand(commands, "changed, and nothing was sent")

    def _intended(self, params: dict[str, Any]) -> set[bytes]:
        """Return every command that these options can mean (domain, 3.1 and 3.6), made of validated words alone."""
        players = [name for text in params["player"] for name in self._words_for(text, params)]
        if params["ranks"]["provider"] == "vanilla":
            verb = "op" if params["state"] == "present" else "deop"
            return {f"{verb} {name}".encode() for name in players if params["rank"] == "operator" and "-" not in name}
        rank = params["rank"].lower()
        if not re.fullmatch(r"[a-z0-9_.\-]{1,36}", rank) or rank.startswith(("-", ".")) or rank == "default":
            return set()
        where = ""
        for key in ("server", "world"):
            value = params["context"][key]
            if value is not None:
                if not re.fullmatch(r"[a-z0-9_.:/\-]{1,64}", value.lower()):
                    return set()
                where += f" {key}={value.lower()}"
        if params["only_if"] is not None:
            ends = [
                end
                for text in (params["expires"], *_restored(params))
                if isinstance(text, str)
                for end in self._ends({"expires": text})
            ]
            verbs = [f"add {rank}", f"remove {rank}", f"removetemp {rank}"]
            verbs += [f"addtemp {rank} {end} deny" for end in ends]
        elif params["state"] == "absent":
            verbs = [f"remove {rank}", f"removetemp {rank}"]
        elif params["expires"] is None and params["duration"] is None:
            verbs = [f"add {rank}"]
        else:
            merge = (
                "replace" if params["renew"] == "extend" or (params["renew"] is None and params["expires"]) else "deny"
            )
            verbs = [f"addtemp {rank} {end} {merge}" for end in self._ends(params)]
        return {f"lp user {player} parent {verb}{where}".encode() for player in players for verb in verbs}

    def _words_for(self, text: str, params: dict[str, Any]) -> list[str]:
        if _UUID.fullmatch(text):
            name = str(uuid.UUID(text))
            return [] if set(name) == {"0", "-"} else [name, *(["Draxe"] if name == DRAXE else [])]
        prefix = params["bedrock_prefix"] or ""
        bare = text.removeprefix(prefix) if re.fullmatch("[.*+~!]{1,3}", prefix) else text
        if len(text) > 16 or not _NAME.fullmatch(bare):
            return []
        known = [DRAXE] if text.lower() == "draxe" else self._uuids(text)
        return [text, *known]

    def _uuids(self, name: str) -> list[str]:
        return [str(uuid.UUID(text)) for text in self._stored_uuids(name) if _UUID.fullmatch(text)]

    def _stored_uuids(self, name: str) -> list[str]:
        with contextlib.closing(sqlite3.connect(self._server.database)) as connection:
            rows = connection.execute(
                "SELECT uuid FROM luckperms_players WHERE username = ?", (name.lower(),)
            ).fetchall()
        return [str(row[0]) for row in rows]

    def _ends(self, params: dict[str, Any]) -> list[int]:
        """Return when the rank may end: to the second for a date, and some seconds around now for a duration."""
        if params["expires"] is not None:
            text = params["expires"]
            if re.fullmatch("[0-9]{1,12}", text):
                return [int(text)]
            try:
                moment = datetime.datetime.fromisoformat(re.sub(r"\.[0-9]+", "", text.upper()))
                return [int(moment.timestamp()), int(moment.timestamp()) + 1]
            except ValueError:
                return []
        units = {"y": 31_556_952, "mo": 2_629_746, "w": 604_800, "d": 86_400, "h": 3_600, "m": 60, "s": 1}
        parts = re.findall("([0-9]+)(mo|[ywdhms])", params["duration"])
        if "".join(number + unit for number, unit in parts) != params["duration"]:
            return []
        total = sum(int(number) * units[unit] for number, unit in parts)
        return [int(time.time()) + total + late for late in range(-6, 1)]


def _restored(params: dict[str, Any]) -> Iterator[Any]:
    for state in (params["restore"] or {}).values():
        for one in state["ranks"] if isinstance(state, dict) and isinstance(state.get("ranks"), list) else ():
            if isinstance(one, dict):
                yield one["expires"]


def _is_unicode(text: str) -> bool:
    return not re.search("[\ud800-\udfff]", text)


def _check_printable(value: Any) -> None:
    if isinstance(value, str):
        demand(not _FORBIDDEN.search(value), f"the result holds what does not print: {value!r:.200}")
    elif isinstance(value, dict):
        for key, item in value.items():
            _check_printable(key)
            _check_printable(item)
    elif isinstance(value, list):
        for item in value:
            _check_printable(item)


def _java(text: str) -> str:
    """Return text as java.util.Properties.store writes a value: escapes for all but plain ASCII."""
    units = text.encode("utf-16-be", "surrogatepass")
    codes = [int.from_bytes(units[at : at + 2], "big") for at in range(0, len(units), 2)]
    return "".join(
        chr(code) if 0x30 <= code < 0x7B and code not in b":;<=>?@[\\]^`" else f"\\u{code:04X}" for code in codes
    )


_real_getaddrinfo = socket.getaddrinfo


def _numeric_only(host: str, port: int, **options: Any) -> Any:
    """Resolve addresses, and no names: no test asks a name server for what a stranger typed."""
    host.encode("idna")  # which the real one does first, and may raise UnicodeError
    return _real_getaddrinfo(host, port, flags=socket.AI_NUMERICHOST, **options)
