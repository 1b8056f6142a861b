# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The hosts that Ansible named when it was last asked, kept for completion, which has no time to ask.

A memory and no source: nothing is decided by it, and it may be deleted at any time.
"""

from __future__ import annotations

import contextlib
import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST = 1_000_000


def read(desk: str) -> list[str]:
    """Return the hosts that are remembered, none if there is no memory."""
    try:
        with open(_path(desk), encoding="utf-8") as stream:
            return stream.read(_LONGEST).split("\n")
    except (OSError, ValueError):
        return []


def keep(desk: str, hosts: Iterable[str]) -> None:
    """Remember these hosts, where the desk can be written."""
    text = "\n".join(hosts)
    if "\n".join(read(desk)) == text:
        return
    path = _path(desk)
    new = f"{path}.{os.getpid()}"
    with contextlib.suppress(OSError, ValueError):
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        try:
            with open(new, "w", encoding="utf-8") as stream:
                stream.write(text)
            os.replace(new, path)
        except BaseException:
            os.unlink(new)
            raise


def _path(desk: str) -> str:
    return os.path.join(desk, ".run", "hosts")
