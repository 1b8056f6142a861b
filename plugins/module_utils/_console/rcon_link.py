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
import struct
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
# How long recv waits by itself. Most replies are there by then, and poll need not be asked when.
_FIRST_WAIT_SECONDS = 0.1
_TIMEVAL = struct.Struct("ll")


class LinkLostError(Exception):
    """The connection is of no use any more: closed, reset, or the stream is garbled."""


class NotSentError(LinkLostError):
    """The packet was not written, not even in part."""


class PartlySentError(LinkLostError):
    """A part of the packet was written and the rest was not."""


class RconLink:
    """Owns a connected socket."""

    def __init__(self, connection: socket.socket) -> None:
        # A socket with a timeout of Python's asks poll before each call, and costs twice the system calls.
        connection.setblocking(False)
        self._first_wait = _let_recv_wait(connection)
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
            while data:
                part = self._write(data, until)
                written += part
                data = data[part:]
        except OSError as exc:
            raise (PartlySentError if written else NotSentError)(str(exc)) from exc

    def _write(self, data: bytes, until: float) -> int:
        try:
            return self._socket.send(data, socket.MSG_DONTWAIT)
        except BlockingIOError:
            writable = select.poll()
            writable.register(self._socket, select.POLLOUT)
            if not writable.poll(_milliseconds(until - time.monotonic())):
                raise socket.timeout("timed out") from None
            return 0

    def receive(self, until: float) -> t.Optional[Packet]:
        """Return the next packet, or V(None) if none is whole at the moment C(until). Raises LinkLostError."""
        packet = self._take() if self._decoder.mid_packet else None
        may_wait = self._first_wait > 0
        while packet is None:
            left = until - time.monotonic()
            if left <= 0:
                return None
            if may_wait and left > self._first_wait:
                may_wait = self._read()
            elif self._readable.poll(_milliseconds(left)):
                self._read()
            packet = self._take()
        return packet

    def discard_stale(self) -> None:
        """Drop what came since the last reply. Raises LinkLostError if the server has closed meanwhile, or if what came
        does not end with a packet.
        """
        if not self._decoder.mid_packet and not self._readable.poll(0):
            return
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

    def _read(self) -> bool:
        """Take what is there, or comes while recv waits; say whether anything was."""
        try:
            data = self._socket.recv(_READ_SIZE)
        except BlockingIOError:  # nothing came; and poll may be wrong
            return False
        except OSError as exc:
            raise LinkLostError(str(exc)) from exc
        if not data:
            raise LinkLostError("closed by the server")
        self._decoder.feed(data)
        return True

    def _take(self) -> t.Optional[Packet]:
        try:
            return self._decoder.take()
        except PacketError as exc:
            raise LinkLostError(str(exc)) from exc


def _let_recv_wait(connection: socket.socket) -> float:
    """Have recv wait for up to the seconds that are returned; not at all where the form of a timeval is not known."""
    if _TIMEVAL.size != 16:  # 64 bits each
        return 0.0
    moment = _TIMEVAL.pack(0, int(_FIRST_WAIT_SECONDS * 1_000_000))
    try:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, moment)
    except OSError:
        return 0.0
    connection.setblocking(True)
    return _FIRST_WAIT_SECONDS


def _milliseconds(left: float) -> int:
    """Return the time that is left as poll wants it. Zero would not wait at all; a day at most, and then again."""
    return math.ceil(min(max(left * 1000, 1), _LONGEST_WAIT_MS))
