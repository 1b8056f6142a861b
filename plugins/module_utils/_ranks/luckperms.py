# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Ranks that LuckPerms owns: commands go through the console, state is read from its storage.

Facts: domain 3.1 to 3.4; LuckPerms' ParentAdd.java, ParentAddTemp.java, ParentRemove.java, ArgumentList.java and
PermissionHolder.java. Its replies over RCON are usually empty, or belong to the command before: nothing rests on them.
"""

from __future__ import annotations

import difflib
import re
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._errors import (
    InvalidValueError,
    NotFoundError,
    PositionError,
)
from ansible_collections.gamedesk.support.plugins.module_utils._findings import Finding
from ansible_collections.gamedesk.support.plugins.module_utils._players import (
    Found,
    Player,
    Subject,
    is_offline_uuid,
    is_safe_name,
    offline_uuid,
    parse_uuid,
)
from ansible_collections.gamedesk.support.plugins.module_utils._ranks import (
    luckperms_config,
    luckperms_rest,
    luckperms_sql,
)
from ansible_collections.gamedesk.support.plugins.module_utils._ranks.luckperms_storage import Storage
from ansible_collections.gamedesk.support.plugins.module_utils._ranks.protocol import (
    Ask,
    Context,
    Membership,
    Target,
)
from ansible_collections.gamedesk.support.plugins.module_utils._ranks.tracks import Track
from ansible_collections.gamedesk.support.plugins.module_utils._text import plain, plain_lines, shown

_RANK = re.compile(r"[a-z0-9_][a-z0-9_.\-]{0,35}")
# LuckPerms keeps the values of contexts in lower case (AbstractContextSet.java); a space would have to be quoted.
_CONTEXT_VALUE = re.compile(r"[a-z0-9_.:/\-]{1,64}")
_ANYWHERE = "global"
_DEFAULT_GROUP = "default"
# LuckPerms calls a track with fewer of them empty.
_FEWEST_ON_TRACK = 2
_NAMES_SHOWN = 20
# What it writes in the place of the name of a player whom it knows by UUID alone (SqlStorage.java): nobody's name.
_NO_NAME = "null"
# To look for similar names takes its time: of many unknown players, the first ones get a hint.
_MOST_HINTS = 20
_NAME_BYTES = 36  # that is the most that LuckPerms allows (domain: 3.1)
# English texts of replies that say no, with the group or the user that they name (domain: 3.2). 'Already inherits' and
# 'does not inherit' are not among them: they say that there was nothing to do.
_NO_GROUP = re.compile(r"A group named (\S+) could not be found\.", re.IGNORECASE)
_NO_USER = re.compile(
    r"A user for (\S+) could not be found\.|(\S+) is not a valid username/uuid\.",
    re.IGNORECASE,
)
# What every message begins with (Message.java). Over RCON they follow each other without a line feed.
_PREFIX = "[LP] "
_BETWEEN_MESSAGES = re.compile(r"(?<=[.!])(?=\[LP\] )")
_NO_SUCH_COMMAND = re.compile(r"Unknown (?:or incomplete )?command", re.IGNORECASE)


class LuckPerms:
    """The LuckPerms of one server (or of a network that shares one storage)."""

    read_back_advice = "Set ranks.read_back.sql to LuckPerms' database, or ranks.read_back.rest to its REST API"

    def __init__(self, storage: t.Optional[Storage], read_back: t.Optional[t.Mapping[str, t.Any]] = None) -> None:
        self._storage = storage
        self._options = read_back
        # Where nothing is read back, the reply is all there is, and 'unknown command' names nobody.
        self.parallel = storage is not None
        self._hints_left = _MOST_HINTS
        self.read_back = storage.description if storage else None

    def examine(self, server_path: t.Optional[str]) -> t.Iterable[Finding]:
        """Compare O(ranks.read_back) with LuckPerms' own configuration (see Examined)."""
        return luckperms_config.examine(self._options or {}, server_path)

    def target(self, rank: str, context: Context, *, temporary: bool) -> Target:  # noqa: ARG002
        name = rank.lower()
        if not _RANK.fullmatch(name):
            raise InvalidValueError("%s is not the name of a LuckPerms group." % shown(rank), rank=shown(rank))
        if name == _DEFAULT_GROUP:
            raise InvalidValueError(
                "LuckPerms gives the group default to everybody who has no other: it is not granted or revoked."
            )
        return Target(name, self._context(context))

    def _context(self, context: Context) -> Context:
        return tuple((key, self._context_value(key, value)) for key, value in context)

    @staticmethod
    def _context_value(key: str, value: str) -> str:
        lower = value.lower()
        if not _CONTEXT_VALUE.fullmatch(lower):
            raise InvalidValueError("%s is not a value for the context %s." % (shown(value), key))
        if lower == _ANYWHERE:
            raise InvalidValueError("LuckPerms means 'everywhere' by the %s global: leave context.%s out." % (key, key))
        return lower

    def find(self, players: t.Sequence[Player]) -> t.List[Found]:
        if self._storage is None:
            return [self._find_unseen(player) for player in players]
        names = [player.name for player in players if player.name and player.name.lower() != _NO_NAME]
        uuids_of = self._storage.uuids_of(names)
        usernames_of = self._storage.usernames_of([player.uuid for player in players if player.uuid])
        found: t.List[Found] = []
        for player in players:
            if player.uuid is not None:
                # A UUID is as exact as it gets, and the only way to a player who never joined.
                name = usernames_of.get(player.uuid)
                found.append(Subject(None if name == _NO_NAME else name, player.uuid))
                continue
            uuids = [uuid for uuid in map(parse_uuid, uuids_of.get(player.text.lower(), ())) if uuid]
            if uuids:
                found.append(_exactly(player.text, uuids))
            else:
                found.append(self._never_seen(player.text))
        return found

    @staticmethod
    def _find_unseen(player: Player) -> Found:
        """Return a player who cannot be looked up."""
        if player.uuid is None and not is_safe_name(player.text):
            return InvalidValueError(
                "LuckPerms does not take the name %s in a command: give the UUID." % shown(player.text)
            )
        return Subject(player.name, player.uuid)

    def _never_seen(self, name: str) -> NotFoundError:
        known = self._storage.usernames_like(name[:2]) if self._storage and self._hints_left > 0 else []
        self._hints_left -= 1
        close = [t.cast(str, plain(one)) for one in difflib.get_close_matches(name.lower(), known, n=5)]
        return NotFoundError(
            "LuckPerms has never seen a player named %s.%s Only a UUID can name a player who never joined."
            % (name, " Is it %s?" % " or ".join(map(shown, close)) if close else ""),
            candidates=close,
        )

    def check_rank(self, rank: str) -> None:
        if self._storage is None:
            return
        groups = self._storage.groups()
        if rank not in groups:
            names = [t.cast(str, plain(name, _NAME_BYTES)) for name in groups if name != _DEFAULT_GROUP]
            shown_names = ", ".join(names[:_NAMES_SHOWN]) or "none but default"
            more = " and %d more" % (len(names) - _NAMES_SHOWN) if len(names) > _NAMES_SHOWN else ""
            raise NotFoundError(
                "LuckPerms has no group %s. It has: %s%s." % (rank, shown_names, more), candidates=names[:_NAMES_SHOWN]
            )

    def read(self, subjects: t.Sequence[Subject]) -> t.Dict[str, t.List[Membership]]:
        storage = t.cast(Storage, self._storage)
        return storage.memberships([subject.key for subject in subjects])

    def grant(self, subject: Subject, target: Target, expires: t.Optional[int], *, prolong: bool) -> t.List[str]:
        if expires is None:
            return [_command(subject, "add %s" % target.rank, target.context)]
        # The date is absolute, and 'replace' keeps the later one, 'deny' the present one: sent twice, it acts once.
        words = "addtemp %s %d %s" % (target.rank, expires, "replace" if prolong else "deny")
        return [_command(subject, words, target.context)]

    def revoke(self, subject: Subject, target: Target, active: t.Optional[t.Sequence[Membership]]) -> t.List[str]:
        commands = []
        if active is None or any(one.expires is None for one in active):
            commands.append(_command(subject, "remove %s" % target.rank, target.context))
        if active is None or any(one.expires is not None for one in active):
            commands.append(_command(subject, "removetemp %s" % target.rank, target.context))
        return commands

    def track(self, name: str, context: Context) -> Track:
        lower = name.lower()
        if not _RANK.fullmatch(lower):
            raise InvalidValueError("%s is not the name of a LuckPerms track." % shown(name), track=shown(name))
        where = self._context(context)
        # Whoever is in no group everywhere is in this one.
        fallback = None if where else _DEFAULT_GROUP
        if self._storage is None:
            return Track(lower, (), where, fallback)
        ranks = self._storage.track(lower)
        if ranks is None:
            names = [t.cast(str, plain(one, _NAME_BYTES)) for one in self._storage.tracks()]
            raise NotFoundError(
                "LuckPerms has no track %s. It has: %s." % (lower, ", ".join(names[:_NAMES_SHOWN]) or "none"),
                candidates=names[:_NAMES_SHOWN],
            )
        # They come from the storage, and go into commands.
        odd = [rank for rank in ranks if not _RANK.fullmatch(rank)]
        if odd or len(ranks) < _FEWEST_ON_TRACK:
            what = "the group %s" % shown(odd[0]) if odd else "fewer than %d groups" % _FEWEST_ON_TRACK
            raise PositionError("LuckPerms' track %s has %s: nobody can be moved on it." % (lower, what), track=lower)
        return Track(lower, tuple(ranks), where, fallback)

    def standing(self, memberships: t.Sequence[Membership]) -> t.List[Membership]:
        if any(not one.context for one in memberships):
            return list(memberships)
        return [*memberships, Membership(_DEFAULT_GROUP, None, ())]

    def set_on_track(self, subject: Subject, track: Track, rank: str) -> t.List[str]:
        if not _RANK.fullmatch(rank):
            raise InvalidValueError("%s is not the name of a LuckPerms group." % shown(rank), rank=shown(rank))
        word = rank
        if rank.isdigit():  # LuckPerms would take it for the number of a place
            if not track.ranks:
                raise InvalidValueError("A group whose name is a number can only be set where the track can be read.")
            word = str(track.ranks.index(rank) + 1)
        return [_command(subject, "settrack %s %s" % (track.name, word), track.context)]

    def rejection(self, reply: t.Optional[str], subject: Subject, target: Target) -> t.Optional[str]:
        text = plain(reply)
        if not text:
            return None
        if _NO_SUCH_COMMAND.match(text):
            return text
        # The reply may be to another command, or to several: only what names this group or this user is ours.
        messages = _messages(plain_lines(reply) or "")
        users = {name.lower() for name in (subject.name, subject.uuid) if name}
        rejected = target.rank in _named(_NO_GROUP, messages) or users & _named(_NO_USER, messages)
        return text if rejected else None


