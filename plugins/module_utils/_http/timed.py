# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""An exchange by http.client that ends in time, also where the answer trickles, and is whole."""

from __future__ import annotations

import http.client
import io
import socket
import time
import typing as t


def body(response: http.client.HTTPResponse, most: int) -> bytes:
    """Return the whole body, of at most this many bytes. Raises http.client.HTTPException and OSError."""
    found = response.read(most + 1)
    if len(found) > most:
        raise http.client.HTTPException("a body of more than %d bytes" % most)
    if response.length:  # http.client raises this only where it is asked for all of it
        raise http.client.IncompleteRead(b"", response.length)
    return found


class TimedSocket:
    """Has of a socket what http.client uses; the time is that of the whole exchange, not of each of its pieces.

    C(until) is on the clock of C(time.monotonic).

    What is late raises C(socket.timeout).
    """

    def __init__(self, connected: socket.socket, until: float) -> None:
        self._socket = connected
        self.until = until

    def sendall(self, data: bytes) -> None:
        """Send all of it."""
        self.limit()
        self._socket.sendall(data)

    def makefile(self, _mode: str) -> io.BufferedReader:
        """Return what the answer is read from."""
        return io.BufferedReader(_Timely(self, t.cast(io.RawIOBase, self._socket.makefile("rb", buffering=0))))

    def close(self) -> None:
        """Close it, once nothing reads from it any more."""
        self._socket.close()

    def limit(self) -> None:
        """Let the next step take no longer than what is left. Raises socket.timeout."""
        left = self.until - time.monotonic()
        if left <= 0:
            raise socket.timeout("timed out")
        self._socket.settimeout(left)


class _Timely(io.RawIOBase):
    def __init__(self, owner: TimedSocket, raw: io.RawIOBase) -> None:
        super().__init__()
        self._owner = owner
        self._raw = raw

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: t.Any) -> t.Optional[int]:
        self._owner.limit()
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()
