# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Ranks that GroupManager owns: the subgroups of a player, or the one group.

Facts: domain 3.6; GroupManager's ManWhois.java, ManUAdd.java, ManUAddSub.java, ManUDelSub.java, ManGList.java,
BaseCommand.java and english.properties. Its commands take a name for a player who is online and begins so: the answer
says who was meant. C(manwhois) does not say when a subgroup ends, so that nothing with an end is granted.
"""

from __future__ import annotations

import difflib
import re
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._errors import (
    ConfigurationError,
    InvalidValueError,
    NotFoundError,
    StorageError,
)
from ansible_collections.gamedesk.support.plugins.module_utils._players import Found, Player, Subject
from ansible_collections.gamedesk.support.plugins.module_utils._ranks.protocol import Ask, Context, Membership, Target
from ansible_collections.gamedesk.support.plugins.module_utils._templates import readable
from ansible_collections.gamedesk.support.plugins.module_utils._text import plain, shown

SUBGROUP, GROUP = "subgroup", "group"
# No comma, which parts the names of a list; no bar, which parts a group from a duration; no quotes, which are removed.
_NAME = re.compile(r"(?:g:)?[A-Za-z0-9_][A-Za-z0-9_.\-]{0,63}")
_GLOBAL = "g:"
_MOVED = re.compile(r"Couldn't retrieve your world\. Default world '[^']*' selected\.")
_PLAYER = re.compile(r"Name: (?P<name>\S+)")
_GROUP = re.compile(r"Group: (?P<group>\S+)")
_SUBGROUPS = re.compile(r"Subgroups: (?P<groups>\S.*)")
_OVERLOADED = re.compile(r"Overloaded: (?P<overloaded>true|false)")
_NOT_FOUND = ("Player not found!", "Too many matches found!")
_GROUPS = re.compile(r"Groups Available: ?(?P<groups>.*)")
_GLOBAL_GROUPS = re.compile(r"GlobalGroups Available: ?(?P<groups>.*)")
# Where a subgroup is 'already available' and not seen, it is the player's own group.
_REJECTION = re.compile(
    r"(?:The sub)?(?:group )?'(?P<group>[^']*)' (?:group does not exist!|is already available to )|Player not found!|"
    r"Too many matches found!|Review your arguments count!|Players cannot be members of GlobalGroups directly\.|"
    r"All commands are locked due to an error\."
)
_NO_SUCH_COMMAND = re.compile(r"Unknown (?:or incomplete )?command", re.IGNORECASE)
_NAMES_SHOWN = 20

OPTIONS: t.Dict[str, t.Any] = {
    "type": "dict",
    "options": {
        "rank_is": {"type": "str", "choices": [SUBGROUP, GROUP], "default": SUBGROUP},
        "default_group": {"type": "str"},
    },
}


class _Player(t.NamedTuple):
    """What C(manwhois) shows."""

    name: str
    group: str
    subgroups: t.List[str]


class GroupManager:
    """The GroupManager of one server, in the world that its console works with."""

    read_back_advice = "Use a console that answers"
    # The replies name the player, but to a UUID they name one that we may not know.
    parallel = False

    def __init__(self, ask: t.Optional[Ask], rank_is: str, default_group: t.Optional[str]) -> None:
        self._ask = ask
        self.read_back = None if ask is None else "console (manwhois)"
        self._rank_is = rank_is
        self._default_group = default_group

    def target(self, rank: str, context: Context, *, temporary: bool) -> Target:
        if not _NAME.fullmatch(rank) or (self._rank_is == GROUP and rank.startswith(_GLOBAL)):
            raise InvalidValueError("%s is not the name of a GroupManager group." % shown(rank), rank=shown(rank))
        if context:
            raise InvalidValueError(
                "GroupManager's commands are about the world that its console works with: leave the context out."
            )
        if temporary:
            raise InvalidValueError(
                "GroupManager does not tell when a rank ends, so that it could not be verified: leave expires and "
                "duration out, and revoke the rank when its time has come."
            )
        return Target(rank, (), exclusive=self._rank_is == GROUP)

    def find(self, players: t.Sequence[Player]) -> t.List[Found]:
        return [self._find(player) for player in players]

    def _find(self, player: Player) -> Found:
        if self._ask is None:
            return self._find_unseen(player)
        found = self._whois(player.text)
        if found is None:
            return NotFoundError("GroupManager does not know a player %s." % player.text)
        if player.uuid is None and found.name != player.text:
            return NotFoundError(
                "GroupManager takes %s for the player %s: give the exact name, or the UUID."
                % (player.text, shown(found.name)),
                candidates=[str(plain(found.name))],
            )
        return Subject(player.name, player.uuid)

    @staticmethod
    def _find_unseen(player: Player) -> Found:
        """Return a player who cannot be looked up. A name may be taken for somebody who is online and begins so."""
        if player.uuid is None:
            return InvalidValueError(
                "On a console that does not answer, nobody sees whom GroupManager takes for %s: give the UUID."
                % player.text
            )
        return Subject(None, player.uuid)

    def check_rank(self, rank: str) -> None:
        if self._ask is None:
            return
        lines = _lines(self._ask("listgroups"))
        groups = _GROUPS.fullmatch(lines[0]) if len(lines) == 2 else None
        shared = _GLOBAL_GROUPS.fullmatch(lines[1]) if groups is not None else None
        if groups is None or shared is None:
            raise _strange("listgroups", lines)
        names = _listed(groups.group("groups"))
        if self._rank_is == SUBGROUP:
            names += _listed(shared.group("groups"))
        if rank in names:
            return
        texts = [t.cast(str, plain(name, 64)) for name in names]
        near = [one for one in texts if one.lower() == rank.lower()] or difflib.get_close_matches(rank, texts, n=3)
        raise NotFoundError(
            "GroupManager has no group %s.%s It has: %s."
            % (rank, " Is it %s?" % " or ".join(near) if near else "", ", ".join(texts[:_NAMES_SHOWN]) or "none"),
            candidates=(near or texts)[:_NAMES_SHOWN],
        )

    def read(self, subjects: t.Sequence[Subject]) -> t.Dict[str, t.List[Membership]]:
        return {subject.key: self._read(subject) for subject in subjects}

    def _read(self, subject: Subject) -> t.List[Membership]:
        found = self._whois(subject.word)
        if found is None or (subject.name is not None and found.name != subject.name):
            raise StorageError(
                "GroupManager knew the player %s, and answers about another one now, or not." % subject.word
            )
        names = [found.group] if self._rank_is == GROUP else found.subgroups
        return [Membership(name, None, ()) for name in names]

    def grant(self, subject: Subject, target: Target, expires: t.Optional[int], *, prolong: bool) -> t.List[str]:  # noqa: ARG002
        command = "manuadd" if self._rank_is == GROUP else "manuaddsub"
        return ["%s %s %s" % (command, subject.word, target.rank)]

    def revoke(self, subject: Subject, target: Target, active: t.Optional[t.Sequence[Membership]]) -> t.List[str]:  # noqa: ARG002
        if self._rank_is == SUBGROUP:
            return ["manudelsub %s %s" % (subject.word, target.rank)]
        if self._default_group is None:
            raise InvalidValueError(
                "A player always has a group: set ranks.groupmanager.default_group to the one that takes the place of "
                "one that is revoked."
            )
        if self._default_group == target.rank:
            raise InvalidValueError("The default group %s is not revoked: grant another one." % target.rank)
        return ["manuadd %s %s" % (subject.word, self._default_group)]

    def rejection(self, reply: t.Optional[str], subject: Subject, target: Target) -> t.Optional[str]:  # noqa: ARG002
        text = plain(reply)
        if not text:
            return None
        no = _REJECTION.search(text)
        if no is not None and no.group("group") in (None, target.rank, self._default_group):
            return text
        return text if _NO_SUCH_COMMAND.match(text) else None

    def _whois(self, word: str) -> t.Optional[_Player]:
        """Return what GroupManager knows of a player, and None for one whom it does not find."""
        command = "manwhois %s" % word
        lines = _lines(t.cast(Ask, self._ask)(command))
        if len(lines) == 1 and lines[0] in _NOT_FOUND:
            return None
        patterns = [_PLAYER, _GROUP, _OVERLOADED]
        if len(lines) == 4:
            patterns.insert(2, _SUBGROUPS)
        matches = [pattern.fullmatch(line) for pattern, line in zip(patterns, lines)]
        if len(lines) != len(patterns) or None in matches:
            raise _strange(command, lines)
        found = {key: value for match in matches if match is not None for key, value in match.groupdict().items()}
        if found["overloaded"] == "true":
            raise StorageError(
                "GroupManager has a temporary copy of the ranks of %s: end it with tempdel, so that changes last."
                % word
            )
        return _Player(found["name"], found["group"], _listed(found.get("groups", "")))


def _listed(text: str) -> t.List[str]:
    return [name for name in text.split(", ") if name]


def _lines(reply: str) -> t.List[str]:
    lines = [line.strip(" ") for line in readable(reply).split("\n")]
    lines = [line for line in lines if line]
    # The first command of a console after a start says which world it is about.
    return lines[1:] if lines and _MOVED.fullmatch(lines[0]) else lines


def _strange(command: str, lines: t.Sequence[str]) -> StorageError:
    return StorageError(
        "The server's answer to %s is not one of GroupManager in English: %s."
        % (shown(command, 100), shown(plain(" / ".join(lines[:4])) or "", 200))
    )


def from_options(
    ranks: t.Mapping[str, t.Any],
    server_path: t.Optional[str],  # noqa: ARG001
    bedrock_prefix: t.Optional[str],  # noqa: ARG001
    ask: t.Optional[Ask],
) -> GroupManager:
    """Make the provider from the options. Raises ConfigurationError."""
    if ranks.get("read_back"):
        raise ConfigurationError("GroupManager is asked over the console: leave ranks.read_back out.")
    options = ranks.get("groupmanager") or {}
    default_group = options.get("default_group")
    if default_group is not None and not _NAME.fullmatch(default_group):
        raise ConfigurationError("%s is not the name of a GroupManager group." % shown(default_group))
    return GroupManager(ask, options.get("rank_is") or SUBGROUP, default_group)
