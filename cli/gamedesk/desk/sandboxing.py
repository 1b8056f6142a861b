# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A sandbox for a desk: a game server of our own below the desk's folder, and the inventory that names it."""

from __future__ import annotations

from pathlib import Path

from gamedesk import disks
from gamedesk.desk import finding
from gamedesk.desk.creating import create_desk, write_new
from gamedesk.errors import NotWritableError

SERVER = "survival"
_INVENTORY = f"""\
# The sandbox of this desk (support sandbox up): a game server for demo, training and tests. Delete this file to part.
---
minecraft:
  hosts:
    {SERVER}:
      ansible_connection: local
      ansible_python_interpreter: "{{{{ ansible_playbook_python }}}}"
      gamedesk_server:
        path: "{{{{ inventory_dir | dirname }}}}/sandbox"
      gamedesk_state_dir: "{{{{ inventory_dir | dirname }}}}/sandbox/gamedesk-state"
      gamedesk_console:
        transport: rcon
      gamedesk_ranks:
        provider: luckperms
        read_back:
          sql:
            engine: sqlite
            path: "{{{{ inventory_dir | dirname }}}}/sandbox/plugins/LuckPerms/luckperms-sqlite.db"
      gamedesk_bans:
        provider: vanilla
"""


def sandbox_folder(desk: Path) -> Path:
    """Return where a desk's sandbox lives: it looks like the folder of a real server."""
    return desk / "sandbox"


def furnish(desk: Path) -> None:
    """Make the desk where there is none, and name the sandbox in its inventory. Raises UsageError, NotWritableError."""
    if not (desk / finding.FILE).exists():
        create_desk(desk)
    try:
        write_new(desk / "inventory" / "sandbox.yml", _INVENTORY)
    except OSError as error:
        raise NotWritableError(disks.unwritable(error.filename or desk / "inventory", error)) from error
