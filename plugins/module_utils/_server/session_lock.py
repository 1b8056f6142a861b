# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""The lock that a running server holds on its world.

Since 1.16 a server locks C(session.lock) in the world's folder before it reads its lists, writes a snowman into it, and
holds it until it has written everything (DirectoryLock.java, Main.java). Java's lock on a file is that of fcntl. Before
1.16 the file holds a time, and nothing holds the file.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._errors import StorageError
from ansible_collections.gamedesk.support.plugins.module_utils._server.kind import world_folder
from ansible_collections.gamedesk.support.plugins.module_utils._text import shown

_SNOWMAN = "\u2603".encode()


@contextlib.contextmanager
def held(folder: str) -> t.Iterator[bool]:
    """Hold the lock of the server in this folder, and say whether that was possible: if not, the server runs.

    A server that is started meanwhile ends with an error, so this is for a moment only. Raises StorageError where
    the lock says nothing.
    """
    path = os.path.join(world_folder(folder), "session.lock")
    advice = "so nobody can say that the server does not run"
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        raise StorageError("%s is not there, %s." % (shown(path, 200), advice)) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a path"
        raise StorageError("%s cannot be opened (%s), %s." % (shown(path, 200), reason, advice)) from error
    try:
        # POSIX forgets a process's locks on a file when it closes any of its descriptors: there is this one only.
        is_ours = _lock(descriptor)
        if is_ours and _content(descriptor) != _SNOWMAN:
            raise StorageError(
                "%s is of a server before 1.16, which does not hold it, %s." % (shown(path, 200), advice)
            )
        yield is_ours
    finally:
        os.close(descriptor)


def _content(descriptor: int) -> bytes:
    try:
        return os.pread(descriptor, 16, 0)
    except OSError:  # such as a pipe
        return b""


def _lock(descriptor: int) -> bool:
    try:
        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):  # POSIX allows both
        return False
    except OSError as error:  # such as a disk over the network that has no locks
        raise StorageError("The lock of the server's world cannot be asked for: %s." % error.strerror) from error
    return True
