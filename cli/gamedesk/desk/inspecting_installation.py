# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Look at what is installed: versions, and whether Ansible uses the collection that came with this command."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from ansible_collections.gamedesk.support.plugins.module_utils._findings import FAILED, OK, WARNING, Finding

from gamedesk import release
from gamedesk.errors import DeskError
from gamedesk.i18n import _
from gamedesk.runner import collection, copies


def of_the_installation(ansible_config: Path | None) -> Iterator[Finding]:
    """Yield the versions in use, and which copies of the collection there are."""
    versions = ", ".join(
        f"{name} {number}"
        for name, number in (
            ("support", release.number()),
            ("ansible-core", metadata.version("ansible-core")),
            ("ansible-runner", metadata.version("ansible-runner")),
            ("Python", platform.python_version()),
        )
    )
    yield Finding("versions", OK, versions)
    try:
        used, ours = copies.used(ansible_config).resolve(), collection.folder().resolve()
    except DeskError as error:
        yield Finding("collection", FAILED, error.message, None, error.code)
        return
    if used != ours:
        message = _("Ansible uses the collection in {path}, and this support came with the one in {ours}.")
        advice = _("Remove the other one, or install gamedesk again.")
        yield Finding("collection", FAILED, message.format(path=used, ours=ours), advice, "collection")
        return
    told = _("Ansible uses {name} {version} in {path}.")
    yield Finding("collection", OK, told.format(name=collection.COLLECTION, version=collection.version(), path=used))
    for other, version in copies.others().items():
        if other.resolve() != ours and version != collection.version():
            message = _("There is another copy, {version}, in {path}: your own playbooks may use it, support does not.")
            advice = _("Remove it, or keep it at the same version.")
            yield Finding("collection", WARNING, message.format(version=version, path=other), advice)
