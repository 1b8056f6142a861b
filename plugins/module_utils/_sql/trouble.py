# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""What can go wrong with a database, in words that say what to set. No sentence holds a password."""

from __future__ import annotations

import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._errors import (
    ConfigurationError,
    StorageError,
    UnsettledStorageError,
)
from ansible_collections.gamedesk.support.plugins.module_utils._text import plain, shown

LOGIN = "does not let this user in; check user and password (or password_file) of read_back.sql"
NO_DATABASE = "has no such database; check database of read_back.sql"
NO_TABLE = "has no such table; check database and table_prefix of read_back.sql"
NO_COLUMN = "has a table without a column that is looked for; check database and table_prefix of read_back.sql"
NO_RIGHT = "does not let this user read; grant it SELECT on the tables"
NOT_REACHED = "cannot be reached; check that it runs, and host, port and unix_socket of read_back.sql"
NO_METHOD = (
    "asks for a way to log in that the driver here does not know, or not without TLS; set ca or unix_socket of"
    " read_back.sql, or install the Python package cryptography beside PyMySQL"
)
NO_TLS = "could not be reached over TLS; check ca and host of read_back.sql, and the certificate of the server"
NOT_READ = "cannot be read"
# A moment later these may be over.
LOCKED = "is locked"
BUSY = "is too busy, or just starting or stopping"
LOST = "went away while it was asked"
SLOW = "did not answer in time"

_PASSING = (LOCKED, BUSY, LOST, SLOW)


def trouble(whose: str, where: str, what: str, told: t.Optional[object] = None) -> StorageError:
    """Return the error: C(where) is the database, C(what) one of the texts above, C(told) what the driver says."""
    kind = UnsettledStorageError if what in _PASSING else StorageError
    said = plain(str(told)) if told is not None else ""
    return kind("%s' storage %s %s.%s" % (whose, where, what, " It says: %s" % shown(said, 200) if said else ""))


def missing_library(library: str, why: str) -> ConfigurationError:
    """Return the error for a driver that the host's Python has not, in Ansible's own words."""
    # Only where it is needed: this floor knows nothing of Ansible otherwise.
    from ansible.module_utils.basic import missing_required_lib  # noqa: PLC0415

    return ConfigurationError(missing_required_lib(library, reason=why))
