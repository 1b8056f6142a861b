# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One writer at a time on a desk."""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path

from gamedesk.i18n import _
from gamedesk.tickets.errors import TicketError, TicketNotWrittenError

_POLL_S = 0.02


@contextlib.contextmanager
def held(path: Path, timeout: float) -> Iterator[None]:
    """Hold the lock that the file `path` stands for; its folder is made (0700) as needed.

    The kernel lets go of it when its holder dies. Raises TicketError if another process holds it for more than
    `timeout` seconds, or if there is no way to take it.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise TicketNotWrittenError(path, error) from error
    try:
        _wait(descriptor, path, timeout)
        yield
    finally:
        os.close(descriptor)


def _wait(descriptor: int, path: Path, timeout: float) -> None:
    deadline = time.monotonic() + timeout
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() > deadline:
                raise TicketError(
                    _("Another command has been writing tickets for {seconds:g} seconds ({path} is locked).").format(
                        seconds=timeout, path=path
                    )
                ) from error
            time.sleep(_POLL_S)
        except OSError as error:
            raise TicketError(
                _("{path} cannot be locked: {reason}.").format(path=path, reason=error.strerror)
            ) from error
        else:
            return
