# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the disk says when it does not take something, and what a person can do about it."""

from __future__ import annotations

import errno
import os
import pwd

from gamedesk.i18n import _


def unwritable(what: object, error: OSError) -> str:
    """Return the sentence for a file or folder that cannot be written: what, why, and what to do. C(what) begins it."""
    return _("{what} cannot be written: {why}; {advice}.").format(what=what, why=reason(error), advice=advice(error))


def reason(error: OSError) -> str:
    """Return what the system says, without the number."""
    return error.strerror or str(error) or type(error).__name__


def advice(error: OSError) -> str:
    """Return what to do about it, as the end of a sentence."""
    if error.errno == errno.ENOSPC:
        return _("make room on that disk")
    if error.errno == errno.EDQUOT:
        return _("make room in your quota on that disk")
    if error.errno == errno.EROFS:
        return _("make that disk writable")
    if error.errno in (errno.EACCES, errno.EPERM):
        return _("see who owns it (ls -ld), and let user {user} write there").format(user=_login())
    return _("look what is in the way there")


def _login() -> str:
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:  # in a container, a user may have a number alone
        return str(os.geteuid())
