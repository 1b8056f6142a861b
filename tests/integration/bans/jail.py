# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A bans plugin that nobody has heard of, and what an operator writes down for it.

It is silent about changes, refuses to ban twice, and shows reasons with colours.
"""

from __future__ import annotations

import re
import time

from tests.integration.software import Software

COMMANDS = {
    "ban": "jail add {name} {reason}",
    "ban_temporary": "jail temp {name} {seconds} {reason}",
    "unban": "jail free {name}",
    "read": "jail show {name}",
    "banned": r"^{name} is jailed(?: until (?P<expires>\d+))?(?: for: (?P<reason>.*))?$",
    "not_banned": "^{name} is free$",
    "no_player": "^Who is {name}\\?$",
    "rejected": ["^{name} is jailed already$"],
}


class Jail(Software):
    reading = re.compile(r"jail show \S+")

    def __init__(self, **commands: object) -> None:
        super().__init__()
        self.players = ["Draxe", "MaxiCube"]
        self.jailed: dict[str, tuple[int, str]] = {}
        self.commands = {key: value for key, value in {**COMMANDS, **commands}.items() if value is not None}

    def options(self) -> dict:
        return {"bans": {"provider": "commands", "commands": self.commands}}

    def answer(self, command: str) -> str:
        _jail, verb, name, *more = command.split(" ")
        if name not in self.players:
            return f"Who is {name}?\n"
        if verb == "show":
            if name not in self.jailed:
                return f"\u00a7a{name} is free\n"
            end, reason = self.jailed[name]
            return f"\u00a7c{name} is jailed" + (f" until {end}" if end else "") + (f" for: {reason}" if reason else "")
        if verb == "free":
            self.jailed.pop(name, None)
        elif name in self.jailed:
            return f"{name} is jailed already\n"
        else:
            end = int(time.time()) + int(more.pop(0)) if verb == "temp" else 0
            self.jailed[name] = (end, " ".join(more))
        return ""
