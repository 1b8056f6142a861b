# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""What may go into an RCON request."""

from __future__ import annotations

import re

from ansible_collections.gamedesk.support.plugins.module_utils._console.command_text import command_bytes
from ansible_collections.gamedesk.support.plugins.module_utils._console.rcon_packets import MAX_REQUEST_PAYLOAD
from ansible_collections.gamedesk.support.plugins.module_utils._errors import InvalidValueError

_NOT_IN_A_PASSWORD = re.compile("[\x00\ud800-\udfff]")


def command_payload(command: str) -> bytes:
    """Return the command as bytes. Raises InvalidValueError for one that a server would refuse or misread."""
    return command_bytes(command, "RCON", MAX_REQUEST_PAYLOAD)


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
