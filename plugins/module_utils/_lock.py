# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""One action at a time on one server, whoever runs it."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import time
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._errors import LockedError
from ansible_collections.gamedesk.support.plugins.module_utils._host_state import StateFolder

_RETRY_SECONDS = 0.05


@contextlib.contextmanager
def server_lock(folder: StateFolder, endpoint: str, *, deadline: float) -> t.Iterator[None]:
    """Hold the lock of the server behind this endpoint.

    C(deadline) is on the clock of C(time.monotonic). Raises LockedError when it passes. The kernel lets go of the
    lock with the process, so a killed one leaves none behind.
    """
    descriptor = folder.open_for_lock(_name(endpoint))
    try:
        _take(descriptor, fcntl.LOCK_EX, deadline)
        yield
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def no_action(state_dir: str, endpoint: str, *, deadline: float) -> t.Iterator[None]:
    """Keep actions on the server behind this endpoint waiting, for who only looks: nothing is made for it.

    A server without a lock file has had no action yet. Raises LockedError when the deadline passes.
    """
    try:
        descriptor = os.open(os.path.join(state_dir, _name(endpoint)), os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except (OSError, ValueError):  # whether the folder is usable is told elsewhere
        yield
        return
    try:
        _take(descriptor, fcntl.LOCK_SH, deadline)
        yield
    finally:
        os.close(descriptor)


def _name(endpoint: str) -> str:
    return "server-%s.lock" % hashlib.sha256(endpoint.encode("utf-8", "backslashreplace")).hexdigest()[:32]


def _take(descriptor: int, kind: int, deadline: float) -> None:
    while True:
        try:
            fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            left = deadline - time.monotonic()
            if left <= 0:
                raise LockedError(
                    "Another action is under way on this server, and did not end in time. Nothing was sent."
                ) from None
            time.sleep(min(_RETRY_SECONDS, left))
