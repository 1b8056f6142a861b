# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""What PermissionsEx says over the console (domain: UserCommands.java, GroupCommands.java, PermissionsCommand.java).

Every line has to be one that PermissionsEx writes. Anything else is no answer: options such as prefixes hold what
somebody typed.
"""

from __future__ import annotations

import re
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._errors import (
    InvalidValueError,
    NotFoundError,
    StorageError,
)
from ansible_collections.gamedesk.support.plugins.module_utils._players import (
    Found,
    Player,
    Subject,
    is_safe_name,
    parse_uuid,
)
from ansible_collections.gamedesk.support.plugins.module_utils._ranks.protocol import Ask, Context, Membership
from ansible_collections.gamedesk.support.plugins.module_utils._templates import readable
from ansible_collections.gamedesk.support.plugins.module_utils._text import plain, shown

_WHO = re.compile(r"'(?P<id>[^'/]+)/(?P<name>[^'/]+)' is a member of:")
_GROUP = re.compile(r"   (?P<group>\S(?:.*\S)?) \((?:not ranked|rank -?\d+ @ .+)\)")
_WORLD = re.compile(r"  @(?P<world>\S(?:.*\S)?):")
_PERMISSION = re.compile(r"\d+\) .* \(own\)|")
_OPTION = re.compile(r"  (?P<key>\S+) = \"(?P<value>.*)\"")
_UNTIL = re.compile(r"group-(?P<group>.+)-until")
_LISTED = re.compile(r"  (?P<group>\S(?:.*?\S)?)  #-?\d+ (?: \(rank: .*\) )? *\[.*\]")
_GROUPS = "Registered groups: "
_GET = re.compile(
    r"Player \"(?P<id>[^\"/]+)/[^\"/]+\" @ (?P<world>.+) option \"(?P<key>[^\"]+)\" = \"(?P<value>[^\"]*)\""
)
_JAVA_INT = re.compile(r"[0-9]{1,10}")
_LAST_SECOND = 2**31 - 1


class _User(t.NamedTuple):
    """What C(pex user) shows."""

    identifier: str
    name: str
    # The groups in each world; V(None) stands for everywhere.
    groups: t.Dict[t.Optional[str], t.List[str]]
    # The options that are for everywhere.
    options: t.Dict[str, str]


class ConsoleReading:
    """Asks for each player by a command of its own."""

    description = "console (pex user)"

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    def find(self, players: t.Sequence[Player]) -> t.List[Found]:
        return [self._find(player) for player in players]

    def _find(self, player: Player) -> Found:
        if player.uuid is not None:
            return Subject(None, player.uuid)
        if not is_safe_name(player.text):
            return InvalidValueError("PermissionsEx does not take the name %s: give the UUID." % shown(player.text))
        user = self._user("#%s" % player.text)  # exactly this name
        uuid = parse_uuid(user.identifier)
        if uuid is None or user.name != player.text:
            return _nobody(player.text, user)
        return Subject(player.text, uuid)

    def groups(self) -> t.List[str]:
        lines = _lines(self._ask("pex groups list"))
        if not lines or lines[0] != _GROUPS.rstrip():
            raise _strange("pex groups list", lines)
        names = []
        for line in lines[1:]:
            match = _LISTED.fullmatch(line)
            if match is None:
                raise _strange("pex groups list", [line])
            names.append(match.group("group"))
        return names

    def memberships(self, uuids: t.Sequence[str]) -> t.Dict[str, t.List[Membership]]:
        return {uuid: self._memberships(uuid) for uuid in uuids}

    def _memberships(self, uuid: str) -> t.List[Membership]:
        user = self._user(uuid)
        if user.identifier.lower() != uuid:
            raise StorageError(
                "PermissionsEx was asked about %s and answered about %s." % (uuid, shown(user.identifier))
            )
        found = []
        for world, groups in user.groups.items():
            context: Context = () if world is None else (("world", world),)
            for group in groups:
                end = user.options.get(_until(group)) if world is None else self._end_in(uuid, group, world, user)
                found.append(Membership(group, java_end(end), context))
        return found

    def _end_in(self, uuid: str, group: str, world: str, user: _User) -> t.Optional[str]:
        key = _until(group)
        command = "pex user %s get %s %s" % (uuid, key, world)
        lines = _lines(self._ask(command))
        match = _GET.fullmatch(lines[0]) if len(lines) == 1 else None
        if match is None or (match.group("id").lower(), match.group("world"), match.group("key")) != (uuid, world, key):
            raise _strange(command, lines)
        value = match.group("value")
        if value == user.options.get(key):
            # What is not set in the world is answered as it is set for everywhere.
            raise StorageError(
                "PermissionsEx does not say over the console whether the rank %s ends in the world %s, since it ends "
                "elsewhere: set ranks.read_back.sql." % (shown(group), shown(world))
            )
        return None if value == "null" else value

    def _user(self, word: str) -> _User:
        command = "pex user %s" % word
        lines = _lines(self._ask(command))
        who = _WHO.fullmatch(lines[0]) if lines else None
        if who is None:
            raise _strange(command, lines)
        name = who.group("name")
        titles = ["%s's permissions:" % name, "%s's options:" % name]
        try:
            places = [lines.index(title) for title in titles]
        except ValueError:
            raise _strange(command, lines) from None
        groups = _groups(command, lines[1 : places[0]])
        for line in lines[places[0] + 1 : places[1]]:
            if not _PERMISSION.fullmatch(line):
                raise _strange(command, [line])
        return _User(who.group("id"), name, groups, _options(command, lines[places[1] + 1 :]))


def java_end(text: t.Optional[str]) -> t.Optional[int]:
    """Return the end that an option holds. What is no Java int, PermissionsEx takes for no end, and 0 too."""
    if text is None or not _JAVA_INT.fullmatch(text) or int(text) > _LAST_SECOND:
        return None
    return int(text) or None


def _nobody(name: str, user: _User) -> NotFoundError:
    if user.name != user.identifier:
        return NotFoundError(
            "PermissionsEx takes %s for the player %s." % (name, shown(user.name)), candidates=[str(plain(user.name))]
        )
    return NotFoundError(
        "PermissionsEx knows nothing about a player named %s. If it is the one with the UUID %s, give that."
        % (name, shown(user.identifier)),
        candidates=[str(plain(user.identifier))],
    )


def _groups(command: str, lines: t.Sequence[str]) -> t.Dict[t.Optional[str], t.List[str]]:
    groups: t.Dict[t.Optional[str], t.List[str]] = {None: []}
    world: t.Optional[str] = None
    for line in lines:
        heading, member = _WORLD.fullmatch(line), _GROUP.fullmatch(line)
        if member is not None:
            groups[world].append(member.group("group"))
        elif heading is not None and heading.group("world") not in groups:
            world = heading.group("world")
            groups[world] = []
        else:
            raise _strange(command, [line])
    return groups


def _options(command: str, lines: t.Sequence[str]) -> t.Dict[str, str]:
    options: t.Dict[str, str] = {}
    for line in lines:
        match = _OPTION.fullmatch(line)
        if match is None or match.group("key") in options:
            raise _strange(command, [line])
        options[match.group("key")] = match.group("value")
    return options


def _until(group: str) -> str:
    return "group-%s-until" % group


def _lines(reply: str) -> t.List[str]:
    lines = [line.rstrip(" ") for line in readable(reply).split("\n")]
    while lines and not lines[-1]:
        lines.pop()
    return lines


def _strange(command: str, lines: t.Sequence[str]) -> StorageError:
    return StorageError(
        "The server's answer to %s is not one of PermissionsEx 1.23: %s."
        % (shown(command, 100), shown(plain(" / ".join(lines[:3])) or "", 200))
    )
