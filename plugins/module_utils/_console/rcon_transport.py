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
    DEFAULT_HOST,
    DEFAULT_PORT,
    RconSettings,
    read_rcon_settings,
)
from ansible_collections.gamedesk.support.plugins.module_utils._console.tcp import endpoint_text, is_loopback
from ansible_collections.gamedesk.support.plugins.module_utils._console.transport import Spec, Transport
from ansible_collections.gamedesk.support.plugins.module_utils._errors import ConfigurationError

_OPTIONS: t.Dict[str, t.Dict[str, t.Any]] = {
    "host": {"type": "str", "default": DEFAULT_HOST},
    "port": {"type": "int"},
    "password": {"type": "str", "no_log": True},
    "timeout": {"type": "float", "default": 10.0},
    "quiet": {"type": "float", "default": 0.15},
    "end_probe": {"type": "str", "choices": list(END_PROBES), "default": "none"},
    "allow_remote": {"type": "bool", "default": False},
    "connections": {"type": "int", "default": 10},
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
    return RconConsole(
        host,
        port,
        password,
        timeout=_option(spec, "timeout"),
        quiet=_option(spec, "quiet"),
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


RCON = Transport(open=_open, endpoint=_endpoint, connections=_connections, options=_OPTIONS)
