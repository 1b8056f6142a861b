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
import socket
import time
import typing as t
import urllib.parse

from ansible_collections.gamedesk.support.plugins.module_utils._errors import (
    ConfigurationError,
    StorageError,
    UnsettledStorageError,
)
from ansible_collections.gamedesk.support.plugins.module_utils._http.address import checked_key, parse_url, tls_context
from ansible_collections.gamedesk.support.plugins.module_utils._http.connecting import CannotConnectError, connect
from ansible_collections.gamedesk.support.plugins.module_utils._text import plain, shown

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
        self._headers = {"Accept": "application/json", "User-Agent": "gamedesk"}
        if api_key is not None:
            key = checked_key(api_key, "option read_back.rest.api_key")
            self._headers["Authorization"] = "Bearer %s" % key
        self._address = parse_url(url, "option read_back.rest.url")
        self.where = self._address.text
        self._timeout = timeout
        self._allow_remote = allow_remote
        self._tls = tls_context(ca, "read_back.rest.ca") if self._address.scheme == "https" else None
        self._connection: t.Optional[http.client.HTTPConnection] = None

    def get(self, *path: str, **query: str) -> t.Any:
        """Return the answer's JSON, and None for what is not there (404).

        Raises StorageError, and UnsettledStorageError if a retry is worth it.
        """
        target = "/".join([self._address.path, *(urllib.parse.quote(word, safe="") for word in path)])
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
        try:
            connected = connect(
                self._address,
                self._tls,
                time.monotonic() + self._timeout,
                allow_remote=self._allow_remote,
                shows="the key and the ranks",
                options="%s of read_back.rest",
            )
        except CannotConnectError as error:
            raise self._trouble(error.reason, error.told) from error
        connection = http.client.HTTPConnection(self._address.host, self._address.port)
        # It would connect again by itself, to whatever the name means by then.
        connection.auto_open = 0
        # Between two requests the time of none runs.
        connected.settimeout(self._timeout)
        connection.sock = connected
        return connection

    def _trouble(
        self, what: str, told: t.Optional[object] = None, kind: t.Type[StorageError] = StorageError
    ) -> StorageError:
        said = plain(str(told), 200) if told is not None else ""
        more = " It says: %s" % shown(said, 200) if said else ""
        return kind("LuckPerms' REST API %s %s.%s" % (self.where, what, more))
