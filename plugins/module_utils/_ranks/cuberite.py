# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""The ranks of Cuberite: a player has one, or none, which makes them a member of the default rank.

Facts: domain 3.6; Cuberite's cmd_rank.lua, cmd_unrank.lua, cmd_listranks.lua and RankManager.cpp. Its commands take
names alone, and a server in offline mode takes any name.
"""

from __future__ import annotations

import difflib
import re
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._errors import (
    ConfigurationError,
    InvalidValueError,
    NotFoundError,
    StorageError,
)
from ansible_collections.gamedesk.support.plugins.module_utils._players import Found, Player, Subject
from ansible_collections.gamedesk.support.plugins.module_utils._ranks.protocol import Ask, Context, Membership, Target
from ansible_collections.gamedesk.support.plugins.module_utils._sql.choosing import open_database
from ansible_collections.gamedesk.support.plugins.module_utils._sql.database import Database
from ansible_collections.gamedesk.support.plugins.module_utils._templates import readable
from ansible_collections.gamedesk.support.plugins.module_utils._text import plain, shown

_RANK = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.\-]{0,63}")
_HAS = re.compile(r"The rank of player \"(?P<name>[^\"]+)\" is (?P<rank>\S(?:.*\S)?)")
_HAS_NOT = re.compile(r"Player \"(?P<name>[^\"]+)\" has no rank assigned to them\.")
_NO_PLAYER = re.compile(r"There is no player with the name \"(?P<name>[^\"]+)\"")
_RANKS = re.compile(r"Available ranks: (?P<ranks>.*) \(total: (?P<count>\d+)\)")
_NO_RANK = re.compile(r"The specified rank does not exist!|Unknown command", re.IGNORECASE)
_NAMES_SHOWN = 20

_PLAYER_RANKS = (
    "SELECT {PlayerRank}.PlayerName, {PlayerRank}.PlayerUUID, {Rank}.Name FROM {Rank}"
    " JOIN {PlayerRank} ON {Rank}.RankID = {PlayerRank}.RankID WHERE {PlayerRank}.PlayerName IN ({values})"
)
_ALL_RANKS = "SELECT Name FROM {Rank} ORDER BY RankID"


class Cuberite:
    """The ranks of one server. C(database) is its Ranks.sqlite; without it, the console is asked."""

    read_back_advice = "Use a console that answers, or set ranks.read_back.sql.path to Ranks.sqlite"
    # Whose reply it is can be told by its name, but not that of a rank that does not exist.
    parallel = False

    def __init__(self, ask: t.Optional[Ask], database: t.Optional[Database]) -> None:
        self._ask = ask
        self._database = database
        self.read_back: t.Optional[str] = "Ranks.sqlite"
        if database is None:
            self.read_back = None if ask is None else "console (rank)"

    def target(self, rank: str, context: Context, *, temporary: bool) -> Target:
        if not _RANK.fullmatch(rank):
            raise InvalidValueError(
                "%s is not the name of a rank that goes into a command." % shown(rank), rank=shown(rank)
            )
        if temporary:
            raise InvalidValueError("Cuberite has no temporary ranks: leave expires and duration out.")
        if context:
            raise InvalidValueError("A rank of Cuberite counts everywhere on the server: leave the context out.")
        return Target(rank, (), exclusive=True)

    def find(self, players: t.Sequence[Player]) -> t.List[Found]:
        stored = self._stored([player.name for player in players if player.name])
        return [self._find(player, stored) for player in players]

    def _find(self, player: Player, stored: t.Mapping[str, t.Sequence[t.Tuple[str, str]]]) -> Found:
        if player.name is None:
            return InvalidValueError(
                "Cuberite's commands take names alone: give the name in place of %s." % player.text
            )
        rows = stored.get(player.name, ())
        if len(rows) > 1:
            return NotFoundError(
                "Cuberite has stored the ranks of %d players with the name %s, and its command takes one of them."
                % (len(rows), player.name),
                candidates=[str(plain(uuid)) for uuid, _rank in rows],
            )
        # Who has no rank may be nobody at all, which the console alone can say.
        if not rows and self._ask is not None and self._asked(player.name) is None:
            return NotFoundError("Cuberite knows no player with the name %s; they must have joined." % player.name)
        # Only with a rank a UUID is stored; what tells a player from others has to be the same before and afterwards.
        return Subject(player.name, None)

    def check_rank(self, rank: str) -> None:
        if self._database is None and self._ask is None:
            return
        names = self._ranks() if self._database is None else [str(row[0]) for row in self._database.select(_ALL_RANKS)]
        if rank in names:
            return
        texts = [t.cast(str, plain(name, 64)) for name in names]
        near = [one for one in texts if one.lower() == rank.lower()] or difflib.get_close_matches(rank, texts, n=3)
        raise NotFoundError(
            "Cuberite has no rank %s.%s It has: %s."
            % (rank, " Is it %s?" % " or ".join(near) if near else "", ", ".join(texts[:_NAMES_SHOWN]) or "none"),
            candidates=(near or texts)[:_NAMES_SHOWN],
        )

    def read(self, subjects: t.Sequence[Subject]) -> t.Dict[str, t.List[Membership]]:
        if self._database is None:
            return {subject.key: self._membership(self._asked(_name(subject))) for subject in subjects}
        stored = self._stored([_name(subject) for subject in subjects])
        return {subject.key: self._of(subject, stored) for subject in subjects}

    def _of(self, subject: Subject, stored: t.Mapping[str, t.Sequence[t.Tuple[str, str]]]) -> t.List[Membership]:
        rows = stored.get(_name(subject), ())
        if len(rows) > 1:
            raise StorageError("Cuberite has stored the ranks of %d players named %s." % (len(rows), _name(subject)))
        return [Membership(rank, None, ()) for _uuid, rank in rows]

    def _membership(self, rank: t.Optional[str]) -> t.List[Membership]:
        if rank is None:
            raise StorageError("Cuberite knew the player, and answers that there is none with this name.")
        return [Membership(rank, None, ())] if rank else []

    def grant(self, subject: Subject, target: Target, expires: t.Optional[int], *, prolong: bool) -> t.List[str]:  # noqa: ARG002
        return ["rank %s %s" % (_name(subject), target.rank)]

    def revoke(self, subject: Subject, target: Target, active: t.Optional[t.Sequence[Membership]]) -> t.List[str]:  # noqa: ARG002
        return ["unrank %s" % _name(subject)]

    def rejection(self, reply: t.Optional[str], subject: Subject, target: Target) -> t.Optional[str]:  # noqa: ARG002
        text = plain(reply)
        if not text:
            return None
        nobody = _NO_PLAYER.search(text)
        return text if _NO_RANK.match(text) or (nobody is not None and nobody.group("name") == _name(subject)) else None

    def _stored(self, names: t.Sequence[str]) -> t.Dict[str, t.List[t.Tuple[str, str]]]:
        """Return UUID and rank of those who have one, by name."""
        found: t.Dict[str, t.List[t.Tuple[str, str]]] = {}
        if self._database is not None:
            for name, uuid, rank in self._database.select_each(_PLAYER_RANKS, names):
                found.setdefault(str(name), []).append((str(uuid), str(rank)))
        return found

    def _asked(self, name: str) -> t.Optional[str]:
        """Return the rank of a player, an empty text for none, and None for somebody who is not known."""
        command = "rank %s" % name
        text = _line(t.cast(Ask, self._ask)(command))
        for pattern in (_HAS, _HAS_NOT, _NO_PLAYER):
            match = pattern.fullmatch(text)
            if match is not None and match.group("name") == name:
                return None if pattern is _NO_PLAYER else match.groupdict().get("rank", "")
        raise _strange(command, text)

    def _ranks(self) -> t.List[str]:
        text = _line(t.cast(Ask, self._ask)("listranks"))
        match = _RANKS.fullmatch(text)
        names = match.group("ranks").split(", ") if match is not None else []
        if match is None or len(names) != int(match.group("count")):
            raise _strange("listranks", text)
        return names


def _name(subject: Subject) -> str:
    return t.cast(str, subject.name)


def _line(reply: str) -> str:
    return readable(reply).strip(" \n")


def _strange(command: str, text: str) -> StorageError:
    return StorageError(
        "The server's answer to %s is not one of Cuberite: %s." % (shown(command, 100), shown(plain(text) or "", 200))
    )


def from_options(
    ranks: t.Mapping[str, t.Any],
    server_path: t.Optional[str],  # noqa: ARG001
    bedrock_prefix: t.Optional[str],  # noqa: ARG001
    ask: t.Optional[Ask],
) -> Cuberite:
    """Make the provider from the options. Raises ConfigurationError."""
    sql = (ranks.get("read_back") or {}).get("sql")
    if sql and sql["engine"] != "sqlite":
        raise ConfigurationError("Cuberite keeps its ranks in SQLite: leave ranks.read_back.sql.engine out.")
    return Cuberite(ask, open_database(sql, "Cuberite", "") if sql else None)
