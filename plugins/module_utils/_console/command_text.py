# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""What may go to a server's console, whatever the way."""

from __future__ import annotations

import re

from ansible_collections.gamedesk.support.plugins.module_utils._errors import InvalidValueError

# C0, DEL, C1, the two Unicode line ends, and halves of surrogate pairs (they cannot be UTF-8).
_FORBIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_REFUSED_FIRST = ("", " ", "/")


def command_bytes(command: str, taker: str, most: int) -> bytes:
    """Return the command as UTF-8. C(taker) takes at most C(most) bytes.

    Raises InvalidValueError for one that a server would refuse or misread, and for every control character: to a
    terminal these are keys.
    """
    if command.isascii() and command.isprintable() and command[:1] not in _REFUSED_FIRST:
        payload = command.encode()  # as nearly every command is; each of the checks would let it pass
        if len(payload) <= most:
            return payload
    if not command.strip():
        raise InvalidValueError("The console command is empty; give one.")
    found = _FORBIDDEN.search(command)
    if found:
        raise InvalidValueError(
            f"The console command has the character U+{ord(found.group()):04X}, which must not be in one; remove it."
        )
    if command.lstrip().startswith("/"):
        raise InvalidValueError("The console command begins with a slash, which only players type; remove it.")
    payload = command.encode("utf-8")
    if len(payload) > most:
        raise InvalidValueError(f"The console command has {len(payload)} bytes and {taker} takes {most}; shorten it.")
    return payload
