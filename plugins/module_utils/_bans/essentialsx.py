# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""EssentialsX: C(ban), C(tempban), C(unban), C(banip), C(tempbanip) and C(unbanip), which write the server's own lists.

Facts: domain 4.2, 4.3 and 5.2; Commandban.java, Commandtempban.java, Commandtempbanip.java, Commandunban.java,
DateUtil.java, FormatUtil.java, Essentials.java (matchUser). To the console it says nothing where it has done something.
"""

from __future__ import annotations

import math
import re
import time
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._bans.json_lists import PLAYERS, read_bans
from ansible_collections.gamedesk.support.plugins.module_utils._bans.naming import (
    check_addresses,
    listed_otherwise,
    not_seen_lately,
    word_for,
)
from ansible_collections.gamedesk.support.plugins.module_utils._bans.protocol import BanProvider, Surroundings
from ansible_collections.gamedesk.support.plugins.module_utils._bans.reasons import check_reason
from ansible_collections.gamedesk.support.plugins.module_utils._bans.wanted import Ban, Wanted
from ansible_collections.gamedesk.support.plugins.module_utils._errors import (
    ConfigurationError,
    InvalidValueError,
    NotFoundError,
)
from ansible_collections.gamedesk.support.plugins.module_utils._players import Found, Player, Subject
from ansible_collections.gamedesk.support.plugins.module_utils._server.essentials import Accounts
from ansible_collections.gamedesk.support.plugins.module_utils._server.kind import kind_of
from ansible_collections.gamedesk.support.plugins.module_utils._server.lists import entries, named
from ansible_collections.gamedesk.support.plugins.module_utils._server.names import Names
from ansible_collections.gamedesk.support.plugins.module_utils._text import plain, shown

# Another plugin that has a command of that name gets it, unless the label says whose it is.
_ESSENTIALS = "essentials:"
# What lasts longer is cut to ten years of the calendar, and nobody is told.
_LONGEST_SECONDS = 3650 * 86_400
# A command says for how long, and waits for its turn and for the server before that counts. Other commands may be
# before it: the ban ends so much later at most, and never sooner.
_DRIFT_SECONDS = 60
# Of a shorter one a temporary ban makes the default reason.
_SHORTEST_REASON = 2
# C(&c) and C(&#ff0000) become colours, C(|) and C(\\n) line breaks; Paper takes several spaces for one.
_REWRITTEN = (
    (re.compile("&[0-9a-fk-orx]|&#[0-9a-f]{6}", re.IGNORECASE), "which it takes for a colour"),
    (re.compile(r"\||\\n"), "which it takes for a line break"),
    (re.compile("  +"), "of which a server may leave one"),
)
_REJECTION = re.compile(
    r"(?:Error: )?(?:Player not found|Player \S+ was never on this server|Illegal date format)"
    r"|Error: |Unknown (?:or incomplete )?command|Error executing: ",
    re.IGNORECASE,
)


class EssentialsX:
    """EssentialsX on a server whose folder is here."""

    read_back: t.Optional[str] = "ban list (JSON)"
    read_back_advice = "Set server.path to the folder of the server"
    # A server of the Bukkit family has a buffer for each connection (CraftRemoteConsoleCommandSender.java).
    parallel = True

    def __init__(self, path: str, bedrock_prefix: t.Optional[str]) -> None:
        self._path = path
        self._prefix = bedrock_prefix
        self._accounts = Accounts(path)
        self._uncertain: t.Set[str] = set()

    def accept(self, wanted: Wanted, addresses: t.Sequence[str]) -> Wanted:
        if wanted.silent:
            raise InvalidValueError("EssentialsX announces every ban to those who may know of it: leave silent out.")
        check_addresses(addresses)
        if wanted.reason is not None:
            _check_reason(wanted.reason)
        if wanted.expires is not None and wanted.expires - time.time() > _LONGEST_SECONDS:
            raise InvalidValueError(
                "EssentialsX makes ten years of every longer ban: give an end within ten years, or none."
            )
        return wanted._replace(drift=_DRIFT_SECONDS)

    def find(self, players: t.Sequence[Player]) -> t.List[Found]:
        self._accounts.check()
        # The names of UUIDs that have left the server's cache.
        accounts = [(self._accounts.name_of(player.uuid), player.uuid) for player in players if player.uuid is not None]
        old = [(name, uuid) for name, uuid in accounts if name is not None]
        kind = kind_of(self._path)._replace(bukkit=True)
        names = Names(self._path, kind, [*named(entries(self._path, PLAYERS)), *old])
        found = [self._known(names.find(player)) for player in players]
        self._uncertain.update(one.key for one in found if isinstance(one, Subject) and not names.is_certain(one))
        return found

    def _known(self, found: Found) -> Found:
        """Return whom EssentialsX knows by exactly this name, for it is a part of a name for it otherwise."""
        if not isinstance(found, Subject):
            return found
        name = t.cast(str, found.name)
        if found.uuid is None:
            return NotFoundError(
                "The server has not seen %s in the last month, and EssentialsX would take the name for a part of"
                " somebody's who is online: give the UUID to unban, or ban once the player has joined." % shown(name)
            )
        account = self._accounts.name_of(found.uuid)
        if account is None:
            return NotFoundError(
                "EssentialsX has no data of %s (%s), who never joined, and would take the name for a part of that of"
                " somebody who is online: ban or unban by bans.provider=vanilla." % (shown(name), found.uuid)
            )
        if account != name:
            return NotFoundError(
                "EssentialsX knows %s by another name, %s, than the server, %s: the player must have joined since."
                % (found.uuid, shown(account), shown(name)),
                candidates=[account],
            )
        return found

    def read(self, subjects: t.Sequence[Subject]) -> t.Dict[str, t.List[Ban]]:
        return read_bans(self._path, subjects)

    def ban(self, subject: Subject, wanted: Wanted, active: t.Optional[t.Sequence[Ban]]) -> t.List[str]:
        if subject.key in self._uncertain:
            raise not_seen_lately(subject)
        reason = wanted.reason_for(active)
        if reason is not None and wanted.reason is None:
            _check_kept_reason(reason)
        kind = "ban" if subject.address is None else "banip"
        words = [kind, word_for(subject, self._prefix)]
        if wanted.expires is not None:
            # Seconds are the last unit that there is: whatever comes after them is not taken for more of it.
            words = ["temp" + kind, words[1], "%ds" % max(1, math.ceil(wanted.expires - time.time()))]
        # A ban takes the place of the one that is there.
        return [_ESSENTIALS + " ".join(words if reason is None else [*words, reason])]

    def unban(self, subject: Subject, active: t.Optional[t.Sequence[Ban]]) -> t.List[str]:  # noqa: ARG002
        kind = "unban" if subject.address is None else "unbanip"
        return ["%s%s %s" % (_ESSENTIALS, kind, word_for(subject, self._prefix))]

    def rejection(self, reply: t.Optional[str], subject: Subject) -> t.Optional[str]:  # noqa: ARG002
        text = plain(reply)
        return text if text and _REJECTION.match(text) else None

    def stray(self, subject: Subject) -> t.Optional[str]:
        return listed_otherwise(self._path, subject)


def _check_reason(reason: str) -> None:
    if len(reason.encode("utf-16-le", "surrogatepass")) // 2 < _SHORTEST_REASON:
        raise InvalidValueError("EssentialsX puts its own reason in the place of a single character: write more.")
    for pattern, why in _REWRITTEN:
        found = pattern.search(reason)
        if found:
            raise InvalidValueError("The reason has %s in it, %s; write it otherwise." % (shown(found.group()), why))


def _check_kept_reason(reason: str) -> None:
    """Raise InvalidValueError for a reason that is in the list and that no command can give again."""
    try:
        check_reason(reason)
        _check_reason(reason)
    except InvalidValueError as error:
        raise InvalidValueError(
            "The reason of the ban that is there, %s, cannot be given again as it is: say by reason what it is to be."
            % shown(plain(reason) or "")
        ) from error


def from_options(bans: t.Mapping[str, t.Any], surroundings: Surroundings) -> BanProvider:
    """Make the provider from the options. Raises ConfigurationError."""
    if not surroundings.server_path:
        raise ConfigurationError(
            "EssentialsX tells the console of no success, and keeps its bans in the server's list: set server.path to"
            " the folder of the server."
        )
    if (bans.get("read_back") or {}).get("banlist"):
        raise ConfigurationError("The ban list is read from server.path: leave bans.read_back.banlist out.")
    return EssentialsX(surroundings.server_path, surroundings.bedrock_prefix)
