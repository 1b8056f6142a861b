# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The terminal that ansible-runner lets Ansible write to, closed without the pause that pexpect makes there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pexpect


class _Terminal(pexpect.spawn):  # type: ignore[type-arg]
    """A child of pexpect that is closed at once when it has ended.

    C(close) waits 0.1 seconds for a child that may still be ending; ansible-runner calls it for one that has ended,
    and has been waited for. That is a tenth of a whole action.
    """

    def close(self, force: bool = True) -> None:
        if not self.isalive():
            self.ptyproc.delayafterclose = 0  # type: ignore[attr-defined]
        super().close(force=force)


@contextmanager
def closed_at_once() -> Iterator[None]:
    """Give ansible-runner, which has no setting for it, such terminals meanwhile."""
    before = pexpect.spawn
    pexpect.spawn = _Terminal  # type: ignore[misc]
    try:
        yield
    finally:
        pexpect.spawn = before  # type: ignore[misc]
