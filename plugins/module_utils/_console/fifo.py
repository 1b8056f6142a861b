# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Writes a command into the FIFO that a server's standard input comes from, such as one of systemd's ListenFIFO."""

from __future__ import annotations

import errno
import fcntl
import os
import select
import stat
import struct
import termios
import time
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._errors import (
    ConfigurationError,
    ConsoleLostAfterError,
    ConsoleLostBeforeError,
    ConsoleNoAnswerError,
    ConsoleRefusedError,
    NobodyThereError,
)

_PAUSE_SECONDS = 0.005


class FifoWriter:
    """One FIFO. A command goes in whole or not at all, which POSIX promises for up to PIPE_BUF bytes."""

    taker = "one write to a FIFO"
    longest = select.PIPE_BUF - 1

    def __init__(self, path: str) -> None:
        self._path = path
        self._fd: t.Optional[int] = None
        self.where = f"the FIFO {path}"

    def close(self) -> None:
        """Close the FIFO."""
        if self._fd is not None:
            os.close(self._fd)
            self._fd = None

    def prepare(self, until: float) -> None:
        """Open the FIFO, unless it is open, and see that somebody has it open for reading. See Writer."""
        if self._fd is not None and not self._is_the_same(self._fd):
            self.close()
        if self._fd is None:
            self._fd = self._open()
        while _unread(self._fd):
            # Somebody else's command, or one of an attempt that ended: the server has not come to it.
            if time.monotonic() >= until:
                raise ConsoleNoAnswerError(
                    f"Nothing was sent to {self.where}: the server has not read what is in it already; is it hanging, "
                    "or not running?",
                    console=self.where,
                )
            time.sleep(_PAUSE_SECONDS)

    def write(self, command: bytes, until: float) -> None:
        """Write the command and wait until it is read. See Writer."""
        descriptor = t.cast(int, self._fd)
        try:
            os.write(descriptor, command + b"\n")
        except OSError as exc:
            reason = "nobody reads it any more" if exc.errno == errno.EPIPE else exc.strerror
            if exc.errno == errno.EAGAIN:
                reason = "it is full, since the server does not read"
            raise ConsoleLostBeforeError(
                f"Nothing was sent to {self.where}: {reason}; see whether the server runs, and try again.",
                console=self.where,
            ) from exc
        hung_up = select.poll()
        hung_up.register(descriptor, 0)
        while _unread(descriptor):
            if hung_up.poll(0):
                raise self._lost_after("the server closed it")
            if time.monotonic() >= until:
                raise self._lost_after("the server has not read it in time, and may yet do so")
            time.sleep(_PAUSE_SECONDS)

    def _lost_after(self, reason: str) -> ConsoleLostAfterError:
        return ConsoleLostAfterError(
            f"The command was written to {self.where}, and {reason}: whether it was executed is unknown; look at the "
            "server's state before trying again.",
            console=self.where,
        )

    def _is_the_same(self, descriptor: int) -> bool:
        try:
            return os.path.samestat(os.fstat(descriptor), os.stat(self._path, follow_symlinks=False))
        except OSError:
            return False

    def _open(self) -> int:
        try:
            # Looked at before: to open a device may do something.
            self._refuse_others(os.stat(self._path, follow_symlinks=False))
            descriptor = os.open(self._path, os.O_WRONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_NOCTTY | os.O_CLOEXEC)
        except OSError as exc:
            if exc.errno == errno.ENXIO:
                reason = "nobody reads it; start the server"
            else:
                reason = f"{exc.strerror}; correct the console's option path, or use become_user"
            # A FIFO that systemd made is removed when its unit stops.
            kind = NobodyThereError if exc.errno in (errno.ENXIO, errno.ENOENT) else ConsoleRefusedError
            raise kind(f"Nothing was sent to {self.where}: {reason}.", console=self.where) from exc
        try:
            self._refuse_others(os.fstat(descriptor))
        except ConfigurationError:
            os.close(descriptor)
            raise
        return descriptor

    def _refuse_others(self, found: os.stat_result) -> None:
        if not stat.S_ISFIFO(found.st_mode):
            raise ConfigurationError(
                f"The console's option path is not a FIFO but {_kind(found.st_mode)}, so nothing was sent; set "
                "it to the FIFO itself that the server's standard input comes from."
            )


def _kind(mode: int) -> str:
    if stat.S_ISLNK(mode):
        return "a symbolic link"
    if stat.S_ISREG(mode):
        return "a regular file"
    if stat.S_ISSOCK(mode):
        return "a socket"
    return "a folder" if stat.S_ISDIR(mode) else "a device"


def _unread(descriptor: int) -> int:
    """Return how many bytes nobody has read yet."""
    (number,) = struct.unpack("i", fcntl.ioctl(descriptor, termios.FIONREAD, b"\0\0\0\0"))
    return int(number)
