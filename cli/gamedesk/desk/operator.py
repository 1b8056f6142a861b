# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who sits at the keyboard: the real user of the operating system, never an option or a variable anybody can set."""

from __future__ import annotations

import os
import pwd


def current() -> str:
    """Return the operator's login name.

    It is the owner of this process. Only when that is root, C(SUDO_UID) names the person behind it: nobody else can
    have set it to another user's number.
    """
    uid = os.getuid()
    behind = os.environ.get("SUDO_UID", "")
    if uid == 0 and behind.isascii() and behind.isdigit():
        uid = int(behind)
    try:
        return pwd.getpwuid(uid).pw_name
    except (KeyError, OverflowError):
        return f"uid-{uid}"
