# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The collection that this command came with: where it lies, its version, and what its runbooks say."""

from __future__ import annotations

import functools
import hashlib
import importlib.util
from pathlib import Path

from gamedesk import release
from gamedesk.errors import DeskError
from gamedesk.i18n import _

COLLECTION = "gamedesk.support"


@functools.cache
def folder() -> Path:
    """Return the collection's folder: in site-packages of a wheel, or linked from a checkout. Raises DeskError."""
    spec = importlib.util.find_spec(f"ansible_collections.{COLLECTION}")
    if spec is None or not spec.submodule_search_locations:
        raise DeskError(
            _("The collection {name} is not installed beside this command; install gamedesk again.").format(
                name=COLLECTION
            )
        )
    return Path(next(iter(spec.submodule_search_locations)))


def search_path() -> Path:
    """Return the folder that holds C(ansible_collections), as ANSIBLE_COLLECTIONS_PATH wants it."""
    return folder().parents[2]


@functools.cache
def version() -> str:
    """Return the collection's version, from the galaxy.yml that is shipped with it."""
    return release.read(str(folder() / "galaxy.yml"))


def playbook_sha256(playbook: str) -> str:
    """Return the SHA-256 (hex) of a runbook's file, so that a record says what exactly was run."""
    path = folder() / "playbooks" / f"{playbook.removeprefix(COLLECTION + '.')}.yml"
    return hashlib.sha256(path.read_bytes()).hexdigest()
