# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""A connection to an HTTP API, encrypted, or to the host itself, unless something else was asked for."""

from __future__ import annotations

import socket
import ssl
import time
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._http.address import Address
from ansible_collections.gamedesk.support.plugins.module_utils._loopback import is_loopback


class CannotConnectError(Exception):
    """There is no connection, and nothing was sent. The text says why and which option to look at."""

    def __init__(self, reason: str, told: t.Optional[OSError] = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.told = told


def connect(
    address: Address, tls: t.Optional[ssl.SSLContext], until: float, *, allow_remote: bool, shows: str, options: str
) -> socket.socket:
    """Return a connected socket. C(until) is on the clock of C(time.monotonic).

    C(shows) is what http would show, C(options) names the options url, ca and allow_remote, with V(%s) in the place of
    the name. Raises CannotConnectError.
    """
    try:
        found = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
    except (OSError, ValueError) as error:
        told = error if isinstance(error, OSError) else None
        raise CannotConnectError("has no address; check %s" % options % "url", told) from error
    hosts = [str(one[4][0]) for one in found]
    if tls is None and not allow_remote and not all(map(is_loopback, hosts)):
        raise CannotConnectError(
            "is on another machine, and http would show %s to the network between; use https, or set %s"
            % (shows, options % "allow_remote")
        )
    last: t.Optional[OSError] = None
    for host in hosts:
        try:
            connected = socket.create_connection((host, address.port), max(until - time.monotonic(), 0.001))
        except OSError as error:
            last = error
            continue
        return _encrypted(connected, address.host, tls, options)
    raise CannotConnectError("cannot be reached; check that it runs, and %s" % options % "url", last) from last


def _encrypted(connected: socket.socket, host: str, tls: t.Optional[ssl.SSLContext], options: str) -> socket.socket:
    connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if tls is None:
        return connected
    try:
        return tls.wrap_socket(connected, server_hostname=host)
    except OSError as error:
        connected.close()
        reason = "could not be reached over TLS; check %s, and the server's certificate" % options % "url and ca"
        raise CannotConnectError(reason, error) from error
