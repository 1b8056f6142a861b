# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Bans that LiteBans owns: commands go through the console, state is read from its tables.

Facts: domain 4.4. LiteBans works beside the server's main thread and answers a command with an empty text by default;
what else it says is in a file that owners translate: nothing rests on it.
"""

from __future__ import annotations

import math
import re
import time
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._bans import litebans_sql
from ansible_collections.gamedesk.support.plugins.module_utils._bans.known_names import KnownNames
from ansible_collections.gamedesk.support.plugins.module_utils._bans.litebans_sql import SqlTables
from ansible_collections.gamedesk.support.plugins.module_utils._bans.protocol import BanProvider, Surroundings
from ansible_collections.gamedesk.support.plugins.module_utils._bans.wanted import Ban, Wanted
from ansible_collections.gamedesk.support.plugins.module_utils._errors import InvalidValueError, NotFoundError
from ansible_collections.gamedesk.support.plugins.module_utils._players import (
    Found,
    Player,
    Subject,
    is_safe_name,
)
from ansible_collections.gamedesk.support.plugins.module_utils._text import plain, shown

# How much later than it was told a ban may end: it counts from when LiteBans comes to the command.
_DRIFT_SECONDS = 30
# What LiteBans may take for a duration, or for a part of one, at the beginning of a reason.
_LIKE_A_DURATION = re.compile(r"\d\S*|perm(?:anent(?:ly)?)?|forever", re.IGNORECASE)
# What it takes for something else wherever it stands: -s, --sender=, server:lobby; a template at the beginning.
_FLAG = re.compile(r"-\S+|server:\S*", re.IGNORECASE)
_COLOUR = re.compile(r"&[0-9a-fk-orx#]", re.IGNORECASE)
_NO = re.compile(
    r"(\S+) is already banned, and you do not have permission|You can't ban (\S+)!",
    re.IGNORECASE,
)
# These name nobody, and are as true for everybody.
_NO_TO_ALL = re.compile(
    r"Unknown (?:or incomplete )?command|LiteBans is not connected to a database!",
    re.IGNORECASE,
)


class LiteBans:
    """The LiteBans of one server, or of a network that shares one database."""

    read_back_advice = "Set bans.read_back.sql to LiteBans' database"
    # The commands of one player may be at work at the same time, on threads of LiteBans' own.
    stepwise = True

    def __init__(self, tables: t.Optional[SqlTables], surroundings: Surroundings) -> None:
        self._tables = tables
        self._prefix = surroundings.bedrock_prefix
        self._known = None if tables is None else KnownNames("LiteBans", tables, surroundings.server_path)
        self.read_back = None if tables is None else tables.description
        # Where nothing is read back, the reply is all there is, and 'unknown command' names nobody.
        self.parallel = tables is not None

    def accept(self, wanted: Wanted, addresses: t.Sequence[str]) -> Wanted:  # noqa: ARG002
        if wanted.silent and not wanted.present:
            raise InvalidValueError("LiteBans announces that a ban has ended: leave silent out.")
        reason = wanted.reason
        if reason is not None:
            reason = " ".join(reason.split())  # a server may put the words together again with single spaces
            problem = _problem(reason)
            if problem is not None:
                raise InvalidValueError(problem)
        return wanted._replace(reason=reason, drift=_DRIFT_SECONDS)

    def find(self, players: t.Sequence[Player]) -> t.List[Found]:
        if self._known is None:
            return [Subject(player.name, player.uuid) for player in players]
        return [self._reachable(found) for found in self._known.find(players)]

    def _reachable(self, found: Found) -> Found:
        if isinstance(found, Subject) and found.uuid is None:
            return NotFoundError("LiteBans has never seen %s: give the UUID." % shown(t.cast(str, found.name)))
        return found

    def read(self, subjects: t.Sequence[Subject]) -> t.Dict[str, t.List[Ban]]:
        return t.cast(SqlTables, self._tables).bans(subjects)

    def ban(self, subject: Subject, wanted: Wanted, active: t.Optional[t.Sequence[Ban]]) -> t.List[str]:
        words = ["ban" if subject.address is None else "ipban"]
        if wanted.silent:
            words.append("-s")
        words.append(self._word(subject))
        if wanted.expires is not None:
            words.append("%ds" % max(1, math.ceil(wanted.expires - time.time())))
        reason = wanted.reason_for(active)
        # One that is there already may be one that no command could have put there.
        if reason is not None and (wanted.reason is not None or _is_tellable(reason)):
            words.append(reason)
        ban = " ".join(words)
        # Who is banned is banned again only by those who may override, and then the old ban ends as well.
        return [*self.unban(subject, active), ban] if active else [ban]

    def unban(self, subject: Subject, active: t.Optional[t.Sequence[Ban]]) -> t.List[str]:  # noqa: ARG002
        return ["unban %s" % self._word(subject)]

    def rejection(self, reply: t.Optional[str], subject: Subject) -> t.Optional[str]:
        text = plain(reply)
        if not text:
            return None
        if _NO_TO_ALL.search(text):
            return text
        # The reply may be to another command: only what names this player is ours.
        named = {name.lower() for match in _NO.finditer(text) for name in match.groups() if name}
        return text if named & {name.lower() for name in subject if name} else None

    def stray(self, subject: Subject) -> t.Optional[str]:
        scopes = self._tables.other_scopes.get(subject.key) if self._tables else None
        if not scopes:
            return None
        return "They show one for %s, which is not this server's scope as bans.read_back.scope has it." % " and ".join(
            map(shown, sorted(scopes))
        )

    def _word(self, subject: Subject) -> str:
        """Return what stands for somebody in a command: the name, if it stands for nobody else."""
        name = subject.name
        plainly = name is not None and (self._known is None or self._known.is_plain(name))
        return t.cast(str, name) if plainly and is_safe_name(name or "", self._prefix) else subject.word


def _problem(reason: str) -> t.Optional[str]:
    """Return what LiteBans would make of a reason that is not what it says."""
    words = reason.split(" ")
    if _LIKE_A_DURATION.fullmatch(words[0]):
        return "The reason begins with %s, which LiteBans could take for a duration; begin it otherwise." % shown(
            words[0]
        )
    if words[0].startswith("#"):
        return "The reason begins with #, by which LiteBans names a template; begin it otherwise."
    flag = next((word for word in words if _FLAG.fullmatch(word)), None)
    if flag is not None:
        return "The reason has the word %s, which LiteBans takes for an option; write it otherwise." % shown(flag)
    if _COLOUR.search(reason):
        return "The reason has & before a letter or digit, which LiteBans shows as a colour; put a space between them."
    return None


def _is_tellable(reason: str) -> bool:
    plainly = reason.isprintable() and reason == " ".join(reason.split()) != "" and "\u00a7" not in reason
    return plainly and _problem(reason) is None


def from_options(bans: t.Mapping[str, t.Any], surroundings: Surroundings) -> BanProvider:
    """Make the provider from the options. Raises ConfigurationError."""
    read_back = bans.get("read_back") or {}
    return LiteBans(litebans_sql.from_options(read_back) if read_back.get("sql") else None, surroundings)
