# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Ansible said when it was last asked for the servers: their names, and which variables of ours they have.

Kept in C(.run/servers.json), which may be deleted at any time:
C({"fingerprint": TEXT or null, "hosts": {NAME: [VARIABLE, ...]}}). Values are never kept, they may be secrets. The
fingerprint is that of the inventory's files (see runner/fingerprint.py), null where more than files decide.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

Servers = dict[str, list[str]]

_FILE = ".run/servers.json"
_OURS = "gamedesk_"


def of_ours(hosts: Mapping[str, Iterable[str]]) -> Servers:
    """Return the hosts with the names of those of their variables that are ours."""
    return {name: sorted(v for v in variables if v.startswith(_OURS)) for name, variables in hosts.items()}


def remembered(desk: Path, fingerprint: str | None) -> Servers | None:
    """Return the servers with their variables of ours, if what the desk in this folder keeps has this fingerprint."""
    if fingerprint is None:
        return None
    try:
        kept = json.loads((desk / _FILE).read_bytes())
        if kept["fingerprint"] != fingerprint:
            return None
        servers: Servers = kept["hosts"]
        is_whole = all(isinstance(words, list) for words in servers.values())
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None  # not there, or not what was written: nothing is remembered
    return servers if is_whole else None


def remember(desk: Path, fingerprint: str | None, servers: Servers) -> None:
    """Keep what Ansible said, where that can be written."""
    new = desk / f"{_FILE}.{os.getpid()}"
    with contextlib.suppress(OSError):
        new.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        new.write_text(json.dumps({"fingerprint": fingerprint, "hosts": servers}, indent=1), encoding="utf-8")
        new.replace(desk / _FILE)
