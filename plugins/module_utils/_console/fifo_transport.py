# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""A FIFO as one of the transports: its options."""

from __future__ import annotations

import os
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._console.fifo import FifoWriter
from ansible_collections.gamedesk.support.plugins.module_utils._console.log_replies import LOG_OPTIONS, log_replies
from ansible_collections.gamedesk.support.plugins.module_utils._console.one_way import OneWayConsole
from ansible_collections.gamedesk.support.plugins.module_utils._console.protocol import Console
from ansible_collections.gamedesk.support.plugins.module_utils._console.transport import Spec, Transport
from ansible_collections.gamedesk.support.plugins.module_utils._console.waiting import WAITING_OPTIONS, waiting
from ansible_collections.gamedesk.support.plugins.module_utils._errors import ConfigurationError

_LONGEST_PATH = 1000


def _open(spec: Spec, server_path: t.Optional[str], deadline: t.Optional[float]) -> Console:
    times = waiting(spec)
    return OneWayConsole(
        FifoWriter(_path(spec)),
        log_replies(spec, server_path, times.quiet),
        timeout=times.timeout,
        deadline=deadline,
    )


def _path(spec: Spec) -> str:
    path = spec.get("path")
    if not path:
        raise ConfigurationError("The transport fifo needs to know which FIFO; set the console's option path.")
    if not os.path.isabs(path) or not path.isprintable() or len(path) > _LONGEST_PATH:  # it stands in messages
        raise ConfigurationError("The console's option path must be an absolute path of characters that print.")
    return str(path)


def _endpoint(spec: Spec, _server_path: t.Optional[str]) -> str:
    return f"fifo {os.path.realpath(_path(spec))}"


def _connections(_spec: Spec) -> int:
    return 1  # its lines are read one by one


FIFO = Transport(
    open=_open,
    endpoint=_endpoint,
    connections=_connections,
    options={"path": {"type": "path"}, **LOG_OPTIONS, **WAITING_OPTIONS},
)
