# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every command does that acts on players: ask, perform, show."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from gamedesk.commands import options
from gamedesk.i18n import _

F = TypeVar("F", bound=Callable[..., Any])


def action_options(command: F) -> F:
    """Add the options of every command that acts on players."""
    for decorate in (
        options.common,
        options.yes,
        options.check,
        click.option("--unverified", is_flag=True, help=_("Send it even where nobody can look whether it came true.")),
        click.option("--stop-on-error", is_flag=True, help=_("Of several, send nothing more once one was not done.")),
        click.option("--because", metavar="TEXT", help=_("Why; kept on the ticket.")),
        click.option("--resolve", is_flag=True, help=_("Resolve the ticket named with -t when it is done.")),
        options.ticket,
        options.server,
    ):
        command = decorate(command)
    return command


players = click.argument("players", metavar="PLAYER...", type=options.PLAYER, nargs=-1, required=True)


def manner(given: dict[str, Any]) -> dict[str, Any]:
    """Take out of what was given, and return, what is a part of the words of every action on players."""
    return {name: given.pop(name) for name in ("unverified", "stop_on_error")}


def answer(
    words: Any,
    prepare: Callable[..., Any],
    *,
    server: str | None,
    ticket: str | None,
    resolve: bool,
    because: str | None,
    check: bool,
    yes: bool,
    desk_dir: str | None,
    as_json: bool,
) -> int:
    """Do what the words ask for, and return the exit code. C(prepare) makes them an action."""
    from gamedesk.desk import operator
    from gamedesk.desk.folder import open_desk
    from gamedesk.desk.performing import perform, preview
    from gamedesk.render.screen import Screen

    if resolve and ticket is None:
        raise click.UsageError(
            _("--resolve is about a ticket that -t names; without -t the new ticket resolves itself.")
        )
    words.validate()
    words.check_public(because)
    desk = open_desk(desk_dir)
    words = words.at(desk)
    screen = Screen(as_json=as_json)
    who = operator.current()
    with screen.working():
        action = prepare(desk, words, server=server, ticket=ticket, operator=who, reporter=screen)
    if not check and not yes:
        _confirm(words, action.server)
    with screen.working():
        if check:
            outcome = preview(desk, action, operator=who, reporter=screen)
        else:
            outcome = perform(
                desk,
                action,
                operator=who,
                reporter=screen,
                ticket=ticket,
                title=words.title(),
                resolve=resolve,
                because=because,
            )
    with screen.telling(f"{outcome.verdict.status}, {outcome.ticket_path or ''}"):
        if as_json:
            screen.json(outcome.as_json())
        else:
            from gamedesk.render.outcomes import show

            show(outcome, screen.out)
    return outcome.verdict.exit_code


def _confirm(words: Any, server: str) -> None:
    """Ask where somebody can answer, and more than one player, or something to lose, is at stake."""
    import sys

    from gamedesk.actions import GRANT, PROMOTE
    from gamedesk.render.text import safe

    if (words.name not in (GRANT, PROMOTE) or len(words.whom) > 1) and sys.stdin.isatty() and sys.stderr.isatty():
        question = _("{title} on {server}?").format(title=safe(words.title()), server=safe(server))
        click.confirm(question, abort=True, err=True)
