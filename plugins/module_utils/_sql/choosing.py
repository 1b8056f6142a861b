# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Which engines there are, and the options that choose one. A new engine is a file of its own and a line here."""

from __future__ import annotations

import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._errors import ConfigurationError
from ansible_collections.gamedesk.support.plugins.module_utils._sql.database import Database
from ansible_collections.gamedesk.support.plugins.module_utils._sql.mariadb import MariaDatabase, MysqlDatabase
from ansible_collections.gamedesk.support.plugins.module_utils._sql.postgresql import PostgresDatabase
from ansible_collections.gamedesk.support.plugins.module_utils._sql.server import server_from
from ansible_collections.gamedesk.support.plugins.module_utils._sql.sqlite import SqliteDatabase

_SQLITE = "sqlite"
_SERVERS: t.Dict[str, t.Tuple[t.Callable[..., Database], int]] = {
    "mariadb": (MariaDatabase, 3306),
    "mysql": (MysqlDatabase, 3306),
    "postgresql": (PostgresDatabase, 5432),
}
_OF_SERVERS = ("host", "port", "unix_socket", "database", "user", "password", "password_file", "ca")

# The option read_back.sql in the form of an Ansible argument spec. The default of table_prefix is the provider's.
SQL_OPTIONS: t.Dict[str, t.Any] = {
    "type": "dict",
    "options": {
        "engine": {"type": "str", "default": _SQLITE, "choices": [*_SERVERS, _SQLITE]},
        "path": {"type": "path"},
        "host": {"type": "str"},
        "port": {"type": "int"},
        "unix_socket": {"type": "path"},
        "database": {"type": "str"},
        "user": {"type": "str"},
        "password": {"type": "str", "no_log": True},
        "password_file": {"type": "path"},
        "ca": {"type": "path"},
        "timeout": {"type": "float", "default": 5.0},
        "table_prefix": {"type": "str"},
    },
    "required_if": [
        ("engine", _SQLITE, ("path",)),
        *(("engine", engine, ("database", "user")) for engine in _SERVERS),
    ],
    "mutually_exclusive": [("password", "password_file"), ("host", "unix_socket")],
}


def open_database(options: t.Mapping[str, t.Any], whose: str, default_prefix: str) -> Database:
    """Return the database that the options name; it connects at its first reading.

    C(whose) is the plugin that owns it, such as V(LuckPerms); C(default_prefix) is what its tables begin with where the
    options name nothing else. Raises ConfigurationError.
    """
    engine = options["engine"]
    prefix = default_prefix if options.get("table_prefix") is None else options["table_prefix"]
    misplaced = _OF_SERVERS if engine == _SQLITE else ("path",)
    given = [name for name in misplaced if options.get(name) is not None]
    if given:
        raise ConfigurationError(
            "With the engine %s, read_back.sql takes no %s: leave it out, or set engine." % (engine, " or ".join(given))
        )
    if engine == _SQLITE:
        return SqliteDatabase(whose, prefix, options["path"])
    make, port = _SERVERS[engine]
    return make(whose, prefix, server_from(options, port))
