# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write cli/gamedesk/commands/kept.py anew: what Click knows of the words and says of them, for answers without Click.

Run it after every change of a command or an option, with the .venv that tests/run makes:

    .venv/bin/python tests/tools/renew_kept_answers.py
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from gamedesk.commands.lazy import LazyGroup
from gamedesk.commands.root import support

KEPT = Path(__file__).parents[2] / "cli/gamedesk/commands/kept.py"
HEAD = '''\
# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Click knows of the words and says of them. Written by tests/tools/renew_kept_answers.py, never by hand."""

from __future__ import annotations

# What a value is: one of these words, or a kind that commands/completing.py knows; None is no value (a flag).
Kind = str | tuple[str, ...] | None
# The names of an option, its value, whether it may be repeated, and what it is for.
Option = tuple[tuple[str, ...], Kind, bool, str]

'''


def commands(command: click.Command, context: click.Context) -> Iterator[tuple[tuple[str, ...], click.Context]]:
    """Yield each command with the words that lead to it."""
    yield tuple(context.command_path.split()[1:]), context
    if isinstance(command, click.Group):
        for word in command.list_commands(context):
            below = command.get_command(context, word)
            assert below is not None
            yield from commands(below, _context(below, word, parent=context))


def _context(command: click.Command, word: str, **values: Any) -> click.Context:
    return click.Context(command, info_name=word, **values, **command.context_settings)


def sentences(group: click.Group, context: click.Context) -> list[tuple[str, str]]:
    """Return the words of a group, and what each is for."""
    if isinstance(group, LazyGroup):
        return group.table_of_words()
    return [(word, group.commands[word].get_short_help_str(100)) for word in group.list_commands(context)]


def kind(parameter: click.Parameter) -> Any:
    """Return what completion has to know about a value."""
    if isinstance(parameter, click.Option) and (parameter.is_flag or parameter.count):
        return None
    if isinstance(parameter.type, click.Choice):
        return tuple(parameter.type.choices)
    if isinstance(parameter.type, click.Path):  # every path that support takes is that of a folder
        return "folder"
    return getattr(parameter.type, "kind", "text")


def answers() -> dict[str, tuple[str, dict[tuple[str, ...], Any]]]:
    """Return what is kept: name -> (its type, its value)."""
    words, options, arguments, helps = {}, {}, {}, {}
    for place, context in commands(support, _context(support, "support", terminal_width=78)):
        command = context.command
        parameters = command.get_params(context)
        options[place] = tuple(
            ((*item.opts, *item.secondary_opts), kind(item), item.multiple, item.help or "")
            for item in parameters
            if isinstance(item, click.Option) and not item.hidden
        )
        if isinstance(command, click.Group):
            words[place] = tuple(sentences(command, context))
        else:
            arguments[place] = tuple(
                (kind(item), item.nargs == -1) for item in parameters if isinstance(item, click.Argument)
            )
        helps[place] = command.get_help(context) + "\n"
    return {
        "WORDS": ("dict[tuple[str, ...], tuple[tuple[str, str], ...]]", words),
        "OPTIONS": ("dict[tuple[str, ...], tuple[Option, ...]]", options),
        "ARGUMENTS": ("dict[tuple[str, ...], tuple[tuple[Kind, bool], ...]]", arguments),
        "HELP": ("dict[tuple[str, ...], str]", helps),
    }


def source() -> str:
    """Return the file's text, before ruff has laid it out."""
    parts = [HEAD]
    for name, (annotation, value) in answers().items():
        lines = [
            f"    {place!r}: {text(item) if isinstance(item, str) else repr(item)},\n" for place, item in value.items()
        ]
        parts.append(f"{name}: {annotation} = {{\n{''.join(lines)}}}\n")
    return "".join(parts)


def text(value: str) -> str:
    """Return a string as it reads best."""
    escaped = value.replace("\\", "\\\\").replace('"""', '\\"""')
    return f'"""\\\n{escaped}"""'


if __name__ == "__main__":
    os.environ["LANGUAGE"] = "C"
    KEPT.write_text(source(), encoding="utf-8")
    subprocess.run([Path(sys.executable).with_name("ruff"), "format", "--quiet", KEPT], check=True)
