# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""A game panel as one of the transports: its options."""

from __future__ import annotations

import functools
import re
import time
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._console.log_replies import (
    LOG_OPTIONS,
    LogReplies,
    log_replies,
)
from ansible_collections.gamedesk.support.plugins.module_utils._console.one_way import OneWayConsole
from ansible_collections.gamedesk.support.plugins.module_utils._console.panel import Panel
from ansible_collections.gamedesk.support.plugins.module_utils._console.panel_tail import SECONDS_BETWEEN, PanelTail
from ansible_collections.gamedesk.support.plugins.module_utils._console.panel_writer import PanelWriter
from ansible_collections.gamedesk.support.plugins.module_utils._console.protocol import Console
from ansible_collections.gamedesk.support.plugins.module_utils._console.transport import Spec, Transport
from ansible_collections.gamedesk.support.plugins.module_utils._console.waiting import WAITING_OPTIONS, waiting
from ansible_collections.gamedesk.support.plugins.module_utils._errors import ConfigurationError, SupportError
from ansible_collections.gamedesk.support.plugins.module_utils._findings import OK, Finding, failed
from ansible_collections.gamedesk.support.plugins.module_utils._http.address import (
    Address,
    checked_key,
    parse_url,
    tls_context,
)
from ansible_collections.gamedesk.support.plugins.module_utils._text import shown

_OPTIONS: t.Dict[str, t.Dict[str, t.Any]] = {
    "url": {"type": "str"},
    "api_key": {"type": "str", "no_log": True},
    "panel_server": {"type": "str"},
    "ca": {"type": "path"},
    "allow_remote": {"type": "bool", "default": False},
}

_SERVER = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{8}")
_SHORT = 8

_ADVICE = {
    "console_refused": (
        "See in the panel that the server runs, and compare gamedesk_console.url and panel_server in the inventory "
        "with the address of its page: https://PANEL/server/ID. Between two machines, look at the firewall, too."
    ),
    "console_login": (
        "Make a key in the panel (Account, API Credentials; it begins with ptlc_) as a user who may send commands to "
        "this server, allow it the address of the host that the module runs on, and put it into the vault as "
        "gamedesk_console.api_key."
    ),
    "console_no_answer": "See whether the panel answers in a browser. If it is slow, raise gamedesk_console.timeout.",
    "console_lost_after": "See in the panel's console whether the server answered, and in its node whether Wings runs.",
    "silent": (
        "See in the panel whether the server hangs, and that its log is logs/latest.log, of at most 4 MiB, which the "
        "user of the key may read."
    ),
}


def _open(spec: Spec, server_path: t.Optional[str], deadline: t.Optional[float]) -> Console:
    times = waiting(spec)
    panel = _panel(spec)
    writer = PanelWriter(panel, timeout=times.timeout, deadline=deadline)
    replies = log_replies(spec, server_path, times.quiet)
    if replies is None:
        # Long enough for one more look.
        quiet = max(times.quiet, 1.5 * SECONDS_BETWEEN)
        replies = LogReplies(functools.partial(PanelTail, panel, times.timeout), quiet=quiet)
    return OneWayConsole(writer, replies, timeout=times.timeout, deadline=deadline)


def _panel(spec: Spec) -> Panel:
    address = _address(spec)
    tls = tls_context(spec.get("ca"), "the console's option ca") if address.scheme == "https" else None
    key = spec.get("api_key")
    if not key:
        raise ConfigurationError("The transport panel needs a key of the panel; set the console's option api_key.")
    return Panel(
        address,
        checked_key(key, "console's option api_key"),
        _server(spec),
        tls=tls,
        allow_remote=bool(spec.get("allow_remote")),
    )


def _address(spec: Spec) -> Address:
    url = spec.get("url")
    if not url:
        raise ConfigurationError("The transport panel needs to know which panel; set the console's option url.")
    return parse_url(url, "console's option url")


def _server(spec: Spec) -> str:
    server = spec.get("panel_server")
    if not server or not _SERVER.fullmatch(server):
        raise ConfigurationError(
            "The console's option panel_server must be the server's id in the panel: the 8 letters and digits at the "
            "end of the address of its page, or the whole UUID."
        )
    return str(server)


def _endpoint(spec: Spec, _server_path: t.Optional[str]) -> str:
    return f"panel {_address(spec).text} {_server(spec)[:_SHORT]}"


def _connections(_spec: Spec) -> int:
    return 1  # a terminal has one line


def _examine(spec: Spec, _server_path: t.Optional[str]) -> t.Iterator[Finding]:
    try:
        times = waiting(spec)
        until = time.monotonic() + times.timeout
        name = PanelWriter(_panel(spec), timeout=times.timeout, deadline=until).look(until)
    except SupportError as error:
        yield failed("panel", error, _ADVICE.get(error.code))
        return
    yield Finding("panel", OK, f"The panel takes the key, and has the server {_server(spec)} as {shown(name)}.")


PANEL = Transport(
    open=_open,
    endpoint=_endpoint,
    connections=_connections,
    options={**_OPTIONS, **LOG_OPTIONS, **WAITING_OPTIONS},
    examine=_examine,
    advice=_ADVICE,
)
