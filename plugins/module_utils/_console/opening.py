# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""The one place that knows the transports by name."""

from __future__ import annotations

import os
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._console.container_transport import CONTAINER
from ansible_collections.gamedesk.support.plugins.module_utils._console.fifo_transport import FIFO
from ansible_collections.gamedesk.support.plugins.module_utils._console.panel_transport import PANEL
from ansible_collections.gamedesk.support.plugins.module_utils._console.protocol import Console
from ansible_collections.gamedesk.support.plugins.module_utils._console.rcon_transport import RCON
from ansible_collections.gamedesk.support.plugins.module_utils._console.screen_transport import SCREEN
from ansible_collections.gamedesk.support.plugins.module_utils._console.tmux_transport import TMUX
from ansible_collections.gamedesk.support.plugins.module_utils._console.transport import Spec, Transport
from ansible_collections.gamedesk.support.plugins.module_utils._errors import ConfigurationError
from ansible_collections.gamedesk.support.plugins.module_utils._findings import Finding

_TRANSPORTS: t.Dict[str, Transport] = {
    "rcon": RCON,
    "tmux": TMUX,
    "screen": SCREEN,
    "fifo": FIFO,
    "container": CONTAINER,
    "panel": PANEL,
}

# The console's options in the form of an Ansible argument spec.
CONSOLE_OPTIONS: t.Dict[str, t.Dict[str, t.Any]] = {
    "transport": {"type": "str", "choices": list(_TRANSPORTS), "default": "rcon"},
    **{name: dict(option) for transport in _TRANSPORTS.values() for name, option in transport.options.items()},
}


def open_console(spec: Spec, server_path: t.Optional[str], *, deadline: t.Optional[float]) -> Console:
    """Return the console that the options describe; it connects at its first command.

    C(server_path) is the server's folder on this host: what the options leave out is read from its configuration.
    C(deadline) is a time.monotonic() value after which nothing is sent. Raises ConfigurationError, and
    InvalidValueError for a password that RCON cannot carry.
    """
    return _transport(spec).open(spec, server_path, deadline)


def endpoint(spec: Spec, server_path: t.Optional[str]) -> str:
    """Return a stable text for the console itself, such as V(rcon 127.0.0.1:25575). Raises ConfigurationError."""
    return _transport(spec).endpoint(spec, server_path)


def endpoints(spec: Spec, server_path: t.Optional[str]) -> t.List[str]:
    """Return stable texts that identify the server, C(endpoint) among them, in a fixed order: for locks.

    The folder of the server is one, where it is known: two ways to the console of one server have it in common.
    Raises ConfigurationError.
    """
    found = [endpoint(spec, server_path)]
    if server_path:
        try:
            # Before Python 3.10 realpath takes what is no path for one.
            if b"\0" in os.fsencode(server_path):
                raise ValueError
            found.append(f"server {os.path.realpath(server_path)}")
        except (OSError, ValueError):
            raise ConfigurationError("The option server.path is not a path; correct it.") from None
    return sorted(found)


def connections(spec: Spec) -> int:
    """Return how many connections to the console may be open at once. Raises ConfigurationError."""
    return _transport(spec).connections(spec)


def answers(spec: Spec) -> bool:
    """Whether what the console answers can be taken for the server's answer. Raises ConfigurationError."""
    return _transport(spec).answers(spec)


def examine(spec: Spec, server_path: t.Optional[str]) -> t.Iterable[Finding]:
    """Return what the transport finds right and wrong without sending anything. Raises SupportError."""
    return _transport(spec).examine(spec, server_path)


def advice(spec: Spec, code: str) -> t.Optional[str]:
    """Return what to set where the console ends with an error that has this code. Raises ConfigurationError."""
    return _transport(spec).advice.get(code)


def _transport(spec: Spec) -> Transport:
    name = spec.get("transport") or CONSOLE_OPTIONS["transport"]["default"]
    try:
        chosen = _TRANSPORTS[name]
    except KeyError:
        raise ConfigurationError(
            f"There is no console transport {name!r}; use one of {', '.join(_TRANSPORTS)}."
        ) from None
    for option, value in spec.items():
        others = [other for other, transport in _TRANSPORTS.items() if option in transport.options]
        # Defaults are filled in for all of them.
        if others and name not in others and value not in (None, CONSOLE_OPTIONS[option].get("default")):
            raise ConfigurationError(
                f"The console's option {option} is not one of the transport {name} but of {' and '.join(others)}; "
                "leave it out, or set the console's option transport."
            )
    return chosen
