# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The servers that Ansible named when it was last asked, and which variables of ours each of them has.

Kept in C(.run/servers.json), which may be deleted at any time:
C({"fingerprint": TEXT or null, "hosts": {NAME: [VARIABLE, ...]}}). Values are never kept, they may be secrets. It
decides only while the inventory has the same fingerprint (runner/fingerprint.py), which is null where more than files
decide; completion, which has no time to ask, offers the names whatever it is.
"""

from __future__ import annotations

import contextlib
import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    Servers = dict[str, list[str]]

_OURS = "gamedesk_"
# What a runbook takes from the inventory.
TAKEN = (
    "gamedesk_address_key",
    "gamedesk_bans",
    "gamedesk_bedrock_prefix",
    "gamedesk_console",
    "gamedesk_ranks",
    "gamedesk_server",
    "gamedesk_state_dir",
)
_LONGEST = 10_000_000


def of_ours(hosts: Mapping[str, Iterable[str]]) -> Servers:
    """Return the hosts with the names of those of their variables that are ours."""
    return {name: sorted(v for v in variables if v.startswith(_OURS)) for name, variables in hosts.items()}


def names(desk: str) -> list[str]:
    """Return the names of the servers that the desk in this folder remembers, none if there is no memory."""
    return list(_read(desk)[1])


def remembered(desk: str, fingerprint: str | None) -> Servers | None:
    """Return the servers with their variables of ours, if the memory of the desk has this fingerprint."""
    known, servers = _read(desk)
    return servers if known is not None and known == fingerprint else None


def remember(desk: str, fingerprint: str | None, servers: Servers) -> None:
    """Keep what Ansible said, where the desk can be written."""
    import json

    path = _path(desk)
    new = f"{path}.{os.getpid()}"
    with contextlib.suppress(OSError):
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        try:
            with open(new, "w", encoding="utf-8") as stream:
                json.dump({"fingerprint": fingerprint, "hosts": servers}, stream, indent=1)
            os.replace(new, path)
        except BaseException:
            os.unlink(new)
            raise


def _read(desk: str) -> tuple[str | None, Servers]:
    import json

    try:
        with open(_path(desk), "rb") as stream:
            kept: Any = json.loads(stream.read(_LONGEST))
        servers: Servers = kept["hosts"]
        if all(isinstance(variables, list) for variables in servers.values()):
            return kept["fingerprint"], servers
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        pass  # not there, or not what was written: nothing is remembered
    return None, {}


def _path(desk: str) -> str:
    return os.path.join(desk, ".run", "servers.json")
