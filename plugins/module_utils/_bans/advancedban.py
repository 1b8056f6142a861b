# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Bans that AdvancedBan owns: commands go through the console, state is read from its tables.

Facts: domain 4.5; PunishmentProcessor.java, RevokeProcessor.java, CommandUtils.java, UUIDManager.java.
Every command runs on a thread of its own, and answers when the reply over RCON has long gone.
"""

from __future__ import annotations

import math
import re
import time
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._bans import advancedban_sql
from ansible_collections.gamedesk.support.plugins.module_utils._bans.advancedban_sql import SqlTables
from ansible_collections.gamedesk.support.plugins.module_utils._bans.protocol import BanProvider, Surroundings
from ansible_collections.gamedesk.support.plugins.module_utils._bans.wanted import Ban, Wanted
from ansible_collections.gamedesk.support.plugins.module_utils._errors import InvalidValueError, NotFoundError
from ansible_collections.gamedesk.support.plugins.module_utils._players import (
    Found,
    Player,
    Subject,
    is_offline_uuid,
    is_safe_name,
)
from ansible_collections.gamedesk.support.plugins.module_utils._server.kind import kind_of
from ansible_collections.gamedesk.support.plugins.module_utils._server.lists import (
    USERCACHE,
    entries,
    is_current,
    named,
)
from ansible_collections.gamedesk.support.plugins.module_utils._server.names import Names
from ansible_collections.gamedesk.support.plugins.module_utils._text import plain, shown

# How much later than it was told a ban may end: it counts from when AdvancedBan comes to the command.
_DRIFT_SECONDS = 30
_LONGEST_REASON = 255  # VARCHAR(255)
_COLOUR = re.compile("&[0-9a-fk-or]", re.IGNORECASE)
_SILENT = "-s"
# It looks for -s in the first four words after the command, and takes the first one away.
_WORDS_LOOKED_AT = 3
_NO = re.compile(
    r"(\S+) has already been banned!|You are not able to ban (\S+)|Could not fetch the UUID of (\S+)!",
    re.IGNORECASE,
)
_NO_SUCH_COMMAND = re.compile(r"Unknown (?:or incomplete )?command", re.IGNORECASE)


class AdvancedBan:
    """The AdvancedBan of one server, or of a network that shares one database."""

    read_back_advice = "Set bans.read_back.sql to AdvancedBan's database (UseMySQL in its config.yml)"
    stepwise = True

    def __init__(self, tables: t.Optional[SqlTables], surroundings: Surroundings) -> None:
        self._tables = tables
        self._path = surroundings.server_path
        self._prefix = surroundings.bedrock_prefix
        self.read_back = None if tables is None else tables.description
        # Where nothing is read back, the reply is all there is, and 'unknown command' names nobody.
        self.parallel = tables is not None

    def accept(self, wanted: Wanted, addresses: t.Sequence[str]) -> Wanted:
        if wanted.silent and not wanted.present:
            raise InvalidValueError("AdvancedBan has no silent unban: leave silent out.")
        if any(":" in address for address in addresses):
            raise InvalidValueError("AdvancedBan takes no IPv6 addresses: ban the player, or use a firewall.")
        reason = wanted.reason
        if reason is not None:
            reason = _kept(reason)
            problem = _problem(reason, silent=wanted.silent)
            if problem is not None:
                raise InvalidValueError(problem)
        return wanted._replace(reason=reason, drift=_DRIFT_SECONDS)

    def find(self, players: t.Sequence[Player]) -> t.List[Found]:
        names, current = None, []
        if self._path is not None:
            names = Names(self._path, kind_of(self._path), ())
            current = named(entry for entry in entries(self._path, USERCACHE) if is_current(entry))
        by_name = [player.text for player in players if player.uuid is None]
        recorded = self._tables.uuids_named(by_name) if self._tables else {}
        found: t.List[Found] = []
        for player in players:
            if player.uuid is None:
                name = player.text
                cached = {uuid for one, uuid in current if one.lower() == name.lower()}
                found.append(_named(name, cached or recorded.get(name.lower(), set())))
            elif names is not None:
                found.append(names.find(player))
            else:
                found.append(
                    NotFoundError(
                        "AdvancedBan's commands take names only: give the name of %s, or set server.path to look it up."
                        % player.uuid
                    )
                )
        return found

    def read(self, subjects: t.Sequence[Subject]) -> t.Dict[str, t.List[Ban]]:
        return t.cast(SqlTables, self._tables).bans(subjects)

    def ban(self, subject: Subject, wanted: Wanted, active: t.Optional[t.Sequence[Ban]]) -> t.List[str]:
        temporary = wanted.expires is not None
        if subject.address is None:
            words = ["tempban" if temporary else "ban"]
        else:
            words = ["tempipban" if temporary else "banip"]
        if wanted.silent:
            words.append(_SILENT)
        words.append(self._word(subject))
        if wanted.expires is not None:
            words.append("%ds" % max(1, math.ceil(wanted.expires - time.time())))
        reason = wanted.reason_for(active)
        # One that is there already may be one that no command could have put there.
        if reason is not None and (wanted.reason is not None or _is_tellable(reason, silent=wanted.silent)):
            words.append(reason)
        ban = " ".join(words)
        # Nobody is banned twice, so that what is there goes first.
        return [*self.unban(subject, active), ban] if active else [ban]

    def unban(self, subject: Subject, active: t.Optional[t.Sequence[Ban]]) -> t.List[str]:  # noqa: ARG002
        return ["unban %s" % self._word(subject)]

    def rejection(self, reply: t.Optional[str], subject: Subject) -> t.Optional[str]:
        text = plain(reply)
        if not text:
            return None
        if _NO_SUCH_COMMAND.search(text):
            return text
        # The reply may be to another command: only what names this player is ours.
        whom = {name.lower() for match in _NO.finditer(text) for name in match.groups() if name}
        return text if whom & {name.lower() for name in subject if name} else None

    def stray(self, subject: Subject) -> t.Optional[str]:
        others = self._tables.namesakes.get(subject.key) if self._tables else None
        if not others:
            return None
        return "They show a ban of that name for %s, who is another player." % " and ".join(map(shown, sorted(others)))

    def _word(self, subject: Subject) -> str:
        """Return what stands for somebody in a command, which takes no UUIDs. Raises InvalidValueError."""
        if subject.address is not None:
            return subject.address
        name = t.cast(str, subject.name)
        if not is_safe_name(name, self._prefix):
            raise InvalidValueError("The name %s cannot stand in a command." % shown(name))
        return name


def _named(name: str, uuids: t.Set[str]) -> Found:
    """Return the player of this name. Without UUIDs of Mojang's own the name itself is what AdvancedBan keeps."""
    if all(map(is_offline_uuid, uuids)):
        return Subject(name, None)
    if len(uuids) > 1:
        return NotFoundError(
            "There are %d players who are or were called %s, and AdvancedBan's commands take names only: give the UUID"
            " of one whom the server has seen in the last month." % (len(uuids), name),
            candidates=sorted(uuids),
        )
    return Subject(name, *uuids)


