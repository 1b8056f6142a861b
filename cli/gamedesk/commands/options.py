# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options that feel alike on every command."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from gamedesk.i18n import _

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

F = TypeVar("F", bound=Callable[..., Any])


class Known(click.types.StringParamType):
    """Text; C(kind) is what it names: C(gamedesk.desk.knowing) has values that completion can offer for it."""

    def __init__(self, kind: str) -> None:
        self.kind = kind


class _File(Known):
    """The name of a file. It is not looked at here, and may be no text."""

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Ask the shell; which it is asked by is not Click's."""
        from click.shell_completion import CompletionItem

        return [CompletionItem(incomplete, type="files")]


PLAYER = Known("player")
RANK = Known("rank")
SERVER = Known("server")
TICKET = Known("ticket")
RESUMABLE = Known("resumable")
UNDOABLE = Known("undoable")
LOG = _File("file")


def _note_form(context: click.Context, _parameter: click.Parameter, value: bool) -> bool:
    # Until Click has read the command line, main.py has to guess whether it asks for JSON.
    if isinstance(context.obj, dict):
        context.obj["json"] = value
    return value


desk = click.option("--desk", "desk_dir", metavar="DIR", type=click.Path(), help=_("The desk to work at."))


def _json(sentence: str) -> Callable[[F], F]:
    return click.option(
        "--json",
        "as_json",
        is_flag=True,
        is_eager=True,  # before the other options, whose errors must know it
        callback=_note_form,
        help=sentence,
    )


as_json = _json(_("Print exactly one JSON object."))
as_json_lines = _json(_("Print one JSON object a line."))
yes = click.option("--yes", "-y", is_flag=True, help=_("Do not ask."))
check = click.option("--check", is_flag=True, help=_("Only say what would change."))
server = click.option("--server", "-s", metavar="NAME", type=SERVER, help=_("The inventory host that is meant."))
ticket = click.option("--ticket", "-t", metavar="TICKET", type=TICKET, help=_("The ticket that asked for it."))


def common(command: F) -> F:
    """Add the options that every command has, and refuse text that is none: no ticket or inventory could hold it."""

    @functools.wraps(command)
    def checked(*values: Any, **named: Any) -> Any:
        for value in named.values():
            for text in value if isinstance(value, tuple) else (value,):
                if isinstance(text, str) and any("\ud800" <= char <= "\udfff" for char in text):
                    raise click.UsageError(_("This is not valid UTF-8: {text}").format(text=text))
        return command(*values, **named)

    return desk(as_json(cast("F", checked)))
