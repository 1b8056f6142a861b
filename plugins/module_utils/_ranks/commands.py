# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Ranks of whatever software, by commands and patterns that the operator wrote down.

The state is what a second, reading command answers. Of a player's ranks only the one in question is known.
"""

from __future__ import annotations

import re
import time
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._errors import (
    ConfigurationError,
    InvalidValueError,
    NotFoundError,
    StorageError,
)
from ansible_collections.gamedesk.support.plugins.module_utils._players import Found, Player, Subject
from ansible_collections.gamedesk.support.plugins.module_utils._ranks.protocol import Ask, Context, Membership, Target
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

_RANKS = ("rank",)
_NAMES = (*WHO, *_RANKS)
# One word, which no server takes for an option, a selector, a wildcard, a quotation or a second command.
_RANK = re.compile(r"[^\W_][\w.+:\-]{0,63}")

OPTIONS: t.Dict[str, t.Any] = {
    "type": "dict",
    "options": {
        "grant": {"type": "str"},
        "grant_temporary": {"type": "str"},
        "revoke": {"type": "str"},
        "read": {"type": "str"},
        "has": {"type": "str"},
        "has_not": {"type": "str"},
        "no_player": {"type": "str"},
        "read_ranks": {"type": "str"},
        "is_rank": {"type": "str"},
        "rejected": {"type": "list", "elements": "str", "default": []},
        "one_rank": {"type": "bool", "default": False},
    },
    "required_together": [("read", "has", "has_not"), ("read_ranks", "is_rank")],
    "required_by": {"no_player": ("read",)},
}


class Written(t.NamedTuple):
    """What the operator wrote down."""

    grant: t.Optional[Template]
    grant_temporary: t.Optional[Template]
    revoke: t.Optional[Template]
    read: t.Optional[Template]
    has: t.Optional[Pattern]
    has_not: t.Optional[Pattern]
    no_player: t.Optional[Pattern]
    read_ranks: t.Optional[Template]
    is_rank: t.Optional[Pattern]
    rejected: t.Sequence[Pattern]
    one_rank: bool

    @property
    def names(self) -> t.Set[str]:
        """All placeholders that are used."""
        texts = [one for one in (*self[:7], *self.rejected) if isinstance(one, (Template, Pattern))]
        return {name for text in texts for name in text.names}


class Commands:
    """The ranks of one server."""

    # Whose reply it is can be told by the operator's patterns alone.
    parallel = False

    def __init__(self, written: Written, ask: t.Optional[Ask]) -> None:
        self._written = written
        self._ask = ask
        self._target: t.Optional[Target] = None
        self.read_back: t.Optional[str] = None
        self.read_back_advice = "Set ranks.commands.read, has and has_not"
        if ask is None:
            self.read_back_advice = "Use a console that answers"
        elif written.read is not None:
            self.read_back = "console (ranks.commands.read)"

    def target(self, rank: str, context: Context, *, temporary: bool) -> Target:
        if context:
            raise InvalidValueError("Ranks by commands have no context: leave it out, or write it into the commands.")
        if not _RANK.fullmatch(rank):
            raise InvalidValueError(
                "%s is not a rank: it takes one word of letters, digits and _ . + : -, and begins with a letter or a "
                "digit." % shown(rank),
                rank=shown(rank),
            )
        if temporary and self._written.grant_temporary is None:
            raise InvalidValueError(
                "No command for temporary ranks is written down: set ranks.commands.grant_temporary."
            )
        self._target = Target(rank, (), self._written.one_rank)
        return self._target

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
            if written.no_player.search(reply, self._values(subject)) is not None:
                return NotFoundError(
                    "The server does not know the player %s: it answered %s." % (player.text, told(reply))
                )
        return subject

    def check_rank(self, rank: str) -> None:
        written = self._written
        if written.read_ranks is None or written.is_rank is None or self._ask is None:
            return
        reply = self._ask(written.read_ranks.fill({"rank": rank}))
        if written.is_rank.search(reply, {"rank": rank}) is None:
            raise NotFoundError("The server has no rank %s: it answered %s." % (rank, told(reply)))

    def read(self, subjects: t.Sequence[Subject]) -> t.Dict[str, t.List[Membership]]:
        return {subject.key: self._read(subject) for subject in subjects}

    def _read(self, subject: Subject) -> t.List[Membership]:
        written, target = self._written, t.cast(Target, self._target)
        reply = self._asked(subject)
        values = self._values(subject)
        found = t.cast(Pattern, written.has).search(reply, values)
        if found is not None:
            expires = end_in("ranks.commands.has", found)
            over = expires is not None and expires <= time.time()
            return [] if over else [Membership(target.rank, expires, ())]
        if t.cast(Pattern, written.has_not).search(reply, values) is None:
            raise StorageError(
                "The server's answer fits neither ranks.commands.has nor has_not, so whether %s has the rank %s is not "
                "known: %s." % (subject.name or subject.uuid, target.rank, told(reply))
            )
        return []

    def grant(self, subject: Subject, target: Target, expires: t.Optional[int], *, prolong: bool) -> t.List[str]:  # noqa: ARG002
        if expires is None:
            return [self._filled("grant", subject, {})]
        command = self._filled("grant_temporary", subject, ends(expires))
        if prolong and "until" not in t.cast(Template, self._written.grant_temporary).names:
            # Some software adds the time to what is left: what is left is ended first, so that it cannot.
            return [self._filled("revoke", subject, {}), command]
        return [command]

    def revoke(self, subject: Subject, target: Target, active: t.Optional[t.Sequence[Membership]]) -> t.List[str]:  # noqa: ARG002
        return [self._filled("revoke", subject, {})]

    def rejection(self, reply: t.Optional[str], subject: Subject, target: Target) -> t.Optional[str]:  # noqa: ARG002
        if not reply:
            return None
        values = self._values(subject)
        try:
            rejected = any(one.search(reply, values) is not None for one in self._written.rejected)
        except StorageError:  # the reply is a hint at most
            return None
        return plain(reply) if rejected else None

    def _filled(self, option: str, subject: Subject, more: t.Mapping[str, str]) -> str:
        template: t.Optional[Template] = getattr(self._written, option)
        if template is None:
            raise InvalidValueError("No command for this is written down: set ranks.commands.%s." % option)
        return template.fill({**self._values(subject), **more})

    def _asked(self, subject: Subject) -> str:
        return t.cast(Ask, self._ask)(t.cast(Template, self._written.read).fill(self._values(subject)))

    def _values(self, subject: Subject) -> t.Dict[str, str]:
        return {**who(subject), "rank": t.cast(Target, self._target).rank}


def _written(options: t.Mapping[str, t.Any]) -> Written:
    def template(name: str, names: t.Sequence[str], *needed: t.Sequence[str]) -> t.Optional[Template]:
        text = options.get(name)
        return None if text is None else Template("ranks.commands.%s" % name, text, names, needed)

    def pattern(
        name: str, names: t.Sequence[str], *needed: t.Sequence[str], groups: t.Sequence[str] = ()
    ) -> t.Optional[Pattern]:
        text = options.get(name)
        return None if text is None else Pattern("ranks.commands.%s" % name, text, names, needed, groups)

    one_rank = bool(options.get("one_rank"))
    return Written(
        grant=template("grant", _NAMES, WHO, _RANKS),
        grant_temporary=template("grant_temporary", (*_NAMES, *ENDS), WHO, _RANKS, ENDS),
        # Where there is one rank at a time, there is but one that can be taken away.
        revoke=template("revoke", _NAMES, *([WHO] if one_rank else [WHO, _RANKS])),
        read=template("read", _NAMES, WHO),
        has=pattern("has", _NAMES, _RANKS, groups=EXPIRES),
        has_not=pattern("has_not", _NAMES),
        no_player=pattern("no_player", _NAMES),
        read_ranks=template("read_ranks", _RANKS),
        is_rank=pattern("is_rank", _RANKS, _RANKS),
        rejected=[Pattern("ranks.commands.rejected", text, _NAMES) for text in options.get("rejected") or ()],
        one_rank=one_rank,
    )


def from_options(
    ranks: t.Mapping[str, t.Any],
    server_path: t.Optional[str],  # noqa: ARG001
    bedrock_prefix: t.Optional[str],  # noqa: ARG001
    ask: t.Optional[Ask],
) -> Commands:
    """Make the provider from the options. Raises ConfigurationError."""
    if ranks.get("read_back"):
        raise ConfigurationError("Ranks by commands are read by ranks.commands.read: leave ranks.read_back out.")
    options = ranks.get("commands") or {}
    if options.get("grant") is None and options.get("revoke") is None:
        raise ConfigurationError("The provider commands needs the commands: set ranks.commands.grant and revoke.")
    return Commands(_written(options), ask)
