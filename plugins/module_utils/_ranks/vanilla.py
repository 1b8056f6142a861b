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

import re
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._errors import (
    ConfigurationError,
    InvalidValueError,
)
from ansible_collections.gamedesk.support.plugins.module_utils._players import (
    Found,
    Player,
    Subject,
    is_safe_name,
)
from ansible_collections.gamedesk.support.plugins.module_utils._ranks.protocol import (
    Ask,
    Context,
    Membership,
    Target,
)
from ansible_collections.gamedesk.support.plugins.module_utils._server.lists import (
    USERCACHE,
    entries,
    is_current,
    named,
)
from ansible_collections.gamedesk.support.plugins.module_utils._server.roll import Roll
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
        cache = entries(self._path, USERCACHE)
        current = named(entry for entry in cache if is_current(entry))
        # An operator may have left the cache, which forgets after a month; the cache has the word on names, though.
        cached_names = {name.lower() for name, _uuid in current}
        operators = [entry for entry in named(entries(self._path, "ops.json")) if entry[0].lower() not in cached_names]
        roll = Roll([*current, *operators], named(cache))
        return [roll.find(player) for player in players]

    def check_rank(self, rank: str) -> None:
        """There is one rank, and it is always there."""

    def read(self, subjects: t.Sequence[Subject]) -> t.Dict[str, t.List[Membership]]:
        operators = {uuid for _name, uuid in named(entries(self._path, "ops.json"))}
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


def from_options(
    ranks: t.Mapping[str, t.Any],
    server_path: t.Optional[str],
    bedrock_prefix: t.Optional[str],
    ask: t.Optional[Ask],  # noqa: ARG001
) -> Vanilla:
    """Make the provider from the options. Raises ConfigurationError."""
    if not server_path:
        raise ConfigurationError("The vanilla operator list is read from the server's folder: set server.path.")
    if ranks.get("read_back"):
        raise ConfigurationError("The vanilla operator list is read from server.path: leave ranks.read_back out.")
    return Vanilla(server_path, bedrock_prefix)