def _kept(reason: str) -> str:
    """Return what AdvancedBan makes of a reason: it has no single quotes, and a server may drop double spaces."""
    return " ".join(reason.replace("'", "").split())


def _problem(reason: str, *, silent: bool) -> t.Optional[str]:
    """Return why a reason would not be kept as it is."""
    if not reason:
        return "The reason has nothing but single quotes, which AdvancedBan drops; write something."
    if len(reason) > _LONGEST_REASON:
        return "The reason has %d characters, and AdvancedBan keeps %d." % (len(reason), _LONGEST_REASON)
    if reason[0] in "@~":
        return "The reason begins with %s, by which AdvancedBan names a layout; begin it otherwise." % shown(reason[0])
    if not silent and _SILENT in [word.lower() for word in reason.split(" ")[:_WORDS_LOOKED_AT]]:
        return "The reason has the word -s, which AdvancedBan takes for an option; write it otherwise, or set silent."
    if _COLOUR.search(reason):
        return "The reason has & before a letter or digit, which AdvancedBan shows as a colour; put a space between."
    return None


def _is_tellable(reason: str, *, silent: bool) -> bool:
    plainly = reason.isprintable() and reason == _kept(reason) and "\u00a7" not in reason
    return plainly and _problem(reason, silent=silent) is None


def from_options(bans: t.Mapping[str, t.Any], surroundings: Surroundings) -> BanProvider:
    """Make the provider from the options. Raises ConfigurationError."""
    sql = (bans.get("read_back") or {}).get("sql")
    return AdvancedBan(advancedban_sql.from_options(sql) if sql else None, surroundings)
