# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make a new desk: its folder, its settings, an inventory to fill in, and what git needs to merge tickets."""

from __future__ import annotations

import os
from pathlib import Path

from gamedesk import disks
from gamedesk.desk import finding
from gamedesk.errors import NotWritableError, UsageError
from gamedesk.i18n import _
from gamedesk.tickets.gitattributes import GITATTRIBUTES

_DESK_YML = """\
# The settings of this desk. Every setting has a default that works; those shown are the defaults.
#default_server:              # the inventory host that is meant when nobody says --server
#ranks_via:                   # the host to send rank commands to, where all servers share one rank store
#inventory: inventory
#vault_password_file:         # mode 0600, or a program that prints the password
#ansible_config:
#timeout: 60                  # seconds that one action may take on the host
"""
_HOSTS_YML = """\
# An ordinary Ansible inventory. What a server uses is said here, once, for this desk and for your own playbooks.
---
minecraft:
  hosts: {}
# hosts:
#   survival:
#     ansible_host: mc1.example.org
#     ansible_user: minecraft
#     ansible_python_interpreter: /usr/bin/python3
#     gamedesk_server: {path: /srv/minecraft/survival}      # RCON port and password are read there
#     gamedesk_console: {transport: rcon}
#     gamedesk_ranks:
#       provider: luckperms
#       read_back:
#         sql: {engine: sqlite, path: /srv/minecraft/survival/plugins/LuckPerms/luckperms-sqlite.db}
#     gamedesk_bans: {provider: vanilla}                    # the ban list of the server itself
"""
_GITIGNORE = "/.run/\n/sandbox/\n*.retry\n"


def create_desk(path: Path) -> list[Path]:
    """Make a desk in C(path) and return the files that were written.

    What is there already is left alone. Raises UsageError where there is a desk already, NotWritableError.
    """
    if (path / finding.FILE).exists():
        raise UsageError(_("There is a desk in {path} already.").format(path=path))
    files = {
        path / "inventory" / "hosts.yml": _HOSTS_YML,
        path / ".gitattributes": GITATTRIBUTES,
        path / ".gitignore": _GITIGNORE,
        path / finding.FILE: _DESK_YML,  # last: with it, the folder is a desk
    }
    written = []
    try:
        (path / "tickets").mkdir(parents=True, exist_ok=True)
        (path / "inventory").mkdir(exist_ok=True)
        for file, text in files.items():
            if write_new(file, text):
                written.append(file)
    except RecursionError as error:
        raise UsageError(_("A desk cannot be made in {path}: too many folders.").format(path=path)) from error
    except OSError as error:
        raise NotWritableError(disks.unwritable(error.filename or path, error)) from error
    return written


def write_new(file: Path, text: str) -> bool:
    """Write a file unless there is one, and say whether it was written. Raises OSError, and leaves no half of it."""
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    except FileExistsError:
        return False
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            stream.write(text)
    except BaseException as error:
        file.unlink()
        if isinstance(error, OSError):
            error.filename = str(file)  # a write names none
        raise
    return True
