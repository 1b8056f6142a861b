# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""GroupManager as it answers over the console (domain 3.6; its ManWhois.java, ManUAddSub.java, english.properties).

It takes a name for a player who is online and begins so, and tells in its first answer which world it is about.
"""

from __future__ import annotations

import re

from tests.integration.software import DRAXE, MAXICUBE, Software

WORLD = "\u00a7cCouldn't retrieve your world. Default world 'world' selected."


class GroupManager(Software):
    provider = "groupmanager"
    reading = re.compile(r"manwhois \S+|listgroups")

    def __init__(self, **options: str) -> None:
        super().__init__()
        self.names = {DRAXE: "Draxe", MAXICUBE: "MaxiCube"}
        self.groups = ["Default", "vip", "Builder"]
        self.shared = ["g:trusted"]
        self.group = dict.fromkeys(self.names, "Default")
        self.subgroups: dict[str, list[str]] = {uuid: [] for uuid in self.names}
        self.online: list[str] = []
        self.overloaded = False
        self.options = options

    def ranks(self) -> dict:
        return {"provider": self.provider, **({"groupmanager": self.options} if self.options else {})}

    def answer(self, command: str) -> str:
        first = [WORLD] if len(self.sent) == 1 else []
        return "".join(f"{line}\n" for line in [*first, *self.lines(command.split(" "))])

    def lines(self, words: list[str]) -> list[str]:
        if words == ["listgroups"]:
            return [
                f"\u00a7eGroups Available: \u00a7f{', '.join(self.groups)}",
                f"\u00a7eGlobalGroups Available: \u00a7f{', '.join(self.shared)}",
            ]
        verb, name, *more = words
        user = self.user(name)
        if user is None:
            return ["\u00a7cPlayer not found!"]
        shown = self.names[user]
        if verb == "manwhois":
            subgroups = self.subgroups[user]
            return [
                f"\u00a7eName: \u00a7a{shown}",
                f"\u00a7eGroup: \u00a7a{self.group[user]}",
                *([f"\u00a7eSubgroups: {', '.join(subgroups)}"] if subgroups else []),
                f"\u00a7eOverloaded: \u00a7a{str(self.overloaded).lower()}",
            ]
        return self.changed(verb, user, more[0])

    def changed(self, verb: str, user: str, word: str) -> list[str]:
        shown = self.names[user]
        group = next((one for one in [*self.groups, *self.shared] if one.lower() == word.lower()), None)
        if group is None:
            return [f"\u00a7c'{word}' group does not exist!"]
        if verb == "manuadd":
            self.group[user] = group
            return [f"\u00a7eYou changed player '{shown}' group to '{group}' in world 'world'."]
        if verb == "manuaddsub":
            if group in (self.group[user], *self.subgroups[user]):
                return [f"\u00a7eThe subgroup '{group}' is already available to '{shown}'."]
            self.subgroups[user].append(group)
            return [f"\u00a7eYou added the subgroup '{group}' to player '{shown}'."]
        assert verb == "manudelsub", verb
        if group in self.subgroups[user]:
            self.subgroups[user].remove(group)
        return [f"\u00a7eYou removed the subgroup '{group}' from player '{shown}'."]

    def user(self, word: str) -> str | None:
        if len(word) == len(DRAXE):
            return word if word in self.names else None
        exact = [uuid for uuid, name in self.names.items() if name.lower() == word.lower()]
        begun = [uuid for uuid in self.online if self.names[uuid].lower().startswith(word.lower())]
        return next((uuid for uuid in exact if uuid in self.online), None) or (
            begun[0] if begun else next(iter(exact), None)
        )
