# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""From a host name to a connected socket, without leaving the machine unless that was asked for."""

from __future__ import annotations

import socket
import time
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._errors import (
    ConfigurationError,
    ConsoleLostBeforeError,
    ConsoleRefusedError,
    NobodyThereError,
)
from ansible_collections.gamedesk.support.plugins.module_utils._loopback import is_loopback


class Address(t.NamedTuple):
    """One resolved address, as the socket functions take it."""

    family: int
    sockaddr: t.Tuple[t.Any, ...]


def endpoint_text(host: str, port: int) -> str:
    """Return V(host:port), with brackets around an IPv6 address."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def resolve(host: str, port: int, *, allow_remote: bool) -> t.List[Address]:
    """Return the addresses of the host, each of them checked.

    Raises ConsoleRefusedError for an unknown name, and ConfigurationError for an address that is not loopback unless
    C(allow_remote) is set.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, ValueError) as exc:
        # ValueError: a name that cannot be encoded, or has a NUL. What is no host's name may be a password.
        raise ConsoleRefusedError(
            "The name in the console's option host is not known on this machine; correct it there."
        ) from exc
    addresses = [Address(family, sockaddr) for family, _type, _proto, _name, sockaddr in found]
    outside = [address for address in addresses if not is_loopback(str(address.sockaddr[0]))]
    if outside and not allow_remote:
        where = endpoint_text(host, port)
        raise ConfigurationError(
            f"RCON is plain text, and {where} is not on this machine's loopback interface; run the module on the game "
            "host and use 127.0.0.1, or set the console's option allow_remote.",
            console=where,
        )
    return addresses


def connect(addresses: t.Sequence[Address], where: str, until: float) -> socket.socket:
    """Return a connection to the first address that takes one, without Nagle's delay.

    C(until) is a time.monotonic() value. Raises ConsoleRefusedError, and ConsoleLostBeforeError for a connection that
    was taken and reset.
    """
    first_error: t.Optional[OSError] = None
    for address in addresses:
        try:
            return _connect_one(address, until)
        except OSError as exc:
            first_error = first_error or exc
    if isinstance(first_error, ConnectionResetError):
        raise ConsoleLostBeforeError(
            f"{where} took the connection and reset it at once; check that RCON listens on this port.", console=where
        ) from first_error
    if isinstance(first_error, ConnectionRefusedError):
        raise NobodyThereError(
            f"Nothing listens on {where}; is the server running with enable-rcon=true?", console=where
        ) from first_error
    if isinstance(first_error, (socket.timeout, TimeoutError)):
        message = f"{where} did not answer the attempt to connect in time; check the address and the firewall."
    else:
        reason = first_error.strerror if first_error else "no address"
        message = f"{where} cannot be reached ({reason}); check the console's options host and port."
    raise ConsoleRefusedError(message, console=where) from first_error


def _connect_one(address: Address, until: float) -> socket.socket:
    connection = socket.socket(address.family, socket.SOCK_STREAM)
    try:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.settimeout(max(until - time.monotonic(), 0.001))
        connection.connect(address.sockaddr)
        if connection.getsockname() == address.sockaddr:
            # A loopback port in the ephemeral range with no listener can be connected to itself.
            raise ConnectionRefusedError
    except BaseException:
        connection.close()
        raise
    return connection
