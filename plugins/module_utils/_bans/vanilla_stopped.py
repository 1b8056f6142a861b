# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""The ban lists of a server that does not run: the files themselves, in the form in which the server writes them.

A server that runs has its lists in memory, and would overwrite the files with them (domain 4.2). So they are written
only while we hold the lock of its world, and after nobody was found at its console.
"""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
import time
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._bans.json_lists import (
    ADDRESSES,
    DEFAULT_REASON,
    FOREVER,
    PLAYERS,
    read_bans,
)
from ansible_collections.gamedesk.support.plugins.module_utils._bans.wanted import Ban, Wanted
from ansible_collections.gamedesk.support.plugins.module_utils._errors import NotFoundError, StorageError
from ansible_collections.gamedesk.support.plugins.module_utils._players import Found, Player, Subject
from ansible_collections.gamedesk.support.plugins.module_utils._server.gson import pretty
from ansible_collections.gamedesk.support.plugins.module_utils._server.kind import kind_of
from ansible_collections.gamedesk.support.plugins.module_utils._server.lists import (
    Entry,
    entries,
    format_date,
    named,
    read_list,
    uuid_of,
)
from ansible_collections.gamedesk.support.plugins.module_utils._server.names import Names
from ansible_collections.gamedesk.support.plugins.module_utils._text import shown

_NEW_FILE_MODE = 0o644


class VanillaStopped:
    """Writes C(banned-players.json) and C(banned-ips.json) in one folder. The caller holds the lock of the world."""

    read_back: t.Optional[str] = "ban list (JSON), written while the server was stopped"
    read_back_advice = ""
    parallel = False

    def __init__(self, folder: str, source: str, accept: t.Callable[[Wanted, t.Sequence[str]], None]) -> None:
        """C(source) is who is said to have banned."""
        self._folder = folder
        self._source = source
        self._accept = accept

    def accept(self, wanted: Wanted, addresses: t.Sequence[str]) -> Wanted:
        self._accept(wanted, addresses)
        return wanted._replace(drift=0)

    def find(self, players: t.Sequence[Player]) -> t.List[Found]:
        names = Names(self._folder, kind_of(self._folder), named(entries(self._folder, PLAYERS)))
        return [self._identified(names.identify(player), player) for player in players]

    @staticmethod
    def _identified(found: Found, player: Player) -> Found:
        if isinstance(found, Subject) and (found.uuid is None or found.name is None):
            return NotFoundError(
                "The ban list needs both the name and the UUID of %s, and the server's usercache.json has not both: ban"
                " the player while the server runs." % player.text
            )
        return found

    def read(self, subjects: t.Sequence[Subject]) -> t.Dict[str, t.List[Ban]]:
        return read_bans(self._folder, subjects)

    # Nothing is sent: C(write) does it, for all of them.

    def ban(self, subject: Subject, wanted: Wanted, active: t.Optional[t.Sequence[Ban]]) -> t.List[str]:  # noqa: ARG002
        return []

    def unban(self, subject: Subject, active: t.Optional[t.Sequence[Ban]]) -> t.List[str]:  # noqa: ARG002
        return []

    def rejection(self, reply: t.Optional[str], subject: Subject) -> t.Optional[str]:  # noqa: ARG002
        return None

    def stray(self, subject: Subject) -> t.Optional[str]:  # noqa: ARG002
        return None

    def write(self, changes: t.Mapping[Subject, t.Optional[Ban]]) -> None:
        for name in (PLAYERS, ADDRESSES):
            ours = {subject: ban for subject, ban in changes.items() if _file_of(subject) == name}
            if ours:
                self._write(name, ours)

    def _write(self, name: str, changes: t.Mapping[Subject, t.Optional[Ban]]) -> None:
        keys = {subject.key for subject in changes}
        kept = [entry for entry in read_list(self._folder, name) if _key_of(entry, name) not in keys]
        added = [self._entry(subject, ban) for subject, ban in changes.items() if ban is not None]
        _replace(os.path.realpath(os.path.join(self._folder, name)), pretty([*kept, *added]))

    def _entry(self, subject: Subject, ban: Ban) -> Entry:
        who = {"ip": subject.address} if subject.address is not None else {"uuid": subject.uuid, "name": subject.name}
        return {
            **who,
            "created": format_date(int(time.time()) if ban.created is None else ban.created),
            "source": self._source if ban.source is None else ban.source,
            "expires": FOREVER if ban.expires is None else format_date(ban.expires),
            "reason": DEFAULT_REASON if ban.reason is None else ban.reason,
        }


def _file_of(subject: Subject) -> str:
    return PLAYERS if subject.address is None else ADDRESSES


def _key_of(entry: t.Any, name: str) -> t.Optional[str]:
    """Return the key of whom an entry is about. What is no entry has none, and stays where it is."""
    if not isinstance(entry, dict):
        return None
    key = uuid_of(entry) if name == PLAYERS else entry.get("ip")
    return key if isinstance(key, str) else None


def _replace(path: str, content: bytes) -> None:
    """Put the content in place of a file, whole, on the disk, with the owner and the mode of what was there."""
    folder = os.path.dirname(path)
    try:
        before = os.stat(path) if os.path.exists(path) else None
        owner = before or os.stat(folder)
        descriptor, temporary = tempfile.mkstemp(prefix=".%s." % os.path.basename(path), dir=folder)
        try:
            with open(descriptor, "wb") as file:
                file.write(content)
                os.fchmod(file.fileno(), stat.S_IMODE(before.st_mode) if before else _NEW_FILE_MODE)
                if (owner.st_uid, owner.st_gid) != (os.geteuid(), os.getegid()):
                    os.fchown(file.fileno(), owner.st_uid, owner.st_gid)
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, path)
        except OSError:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
            raise
        _sync_folder(folder)
    except OSError as error:
        raise StorageError("%s cannot be written: %s." % (shown(path, 200), error.strerror)) from error


def _sync_folder(folder: str) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
