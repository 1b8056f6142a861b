# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Follows a file that a server writes, from one moment on, also when it is rolled meanwhile.

A server rolls its log at its start and at midnight: the file is packed and deleted, or renamed, and another one is
made under the old name.
"""

from __future__ import annotations

import os
import stat
import typing as t

_READ_SIZE = 64 * 1024
# What has no end after so much is not looked at to its end.
_LONGEST_LINE = 64 * 1024
# So much is read at a time, so that one who asks comes to look at the clock.
_MOST_AT_ONCE = 4 * 1024 * 1024


class UnreadableError(Exception):
    """There is no file to follow, or it may not be read. The text says why."""


class LogTail:
    """Follows one file from the end that it had when this was made."""

    def __init__(self, path: str) -> None:
        """Raises UnreadableError."""
        self._path = path
        self._fd = _open(path)
        try:
            self._identity = _identity(os.fstat(self._fd))
            self._offset = os.fstat(self._fd).st_size
            # The rest of a line that is being written is not about what comes now.
            self._skip = self._offset > 0 and os.pread(self._fd, 1, self._offset - 1) != b"\n"
        except OSError as exc:
            self.close()
            raise UnreadableError(exc.strerror) from exc
        self._partial = b""

    def close(self) -> None:
        """Close the file. Safe to call twice."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    def lines(self) -> t.List[bytes]:
        """Return the lines that were completed since the last call, without their ends; cut if they are very long.

        A file that cannot be read any more has no new lines.
        """
        found: t.List[bytes] = []
        for _unused in range(_MOST_AT_ONCE // _READ_SIZE):
            try:
                data = self._read() or (self._go_on() and self._read())
            except OSError:
                break
            if not data:
                break
            self._take(data, found)
        return found

    def _read(self) -> bytes:
        data = os.pread(self._fd, _READ_SIZE, self._offset)
        self._offset += len(data)
        return data

    def _go_on(self) -> bool:
        """Turn to the file that has taken the place of this one, once this is read; return whether there is one."""
        if os.fstat(self._fd).st_size < self._offset:  # emptied, and written anew
            self._begin(0)
            return True
        try:
            if _identity(os.stat(self._path)) == self._identity:
                return False
            successor = _open(self._path)
        except (OSError, UnreadableError):  # not made yet
            return False
        rest = self._read()
        if rest:  # written between the last read and the roll
            self._offset -= len(rest)
            os.close(successor)
            return True
        os.close(self._fd)
        self._fd = successor
        self._identity = _identity(os.fstat(successor))
        self._begin(0)
        return True

    def _begin(self, offset: int) -> None:
        self._offset = offset
        self._partial = b""
        self._skip = False

    def _take(self, data: bytes, found: t.List[bytes]) -> None:
        *complete, rest = data.split(b"\n")
        for piece in complete:
            line, self._partial = self._partial + piece, b""
            if not self._skip:
                found.append(line[:_LONGEST_LINE])
            self._skip = False
        self._partial = (self._partial + rest)[:_LONGEST_LINE]


def _open(path: str) -> int:
    try:
        # Without waiting: a FIFO would block for ever.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY)
    except (OSError, ValueError) as exc:
        raise UnreadableError(getattr(exc, "strerror", None) or "not a path") from exc
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise UnreadableError("not a regular file")
    return descriptor


def _identity(found: os.stat_result) -> t.Tuple[int, int]:
    return found.st_dev, found.st_ino
