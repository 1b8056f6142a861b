# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A folder, watched by the kernel (inotify): nothing that comes into it is missed."""

from __future__ import annotations

import ctypes
import os
import select
import struct
from collections.abc import Iterator
from pathlib import Path

_CREATED, _MOVED_TO = 0x100, 0x80  # inotify(7)
_EVENT = struct.Struct("iIII")


class Watch:
    """The names that come into a folder, as they come."""

    def __init__(self, folder: Path) -> None:
        libc = ctypes.CDLL(None, use_errno=True)
        self._fd = libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        if self._fd < 0 or libc.inotify_add_watch(self._fd, os.fsencode(folder), _CREATED | _MOVED_TO) < 0:
            raise OSError(ctypes.get_errno(), "inotify", str(folder))

    def close(self) -> None:
        os.close(self._fd)

    def names(self, timeout: float) -> Iterator[str]:
        """The names that came; after C(timeout) seconds without one, none."""
        if not select.select([self._fd], [], [], timeout)[0]:
            return
        data = os.read(self._fd, 65536)
        while data:
            size = _EVENT.unpack_from(data)[3]
            yield os.fsdecode(data[_EVENT.size : _EVENT.size + size].rstrip(b"\0"))
            data = data[_EVENT.size + size :]
