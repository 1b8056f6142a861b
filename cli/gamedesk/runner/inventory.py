# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the inventory says, asked of Ansible itself: hosts and their variables."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gamedesk import disks
from gamedesk.errors import DeskError
from gamedesk.i18n import _
from gamedesk.runner import reasons
from gamedesk.runner.environment import ansible_environment, programs

_TIMEOUT_S = 60
# What it prints holds opened vaults; an ansible.cfg may ask for a log of it, and for more words on the same pipe.
_QUIET = {"ANSIBLE_LOG_PATH": os.devnull, "ANSIBLE_VERBOSITY": "0"}


def host_variables(
    inventory: Path, *, vault_password_file: Path | None = None, ansible_config: Path | None = None
) -> Mapping[str, Mapping[str, Any]]:
    """Return each host of the inventory with its variables (group variables included, templates not resolved).

    This starts C(ansible-inventory) and takes about as long as a small playbook, so it is asked only where a server
    has to be found or an error to be explained. Raises DeskError where the inventory cannot be read.
    """
    command = [str(programs() / "ansible-inventory"), "--list", "--inventory", str(inventory)]
    if vault_password_file is not None:
        command += ["--vault-password-file", str(vault_password_file)]
    with tempfile.TemporaryDirectory(prefix="gamedesk-") as folder:
        environment = ansible_environment(local_temp=Path(folder), ansible_config=ansible_config) | _QUIET
        try:
            done = subprocess.run(  # noqa: S603 - a list of arguments, no shell
                command, env=environment, cwd=folder, capture_output=True, timeout=_TIMEOUT_S, check=False, text=True
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            late = _("it took longer than {n} seconds").format(n=_TIMEOUT_S)
            why = disks.reason(error) if isinstance(error, OSError) else late
            raise DeskError(
                _("The inventory {path} could not be read: {why}.").format(path=inventory, why=why)
            ) from error
    if done.returncode != 0:
        why = reasons.reason(done.stderr, done.stderr)
        raise DeskError(_("The inventory {path} could not be read: {why}.").format(path=inventory, why=why))
    listing = json.loads(done.stdout)
    groups = (group for name, group in listing.items() if name != "_meta")
    names = {host for group in groups for host in group.get("hosts", ())}
    known: Mapping[str, Mapping[str, Any]] = listing["_meta"]["hostvars"]
    return {name: known.get(name, {}) for name in sorted(names)}
