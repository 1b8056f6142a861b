# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""tmux as one of the transports: its options."""

from __future__ import annotations

import os
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._console.log_replies import LOG_OPTIONS, log_replies
from ansible_collections.gamedesk.support.plugins.module_utils._console.multiplexer import (
    MULTIPLEXER_OPTIONS,
    session_option,
    socket_option,
    window_option,
)
from ansible_collections.gamedesk.support.plugins.module_utils._console.one_way import OneWayConsole
from ansible_collections.gamedesk.support.plugins.module_utils._console.protocol import Console
from ansible_collections.gamedesk.support.plugins.module_utils._console.tmux import TmuxWriter
from ansible_collections.gamedesk.support.plugins.module_utils._console.transport import Spec, Transport
from ansible_collections.gamedesk.support.plugins.module_utils._console.waiting import WAITING_OPTIONS, waiting
from ansible_collections.gamedesk.support.plugins.module_utils._errors import ConfigurationError


def _open(spec: Spec, server_path: t.Optional[str], deadline: t.Optional[float]) -> Console:
    pane = spec.get("pane")
    if pane is not None and pane < 0:
        raise ConfigurationError("The console's option pane is a number of tmux, 0 or more.")
    times = waiting(spec)
    writer = TmuxWriter(session_option(spec), socket=socket_option(spec), window=window_option(spec), pane=pane)
    return OneWayConsole(writer, log_replies(spec, server_path, times.quiet), timeout=times.timeout, deadline=deadline)


def _endpoint(spec: Spec, _server_path: t.Optional[str]) -> str:
    return f"tmux {os.geteuid()} {socket_option(spec) or 'default'} {session_option(spec)}"


def _connections(_spec: Spec) -> int:
    return 1  # a terminal has one line


TMUX = Transport(
    open=_open,
    endpoint=_endpoint,
    connections=_connections,
    options={**MULTIPLEXER_OPTIONS, "pane": {"type": "int"}, **LOG_OPTIONS, **WAITING_OPTIONS},
)