def _exactly(name: str, uuids: t.List[str]) -> Found:
    """Return the one player behind a name, or why it is not clear who is meant."""
    if len(uuids) > 1:
        return NotFoundError(
            "LuckPerms knows %d players with the name %s: give the UUID." % (len(uuids), name), candidates=uuids
        )
    (uuid,) = uuids
    if is_offline_uuid(uuid) and offline_uuid(name) != uuid:
        return NotFoundError(
            "The player that LuckPerms knows as %s (%s) spells it with other capital letters, which on a server in"
            " offline mode is another player: give the exact spelling or the UUID." % (name.lower(), uuid),
            candidates=[uuid],
        )
    return Subject(name, uuid)


def _messages(lines: str) -> t.List[str]:
    """Return LuckPerms' own messages, whole. What a player said begins in another way, whatever it goes on with."""
    ours = [line for line in lines.split("\n") if line.startswith(_PREFIX)]
    return [message[len(_PREFIX) :] for line in ours for message in _BETWEEN_MESSAGES.split(line)]


def _named(pattern: t.Pattern[str], messages: t.Iterable[str]) -> t.Set[str]:
    matches = filter(None, map(pattern.fullmatch, messages))
    return {name.lower() for match in matches for name in match.groups() if name}


def _command(subject: Subject, words: str, context: Context) -> str:
    return " ".join(["lp user %s parent %s" % (subject.word, words), *("%s=%s" % pair for pair in context)])


def from_options(
    ranks: t.Mapping[str, t.Any],
    server_path: t.Optional[str],  # noqa: ARG001
    bedrock_prefix: t.Optional[str],  # noqa: ARG001
    ask: t.Optional[Ask],  # noqa: ARG001
) -> LuckPerms:
    """Make the provider from the option O(ranks). Raises ConfigurationError."""
    read_back = ranks.get("read_back") or {}
    if read_back.get("sql"):
        return LuckPerms(luckperms_sql.from_options(read_back["sql"]), read_back)
    return LuckPerms(luckperms_rest.from_options(read_back["rest"]) if read_back.get("rest") else None, read_back)
