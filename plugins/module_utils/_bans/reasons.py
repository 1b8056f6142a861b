# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""What may be the reason of a ban, whoever keeps it."""

from __future__ import annotations

from ansible_collections.gamedesk.support.plugins.module_utils._errors import InvalidValueError

# No provider keeps longer ones, and RCON carries no longer command.
_LONGEST = 1000


def check_reason(reason: str) -> None:
    """Raise InvalidValueError for a reason that could do more than be read."""
    if len(reason) > _LONGEST:
        raise InvalidValueError("The reason has %d characters, and at most %d can be kept." % (len(reason), _LONGEST))
    if not reason.strip():
        raise InvalidValueError("The reason is empty; leave it out, or give one.")
    if reason != reason.strip():
        raise InvalidValueError("The reason begins or ends with a space; remove it.")
    for char in reason:
        # Line breaks, escapes, marks that turn the direction of what follows, halves of characters.
        if not char.isprintable() or char == "\u00a7":
            raise InvalidValueError(
                "The reason has the character U+%04X, which would not be shown as it is; remove it." % ord(char)
            )
