# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""LuckPerms' commands, with its English texts, colours removed (domain: luckperms_en.properties, Message.java).

A change is told, then logged, then saved, in this order: the answer is no proof that the change was stored.
"""

from __future__ import annotations

import re
import sqlite3
import time
import uuid
from collections.abc import Callable, Sequence

from gamedesk.sandbox.commands import VERSION as GAME_VERSION
from gamedesk.sandbox.luckperms.arguments import ArgumentError, UsageError, duration, group_name, page, tokenize
from gamedesk.sandbox.luckperms.durations import concise_form, long_form
from gamedesk.sandbox.luckperms.nodes import (
    DEFAULT_GROUP,
    SERVER,
    WORLD,
    Contexts,
    Merge,
    Node,
    NodeMap,
    contexts_in_brackets,
    contexts_text,
    inheritance,
    parse_contexts,
)
from gamedesk.sandbox.luckperms.storage import Storage, User

VERSION = "5.5.0"
_USERNAME = re.compile(r"[A-Za-z0-9_]{1,16}")
_WHOLE_UUID = re.compile(r"[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}|[0-9A-Fa-f]{32}")
_DASHED_UUID = re.compile(r"[0-9A-Fa-f]{1,8}(?:-[0-9A-Fa-f]{1,4}){3}-[0-9A-Fa-f]{1,12}")
_UUID_KINDS = {4: "official", 3: "offline", 2: "npc"}
_PARENTS_A_PAGE = 19
_GROUPS_A_PAGE = 8
_MERGES = {"accumulate": Merge.ACCUMULATE, "replace": Merge.REPLACE, "deny": Merge.DENY, "none": Merge.DENY}
_MAIN_ALIASES = {"u": "user", "i": "info"}
_USER_ALIASES = {"i": "info", "par": "parent", "parents": "parent"}
_MAIN_USAGE = (
    "user <user>",
    "sync",
    "info",
    "creategroup <group>",
    "deletegroup <group>",
    "listgroups",
)
_USER_USAGE = ("info", "parent")
_PARENT_USAGE = {
    "info": "[page] [sorting]",
    "set": "<group> [context...]",
    "add": "<group> [context...]",
    "remove": "<group> [context...]",
    "addtemp": "<group> <duration> [temporary modifier] [context...]",
    "removetemp": "<group> [duration] [context...]",
    "settrack": "<track> <group> [context...]",
}
_FEWEST_ARGUMENTS = {"info": 0, "addtemp": 2, "settrack": 2}

Tell = Callable[[str], None]


def parse_uuid(text: str) -> uuid.UUID | None:
    """Read a UUID as Java does: dashed, its parts as short as they like, or 32 hex digits."""
    if _WHOLE_UUID.fullmatch(text):
        return uuid.UUID(text)
    if _DASHED_UUID.fullmatch(text):
        return uuid.UUID(
            "".join(part.zfill(size) for part, size in zip(text.split("-"), (8, 4, 4, 4, 12), strict=True))
        )
    return None


def _action_contexts(contexts: Contexts) -> list[str]:
    order = {SERVER: 0, WORLD: 1}
    return [f"{key}={value}" for key, value in sorted(contexts, key=lambda pair: (order.get(pair[0], 2), pair))]


def _values(group: NodeMap, kind: str) -> list[str]:
    return [node.permission.removeprefix(f"{kind}.") for node in group.nodes if node.permission.startswith(f"{kind}.")]


def _weight(group: NodeMap) -> int:
    return max((int(text) for text in _values(group, "weight") if text.isdecimal()), default=0)


def _shown(name: str, group: NodeMap) -> str:
    """Return the name, with the display name if it has one."""
    displayed = _values(group, "displayname")
    return f"{name} ({displayed[0]})" if displayed else name


class LuckPermsCommands:
    """Runs one command at a time, on the executor's thread."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._started = time.monotonic()

    def execute(self, tell: Tell, label: str, text: str) -> None:
        """Run what follows the label and tell the answers, one line each. Raises sqlite3.Error when reading fails."""

        def say(message: str) -> None:
            tell(f"[LP] {message}")

        arguments = tokenize(text)
        if not arguments or (len(arguments) == 1 and not arguments[0].strip()):
            say(f"Running LuckPerms v{VERSION}.")
            say(f"Use /{label} help to view available commands.")
            return
        main = _MAIN_ALIASES.get(arguments[0], arguments[0]).lower()
        handlers: dict[str, Callable[[Tell, list[str]], None]] = {
            "info": self._info,
            "sync": self._sync,
            "listgroups": self._list_groups,
            "creategroup": self._create_group,
            "deletegroup": self._delete_group,
        }
        if main == "user":
            self._user(say, tell, label, arguments[1:])
        elif main in handlers:
            handlers[main](say, arguments[1:])
        else:
            say(f"Running LuckPerms v{VERSION}.")
            for usage in _MAIN_USAGE:
                tell(f"> /{label} {usage}")

    def _user(self, say: Tell, tell: Tell, label: str, arguments: list[str]) -> None:
        if len(arguments) < 2:
            say(f"User Sub Commands: (/{label} user <user> ...)")
            for usage in _USER_USAGE:
                say(f"> {usage}")
            return
        target, command, *rest = arguments
        command = _USER_ALIASES.get(command, command).lower()
        if command not in _USER_USAGE:
            say("Command not recognised.")
            return
        player = self._player(say, target)
        if player is None:
            return
        user = self._storage.load_user(player)
        if command == "info":
            self._user_info(say, user)
        else:
            self._parent(say, tell, user, rest)

    def _player(self, say: Tell, target: str) -> uuid.UUID | None:
        """Find a user: by UUID always, by name only who is in LuckPerms' own table."""
        player = parse_uuid(target)
        if player is None and not _USERNAME.fullmatch(target):
            say(f"{target} is not a valid username/uuid.")
        elif player is None and (player := self._storage.player_uuid(target)) is None:
            say(f"A user for {target} could not be found.")
        return player

    def _parent(self, say: Tell, tell: Tell, user: User, arguments: list[str]) -> None:
        if not arguments:
            say("Parent Sub Commands:")
            for name, usage in _PARENT_USAGE.items():
                say(f"> {name} - {usage}")
            return
        command, *rest = arguments
        command = command.lower()
        if command not in _PARENT_USAGE:
            say("Command not recognised.")
            return
        changes: dict[str, Callable[[Tell, User, list[str]], None]] = {
            "add": self._parent_add,
            "addtemp": self._parent_add_temporary,
            "remove": self._parent_remove,
            "removetemp": self._parent_remove_temporary,
            "set": self._parent_set,
            "settrack": self._parent_set_track,
        }
        try:
            if len(rest) < _FEWEST_ARGUMENTS.get(command, 1):
                raise UsageError
            if command == "info":
                self._parent_info(say, tell, user, rest)
            else:
                changes[command](say, user, rest)
        except UsageError:
            say(f"Command Usage - {command}")
            say(f"> {_PARENT_USAGE[command]}")
        except ArgumentError as error:
            say(str(error))

    def _group(self, say: Tell, name: str) -> str | None:
        """Return a group's name as it is shown, or say that there is none."""
        group = self._storage.group(name)
        if group is None:
            say(f"A group named {name} could not be found.")
            return None
        return _shown(name, group)

    def _done(self, say: Tell, user: User, words: Sequence[str], contexts: Contexts) -> None:
        action = " ".join(["parent", *words, *_action_contexts(contexts)])
        self._storage.log_action("U", user.key, user.username, action)
        try:
            self._storage.save_user(user)
        except sqlite3.Error:
            say(f"There was an error whilst saving user data for {user.display_name}.")

    def _parent_add(self, say: Tell, user: User, arguments: list[str]) -> None:
        name, contexts = group_name(arguments[0]), parse_contexts(arguments[1:])
        shown = self._group(say, name)
        if shown is None:
            return
        if user.data.set(inheritance(name, contexts)) is None:
            say(f"{user.display_name} already inherits from {shown} in context {contexts_text(contexts)}.")
            return
        say(f"{user.display_name} now inherits permissions from {shown} in context {contexts_text(contexts)}.")
        self._done(say, user, ["add", name], contexts)

    def _parent_add_temporary(self, say: Tell, user: User, arguments: list[str]) -> None:
        name = group_name(arguments[0])
        seconds = duration(arguments[1])
        if seconds is None:
            raise ArgumentError(f"Could not parse date {arguments[1]}.")
        merge = _MERGES.get(arguments[2].lower()) if len(arguments) > 2 else None
        contexts = parse_contexts(arguments[2 if merge is None else 3 :])
        shown = self._group(say, name)
        if shown is None:
            return
        node = user.data.set(inheritance(name, contexts, seconds), merge or Merge.DENY)
        where = contexts_text(contexts)
        if node is None:
            say(f"{user.display_name} already temporarily inherits from {shown} in context {where}.")
            return
        left = node.seconds_left
        say(
            f"{user.display_name} now inherits permissions from {shown} for a duration of {long_form(left)}"
            f" in context {where}."
        )
        self._done(say, user, ["addtemp", name, concise_form(left)], contexts)

    def _parent_remove(self, say: Tell, user: User, arguments: list[str]) -> None:
        name, contexts = group_name(arguments[0], allow_space=True), parse_contexts(arguments[1:])
        where = contexts_text(contexts)
        found, _unused = user.data.unset(inheritance(name, contexts))
        if not found:
            say(f"{user.display_name} does not inherit from {name} in context {where}.")
            return
        say(f"{user.display_name} no longer inherits permissions from {name} in context {where}.")
        user.give_default_if_needed()
        self._done(say, user, ["remove", name], contexts)

    def _parent_remove_temporary(self, say: Tell, user: User, arguments: list[str]) -> None:
        name = group_name(arguments[0], allow_space=True)
        seconds = duration(arguments[1]) if len(arguments) > 1 else None
        contexts = parse_contexts(arguments[1 if seconds is None else 2 :])
        where = contexts_text(contexts)
        # Any time will do: it is not compared.
        found, left = user.data.unset(inheritance(name, contexts, 10), seconds)
        if not found:
            say(f"{user.display_name} does not temporarily inherit from {name} in context {where}.")
        elif left is None or seconds is None:
            say(f"{user.display_name} no longer temporarily inherits permissions from {name} in context {where}.")
            self._done(say, user, ["removetemp", name], contexts)
        else:
            say(
                f"{user.display_name} will inherit permissions from {name} for a duration of"
                f" {long_form(left.seconds_left)} in context {where}, {long_form(seconds)} less than before."
            )
            self._done(say, user, ["removetemp", name, concise_form(seconds)], contexts)

    def _parent_set(self, say: Tell, user: User, arguments: list[str]) -> None:
        name, contexts = group_name(arguments[0]), parse_contexts(arguments[1:])
        shown = self._group(say, name)
        if shown is None:
            return
        user.data.clear_parents(contexts)
        user.data.set(inheritance(name, contexts))
        user.primary_group = name
        say(
            f"{user.display_name} had their existing parent groups cleared, and now only inherits {shown}"
            f" in context {contexts_text(contexts)}."
        )
        self._done(say, user, ["set", name], contexts)

    def _parent_set_track(self, say: Tell, user: User, arguments: list[str]) -> None:
        """Set one group of a track and clear the others (ParentSetTrack.java); a number is a place, counted from 1."""
        track = arguments[0].lower()
        groups = self._storage.track(track)
        if groups is None:
            say(f"A track named {track} could not be found.")
            return
        if len(groups) < 2:
            say(f"{track} cannot be used as it is empty or contains only one group.")
            return
        place = int(arguments[1]) if re.fullmatch(r"[+-]?[0-9]{1,9}", arguments[1]) else -1
        if place > len(groups):
            say(f"{place} does not exist!")
            return
        name = groups[place - 1] if place > 0 else group_name(arguments[1])
        if name not in groups:
            say(f"{track} doesn't contain {name}.")
            return
        contexts = parse_contexts(arguments[2:])
        shown = self._group(say, name)
        if shown is None:
            return
        user.data.clear_parents(contexts, groups)
        user.data.set(inheritance(name, contexts))
        say(
            f"{user.display_name} had their existing parent groups on track {track} cleared, and now only inherits"
            f" {shown} in context {contexts_text(contexts)}."
        )
        self._done(say, user, ["settrack", track, name], contexts)

    def _parent_info(self, say: Tell, tell: Tell, user: User, arguments: list[str]) -> None:
        parents = user.data.parents()
        if not parents:
            say(f"{user.display_name} does not have any parents defined.")
            return
        pages = [parents[at : at + _PARENTS_A_PAGE] for at in range(0, len(parents), _PARENTS_A_PAGE)]
        number = page(arguments, len(pages))
        say(f"{user.display_name}'s Parents:  (page {number} of {len(pages)} - {len(parents)} entries)")
        for node in pages[number - 1]:
            tell(f"> {node.group} {contexts_in_brackets(node.contexts)}")
            if node.expiry:
                tell(f"-    expires in {long_form(node.seconds_left)}")

    def _user_info(self, say: Tell, user: User) -> None:
        say(f"> User Info: {user.username or 'Unknown'}")
        say(f"- UUID: {user.uuid}")
        say(f"    (type: {_UUID_KINDS.get(user.uuid.bytes[6] >> 4, 'unknown')})")
        say("- Status: Offline")
        parents = user.data.parents()
        permanent = [node for node in parents if not node.expiry]
        temporary = [node for node in parents if node.expiry]
        for title, nodes in (("Parent Groups", permanent), ("Temporary Parent Groups", temporary)):
            if nodes:
                say(f"- {title}:")
            for node in nodes:
                say(f"    > {node.group} {contexts_in_brackets(node.contexts)}")
                if node.expiry:
                    say(f"    -    expires in {long_form(node.seconds_left)}")
        say("- Contextual Data: (mode: server)")
        for key in ("Contexts", "Prefix", "Suffix"):
            say(f"    {key}: None")
        say(f"    Primary Group: {self._primary_group(user, parents)}")
        say("    Meta: None")

    def _primary_group(self, user: User, parents: list[Node]) -> str:
        """Return the weightiest of the global parents, LuckPerms' way unless it is told another."""
        groups = self._storage.groups()
        names = [node.group for node in parents if node.group in groups and not node.contexts]
        return max(names, key=lambda name: _weight(groups[name or DEFAULT_GROUP]), default=None) or user.primary_group

    def _list_groups(self, say: Tell, arguments: list[str]) -> None:
        groups = sorted(self._storage.groups().items(), key=lambda item: (-_weight(item[1]), item[0]))
        pages = [groups[at : at + _GROUPS_A_PAGE] for at in range(0, len(groups), _GROUPS_A_PAGE)]
        number = page(arguments, len(pages))
        say(f"Showing group entries:    (page {number} of {len(pages)} - {len(groups)} entries)")
        say("Groups: (name, weight, tracks)")
        tracks = self._storage.tracks()
        for name, group in pages[number - 1] if pages else []:
            on = ", ".join(track for track, names in tracks.items() if name in names)
            say(f"-  {_shown(name, group)} - {_weight(group)}" + (f" - {on}" if on else ""))

    def _create_group(self, say: Tell, arguments: list[str]) -> None:
        try:
            name = group_name(arguments[0] if arguments else "")
        except UsageError:
            say(f"{arguments[0]} is not a valid group name." if arguments else "Command Usage - creategroup")
            return
        if self._storage.group(name) is not None:
            say(f"{name} already exists!")
            return
        weight, displayed = [*arguments[1:], "", ""][:2]
        nodes = [Node(f"weight.{weight}")] if weight.isascii() and weight.isdecimal() else []
        nodes += [Node(f"displayname.{displayed}")] if displayed else []
        self._storage.create_group(name, nodes)
        say(f"{_shown(name, NodeMap(nodes))} was successfully created.")
        self._storage.log_action("G", None, name, " ".join(["create", *arguments[1:]]))

    def _delete_group(self, say: Tell, arguments: list[str]) -> None:
        try:
            name = group_name(arguments[0] if arguments else "")
        except UsageError:
            say(f"{arguments[0]} is not a valid group name." if arguments else "Command Usage - deletegroup")
            return
        if name == DEFAULT_GROUP:
            say("You cannot delete the default group.")
            return
        group = self._storage.group(name)
        if group is None:
            say(f"{name} does not exist!")
            return
        self._storage.delete_group(name)
        say(f"{_shown(name, group)} was successfully deleted.")
        self._storage.log_action("G", None, name, "delete")
        if "--update-parent-lists" in arguments[1:]:
            self._storage.delete_memberships(name)

    def _sync(self, say: Tell, _arguments: list[str]) -> None:
        say("An update task has been requested, please wait...")
        say("Update task complete.")

    def _info(self, say: Tell, _arguments: list[str]) -> None:
        say(f"Running LuckPerms v{VERSION}.")
        for line in (
            "-  Platform: Bukkit",
            "-  Server Brand: Gamedesk sandbox",
            f"-  Server Version: {GAME_VERSION}",
            "-  Storage:",
            "     Type: SQLite",
            "-  Extensions:",
            "     None",
            "-  Messaging: None",
            "-  Instance:",
            "     Static contexts: None",
            "     Online Players: 0 (0 unique)",
            f"     Uptime: {concise_form(int(time.monotonic() - self._started))}",
            f"     Local Data: 0 users, {len(self._storage.groups())} groups, {len(self._storage.tracks())} tracks",
        ):
            say(line)
