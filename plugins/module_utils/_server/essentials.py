# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Whom EssentialsX knows: C(plugins/Essentials/userdata/UUID.yml), one file for each player who joined (domain 5.2)."""

from __future__ import annotations

import os
import re
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._errors import StorageError
from ansible_collections.gamedesk.support.plugins.module_utils._text import shown

_FOLDER = os.path.join("plugins", "Essentials")
# The second one until 2.18. YAML quotes what it would take for a number.
_NAME = re.compile(rb"""^(?:last-account-name|lastAccountName):[ \t]*(['"]?)([!-~]+?)\1[ \t\r]*$""", re.MULTILINE)
# With homes and mail in it.
_LONGEST = 4 * 1024 * 1024


class Accounts:
    """The players whom EssentialsX knows on the server in this folder."""

    def __init__(self, server_path: str) -> None:
        self._path = os.path.join(server_path, _FOLDER)

    def check(self) -> None:
        """Raise StorageError if EssentialsX is not there."""
        if not os.path.isdir(self._path):
            raise StorageError(
                "%s is not there: is EssentialsX on this server, and is server.path its folder?"
                % shown(self._path, 200)
            )

    def name_of(self, uuid: str) -> t.Optional[str]:
        """Return the name by which it knows a player, and None for one whom it does not know. Raises StorageError."""
        path = os.path.join(self._path, "userdata", "%s.yml" % uuid)
        try:
            with open(path, "rb") as file:
                found = _NAME.search(file.read(_LONGEST))
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StorageError("%s cannot be read: %s." % (shown(path, 200), error.strerror)) from error
        return found.group(2).decode("ascii") if found else None
