# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""A container as one of the transports: its options, and the three ways in."""

from __future__ import annotations

import os
import re
import time
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._console.container import ContainerWriter
from ansible_collections.gamedesk.support.plugins.module_utils._console.container_exec import running
from ansible_collections.gamedesk.support.plugins.module_utils._console.engine import Engine
from ansible_collections.gamedesk.support.plugins.module_utils._console.log_replies import LOG_OPTIONS, log_replies
from ansible_collections.gamedesk.support.plugins.module_utils._console.one_way import OneWayConsole
from ansible_collections.gamedesk.support.plugins.module_utils._console.protocol import Console
from ansible_collections.gamedesk.support.plugins.module_utils._console.rcon_cli import RconCliConsole
from ansible_collections.gamedesk.support.plugins.module_utils._console.send_to_console import SendToConsole
from ansible_collections.gamedesk.support.plugins.module_utils._console.transport import Spec, Transport
from ansible_collections.gamedesk.support.plugins.module_utils._console.waiting import WAITING_OPTIONS, waiting
from ansible_collections.gamedesk.support.plugins.module_utils._errors import ConfigurationError, SupportError
from ansible_collections.gamedesk.support.plugins.module_utils._findings import OK, Finding, failed

_ATTACH, _RCON_CLI, _SEND_TO_CONSOLE = "attach", "rcon_cli", "mc_send_to_console"
_OPTIONS: t.Dict[str, t.Dict[str, t.Any]] = {
    "container": {"type": "str"},
    "via": {"type": "str", "choices": [_ATTACH, _RCON_CLI, _SEND_TO_CONSOLE], "default": _ATTACH},
    "engine": {"type": "str", "choices": ["docker", "podman"], "default": "docker"},
    "engine_socket": {"type": "path"},
}

# Where Docker says what a name may be (daemon/names); an id is one of these, too.
_NAME = re.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,254}")
# sockaddr_un takes 107 bytes.
_LONGEST_SOCKET = 107

_ADVICE = {
    "console_refused": (
        "Start the container, and see that gamedesk_console.container, engine and engine_socket in the inventory name "
        "it and its engine, and that the user of the module may use the engine's socket."
    ),
    "configuration": (
        "Correct what it names: gamedesk_console.via in the inventory, or a container that lacks something, which is "
        "made anew: with stdin_open: true and tty: true, or with CREATE_CONSOLE_IN_PIPE for mc_send_to_console."
    ),
    "console_login": (
        "rcon-cli reads the password from its own configuration in the container: see that the server's rcon.password "
        "is the same, and start the container again."
    ),
    "console_lost_after": "See in the server's log whether it stopped, and try again.",
    "console_no_answer": "See whether the engine hangs: docker ps, or podman ps, tells.",
    "silent": "See in the server's log whether it hangs, and that gamedesk_console.log is the log of this server.",
}


def _open(spec: Spec, server_path: t.Optional[str], deadline: t.Optional[float]) -> Console:
    times = waiting(spec)
    if _via(spec) == _RCON_CLI:
        if spec.get("log"):
            raise ConfigurationError(
                "With via rcon_cli the answers come from rcon-cli and not from a log; leave the console's option log "
                "out."
            )
        return RconCliConsole(Engine(_socket(spec)), _name(spec), timeout=times.timeout, deadline=deadline)
    writer = _writer(spec)
    replies = log_replies(spec, server_path, times.quiet, writer.listen)
    return OneWayConsole(writer, replies, timeout=times.timeout, deadline=deadline)


def _writer(spec: Spec) -> t.Union[ContainerWriter, SendToConsole]:
    kind = SendToConsole if _via(spec) == _SEND_TO_CONSOLE else ContainerWriter
    return kind(Engine(_socket(spec)), _name(spec))


def _via(spec: Spec) -> str:
    via = spec.get("via") or _OPTIONS["via"]["default"]
    if via not in _OPTIONS["via"]["choices"]:
        raise ConfigurationError(f"The console's option via must be one of {', '.join(_OPTIONS['via']['choices'])}.")
    return str(via)


def _name(spec: Spec) -> str:
    name = spec.get("container")
    if not name:
        raise ConfigurationError(
            "The transport container needs to know which container the server runs in; set the console's option "
            "container."
        )
    if not _NAME.fullmatch(name):
        raise ConfigurationError("The console's option container must be the name or the id of a container.")
    return str(name)


def _socket(spec: Spec) -> str:
    path = spec.get("engine_socket")
    if not path:
        engine = spec.get("engine") or _OPTIONS["engine"]["default"]
        if engine == "docker":
            return "/var/run/docker.sock"
        user = os.geteuid()
        return "/run/podman/podman.sock" if user == 0 else f"/run/user/{user}/podman/podman.sock"
    if not os.path.isabs(path) or not path.isprintable() or len(os.fsencode(path)) > _LONGEST_SOCKET:
        raise ConfigurationError(
            f"The console's option engine_socket must be an absolute path of at most {_LONGEST_SOCKET} characters."
        )
    return str(path)


def _endpoint(spec: Spec, _server_path: t.Optional[str]) -> str:
    return f"container {os.path.realpath(_socket(spec))} {_name(spec)}"


def _connections(_spec: Spec) -> int:
    return 1  # its lines are read one by one


def _examine(spec: Spec, _server_path: t.Optional[str]) -> t.Iterator[Finding]:
    try:
        yield Finding("container", OK, f"The container {_name(spec)} {_ready(spec)}.")
    except SupportError as error:
        yield failed("container", error, _ADVICE.get(error.code))


def _ready(spec: Spec) -> str:
    until = time.monotonic() + waiting(spec).timeout
    if _via(spec) == _RCON_CLI:
        running(Engine(_socket(spec)), _name(spec), f"the container {_name(spec)}", until)
        return "runs; rcon-cli in it is tried with the console"
    found = _writer(spec).look(until)
    if _via(spec) == _SEND_TO_CONSOLE:
        return "runs, and was made with CREATE_CONSOLE_IN_PIPE"
    kind = "a terminal" if found.terminal else "a pipe"
    return f"runs, and its standard input is open ({kind})"


CONTAINER = Transport(
    open=_open,
    endpoint=_endpoint,
    connections=_connections,
    options={**_OPTIONS, **LOG_OPTIONS, **WAITING_OPTIONS},
    answers=lambda spec: _via(spec) == _RCON_CLI,
    examine=_examine,
    advice=_ADVICE,
)
