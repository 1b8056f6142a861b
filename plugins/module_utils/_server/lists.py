# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""The lists in JSON that a server keeps in its folder: players it has seen, operators, bans.

Facts: domain 4.2 and 8; GameProfileCache.java, StoredUserList.java.
"""

from __future__ import annotations

import datetime
import json
import os
import time
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._errors import (
    InvalidValueError,
    StorageError,
    UnsettledStorageError,
)
from ansible_collections.gamedesk.support.plugins.module_utils._players import parse_player
from ansible_collections.gamedesk.support.plugins.module_utils._server.files import read_file
from ansible_collections.gamedesk.support.plugins.module_utils._text import shown

USERCACHE = "usercache.json"
# A hundred thousand bans have 20 MiB.
_LONGEST = 256 * 1024 * 1024
_DATE = "%Y-%m-%d %H:%M:%S %z"

Entry = t.Dict[str, t.Any]


def read_list(folder: str, name: str) -> t.List[t.Any]:
    """Return what a list holds; a file that is not there is an empty list.

    Raises StorageError, and UnsettledStorageError for a file that is half-written.
    """
    path = os.path.join(folder, name)
    try:
        content = read_file(path, _LONGEST)
    except FileNotFoundError:
        if not os.path.isdir(folder):
            raise StorageError("The server's folder %s is not there." % shown(folder, 200)) from None
        return []
    except OSError as error:
        raise StorageError("%s cannot be read: %s." % (shown(path, 200), error.strerror)) from error
    except ValueError as error:  # a path with a NUL, or that is not text
        raise StorageError("The server's folder %s is not a path." % shown(folder, 200)) from error
    try:
        data = json.loads(content.decode("utf-8-sig", errors="replace") or "[]")
    except (ValueError, RecursionError) as error:  # the server is writing it this moment
        raise UnsettledStorageError("%s is half-written, or not JSON." % shown(path, 200)) from error
    return data if isinstance(data, list) else []


def entries(folder: str, name: str) -> t.List[Entry]:
    """Return the entries of a list. Raises as C(read_list) does."""
    return [entry for entry in read_list(folder, name) if isinstance(entry, dict)]


def parse_date(text: t.Any) -> t.Optional[int]:
    """Return the unix seconds of a date as servers write them, and None for anything else."""
    try:
        return int(datetime.datetime.strptime(str(text), _DATE).timestamp())
    except (ValueError, OverflowError):
        return None


def format_date(seconds: int) -> str:
    """Return unix seconds as servers write dates, in the zone of this host."""
    return time.strftime(_DATE, time.localtime(seconds))


def is_current(entry: Entry) -> bool:
    """Whether the server goes by this entry of C(usercache.json).

    Past its date the server looks the name up anew, in lower case: in offline mode that is another player.
    """
    ends = parse_date(entry.get("expiresOn"))
    return ends is not None and time.time() < ends  # what is no date, the server drops


def named(found: t.Iterable[Entry]) -> t.List[t.Tuple[str, str]]:
    """Return the names and UUIDs; the server drops an entry without both."""
    return [pair for pair in map(_name_and_uuid, found) if pair]


def _name_and_uuid(entry: Entry) -> t.Optional[t.Tuple[str, str]]:
    name, uuid = entry.get("name"), uuid_of(entry)
    return (name, uuid) if isinstance(name, str) and uuid else None


def uuid_of(entry: Entry) -> t.Optional[str]:
    """Return the UUID of an entry, dashed and in lower case, or None if it has none."""
    text = entry.get("uuid")
    try:
        return parse_player(text).uuid if isinstance(text, str) else None
    except InvalidValueError:
        return None
