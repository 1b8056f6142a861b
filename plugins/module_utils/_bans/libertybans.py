# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Bans that LibertyBans owns: commands go through the console, state is read from its views.

Facts: domain 4.6; PunishCommands.java, UnpunishCommands.java, StringCommandPackage.java, DurationParser.java,
StandardArgumentParser.java. Its work is done in stages beside the server's main thread, and so are its answers.
"""

from __future__ import annotations

import math
import re
import time
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._bans import libertybans_sql
from ansible_collections.gamedesk.support.plugins.module_utils._bans.known_names import KnownNames
from ansible_collections.gamedesk.support.plugins.module_utils._bans.libertybans_sql import SqlViews
from ansible_collections.gamedesk.support.plugins.module_utils._bans.protocol import BanProvider, Surroundings
from ansible_collections.gamedesk.support.plugins.module_utils._bans.wanted import Ban, Wanted
from ansible_collections.gamedesk.support.plugins.module_utils._errors import InvalidValueError, NotFoundError
from ansible_collections.gamedesk.support.plugins.module_utils._players import Found, Player, Subject
from ansible_collections.gamedesk.support.plugins.module_utils._text import plain, shown

# It counts in minutes, from when LibertyBans comes to the command: a ban may end as much later than it was told.
_MINUTE = 60
_DRIFT_SECONDS = _MINUTE + 30
_LONGEST_REASON = 256
# LibertyBans would ask for a reason. This text is its own for one that is not given (ReasonsConfig.java).
_DEFAULT_REASON = "No reason stated."
# What it takes for a duration at the beginning of a reason. Older ones take any unit, and ban without an end.
_LIKE_A_DURATION = re.compile(r"\d+\D.*|perm(?:anent(?:ly)?)?|forever", re.IGNORECASE)
# What it takes for an option: at the beginning anything, and these wherever they stand in older ones.
_OPTION = re.compile(r"-(?:s|both|(?:server|category|scope)=.*)", re.IGNORECASE)
_NO = re.compile(
    r"(\S+) is already banned\.|(\S+) cannot be banned\.|(\S+) was not found online or offline\.",
    re.IGNORECASE,
)
_NO_SUCH_COMMAND = re.compile(r"Unknown (?:or incomplete )?command", re.IGNORECASE)


class LibertyBans:
    """The LibertyBans of one server, or of a network that shares one database."""

    read_back_advice = "Set bans.read_back.sql to LibertyBans' database"
    stepwise = True

    def __init__(self, views: t.Optional[SqlViews], surroundings: Surroundings) -> None:
        self._views = views
        self._known = None if views is None else KnownNames("LibertyBans", views, surroundings.server_path)
        self.read_back = None if views is None else views.description
        self._silent = False
        # Where nothing is read back, the reply is all there is, and 'unknown command' names nobody.
        self.parallel = views is not None

    def accept(self, wanted: Wanted, addresses: t.Sequence[str]) -> Wanted:
        if any(":" in address for address in addresses):
            raise InvalidValueError("LibertyBans takes no IPv6 addresses: ban the player, or use a firewall.")
        reason = wanted.reason
        if reason is not None:
            reason = " ".join(reason.split())  # a server may put the words together again with single spaces
            problem = _problem(reason)
            if problem is not None:
                raise InvalidValueError(problem)
        self._silent = wanted.silent
        return wanted._replace(reason=reason, drift=_DRIFT_SECONDS)

    def find(self, players: t.Sequence[Player]) -> t.List[Found]:
        if self._known is None:
            return [Subject(player.name, player.uuid) for player in players]
        return [_certain(found) for found in self._known.find(players)]

    def read(self, subjects: t.Sequence[Subject]) -> t.Dict[str, t.List[Ban]]:
        return t.cast(SqlViews, self._views).bans(subjects)

    def ban(self, subject: Subject, wanted: Wanted, active: t.Optional[t.Sequence[Ban]]) -> t.List[str]:
        words = self._command("ban" if subject.address is None else "ipban", subject)
        if wanted.expires is not None:
            # The second in which it begins is cut off, so that one more is needed not to end too soon.
            words.append("%dm" % max(1, math.ceil((wanted.expires + 1 - time.time()) / _MINUTE)))
        reason = wanted.reason_for(active)
        # One that is there already may be one that no command could have put there.
        if reason is None or (wanted.reason is None and not _is_tellable(reason)):
            reason = _DEFAULT_REASON
        ban = " ".join([*words, reason])
        # Nobody is banned twice, so that what is there goes first.
        return [*self.unban(subject, active), ban] if active else [ban]

    def unban(self, subject: Subject, active: t.Optional[t.Sequence[Ban]]) -> t.List[str]:  # noqa: ARG002
        return [" ".join(self._command("unban" if subject.address is None else "unbanip", subject))]

    def _command(self, verb: str, subject: Subject) -> t.List[str]:
        """Return the beginning of a command, in the form that no other plugin takes."""
        return ["libertybans", verb, subject.word, *(["-s"] if self._silent else [])]

    def rejection(self, reply: t.Optional[str], subject: Subject) -> t.Optional[str]:
        text = plain(reply)
        if not text:
            return None
        if _NO_SUCH_COMMAND.search(text):
            return text
        # The reply may be to another command: only what names this player is ours.
        named = {name.lower() for match in _NO.finditer(text) for name in match.groups() if name}
        return text if named & {name.lower() for name in subject if name} else None

    def stray(self, subject: Subject) -> t.Optional[str]:
        scopes = self._views.other_scopes.get(subject.key) if self._views else None
        if not scopes:
            return None
        return "They show one for %s, which is not this server's scope as bans.read_back.scope has it." % " and ".join(
            map(shown, sorted(scopes))
        )


def _certain(found: Found) -> Found:
    if isinstance(found, Subject) and found.uuid is None:
        return NotFoundError("LibertyBans has never seen %s: give the UUID." % shown(t.cast(str, found.name)))
    return found


def _problem(reason: str) -> t.Optional[str]:
    """Return what LibertyBans would make of a reason that is not what it says."""
    if len(reason) > _LONGEST_REASON:
        return "The reason has %d characters, and LibertyBans keeps %d." % (len(reason), _LONGEST_REASON)
    words = reason.split(" ")
    if _LIKE_A_DURATION.fullmatch(words[0]):
        return "The reason begins with %s, which LibertyBans could take for a duration; begin it otherwise." % shown(
            words[0]
        )
    option = next((word for word in words if _OPTION.fullmatch(word)), None)
    if option is None and words[0].startswith("-"):
        option = words[0]
    if option is not None:
        return "The reason has the word %s, which LibertyBans takes for an option; write it otherwise." % shown(option)
    return None


def _is_tellable(reason: str) -> bool:
    plainly = reason.isprintable() and reason == " ".join(reason.split()) != "" and "\u00a7" not in reason
    return plainly and _problem(reason) is None


def from_options(bans: t.Mapping[str, t.Any], surroundings: Surroundings) -> BanProvider:
    """Make the provider from the options. Raises ConfigurationError."""
    read_back = bans.get("read_back") or {}
    return LibertyBans(libertybans_sql.from_options(read_back) if read_back.get("sql") else None, surroundings)
