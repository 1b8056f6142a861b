# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""What a container says, as an engine hands it to somebody who is attached, or to whom a program in it belongs."""

from __future__ import annotations

import socket
import struct
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._logs.prefix import parse_line, without_ansi

# Docker's API: one byte for the stream, three that say nothing, and the length of what follows.
_HEADER = struct.Struct(">BxxxI")
_STDERR = 2
_PIECE_BYTES = 65536
# What has no end after so much is not looked at to its end.
_LONGEST_LINE = 64 * 1024
_LONGEST_FRAME = 4 * 1024 * 1024
# So much is taken at a time, so that one who asks comes to look at the clock, and so much is kept for who asks later.
_MOST_PIECES_AT_ONCE = 64
_MOST_KEPT = 1024 * 1024
# A prompt that a line of the log was written over.
_PROMPT = "> .\r"


class NoFramesError(Exception):
    """What came is not what Docker's API describes."""


class Frames:
    """Takes apart what comes from an engine where there is no terminal: two streams in one, in any pieces."""

    def __init__(self) -> None:
        self._rest = b""

    def add(self, data: bytes) -> t.Iterator[t.Tuple[bool, bytes]]:
        """Yield what is whole now: whether it comes from the standard error, and the bytes. Raises NoFramesError."""
        self._rest += data
        while len(self._rest) >= _HEADER.size:
            stream, length = _HEADER.unpack_from(self._rest)
            if length > _LONGEST_FRAME:
                raise NoFramesError
            end = _HEADER.size + length
            if len(self._rest) < end:
                return
            piece, self._rest = self._rest[_HEADER.size : end], self._rest[end:]
            yield stream == _STDERR, piece

    @property
    def whole(self) -> bool:
        """Whether nothing of a further piece has come."""
        return not self._rest


class Output:
    """What a container's main process says, from the moment on that somebody has attached to it. Satisfies Tail.

    A terminal also shows what is typed, by whomever: there a line counts only if it begins as one of a server's log.
    """

    def __init__(self, attached: socket.socket, *, terminal: bool) -> None:
        """C(attached) does not block; it is closed with this."""
        self._attached = attached
        self._frames = None if terminal else Frames()
        self._streams = {False: _Lines(), True: _Lines()}
        self._found: t.List[bytes] = []
        self._kept = 0

    def close(self) -> None:
        """Detach. Safe to call twice."""
        self._attached.close()

    def lines(self) -> t.List[bytes]:
        """Return the lines that were completed since the last call, without their ends; cut if they are very long."""
        self.drain()
        found, self._found, self._kept = self._found, [], 0
        return found

    def drain(self) -> bool:
        """Take what has come, so that the engine waits for nobody; return whether it goes on."""
        for _unused in range(_MOST_PIECES_AT_ONCE):
            try:
                data = self._attached.recv(_PIECE_BYTES)
                if not data:
                    return False
                self._take(data)
            except BlockingIOError:
                return True
            except (OSError, NoFramesError):
                return False
        return True

    def _take(self, data: bytes) -> None:
        if self._frames is None:
            self._keep(_of_a_log(line) for line in self._streams[False].add(data))
            return
        for is_error, piece in self._frames.add(data):
            self._keep(self._streams[is_error].add(piece))

    def _keep(self, lines: t.Iterable[t.Optional[bytes]]) -> None:
        for line in lines:
            if line is not None and self._kept < _MOST_KEPT:
                self._found.append(line)
                self._kept += len(line) + 1


class _Lines:
    """Puts lines together."""

    def __init__(self) -> None:
        self._partial = b""

    def add(self, data: bytes) -> t.List[bytes]:
        """Return the lines that are complete now."""
        *complete, rest = data.split(b"\n")
        found = []
        for piece in complete:
            found.append((self._partial + piece)[:_LONGEST_LINE])
            self._partial = b""
        self._partial = (self._partial + rest)[:_LONGEST_LINE]
        return found


def _of_a_log(line: bytes) -> t.Optional[bytes]:
    """Return a line of a terminal as the server meant it, or V(None) if it may be what somebody typed."""
    text = without_ansi(line.decode("utf-8", "replace")).rstrip("\r").lstrip(_PROMPT)
    if not text.replace("\t", " ").isprintable() or parse_line(text) is None:
        return None
    return text.encode("utf-8")
