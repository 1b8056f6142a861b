# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A Click group that imports a command only when it is run, so that help and completion answer at once."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any

import click


class LazyGroup(click.Group):
    """A group whose commands are named in a table: word -> (module:object, one sentence of help)."""

    def __init__(self, *args: Any, table: Mapping[str, tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._table = table

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the words in the order of the table: what is used most comes first."""
        return list(self._table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return the command behind a word."""
        if cmd_name not in self._table:
            return None
        module, name = self._table[cmd_name][0].split(":")
        command = getattr(importlib.import_module(module), name)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the table into the help without importing a command."""
        with formatter.section("Commands"):
            formatter.write_dl(self.table_of_words())

    def table_of_words(self) -> list[tuple[str, str]]:
        """Return (word, sentence of help) for each command, without importing one."""
        return [(word, sentence) for word, (_unused, sentence) in self._table.items()]
