# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the desk is. This loads nothing: completion asks it at every key."""

from __future__ import annotations

import os

FILE = "desk.yml"
VARIABLE = "SUPPORT_DESK"
SYSTEM_FOLDER = "/etc/gamedesk"


def is_desk(path: str) -> bool:
    """Whether there is a desk in this folder."""
    return os.path.isfile(os.path.join(path, FILE))


def asked(option: str | None) -> tuple[str, str] | None:
    """Return the name of the desk that C(option) (from C(--desk)) or $SUPPORT_DESK gives, and which of them it was.

    It is as it was typed. An empty variable names nothing.
    """
    if option is not None:
        return option, "--desk"
    if variable := os.environ.get(VARIABLE):
        return variable, f"${VARIABLE}"
    return None


def named(option: str | None) -> str | None:
    """Return the absolute path of the desk that was asked for. Nobody looked whether there is one."""
    found = asked(option)
    return None if found is None else _absolute(found[0])


def nearest() -> str | None:
    """Return the desk that nobody has to name: here or above, the user's, or the system's."""
    here = os.getcwd()
    while True:
        if is_desk(here):
            return here
        above = os.path.dirname(here)
        if above == here:
            break
        here = above
    configuration = os.environ.get("XDG_CONFIG_HOME") or os.path.join(os.path.expanduser("~"), ".config")
    for path in (os.path.join(configuration, "gamedesk"), SYSTEM_FOLDER):
        if is_desk(path):
            return _absolute(path)
    return None


def _absolute(path: str) -> str:
    return os.path.join(os.getcwd(), os.path.expanduser(path))
