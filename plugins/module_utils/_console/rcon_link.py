# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""One RCON connection: whole packets out in one write each, whole packets in, until a given moment."""

from __future__ import annotations

import math
import select
import socket
import time
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._console.rcon_packets import (
    Decoder,
    Packet,
    PacketError,
    encode,
)

_READ_SIZE = 64 * 1024
_MAX_STALE_READS = 64
_LONGEST_WAIT_MS = 86_400_000


class LinkLostError(Exception):
    """The connection is of no use any more: closed, reset, or the stream is garbled."""


class NotSentError(LinkLostError):
    """The packet was not written, not even in part."""


class PartlySentError(LinkLostError):
    """A part of the packet was written and the rest was not."""


class RconLink:
    """Owns a connected socket."""

    def __init__(self, connection: socket.socket) -> None:
        # Waiting is done by poll alone: a socket with a timeout costs twice the system calls.
        connection.setblocking(False)
        self._socket = connection
        self._readable = select.poll()
        self._readable.register(connection, select.POLLIN)
        self._decoder = Decoder()

    @property
    def mid_packet(self) -> bool:
        """Whether the rest of a packet is still to come."""
        return self._decoder.mid_packet

    def close(self) -> None:
        """Close the socket."""
        self._socket.close()

    def send(self, request_id: int, packet_type: int, payload: bytes, until: float) -> None:
        """Write one packet. Raises NotSentError or PartlySentError.

        The packet goes out in one write, since vanilla closes the connection when one comes in two reads; send() tells
        what sendall() does not: whether anything was written before it failed.
        """
        data = encode(request_id, packet_type, payload)
        written = 0
        try:
            while written < len(data):
                written += self._write(data[written:], until)
        except OSError as exc:
            raise (PartlySentError if written else NotSentError)(str(exc)) from exc

    def _write(self, data: bytes, until: float) -> int:
        try:
            return self._socket.send(data)
        except BlockingIOError:
            writable = select.poll()
            writable.register(self._socket, select.POLLOUT)
            if not writable.poll(_milliseconds(until)):
                raise socket.timeout("timed out") from None
            return 0

    def receive(self, until: float) -> t.Optional[Packet]:
        """Return the next packet, or V(None) if none is whole at the moment C(until). Raises LinkLostError."""
        while True:
            packet = self._take()
            if packet is not None:
                return packet
            if time.monotonic() >= until:
                return None
            if self._readable.poll(_milliseconds(until)):
                self._read()

    def discard_stale(self) -> None:
        """Drop what came since the last reply. Raises LinkLostError if the server has closed meanwhile, or if what came
        does not end with a packet.
        """
        for _attempt in range(_MAX_STALE_READS):
            while self._take() is not None:
                pass
            if not self._readable.poll(0):
                if self.mid_packet:
                    # The rest of a garbled packet: the next reply would be read as its end.
                    raise LinkLostError("the server has sent a part of a packet")
                return
            self._read()
        raise LinkLostError("the server sends without being asked")

    def _read(self) -> None:
        try:
            data = self._socket.recv(_READ_SIZE)
        except BlockingIOError:  # poll may be wrong
            return
        except OSError as exc:
            raise LinkLostError(str(exc)) from exc
        if not data:
            raise LinkLostError("closed by the server")
        self._decoder.feed(data)

    def _take(self) -> t.Optional[Packet]:
        try:
            return self._decoder.take()
        except PacketError as exc:
            raise LinkLostError(str(exc)) from exc


def _milliseconds(until: float) -> int:
    """Return the time that is left as poll wants it. Zero would not wait at all; a day at most, and then again."""
    return math.ceil(min(max((until - time.monotonic()) * 1000, 1), _LONGEST_WAIT_MS))
