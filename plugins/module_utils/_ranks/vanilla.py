# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""The operator list of the server itself, as the one rank C(operator).

Facts: domain 3.6, 4.2 and 8; GameProfileCache.java. The server finds a player by name without regard to case, first in
C(usercache.json).
"""

from __future__ import annotations

import datetime
import json
import os
import re
import time
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._errors import (
    ConfigurationError,
    InvalidValueError,
    NotFoundError,
    StorageError,
    UnsettledStorageError,
)
from ansible_collections.gamedesk.support.plugins.module_utils._players import (
    Found,
    Player,
    Subject,
    is_safe_name,
    parse_player,
)
from ansible_collections.gamedesk.support.plugins.module_utils._ranks.protocol import (
    Context,
    Membership,
    Target,
)
from ansible_collections.gamedesk.support.plugins.module_utils._text import plain, shown

_OPERATOR = "operator"
_REJECTION = re.compile(r"Could not (?:de-)?op |That player does not exist|Unknown (?:or incomplete )?command", re.I)


class Vanilla:
    """The operators of the server in one folder."""

    read_back = "ops.json"
    read_back_advice = "Set server.path to the folder of the server"
    # The connections share one buffer for replies, and the replies name nobody (DedicatedServer.java).
    parallel = False

    def __init__(self, server_path: str, bedrock_prefix: t.Optional[str]) -> None:
        self._path = server_path
        self._bedrock_prefix = bedrock_prefix

    def target(self, rank: str, context: Context, *, temporary: bool) -> Target:
        if rank != _OPERATOR:
            raise InvalidValueError("The vanilla server has one rank only: operator, not %s." % shown(rank))
        if temporary:
            raise InvalidValueError("The vanilla server has no temporary operators: leave expires and duration out.")
        if context:
            raise InvalidValueError("A vanilla operator is one everywhere on the server: leave the context out.")
        return Target(_OPERATOR, ())

    def find(self, players: t.Sequence[Player]) -> t.List[Found]:
        cache = self._entries("usercache.json")
        current = _named(entry for entry in cache if _is_current(entry))
        # An operator may have left the cache, which forgets after a month; the cache has the word on names, though.
        cached_names = {name.lower() for name, _uuid in current}
        operators = [entry for entry in _named(self._entries("ops.json")) if entry[0].lower() not in cached_names]
        roll = _Roll([*current, *operators], _named(cache))
        return [roll.find(player) for player in players]

    def check_rank(self, rank: str) -> None:
        """There is one rank, and it is always there."""

    def read(self, subjects: t.Sequence[Subject]) -> t.Dict[str, t.List[Membership]]:
        operators = {uuid for _name, uuid in _named(self._entries("ops.json"))}
        return {
            subject.key: [Membership(_OPERATOR, None, ())] if subject.uuid in operators else [] for subject in subjects
        }

    def grant(self, subject: Subject, target: Target, expires: t.Optional[int], *, prolong: bool) -> t.List[str]:  # noqa: ARG002
        return ["op %s" % self._word(subject)]

    def revoke(self, subject: Subject, target: Target, active: t.Optional[t.Sequence[Membership]]) -> t.List[str]:  # noqa: ARG002
        return ["deop %s" % self._word(subject)]

    def _word(self, subject: Subject) -> str:
        name = t.cast(str, subject.name)
        if not is_safe_name(name, self._bedrock_prefix):  # it comes from a file that strangers' names get into
            raise InvalidValueError("The name %s of this player does not go into a command." % shown(name))
        return name

    def rejection(self, reply: t.Optional[str], subject: Subject, target: Target) -> t.Optional[str]:  # noqa: ARG002
        text = plain(reply)
        return text if text and _REJECTION.match(text) else None

    def _entries(self, file_name: str) -> t.List[t.Dict[str, t.Any]]:
        """Return a list that the server writes; a file that is not there is an empty list."""
        path = os.path.join(self._path, file_name)
        try:
            with open(path, "rb") as file:
                content = file.read()
        except FileNotFoundError:
            if not os.path.isdir(self._path):
                raise StorageError("The server's folder %s is not there." % shown(self._path, 200)) from None
            return []
        except OSError as error:
            raise StorageError("%s cannot be read: %s." % (shown(path, 200), error.strerror)) from error
        except ValueError as error:  # a path with a NUL, or that is not text
            raise StorageError("The server's folder %s is not a path." % shown(self._path, 200)) from error
        try:
            data = json.loads(content.decode("utf-8-sig", errors="replace") or "[]")
        except (ValueError, RecursionError) as error:  # the server is writing it this moment
            raise UnsettledStorageError("%s is half-written, or not JSON." % shown(path, 200)) from error
        return [entry for entry in data if isinstance(entry, dict)] if isinstance(data, list) else []


class _Roll:
    """Who the server knows: C(known) by name and UUID, and C(cached), which the server may hit on as well."""

    def __init__(self, known: t.Sequence[t.Tuple[str, str]], cached: t.Iterable[t.Tuple[str, str]]) -> None:
        self._by_name: t.Dict[str, t.Tuple[str, str]] = {}
        self._by_uuid: t.Dict[str, t.Tuple[str, str]] = {}
        self._namesakes: t.Dict[str, t.Set[t.Tuple[str, str]]] = {}
        self._spellings: t.Dict[str, t.Set[str]] = {}
        for entry in known:
            self._by_name.setdefault(entry[0], entry)
            self._by_uuid.setdefault(entry[1], entry)
            self._spellings.setdefault(entry[0].lower(), set()).add(entry[0])
        # An entry past its date counts here: the server may hit on it first.
        for entry in [*known, *cached]:
            self._namesakes.setdefault(entry[0].lower(), set()).add(entry)

    def find(self, player: Player) -> Found:
        """Return exactly this player, or why that cannot be."""
        match = self._by_name.get(player.name or "") if player.uuid is None else self._by_uuid.get(player.uuid)
        if match is None:
            return self._not_found(player.text)
        name, uuid = match
        namesakes = sorted(self._namesakes[name.lower()])
        if len(namesakes) > 1:
            return NotFoundError(
                "The server knows more than one player by the name %s, and its command takes any of them."
                % shown(name),
                candidates=["%s (%s)" % (plain(entry[0]), entry[1]) for entry in namesakes],
            )
        return Subject(name, uuid)

    def _not_found(self, name: str) -> NotFoundError:
        candidates = sorted(self._spellings.get(name.lower(), ()))
        hint = " Is it %s? Capital letters count." % " or ".join(shown(one) for one in candidates) if candidates else ""
        return NotFoundError(
            "The server's usercache.json has no valid entry for %s.%s The player must have joined in the last month."
            % (name, hint),
            candidates=candidates,
        )


def _is_current(entry: t.Dict[str, t.Any]) -> bool:
    """Whether the server goes by this entry of C(usercache.json).

    Past its date the server looks the name up anew, in lower case: in offline mode that is another player.
    """
    try:
        ends = datetime.datetime.strptime(str(entry.get("expiresOn")), "%Y-%m-%d %H:%M:%S %z")
    except ValueError:  # which the server drops
        return False
    return time.time() < ends.timestamp()


def _named(entries: t.Iterable[t.Dict[str, t.Any]]) -> t.List[t.Tuple[str, str]]:
    """Return the names and UUIDs; the server drops an entry without both."""
    return [found for found in map(_name_and_uuid, entries) if found]


def _name_and_uuid(entry: t.Dict[str, t.Any]) -> t.Optional[t.Tuple[str, str]]:
    if not isinstance(entry.get("name"), str) or not isinstance(entry.get("uuid"), str):
        return None
    try:
        uuid = parse_player(entry["uuid"]).uuid
    except InvalidValueError:
        return None
    return (entry["name"], uuid) if uuid else None


def from_options(
    ranks: t.Mapping[str, t.Any], server_path: t.Optional[str], bedrock_prefix: t.Optional[str]
) -> Vanilla:
    """Make the provider from the options. Raises ConfigurationError."""
    if not server_path:
        raise ConfigurationError("The vanilla operator list is read from the server's folder: set server.path.")
    if ranks.get("read_back"):
        raise ConfigurationError("The vanilla operator list is read from server.path: leave ranks.read_back out.")
    return Vanilla(server_path, bedrock_prefix)
