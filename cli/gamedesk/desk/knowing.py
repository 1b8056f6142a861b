# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the desk knows without asking anybody, for completion: players, ranks, servers, tickets.

Ansible is never started, nothing is written, and whatever cannot be read at once is not known.
"""

from __future__ import annotations

import itertools
import os

from gamedesk.desk import finding, server_names
from gamedesk.tickets import suggesting

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_LONGEST_SETTINGS = 65536


def values(kind: str, prefix: str, desk: str | None) -> list[tuple[str, str]]:
    """Return what of this kind begins with C(prefix), what is most likely meant first, each with a remark or "".

    C(kind) is C(player), C(rank), C(server), C(ticket) or C(resumable) (a ticket with an action to take up) or
    C(undoable) (one with an action that can be undone, or such an action by its id), C(desk) what C(--desk) says.
    """
    try:
        path = _desk(desk)
    except OSError:  # the working folder is gone
        return []
    if path is None:
        return []
    if kind == "ticket":
        return suggesting.tickets(path, prefix)
    if kind == "resumable":
        return suggesting.tickets(path, prefix, able=kind)
    if kind == "undoable":
        actions = suggesting.names(path, "action", prefix) if prefix else []
        return suggesting.tickets(path, prefix, able=kind) or [(name, "") for name in actions]
    names = suggesting.names(path, kind, prefix)
    if kind == "server":
        begin = prefix.lower()
        other = (
            name for name in itertools.chain(_set(path), server_names.names(path)) if name.lower().startswith(begin)
        )
        names = sorted({*names, *other})
    return [(name, "") for name in names]


def _desk(option: str | None) -> str | None:
    if (path := finding.named(option)) is not None:
        return path if finding.is_desk(path) else None
    return finding.nearest()


def _set(desk: str) -> Iterator[str]:
    """Yield the servers that desk.yml names, if it can be read: whether it is right is not asked here."""
    import yaml

    try:
        with open(os.path.join(desk, finding.FILE), "rb") as stream:
            content = yaml.safe_load(stream.read(_LONGEST_SETTINGS))
    except (OSError, ValueError, RecursionError, yaml.YAMLError):
        return
    if isinstance(content, dict):
        for name in ("default_server", "ranks_via"):
            if isinstance(content.get(name), str):
                yield content[name]
