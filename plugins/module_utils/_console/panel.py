# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""A game panel's API for its customers, as Pterodactyl has it, and Pelican, which came from it.

Each question has a connection of its own: one that was kept may be closed by the time of the next command, and nobody
could say whether that was executed.
"""

from __future__ import annotations

import http.client
import json
import socket
import ssl
import typing as t
import urllib.parse

from ansible_collections.gamedesk.support.plugins.module_utils._http.address import Address
from ansible_collections.gamedesk.support.plugins.module_utils._http.connecting import CannotConnectError, connect
from ansible_collections.gamedesk.support.plugins.module_utils._http.timed import TimedSocket, body

_MOST_BYTES = 16 * 1024 * 1024
_OPTIONS = "the console's option %s"


class LostError(Exception):
    """Something was asked, and how that ended is not known. The text says why."""

    def __init__(self, reason: str, *, late: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.late = late


class Answer(t.NamedTuple):
    """What the panel answered. C(retry_after) is in seconds, where it said so."""

    status: int
    body: bytes
    retry_after: t.Optional[int]

    def json(self) -> t.Any:
        """Return the JSON that it is, and V(None) for anything else."""
        try:
            return json.loads(self.body.decode("utf-8"))
        except (ValueError, RecursionError):
            return None

    @property
    def detail(self) -> str:
        """What it says of an error: C(errors[0].detail)."""
        found = self.json()
        try:
            return str(found["errors"][0]["detail"])
        except (TypeError, KeyError, IndexError):
            return ""


class Panel:
    """Asks for one server of one panel, with one key."""

    def __init__(
        self, address: Address, key: str, server: str, *, tls: t.Optional[ssl.SSLContext], allow_remote: bool
    ) -> None:
        self._address = address
        self._key = key
        self._server = server
        self._tls = tls
        self._allow_remote = allow_remote
        self.where = f"the server {server} of the panel {address.text}"

    def get(self, what: str, until: float, **query: str) -> Answer:
        """Ask for something of the server. C(until) is on the clock of C(time.monotonic).

        Raises CannotConnectError and LostError.
        """
        return self._ask("GET", what + ("?" + urllib.parse.urlencode(query) if query else ""), None, until)

    def command(self, command: str, until: float) -> Answer:
        """Hand over a command. Raises CannotConnectError (it was not) and LostError (nobody knows)."""
        return self._ask("POST", "/command", json.dumps({"command": command}).encode("ascii"), until)

    def _ask(self, method: str, what: str, asked: t.Optional[bytes], until: float) -> Answer:
        connected = connect(
            self._address,
            self._tls,
            until,
            allow_remote=self._allow_remote,
            shows="the key and the commands",
            options=_OPTIONS,
        )
        connection = http.client.HTTPConnection(self._address.host, self._address.port)
        connection.sock = TimedSocket(connected, until)
        headers = {"Accept": "application/json", "Authorization": f"Bearer {self._key}", "User-Agent": "gamedesk"}
        if asked is not None:
            headers["Content-Type"] = "application/json"
        try:
            connection.request(method, f"{self._address.path}/api/client/servers/{self._server}{what}", asked, headers)
            with connection.getresponse() as response:
                said = body(response, _MOST_BYTES)
                return Answer(response.status, said, _seconds(response.getheader("Retry-After")))
        except socket.timeout as error:
            raise LostError("it did not answer in time", late=True) from error
        except OSError as error:
            raise LostError("it closed the connection") from error
        except http.client.HTTPException as error:
            raise LostError("its answer is not one of HTTP, not a whole one, or far too long") from error
        finally:
            connection.close()


def explain(error: CannotConnectError) -> str:
    """Return why there was no connection."""
    return error.reason + (f" ({error.told.strerror or error.told})" if error.told is not None else "")


def _seconds(text: t.Optional[str]) -> t.Optional[int]:
    return int(text) if text is not None and text.isascii() and text.isdigit() and len(text) < 6 else None
