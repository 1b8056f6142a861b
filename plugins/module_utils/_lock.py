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
    name = "server-%s.lock" % hashlib.sha256(endpoint.encode("utf-8", "backslashreplace")).hexdigest()[:32]
    descriptor = folder.open_for_lock(name)
    try:
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                left = deadline - time.monotonic()
                if left <= 0:
                    raise LockedError(
                        "Another action is under way on this server, and did not end in time. Nothing was sent."
                    ) from None
                time.sleep(min(_RETRY_SECONDS, left))
        yield
    finally:
        os.close(descriptor)
