# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A ranks plugin that nobody has heard of, and what an operator writes down for it.

It is silent about changes, adds the time of a temporary rank to what is left, and shows ranks with colours.
"""

from __future__ import annotations

import re
import time

from tests.integration.software import Software

GROUPS = ("vip", "builder", "vip-plus")
COMMANDS = {
    "grant": "perm add {name} {rank}",
    "grant_temporary": "perm addtemp {name} {rank} {seconds}",
    "revoke": "perm remove {name} {rank}",
    "read": "perm show {name}",
    "has": r"^- {rank}(?: until (?P<expires>\d+))?$",
    "has_not": "^Ranks of {name}:$",
    "no_player": "^Who is {name}\\?$",
    "read_ranks": "perm groups",
    "is_rank": "^{rank}$",
    "rejected": ["^No such rank: {rank}$"],
}


class Written(Software):
    provider = "commands"
    reading = re.compile(r"perm show \w+|perm groups")

    def __init__(self, **commands: object) -> None:
        super().__init__()
        self.members: dict[str, dict[str, int]] = {"Draxe": {}, "MaxiCube": {}}
        self.commands = {key: value for key, value in {**COMMANDS, **commands}.items() if value is not None}

    def ranks(self) -> dict:
        return {"provider": "commands", "commands": self.commands}

    def answer(self, command: str) -> str:
        words = command.split(" ")
        if words == ["perm", "groups"]:
            return "".join(f"{name}\n" for name in GROUPS)
        _perm, verb, name, *more = words
        if name not in self.members:
            return f"Who is {name}?\n"
        ranks = self.members[name]
        if verb == "show":
            lines = [f"\u00a7a- {rank}" + (f" until {end}" if end else "") for rank, end in ranks.items()]
            return "\n".join([f"\u00a7eRanks of {name}:", *lines]) + "\n"
        if more[0] not in GROUPS:
            return f"No such rank: {more[0]}\n"
        if verb == "add":
            ranks[more[0]] = 0
        elif verb == "addtemp":
            ranks[more[0]] = max(ranks.get(more[0], 0), int(time.time())) + int(more[1])
        elif verb == "remove":
            ranks.pop(more[0], None)
        return ""
