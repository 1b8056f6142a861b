# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""RCON packets as bytes, without a socket.

A packet is C(int32 length), C(int32 request id), C(int32 type), payload, two NUL bytes, all little endian; the length
counts everything after itself (Minecraft: PktUtils.java, RconClient.java).
"""

from __future__ import annotations

import struct
import typing as t

LOGIN = 3
COMMAND = 2
LOGIN_ANSWER = 2
COMMAND_ANSWER = 0

# Vanilla answers a type that it does not know with "Unknown request 0"; Source style servers mirror type 0.
UNKNOWN_TYPE = 0

# What a refused login is answered with instead of the request's own id.
REFUSED_ID = -1

# A server reads one request with one read of 1460 bytes, header and trailing NULs included (RconClient.java).
MAX_REQUEST_PAYLOAD = 1446

# One piece of a vanilla reply is at most 4096 UTF-16 units, so 12 KiB; other servers send 10 KB and more in one packet.
MAX_PACKET_LENGTH = 1024 * 1024

_LENGTH = struct.Struct("<i")
_HEADER = struct.Struct("<ii")
_FRAMED_HEADER = struct.Struct("<iii")
_TRAILER = b"\0\0"
_MIN_PACKET_LENGTH = _HEADER.size + len(_TRAILER)


class PacketError(Exception):
    """What came cannot be RCON; the rest of the stream has no meaning."""


class Packet(t.NamedTuple):
    """One packet. The id and the type are signed."""

    request_id: int
    type: int
    payload: bytes


def encode(request_id: int, packet_type: int, payload: bytes) -> bytes:
    """Return the packet as it goes over the wire."""
    return _FRAMED_HEADER.pack(_MIN_PACKET_LENGTH + len(payload), request_id, packet_type) + payload + _TRAILER


def _without_trailer(payload: bytes) -> bytes:
    # Some servers count one trailing NUL, or none: whatever is missing is not taken from the payload.
    if payload.endswith(_TRAILER):
        return payload[: -len(_TRAILER)]
    return payload[:-1] if payload.endswith(b"\0") else payload


class Decoder:
    """Turns a stream of bytes, cut anywhere, into packets. Holds no more than what was fed and not yet taken."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    @property
    def mid_packet(self) -> bool:
        """Whether bytes are waiting for the rest of their packet."""
        return bool(self._buffer)

    def feed(self, data: bytes) -> None:
        """Add what the socket gave."""
        self._buffer += data

    def take(self) -> t.Optional[Packet]:
        """Return the next whole packet, or V(None) if more bytes are needed. Raises PacketError on garbage."""
        if len(self._buffer) < _LENGTH.size:
            return None
        (length,) = _LENGTH.unpack_from(self._buffer)
        if not _MIN_PACKET_LENGTH <= length <= MAX_PACKET_LENGTH:
            raise PacketError(f"a packet cannot be {length} bytes long")
        end = _LENGTH.size + length
        if len(self._buffer) < end:
            return None
        request_id, packet_type = _HEADER.unpack_from(self._buffer, _LENGTH.size)
        payload = bytes(self._buffer[_FRAMED_HEADER.size : end])
        del self._buffer[:end]
        return Packet(request_id, packet_type, _without_trailer(payload))
