# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every text that the command line takes, found in the Click tree itself."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import click

from gamedesk.commands.root import support

# What a good command says for each text that there is. One that is missing here fails: give it a place, and say in
# hostile/commands.py what must be true of it.
EXAMPLES = {
    "players": "Draxe",
    "rank": "vip",
    "track": "donor",
    "duration": "30d",
    "until": "2096-10-02T07:06:40Z",
    "server": "survival",
    "servers": "survival",
    "ticket": "1",
    "what": "1",
    "because": "paid",
    "reason": "griefed the town hall",
    "context": "world=nether",
    "address_file": "/dev/null",
    "desk_dir": "",  # the desk of the workshop
    "title": "where is my rank",
    "player": "Draxe",
    "discord_id": "80351110224678912",
    "channel": "discord",
    "category": "grant",
    "status": "open",
    "text": "told Draxe",
    "limit": "5",
    "folder": "new-desk",
    "shell": "bash",
    "files": "/dev/null",
    "timezone": "Europe/Paris",
    "day": "2026-11-24",
    "names": "survival",
    "attach": "1",
    "since": "3d",
    "kinds": "login",
    "regex": "(op|deop)$",
    "pseudonym": "ip-0123456789abcdef",
    "around": "2026-11-24 14:00",
    "neighbours": "3",
    "cursor": "WzFd",
    "only": "gd-rapid-reconnects",
}


@dataclasses.dataclass(frozen=True)
class Field:
    """One text of one command."""

    words: tuple[str, ...]
    parameter: click.Parameter

    @property
    def name(self) -> str:
        """Its name in the code."""
        assert self.parameter.name is not None
        return self.parameter.name

    def __str__(self) -> str:
        return f"{' '.join(self.words)}: {self.name}"


def commands() -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Yield the words of each command, and the command."""
    yield from _below((), support)


def _below(words: tuple[str, ...], command: click.Command) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    if not isinstance(command, click.Group):
        yield words, command
        return
    context = click.Context(command)
    for name in command.list_commands(context):
        below = command.get_command(context, name)
        assert below is not None
        yield from _below((*words, name), below)


def texts(command: click.Command) -> list[click.Parameter]:
    """Return the parameters of a command that are typed as text, of whatever kind."""
    return [one for one in command.params if not (isinstance(one, click.Option) and (one.is_flag or one.count))]


def needed(field: Field, command: click.Command) -> list[str]:
    """Return the names of the texts without which the command of this field asks for nothing."""
    required = {one.name or "" for one in texts(command) if one.required} | {"desk_dir"}
    if field.name != "address_file":  # which is there instead of them
        required.add("players")
    return [one.name for one in texts(command) if one.name in required]


def fields() -> list[Field]:
    """Return every text of every command."""
    return [Field(words, parameter) for words, command in commands() for parameter in texts(command)]


def uncovered() -> list[str]:
    """Return the texts for which EXAMPLES has no place, and the places that no command has any more."""
    names = {field.name for field in fields()}
    return sorted(str(field) for field in fields() if field.name not in EXAMPLES) + sorted(EXAMPLES.keys() - names)
