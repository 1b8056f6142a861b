# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Bans of whatever software, by commands and patterns that the operator wrote down.

The state is what a second, reading command answers. C({reason}) is the end of a command: it is more than one word.
"""

from __future__ import annotations

import re
import time
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._bans.protocol import BanProvider, Surroundings
from ansible_collections.gamedesk.support.plugins.module_utils._bans.wanted import Ban, Wanted
from ansible_collections.gamedesk.support.plugins.module_utils._errors import (
    ConfigurationError,
    InvalidValueError,
    NotFoundError,
    StorageError,
)
from ansible_collections.gamedesk.support.plugins.module_utils._players import Found, Player, Subject
from ansible_collections.gamedesk.support.plugins.module_utils._templates import Pattern, Template
from ansible_collections.gamedesk.support.plugins.module_utils._text import plain, shown
from ansible_collections.gamedesk.support.plugins.module_utils._written import (
    ENDS,
    EXPIRES,
    WHO,
    check_form,
    end_in,
    ends,
    told,
    who,
)

_REASON = "reason"
# What some software takes for an option or a selector, wherever it stands.
_MISREAD = re.compile(r"^[-/]| -\S|@[aenprs](?![A-Za-z0-9_])")

OPTIONS: t.Dict[str, t.Any] = {
    "type": "dict",
    "options": {
        "ban": {"type": "str"},
        "ban_temporary": {"type": "str"},
        "unban": {"type": "str"},
        "read": {"type": "str"},
        "banned": {"type": "str"},
        "not_banned": {"type": "str"},
        "no_player": {"type": "str"},
        "rejected": {"type": "list", "elements": "str", "default": []},
    },
    "required_together": [("read", "banned", "not_banned")],
    "required_by": {"no_player": ("read",)},
}


class Written(t.NamedTuple):
    """What the operator wrote down."""

    ban: t.Optional[Template]
    ban_temporary: t.Optional[Template]
    unban: t.Optional[Template]
    read: t.Optional[Template]
    banned: t.Optional[Pattern]
    not_banned: t.Optional[Pattern]
    no_player: t.Optional[Pattern]
    rejected: t.Sequence[Pattern]

    @property
    def names(self) -> t.Set[str]:
        """All placeholders that are used."""
        texts = [one for one in (*self[:7], *self.rejected) if isinstance(one, (Template, Pattern))]
        return {name for text in texts for name in text.names}


class Commands:
    """The bans of one server."""

    # Whose reply it is can be told by the operator's patterns alone.
    parallel = False

    def __init__(self, written: Written, ask: t.Optional[t.Callable[[str], str]]) -> None:
        self._written = written
        self._ask = ask
        self.read_back: t.Optional[str] = None
        self.read_back_advice = "Set bans.commands.read, banned and not_banned"
        if ask is None:
            self.read_back_advice = "Use a console that answers"
        elif written.read is not None:
            self.read_back = "console (bans.commands.read)"

    def accept(self, wanted: Wanted, addresses: t.Sequence[str]) -> Wanted:
        written = self._written
        if addresses:
            raise InvalidValueError("Bans by commands are those of players: name the player in place of the address.")
        if wanted.silent:
            raise InvalidValueError(
                "Bans by commands are as loud as the commands: write it there, and leave silent out."
            )
        if wanted.present:
            option = "ban" if wanted.expires is None else "ban_temporary"
            template = written.ban if wanted.expires is None else written.ban_temporary
            if template is None:
                raise InvalidValueError("No command for this is written down: set bans.commands.%s." % option)
            if wanted.reason is not None and _REASON not in template.names:
                raise InvalidValueError("The command bans.commands.%s has no {reason}: leave the reason out." % option)
        elif written.unban is None:
            raise InvalidValueError("No command for this is written down: set bans.commands.unban.")
        if wanted.expires is not None and written.banned is not None and not written.banned.groups & set(EXPIRES):
            raise InvalidValueError(
                "The pattern bans.commands.banned has no group expires, so that the end of a ban cannot be verified: "
                "leave expires and duration out."
            )
        if wanted.reason is not None and _MISREAD.search(wanted.reason):
            raise InvalidValueError(
                "The reason %s has a word in it that some software takes for an option, a command or a selector; write "
                "it otherwise." % shown(wanted.reason)
            )
        return wanted

    def find(self, players: t.Sequence[Player]) -> t.List[Found]:
        return [self._find(player) for player in players]

    def _find(self, player: Player) -> Found:
        subject = Subject(player.name, player.uuid)
        written = self._written
        try:
            check_form(player, written.names)
        except InvalidValueError as error:
            return error
        if written.no_player is not None and self._ask is not None:
            reply = self._asked(subject)
            if written.no_player.search(reply, who(subject)) is not None:
                return NotFoundError(
                    "The server does not know the player %s: it answered %s." % (player.text, told(reply))
                )
        return subject

    def read(self, subjects: t.Sequence[Subject]) -> t.Dict[str, t.List[Ban]]:
        return {subject.key: self._read(subject) for subject in subjects}

    def _read(self, subject: Subject) -> t.List[Ban]:
        banned, not_banned = t.cast(Pattern, self._written.banned), t.cast(Pattern, self._written.not_banned)
        reply = self._asked(subject)
        found = banned.search(reply, who(subject))
        if found is not None:
            expires = end_in("bans.commands.banned", found)
            if expires is not None and expires <= time.time():
                return []
            return [Ban(found.get(_REASON), None, None, expires, bool(banned.groups & set(EXPIRES)))]
        if not_banned.search(reply, who(subject)) is None:
            raise StorageError(
                "The server's answer fits neither bans.commands.banned nor not_banned, so whether %s is banned is not "
                "known: %s." % (subject.word, told(reply))
            )
        return []

    def ban(self, subject: Subject, wanted: Wanted, active: t.Optional[t.Sequence[Ban]]) -> t.List[str]:
        temporary = wanted.expires is not None
        template = t.cast(Template, self._written.ban_temporary if temporary else self._written.ban)
        reason = wanted.reason_for(active)
        if reason is not None and wanted.reason is None and (_MISREAD.search(reason) or not reason.isprintable()):
            reason = None  # it was read from an answer, and is nothing that we would say
        values = {**who(subject), _REASON: reason or "", **(ends(wanted.expires) if wanted.expires is not None else {})}
        command = template.fill(values).rstrip(" ")
        if not active:
            return [command]
        # Some software bans nobody twice, and some adds the time to what is left.
        return [*self.unban(subject, active), command]

    def unban(self, subject: Subject, active: t.Optional[t.Sequence[Ban]]) -> t.List[str]:  # noqa: ARG002
        if self._written.unban is None:
            raise InvalidValueError("To change a ban, it is ended first: set bans.commands.unban.")
        return [self._written.unban.fill(who(subject))]

    def rejection(self, reply: t.Optional[str], subject: Subject) -> t.Optional[str]:
        if not reply:
            return None
        try:
            rejected = any(one.search(reply, who(subject)) is not None for one in self._written.rejected)
        except StorageError:  # the reply is a hint at most
            return None
        return plain(reply) if rejected else None

    def stray(self, subject: Subject) -> t.Optional[str]:  # noqa: ARG002
        return None

    def _asked(self, subject: Subject) -> str:
        command = t.cast(Template, self._written.read).fill(who(subject))
        return t.cast(t.Callable[[str], str], self._ask)(command)


def _written(options: t.Mapping[str, t.Any]) -> Written:
    def template(name: str, names: t.Sequence[str], *needed: t.Sequence[str]) -> t.Optional[Template]:
        text = options.get(name)
        if text is None:
            return None
        made = Template("bans.commands.%s" % name, text, names, needed)
        if _REASON in made.names and (not text.endswith(" {reason}") or text.count("{reason}") > 1):
            raise ConfigurationError("The option bans.commands.%s has to end with {reason}, after a space." % name)
        return made

    def pattern(name: str, groups: t.Sequence[str] = ()) -> t.Optional[Pattern]:
        text = options.get(name)
        return None if text is None else Pattern("bans.commands.%s" % name, text, WHO, groups=groups)

    return Written(
        ban=template("ban", (*WHO, _REASON), WHO),
        ban_temporary=template("ban_temporary", (*WHO, *ENDS, _REASON), WHO, ENDS),
        unban=template("unban", WHO, WHO),
        read=template("read", WHO, WHO),
        banned=pattern("banned", (_REASON, *EXPIRES)),
        not_banned=pattern("not_banned"),
        no_player=pattern("no_player"),
        rejected=[Pattern("bans.commands.rejected", text, WHO) for text in options.get("rejected") or ()],
    )


def from_options(bans: t.Mapping[str, t.Any], surroundings: Surroundings) -> BanProvider:
    """Make the provider from the options. Raises ConfigurationError."""
    if bans.get("read_back"):
        raise ConfigurationError("Bans by commands are read by bans.commands.read: leave bans.read_back out.")
    options = bans.get("commands") or {}
    if options.get("ban") is None and options.get("unban") is None:
        raise ConfigurationError("The provider commands needs the commands: set bans.commands.ban and unban.")
    return Commands(_written(options), surroundings.ask)
