# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hostile options of the module, hostile files and replies of its server: what goes over the wire, and what is told."""

from __future__ import annotations

import json
import random
import re
import socket
import time
from pathlib import Path
from typing import Any
from unittest import mock

from ansible_collections.gamedesk.support.plugins.module_utils._console import tcp
from ansible_collections.gamedesk.support.plugins.module_utils._module.grant_rank import run_module

from gamedesk.errors import DeskError
from gamedesk.tickets import jsonline
from hostile.gameserver import GameServer
from hostile.intended import Intended
from hostile.module_options import Options
from hostile.reading import ViolationError, check_error, check_strings, demand
from hostile.strangers import Strangers
from hostile.values import Values

_LONGEST_S = 5.0
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
        self._server = server
        self._options = Options(random_, values, server, scratch)
        self._strangers = Strangers(random_, values, server)
        self._intended = Intended(server.database)
        self.params: dict[str, Any] = {}

    def next(self) -> None:
        """Run and check one more. Raises ViolationError."""
        self._server.renew()
        self.params = params = self._options.good()
        hostilities = (*self._options.hostilities, *self._strangers.hostilities)
        for make_hostile in self._random.sample(hostilities, self._random.choice((1, 1, 1, 2, 3))):
            make_hostile(params)
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
        intended = self._intended.commands(params)
        demand(
            all(command in intended for command in commands),
            f"on the wire: {commands!r:.300}, meant: {intended!r:.300}",
        )
        code = (result.get("error") or {}).get("code")
        if code in _BEFORE_SENDING and len(params["player"]) == 1:
            demand(not commands, f"{code}, and sent {commands!r:.300}")
        if result["status"] in {"succeeded", "unverified"}:
            demand(commands, "changed, and nothing was sent")


def _check_printable(value: Any) -> None:
    if isinstance(value, str):
        demand(not _FORBIDDEN.search(value), f"the result holds what does not print: {value!r:.200}")
    elif isinstance(value, dict):
        for key, item in value.items():
            demand(not str(key).startswith(("_ansible_", "__ansible_")), f"a key that Ansible obeys: {key!r:.100}")
            _check_printable(key)
            _check_printable(item)
    elif isinstance(value, list):
        for item in value:
            _check_printable(item)


_real_getaddrinfo = socket.getaddrinfo


def _numeric_only(host: str, port: int, **options: Any) -> Any:
    """Resolve addresses, and no names: no test asks a name server for what a stranger typed."""
    host.encode("idna")  # which the real one does first, and may raise UnicodeError
    return _real_getaddrinfo(host, port, flags=socket.AI_NUMERICHOST, **options)
