# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""What may go into an RCON request."""

from __future__ import annotations

import re

from ansible_collections.gamedesk.support.plugins.module_utils._console.rcon_packets import MAX_REQUEST_PAYLOAD
from ansible_collections.gamedesk.support.plugins.module_utils._errors import InvalidValueError

# C0, DEL, C1, the two Unicode line ends, and halves of surrogate pairs (they cannot be UTF-8).
_FORBIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_REFUSED_FIRST = ("", " ", "/")
_NOT_IN_A_PASSWORD = re.compile("[\x00\ud800-\udfff]")


def command_payload(command: str) -> bytes:
    """Return the command as bytes. Raises InvalidValueError for one that a server would refuse or misread."""
    if command.isascii() and command.isprintable() and command[:1] not in _REFUSED_FIRST:
        payload = command.encode()  # as nearly every command is; each of the checks would let it pass
        if len(payload) <= MAX_REQUEST_PAYLOAD:
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
    if len(payload) > MAX_REQUEST_PAYLOAD:
        raise InvalidValueError(
            f"The console command has {len(payload)} bytes and RCON takes {MAX_REQUEST_PAYLOAD}; shorten it."
        )
    return payload


def password_payload(password: str) -> bytes:
    """Return the password as bytes. Raises InvalidValueError, which never holds the password."""
    if not password:
        raise InvalidValueError("The RCON password is empty; set the console's option password.")
    if _NOT_IN_A_PASSWORD.search(password):
        raise InvalidValueError("The RCON password has a NUL or is not Unicode text; choose another one.")
    payload = password.encode("utf-8")
    if len(payload) > MAX_REQUEST_PAYLOAD:
        raise InvalidValueError(f"The RCON password has more than {MAX_REQUEST_PAYLOAD} bytes; choose a shorter one.")
    return payload
