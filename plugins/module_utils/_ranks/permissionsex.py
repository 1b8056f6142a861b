# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Ranks that PermissionsEx 1.23 owns: groups, everywhere or in one world, with or without an end.

Facts: domain 3.6; PermissionsEx' UserCommands.java, PermissionsCommand.java and PermissionUser.java. It completes names
that it does not know to ones that it does, and makes groups that are not there: so a player goes into a command by
UUID, and a group with the C(#) that says 'exactly this one', once it is known to be there.
"""

from __future__ import annotations

import difflib
import math
import re
import time
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._errors import InvalidValueError, NotFoundError
from ansible_collections.gamedesk.support.plugins.module_utils._players import Found, Player, Subject
from ansible_collections.gamedesk.support.plugins.module_utils._ranks.permissionsex_console import ConsoleReading
from ansible_collections.gamedesk.support.plugins.module_utils._ranks.permissionsex_sql import SqlReading
from ansible_collections.gamedesk.support.plugins.module_utils._ranks.protocol import (
    Ask,
    Context,
    Membership,
    Target,
)
from ansible_collections.gamedesk.support.plugins.module_utils._sql.choosing import open_database
from ansible_collections.gamedesk.support.plugins.module_utils._text import plain, shown

_GROUP = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.\-]{0,63}")
_WORLD = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.\-]{0,63}")
_EVERYWHERE = "*"
# It reads the end as a Java int, and takes what is larger for no end at all (PermissionEntity.getOwnOptionInteger).
_LAST_SECOND = 2**31 - 1
_NAMES_SHOWN = 20
_NO_USER = re.compile(r"User \"(?P<user>[^\"]*)\" doesn't exist\.|User does not exist")
_NO_SUCH_COMMAND = re.compile(r"Unknown (?:or incomplete )?command", re.IGNORECASE)
_NO_LIFETIME = re.compile(r"Group lifetime should be number!")


class Reading(t.Protocol):
    """A way to see what PermissionsEx knows."""

    description: str

    def find(self, players: t.Sequence[Player]) -> t.List[Found]:
        """Return exactly these players with their UUIDs, or a NotFoundError for each that there is not."""

    def groups(self) -> t.List[str]:
        """Return the names of all groups."""

    def memberships(self, uuids: t.Sequence[str]) -> t.Dict[str, t.List[Membership]]:
        """Return the memberships of each of them, those whose end has come included."""


class PermissionsEx:
    """The PermissionsEx of one server."""

    read_back_advice = "Set ranks.read_back.sql, or use a console that answers"

    def __init__(self, reading: t.Optional[Reading], *, parallel: bool) -> None:
        self._reading = reading
        self.read_back: t.Optional[str] = None if reading is None else reading.description
        self.parallel = parallel

    def target(self, rank: str, context: Context, *, temporary: bool) -> Target:  # noqa: ARG002
        if not _GROUP.fullmatch(rank):
            raise InvalidValueError("%s is not the name of a PermissionsEx group." % shown(rank), rank=shown(rank))
        for key, value in context:
            if key != "world":
                raise InvalidValueError(
                    "PermissionsEx has ranks in a world, not in a %s: leave context.%s out." % (key, key)
                )
            if not _WORLD.fullmatch(value):
                raise InvalidValueError("%s is not the name of a world." % shown(value))
        return Target(rank, context)

    def find(self, players: t.Sequence[Player]) -> t.List[Found]:
        if self._reading is None:
            return [self._find_unseen(player) for player in players]
        return self._reading.find(players)

    @staticmethod
    def _find_unseen(player: Player) -> Found:
        """Return a player who cannot be looked up. PermissionsEx completes a name, or makes a player of it."""
        if player.uuid is None:
            return InvalidValueError(
                "On a console that does not answer, nobody sees whom PermissionsEx takes for %s: give the UUID."
                % player.text
            )
        return Subject(None, player.uuid)

    def check_rank(self, rank: str) -> None:
        if self._reading is None:
            return
        groups = self._reading.groups()
        if rank in groups:
            return
        names = [t.cast(str, plain(name, 64)) for name in sorted(groups)]
        spelt = [name for name in names if name.lower() == rank.lower()]
        near = spelt or difflib.get_close_matches(rank, names, n=3)
        raise NotFoundError(
            "PermissionsEx has no group %s, and would make one.%s It has: %s."
            % (
                rank,
                " Is it %s?" % " or ".join(near) if near else "",
                ", ".join(names[:_NAMES_SHOWN]) + (" and more" if len(names) > _NAMES_SHOWN else "") or "none",
            ),
            candidates=(near or names)[:_NAMES_SHOWN],
        )

    def read(self, subjects: t.Sequence[Subject]) -> t.Dict[str, t.List[Membership]]:
        now = time.time()
        found = t.cast(Reading, self._reading).memberships([t.cast(str, subject.uuid) for subject in subjects])
        return {
            uuid: [one for one in memberships if one.expires is None or one.expires > now]
            for uuid, memberships in found.items()
        }

    def grant(self, subject: Subject, target: Target, expires: t.Optional[int], *, prolong: bool) -> t.List[str]:  # noqa: ARG002
        if expires is None:
            # An end that was left behind would end this membership too.
            return [_without_end(subject, target), _command(subject, "group add #%s" % target.rank, _world(target))]
        if expires > _LAST_SECOND:
            raise InvalidValueError(
                "PermissionsEx knows no end after 2038-01-19T03:14:07Z, and takes a later one for none."
            )
        # What it takes is the time that is left, and what it keeps the end: sent again, it leads to the same end, or to
        # the second after it.
        seconds = max(math.ceil(expires - time.time()), 1)
        world = _world(target) or _EVERYWHERE  # it has to stand before a lifetime
        return [_command(subject, "group add #%s" % target.rank, world, "%d" % seconds)]

    def revoke(self, subject: Subject, target: Target, active: t.Optional[t.Sequence[Membership]]) -> t.List[str]:
        commands = [_command(subject, "group remove #%s" % target.rank, _world(target))]
        if active is None or any(one.expires is not None for one in active):
            commands.append(_without_end(subject, target))
        return commands

    def rejection(self, reply: t.Optional[str], subject: Subject, target: Target) -> t.Optional[str]:  # noqa: ARG002
        text = plain(reply)
        if not text:
            return None
        no_user = _NO_USER.search(text)
        if no_user is not None and no_user.group("user") in (None, subject.uuid):
            return text
        return text if _NO_SUCH_COMMAND.match(text) or _NO_LIFETIME.search(text) else None


def _world(target: Target) -> str:
    return dict(target.context).get("world", "")


def _command(subject: Subject, *words: str) -> str:
    return " ".join(["pex user %s" % subject.uuid, *filter(None, words)])


def _without_end(subject: Subject, target: Target) -> str:
    return _command(subject, 'set group-%s-until ""' % target.rank, _world(target))


def from_options(
    ranks: t.Mapping[str, t.Any],
    server_path: t.Optional[str],  # noqa: ARG001
    bedrock_prefix: t.Optional[str],  # noqa: ARG001
    ask: t.Optional[Ask],
) -> PermissionsEx:
    """Make the provider from the options. Raises ConfigurationError."""
    sql = (ranks.get("read_back") or {}).get("sql")
    if sql:
        return PermissionsEx(SqlReading(open_database(sql, "PermissionsEx", "")), parallel=True)
    return PermissionsEx(None if ask is None else ConsoleReading(ask), parallel=False)
