# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""What LuckPerms' own C(config.yml) says about its storage, compared with what is read back.

Facts: bukkit/src/main/resources/config.yml. On other platforms the file is another one, and nothing is compared.
"""

from __future__ import annotations

import os
import re
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._errors import StorageError
from ansible_collections.gamedesk.support.plugins.module_utils._findings import FAILED, OK, WARNING, Finding
from ansible_collections.gamedesk.support.plugins.module_utils._text import shown

_CHECK = "ranks"
_FOLDER = os.path.join("plugins", "LuckPerms")
_STORAGE_FILE = "luckperms-sqlite.db"
# There is no YAML parser on a game host: both are plain words in a file that LuckPerms lays out itself.
_METHOD = re.compile(r"^storage-method:[ \t]*[\"']?([A-Za-z0-9_-]{1,40})", re.MULTILINE)
_TABLE_PREFIX = re.compile(r"^[ \t]+table-prefix:[ \t]*[\"']?([A-Za-z0-9_]{1,40})", re.MULTILINE)
_DEFAULT_TABLE_PREFIX = "luckperms_"
_LARGEST = 1024 * 1024
# Both speak to the same kind of server.
_SAME = {"mysql": "mariadb"}
_READABLE = ("mariadb", "mysql", "postgresql", "sqlite")


def examine(read_back: t.Mapping[str, t.Any], server_path: t.Optional[str]) -> t.Iterator[Finding]:
    """Yield where the option O(ranks.read_back) does not read what the LuckPerms of this server writes.

    Raises StorageError if the configuration is there and cannot be read.
    """
    if not server_path:
        return
    path = os.path.join(server_path, _FOLDER, "config.yml")
    content = _content(path)
    if content is None:
        return
    found = _METHOD.search(content)
    if found is None:
        return
    method = found.group(1).lower()
    name = shown(path, 200)
    sql = read_back.get("sql")
    if not sql:
        if not any(value for value in read_back.values()):
            yield Finding(_CHECK, WARNING, "LuckPerms has storage-method %s in %s." % (method, name), _advice(method))
        return
    if _SAME.get(method, method) != _SAME.get(sql["engine"], sql["engine"]):
        yield Finding(
            _CHECK,
            FAILED,
            "LuckPerms has storage-method %s in %s, and gamedesk_ranks.read_back.sql reads %s: what is granted would "
            "never be seen there." % (method, name, sql["engine"]),
            _advice(method),
        )
        return
    found = _TABLE_PREFIX.search(content)
    prefix = found.group(1) if found else _DEFAULT_TABLE_PREFIX
    if method != "sqlite" and prefix != (sql.get("table_prefix") or _DEFAULT_TABLE_PREFIX):
        yield Finding(
            _CHECK,
            WARNING,
            "LuckPerms has the table-prefix %s in %s, and read_back.sql another one." % (prefix, name),
            "Set gamedesk_ranks.read_back.sql.table_prefix to %s in the inventory." % prefix,
        )
    own = os.path.join(server_path, _FOLDER, _STORAGE_FILE)
    if method == "sqlite" and os.path.isfile(own) and not _is_same(own, sql["path"]):
        yield Finding(
            _CHECK,
            WARNING,
            "The LuckPerms of this server has its storage in %s, and another file is read back." % shown(own, 200),
            "Set gamedesk_ranks.read_back.sql.path to that file in the inventory.",
        )
        return
    yield Finding(_CHECK, OK, "LuckPerms' own configuration says the same (%s)." % method)


def _content(path: str) -> t.Optional[str]:
    try:
        if not os.path.isfile(path):  # another platform; or a named pipe, which would not end
            return None
        with open(path, "rb") as file:
            return file.read(_LARGEST).decode("utf-8", errors="replace")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a path"
        raise StorageError("LuckPerms' %s cannot be read: %s." % (shown(path, 200), reason)) from error


def _is_same(one: str, other: str) -> bool:
    try:
        return os.path.samefile(one, other)
    except (OSError, ValueError):  # that it is not there is told where it is read
        return True


def _advice(method: str) -> str:
    if method in _READABLE:
        return "Set gamedesk_ranks.read_back.sql in the inventory, with the engine %s." % method
    return (
        "SQL cannot read %s: set storage-method to sqlite, mariadb or postgresql there (lp export and lp import take "
        "the data along), restart the server, and set gamedesk_ranks.read_back.sql in the inventory." % method
    )
