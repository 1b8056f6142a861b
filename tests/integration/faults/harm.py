# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kinds of harm that the fault proxy can do to a packet."""

from __future__ import annotations

import struct
import time
from collections.abc import Callable

from .fault_proxy import Fault, Passage, packet

WITHIN_SECONDS = 0.1
_READ_ALONE = 40
_NOISE = bytes(range(0x80, 0x100)) * 64


def _offset(data: bytes, where: str) -> int:
    middle = 12 + (len(data) - 14) // 2
    return {"before": 0, "in header": 6, "in payload": middle, "in trailer": len(data) - 1, "after": len(data)}[where]


def cut(where: str) -> Fault:
    """End the connection at this place of the packet."""
    return lambda passage: passage.end(passage.data[: _offset(passage.data, where)])


def reset(where: str) -> Fault:
    """Reset the client's side of the connection at this place of the packet."""
    return lambda passage: passage.reset(passage.data[: _offset(passage.data, where)])


def never(_passage: Passage) -> None:
    """Swallow the packet."""


def delay(passage: Passage) -> None:
    """Hold the packet up for a moment, within any timeout."""
    time.sleep(WITHIN_SECONDS)
    passage.forward(passage.data)


def late(passage: Passage) -> None:
    """Hold the packet back until the client has given up, and then pass it on."""
    passage.wait_until_the_client_leaves()
    passage.forward(passage.data)


def too_late(passage: Passage) -> None:
    """Hold the packet back until all is over, and then pass it on."""
    passage.wire.released.wait()
    passage.forward(passage.data)


def split(passage: Passage) -> None:
    """Pass it on in single bytes; the first ones, the header among them, so that each is read alone."""
    for index in range(len(passage.data)):
        passage.forward(passage.data[index : index + 1])
        if index < _READ_ALONE:
            time.sleep(0.0005)


def garbled(change: Callable[[bytes], bytes]) -> Fault:
    # A connection has no bytes to change.
    return lambda passage: passage.forward(change(passage.data) if passage.data else b"")


def _length(value: Callable[[int], int]) -> Fault:
    def change(data: bytes) -> bytes:
        return struct.pack("<i", value(struct.unpack_from("<i", data)[0])) + data[4:]

    return garbled(change)


def _identity(value: Callable[[int], int]) -> Fault:
    def change(data: bytes) -> bytes:
        return data[:4] + struct.pack("<i", value(struct.unpack_from("<i", data, 4)[0])) + data[8:]

    return garbled(change)


def _type(value: int) -> Fault:
    return garbled(lambda data: data[:8] + struct.pack("<i", value) + data[12:])


def _without_trailer(data: bytes) -> bytes:
    return struct.pack("<i", struct.unpack_from("<i", data)[0] - 2) + data[4:-2]


GARBLES: dict[str, Fault] = {
    "length negative": _length(lambda _length: -5),
    "length huge": _length(lambda _length: 2**31 - 1),
    "length too long": _length(lambda length: length + 7),
    "length too short": _length(lambda length: length - 3),
    "id of another": _identity(lambda request_id: request_id + 77),
    "id of the next": _identity(lambda request_id: request_id + 1),
    "id of the one before": _identity(lambda request_id: request_id - 1),
    "id -1": _identity(lambda _id: -1),
    "type unknown": _type(200),
    "type of a login": _type(3),
    "payload random": garbled(lambda data: data[:12] + _NOISE[: len(data) - 14] + data[-2:]),
    "trailer missing": garbled(lambda data: data[:-2]),
    "trailer not counted": garbled(_without_trailer),
}


def doubled(passage: Passage) -> None:
    """Send it twice, in one write."""
    passage.forward(passage.data * 2)


def again(passage: Passage) -> None:
    """Send it, and send it again; a request when the first one has been answered, since together they are garbage."""
    count = passage.wire.answered
    for number in (1, 2):
        passage.forward(passage.data)
        if passage.to_server:
            passage.wire.wait_for_answers(count + number)


def again_before_the_next(passage: Passage) -> None:
    """Send it, and once more before the answer to the next request."""
    passage.forward(passage.data)
    passage.wire.before_next = passage.data


def before_the_next(passage: Passage) -> None:
    """Keep it back until the next answer comes, and send it first."""
    passage.wire.before_next = passage.data


def swapped(passage: Passage) -> None:
    """Send it after the next one."""
    passage.wire.after_next = passage.data


def stale_first(passage: Passage) -> None:
    """Before it, send all answers that were there before on this connection, and one of a command that never was."""
    passage.forward(b"".join([*passage.wire.replies, packet(2**31 - 5, 0, b"<another command>")]) + passage.data)


PLACES = ("before", "in header", "in payload", "in trailer", "after")
CUTS: dict[str, Fault] = {f"cut {where}": cut(where) for where in PLACES}
RESETS: dict[str, Fault] = {f"reset {where}": reset(where) for where in PLACES}
FAULTS: dict[str, Fault] = {
    **CUTS,
    **RESETS,
    "never": never,
    "delay": delay,
    "late": late,
    "too late": too_late,
    "split": split,
    **GARBLES,
    "doubled": doubled,
    "again": again,
    "again before the next": again_before_the_next,
    "before the next": before_the_next,
    "swapped": swapped,
    "stale first": stale_first,
}
