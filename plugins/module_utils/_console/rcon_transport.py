# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""RCON as one of the transports: its options, and where they come from if they are not given."""

from __future__ import annotations

import ipaddress
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._console.protocol import Console
from ansible_collections.gamedesk.support.plugins.module_utils._console.rcon import END_PROBES, RconConsole
from ansible_collections.gamedesk.support.plugins.module_utils._console.server_properties import (
    CHECK,
    DEFAULT_HOST,
    DEFAULT_PORT,
    RconSettings,
    examine_rcon_settings,
    read_rcon_settings,
)
from ansible_collections.gamedesk.support.plugins.module_utils._console.tcp import endpoint_text
from ansible_collections.gamedesk.support.plugins.module_utils._console.transport import Spec, Transport
from ansible_collections.gamedesk.support.plugins.module_utils._console.waiting import WAITING_OPTIONS, waiting
from ansible_collections.gamedesk.support.plugins.module_utils._errors import ConfigurationError
from ansible_collections.gamedesk.support.plugins.module_utils._findings import WARNING, Finding
from ansible_collections.gamedesk.support.plugins.module_utils._loopback import is_loopback

_OPTIONS: t.Dict[str, t.Dict[str, t.Any]] = {
    "host": {"type": "str", "default": DEFAULT_HOST},
    "port": {"type": "int"},
    "password": {"type": "str", "no_log": True},
    **WAITING_OPTIONS,
    "end_probe": {"type": "str", "choices": list(END_PROBES), "default": "none"},
    "allow_remote": {"type": "bool", "default": False},
    "connections": {"type": "int", "default": 10},
}

_ADVICE = {
    "console_refused": (
        "See that the server runs, with enable-rcon=true in its server.properties since it was last started, and that "
        "gamedesk_console.host and gamedesk_console.port in the inventory are those it listens on; with "
        "gamedesk_server.path alone they are read there. Between two machines, look at the firewall, too."
    ),
    "console_login": (
        "Leave gamedesk_console.password out of the inventory and set gamedesk_server.path, or put the rcon.password "
        "of this server into the vault; a changed rcon.password counts from the next start of the server on."
    ),
    "console_no_answer": "See in the server's log whether it hangs, and compare gamedesk_console.port with rcon.port.",
    "console_lost_before": "Compare gamedesk_console.port in the inventory with rcon.port in server.properties.",
    "console_lost_after": "See in the server's log whether it stopped or what it says of RCON, and try again.",
    "silent": (
        "See in the server's log whether it hangs. If it is only slow, raise gamedesk_console.timeout in the inventory."
    ),
}

# The server has a thread for each of them.
_MOST_CONNECTIONS = 100


def _option(spec: Spec, name: str) -> t.Any:
    value = spec.get(name)
    return _OPTIONS[name].get("default") if value is None else value


def _address(spec: Spec, settings: t.Optional[RconSettings]) -> t.Tuple[str, int]:
    host = _option(spec, "host")
    port = _option(spec, "port")
    if port is not None:
        return host, port
    if settings is None:
        return host, DEFAULT_PORT
    # An address that was named wins; the default only says "on this machine", and the server knows where exactly.
    return settings.host if host == DEFAULT_HOST else host, settings.port


def _open(spec: Spec, server_path: t.Optional[str], deadline: t.Optional[float]) -> Console:
    password = _option(spec, "password")
    settings = None
    if server_path and (password is None or _option(spec, "port") is None):
        settings = read_rcon_settings(server_path)
        password = settings.password if password is None else password
    if password is None:
        raise ConfigurationError(
            "The RCON password is not known; set the console's option password, or server.path to read it from "
            "server.properties."
        )
    host, port = _address(spec, settings)
    times = waiting(spec)
    return RconConsole(
        host,
        port,
        password,
        timeout=times.timeout,
        quiet=times.quiet,
        end_probe=_option(spec, "end_probe"),
        allow_remote=_option(spec, "allow_remote"),
        deadline=deadline,
    )


def _endpoint(spec: Spec, server_path: t.Optional[str]) -> str:
    settings = read_rcon_settings(server_path) if server_path and _option(spec, "port") is None else None
    host, port = _address(spec, settings)
    return f"rcon {endpoint_text(_canonical_host(host), port)}"


def _canonical_host(host: str) -> str:
    # Two spellings of one server must not make two locks; two servers that share one only wait for each other.
    name = host.strip().lower().rstrip(".")
    if name == "localhost" or is_loopback(name):
        return DEFAULT_HOST
    try:
        return str(ipaddress.ip_address(name))
    except ValueError:
        return name


def _connections(spec: Spec) -> int:
    number: int = _option(spec, "connections")
    if not 1 <= number <= _MOST_CONNECTIONS:
        raise ConfigurationError(f"The console's option connections must be between 1 and {_MOST_CONNECTIONS}.")
    return number


def _examine(spec: Spec, server_path: t.Optional[str]) -> t.Iterator[Finding]:
    if not server_path:
        return
    port, password = _option(spec, "port"), _option(spec, "password")
    yield from examine_rcon_settings(server_path, needed=port is None or password is None)
    try:
        settings = read_rcon_settings(server_path)
    except ConfigurationError:  # told already
        return
    if port is not None and port != settings.port:
        yield _differs("port", f"The console's option port is {port}, and the server has rcon.port {settings.port}.")
    if password is not None and password != settings.password:
        yield _differs("password", "The console's option password is not the rcon.password of the server.")


def _differs(option: str, message: str) -> Finding:
    advice = f"Leave gamedesk_console.{option} out of the inventory: it is read from server.properties then."
    return Finding(CHECK, WARNING, message, advice)


RCON = Transport(
    open=_open,
    endpoint=_endpoint,
    connections=_connections,
    options=_OPTIONS,
    answers=lambda _spec: True,
    examine=_examine,
    advice=_ADVICE,
)
