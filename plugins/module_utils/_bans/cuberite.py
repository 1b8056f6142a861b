# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""The bans of Cuberite, of players and IP addresses.

Facts: Cuberite's Core plugin, banlist.lua. It answers C(ban) and C(unban) with nothing and C(banlist) with names alone,
which for nobody is nothing too: so the state is what its file holds. It bans twice whom it is told twice.
"""

from __future__ import annotations

import os
import re
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._bans.protocol import BanProvider, Surroundings
from ansible_collections.gamedesk.support.plugins.module_utils._bans.wanted import Ban, Wanted
from ansible_collections.gamedesk.support.plugins.module_utils._errors import ConfigurationError, InvalidValueError
from ansible_collections.gamedesk.support.plugins.module_utils._players import Found, Player, Subject
from ansible_collections.gamedesk.support.plugins.module_utils._sql.database import Database
from ansible_collections.gamedesk.support.plugins.module_utils._sql.sqlite import SqliteDatabase
from ansible_collections.gamedesk.support.plugins.module_utils._text import plain, shown

_FILE = "banlist.sqlite"
_REJECTION = re.compile(r"Unknown command|Usage: ", re.IGNORECASE)
# Words are parted at spaces, and joined by one; quotes hold words together, and are lost.
_LOST = re.compile(r"  |[\"']")
_NAMES = "SELECT Name, Reason, BannedBy, Timestamp FROM {BannedNames} WHERE Name IN ({values})"
_ADDRESSES = "SELECT IP, Reason, BannedBy, Timestamp FROM {BannedIPs} WHERE IP IN ({values})"
_SPELLINGS = "SELECT Name FROM {BannedNames} WHERE LOWER(Name) = ?"


class Cuberite:
    """The bans of one server. C(database) is its banlist.sqlite."""

    read_back_advice = "Set server.path to the folder of the server"
    # Each connection has its own output, but the replies name nobody.
    parallel = False

    def __init__(self, database: t.Optional[Database]) -> None:
        self._database = database
        self.read_back = None if database is None else _FILE

    def accept(self, wanted: Wanted, addresses: t.Sequence[str]) -> Wanted:
        if wanted.expires is not None:
            raise InvalidValueError(
                "Cuberite's bans have no end: leave expires and duration out, and unban when the time has come."
            )
        if wanted.silent:
            raise InvalidValueError("Cuberite tells everybody whom it kicks: leave silent out.")
        if any(":" in address for address in addresses):
            raise InvalidValueError("Cuberite compares addresses as text, which IPv6 has several of: ban the player.")
        if wanted.reason is not None and _LOST.search(wanted.reason):
            raise InvalidValueError(
                "Cuberite would not keep the reason %s as it is: write it without quotes and double spaces."
                % shown(wanted.reason)
            )
        return wanted

    def find(self, players: t.Sequence[Player]) -> t.List[Found]:
        return [self._find(player) for player in players]

    @staticmethod
    def _find(player: Player) -> Found:
        if player.name is None:
            return InvalidValueError("Cuberite's commands take names: give the name in place of %s." % player.text)
        return Subject(player.name, None)

    def read(self, subjects: t.Sequence[Subject]) -> t.Dict[str, t.List[Ban]]:
        database = t.cast(Database, self._database)
        bans: t.Dict[str, t.List[Ban]] = {subject.key: [] for subject in subjects}
        keys = {subject.address or t.cast(str, subject.name): subject.key for subject in subjects}
        names = [subject.name for subject in subjects if subject.name is not None]
        addresses = [subject.address for subject in subjects if subject.address is not None]
        rows = [*database.select_each(_NAMES, names), *database.select_each(_ADDRESSES, addresses)]
        for word, reason, source, created in rows:
            bans[keys[str(word)]].append(Ban(str(reason), str(source), _seconds(created), None))
        return bans

    def ban(self, subject: Subject, wanted: Wanted, active: t.Optional[t.Sequence[Ban]]) -> t.List[str]:
        reason = wanted.reason_for(active)
        if reason is not None and wanted.reason is None and (_LOST.search(reason) or not _is_tellable(reason)):
            reason = None
        words = [_command("ban", subject), *([] if reason is None else [reason])]
        ban = " ".join(words)
        # It keeps both bans where it is told twice.
        return [*self.unban(subject, active), ban] if active else [ban]

    def unban(self, subject: Subject, active: t.Optional[t.Sequence[Ban]]) -> t.List[str]:  # noqa: ARG002
        return [_command("unban", subject)]

    def rejection(self, reply: t.Optional[str], subject: Subject) -> t.Optional[str]:  # noqa: ARG002
        text = plain(reply)
        return text if text and _REJECTION.match(text) else None

    def stray(self, subject: Subject) -> t.Optional[str]:
        if subject.name is None or self._database is None:
            return None
        rows = self._database.select(_SPELLINGS, [subject.name.lower()])
        others = sorted({str(row[0]) for row in rows} - {subject.name})
        return "It shows %s, who is another player." % " and ".join(map(shown, others)) if others else None


def _command(verb: str, subject: Subject) -> str:
    return "%s%s %s" % (verb, "" if subject.address is None else "ip", subject.word)


def _is_tellable(reason: str) -> bool:
    return reason.isprintable() and "\u00a7" not in reason and reason == reason.strip() != ""


def _seconds(value: t.Any) -> t.Optional[int]:
    try:
        return int(value)
    except (TypeError, ValueError):
        return None


def from_options(bans: t.Mapping[str, t.Any], surroundings: Surroundings) -> BanProvider:
    """Make the provider from the options. Raises ConfigurationError."""
    if bans.get("read_back"):
        raise ConfigurationError("Cuberite's bans are read from server.path: leave bans.read_back out.")
    path = surroundings.server_path
    return Cuberite(SqliteDatabase("Cuberite", "", os.path.join(path, _FILE)) if path else None)
