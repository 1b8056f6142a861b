# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""How LuckPerms' REST API is asked: over one connection, and nobody else is: a redirect is not followed."""

from __future__ import annotations

import contextlib
import http.client
import json
import re
import socket
import ssl
import time
import typing as t
import urllib.parse

from ansible_collections.gamedesk.support.plugins.module_utils._console.tcp import is_loopback
from ansible_collections.gamedesk.support.plugins.module_utils._errors import (
    ConfigurationError,
    StorageError,
    UnsettledStorageError,
)
from ansible_collections.gamedesk.support.plugins.module_utils._text import plain, shown

_PORTS = {"http": 80, "https": 443}
_KEY = re.compile(r"[\x21-\x7e]{1,1000}")
_HOST = re.compile(r"[A-Za-z0-9._:%\-]{1,255}")
_MOST_BYTES = 16 * 1024 * 1024
_PIECE_BYTES = 65536
_PASSING = (429, 502, 503, 504)


class LuckPermsHttp:
    """Gets JSON from the REST API."""

    def __init__(
        self,
        url: str,
        api_key: t.Optional[str],
        *,
        ca: t.Optional[str],
        timeout: float,
        allow_remote: bool,
    ) -> None:
        """Check the options; nothing is connected yet. C(timeout) is in seconds. Raises ConfigurationError."""
        if not 0 < timeout <= 3600:
            raise ConfigurationError("The option read_back.rest.timeout must be more than 0 and at most 3600 seconds.")
        if api_key is not None and not _KEY.fullmatch(api_key):
            raise ConfigurationError("The option read_back.rest.api_key is not one word of printable characters.")
        self._headers = {"Accept": "application/json", "User-Agent": "gamedesk"}
        if api_key is not None:
            self._headers["Authorization"] = "Bearer %s" % api_key
        self._scheme, self._host, self._port, self._path = _parts(url)
        place = "[%s]" % self._host if ":" in self._host else self._host
        self.where = "%s://%s:%d%s" % (self._scheme, place, self._port, self._path)
        self._timeout = timeout
        self._allow_remote = allow_remote or self._scheme == "https"
        self._tls = _tls(ca) if self._scheme == "https" else None
        self._connection: t.Optional[http.client.HTTPConnection] = None

    def get(self, *path: str, **query: str) -> t.Any:
        """Return the answer's JSON, and None for what is not there (404).

        Raises StorageError, and UnsettledStorageError if a retry is worth it.
        """
        target = "/".join([self._path, *(urllib.parse.quote(word, safe="") for word in path)])
        if query:
            target += "?" + urllib.parse.urlencode(query)
        try:
            if self._connection is not None:
                # It may have been closed while it was idle: what was asked over it is asked once more.
                with contextlib.suppress(http.client.RemoteDisconnected, ConnectionError):
                    return self._ask(self._connection, target)
            self._connection = self._connect()
            return self._ask(self._connection, target)
        except (http.client.HTTPException, OSError) as error:
            raise self._trouble("went away while it was asked", error, UnsettledStorageError) from error

    def close(self) -> None:
        """Give the connection back."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _ask(self, connection: http.client.HTTPConnection, target: str) -> t.Any:
        until = time.monotonic() + self._timeout
        try:
            connection.request("GET", target, headers=self._headers)
            response = connection.getresponse()
            body = self._body(response, until)
        except socket.timeout as error:
            self.close()
            raise self._trouble("did not answer in time", None, UnsettledStorageError) from error
        except Exception:
            self.close()
            raise
        if response.will_close:
            self.close()
        return self._read(response, body)

    def _body(self, response: http.client.HTTPResponse, until: float) -> bytes:
        pieces: t.List[bytes] = []
        size = 0
        while True:
            piece = response.read1(_PIECE_BYTES)
            if not piece:
                break
            pieces.append(piece)
            size += len(piece)
            if size > _MOST_BYTES:
                raise self._trouble("answers with more than anybody has ranks; check url of read_back.rest")
            if time.monotonic() > until:
                raise socket.timeout
        if response.length:
            raise http.client.IncompleteRead(b"", response.length)
        # Only then does the connection take the next request.
        response.close()
        return b"".join(pieces)

    def _read(self, response: http.client.HTTPResponse, body: bytes) -> t.Any:
        status = response.status
        if status == 404:
            return None
        if status in (401, 403):
            raise self._trouble("does not take the key; check api_key of read_back.rest")
        if 300 <= status < 400:
            raise self._trouble("answers with a redirect, which is not followed; check url of read_back.rest")
        if status != 200:
            kind = UnsettledStorageError if status in _PASSING else StorageError
            raise self._trouble("answers with HTTP status %d" % status, body.decode("utf-8", "replace"), kind)
        try:
            return json.loads(body.decode("utf-8"))
        except (ValueError, RecursionError) as error:
            raise self.odd() from error

    def odd(self) -> StorageError:
        """Return the error for an answer that LuckPerms would not give."""
        return self._trouble("does not answer as LuckPerms does; check url of read_back.rest")

    def _connect(self) -> http.client.HTTPConnection:
        connection = http.client.HTTPConnection(self._host, self._port)
        # It would connect again by itself, to whatever the name means by then.
        connection.auto_open = 0
        connection.sock = self._socket()
        return connection

    def _socket(self) -> socket.socket:
        try:
            found = socket.getaddrinfo(self._host, self._port, type=socket.SOCK_STREAM)
        except (OSError, ValueError) as error:
            raise self._trouble("has no address; check url of read_back.rest", error) from error
        addresses = [address[4][0] for address in found]
        if not self._allow_remote and not all(is_loopback(str(address)) for address in addresses):
            raise self._trouble(
                "is on another machine, and http would show the key and the ranks to the network between; use https, or"
                " set allow_remote of read_back.rest"
            )
        last: t.Optional[OSError] = None
        for address in addresses:
            try:
                plain_socket = socket.create_connection((address, self._port), self._timeout)
            except OSError as error:
                last = error
                continue
            return self._encrypted(plain_socket)
        raise self._trouble("cannot be reached; check that it runs, and url of read_back.rest", last) from last

    def _encrypted(self, plain_socket: socket.socket) -> socket.socket:
        plain_socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self._tls is None:
            return plain_socket
        try:
            return self._tls.wrap_socket(plain_socket, server_hostname=self._host)
        except OSError as error:
            plain_socket.close()
            what = "could not be reached over TLS; check url and ca of read_back.rest, and the server's certificate"
            raise self._trouble(what, error) from error

    def _trouble(
        self, what: str, told: t.Optional[object] = None, kind: t.Type[StorageError] = StorageError
    ) -> StorageError:
        said = plain(str(told), 200) if told is not None else ""
        more = " It says: %s" % shown(said, 200) if said else ""
        return kind("LuckPerms' REST API %s %s.%s" % (self.where, what, more))


def _parts(url: str) -> t.Tuple[str, str, int, str]:
    """Return scheme, host, port and path. No message repeats the URL: somebody may have put a password into it."""
    try:
        parts = urllib.parse.urlsplit(url)
        port = parts.port
    except ValueError:
        raise ConfigurationError("The option read_back.rest.url is not a URL.") from None
    if parts.scheme not in _PORTS or not parts.hostname or not _HOST.fullmatch(parts.hostname):
        raise ConfigurationError("The option read_back.rest.url must be http:// or https:// and a host.")
    if parts.username is not None or parts.password is not None or parts.query or parts.fragment:
        raise ConfigurationError(
            "The option read_back.rest.url must be a host, a port and a path and no more; the key goes into api_key."
        )
    path = parts.path.rstrip("/")
    if not re.fullmatch(r"(/[A-Za-z0-9._~%\-]+)*", path):
        raise ConfigurationError("The path in the option read_back.rest.url has characters that do not belong there.")
    return parts.scheme, parts.hostname, _PORTS[parts.scheme] if port is None else port, path


def _tls(ca: t.Optional[str]) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=ca)
    except (OSError, ValueError) as error:
        raise ConfigurationError(
            "The certificates %s that read_back.rest.ca names cannot be read." % shown(str(ca), 200)
        ) from error
