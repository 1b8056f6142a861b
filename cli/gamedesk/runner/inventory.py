# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the inventory says, asked of Ansible itself: hosts and their variables."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gamedesk.errors import DeskError
from gamedesk.i18n import _
from gamedesk.runner.asking import NoAnswerError, ask


def host_variables(
    inventory: Path, *, vault_password_file: Path | None = None, ansible_config: Path | None = None
) -> Mapping[str, Mapping[str, Any]]:
    """Return each host of the inventory with its variables (group variables included, templates not resolved).

    This starts C(ansible-inventory) and takes about as long as a small playbook, so it is asked only where a server
    has to be found or an error to be explained. Raises DeskError where the inventory cannot be read.
    """
    arguments = ["--list", "--inventory", str(inventory)]
    if vault_password_file is not None:
        arguments += ["--vault-password-file", str(vault_password_file)]
    try:
        printed = ask("ansible-inventory", *arguments, ansible_config=ansible_config)
    except NoAnswerError as error:
        raise DeskError(
            _("The inventory {path} could not be read: {why}.").format(path=inventory, why=error.message)
        ) from error
    listing = json.loads(printed)
    groups = (group for name, group in listing.items() if name != "_meta")
    names = {host for group in groups for host in group.get("hosts", ())}
    known: Mapping[str, Mapping[str, Any]] = listing["_meta"]["hostvars"]
    return {name: known.get(name, {}) for name in sorted(names)}
