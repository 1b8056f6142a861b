# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the commands have in common that look at the logs of servers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import click

from gamedesk.commands import options
from gamedesk.i18n import _

if TYPE_CHECKING:
    from gamedesk.desk.asking import Answer
    from gamedesk.desk.log_looks import LogWords

F = TypeVar("F", bound=Callable[..., Any])


def look_options(command: F) -> F:
    """Add the options of every command that looks at the logs of servers."""
    for decorate in (
        options.common,
        click.option("--unmask", is_flag=True, help=_("Show addresses; needs -t, where it is recorded.")),
        click.option(
            "--attach", metavar="TICKET", type=options.TICKET, help=_("Keep the lines on a ticket, as evidence.")
        ),
        options.ticket,
        click.option("--until", metavar="TIME", help=_("Only before this moment, in the form of --since.")),
        click.option(
            "--since", metavar="TIME", help=_("Only from this moment on: 2h, 3d, 2026-11-24, '2026-11-24 14:00'.")
        ),
        click.option("--all", "every", is_flag=True, help=_("Look on all servers of the inventory.")),
        click.option(
            "--server",
            "-s",
            "names",
            metavar="NAME",
            type=options.SERVER,
            multiple=True,
            help=_("The inventory host that is meant; several may be given."),
        ),
    ):
        command = decorate(command)
    return command


def answer(
    words: LogWords,
    show: Callable[..., None],
    as_data: Callable[[list[Answer]], Mapping[str, Any]],
    *,
    names: tuple[str, ...],
    every: bool,
    ticket: str | None,
    attach: str | None,
    desk_dir: str | None,
    as_json: bool,
) -> int:
    """Look, print what was found, and return the exit code."""
    from gamedesk import statuses
    from gamedesk.desk import log_looks, operator
    from gamedesk.desk.folder import open_desk
    from gamedesk.render.screen import Screen

    if names and every:
        raise click.UsageError(_("--all means every server: leave out --server."))
    words.validate(ticket=ticket, attach=attach)
    desk = open_desk(desk_dir)
    screen = Screen(as_json=as_json)
    with screen.working():
        chosen = log_looks.chosen(desk, names, every=every)
        answers = log_looks.look(
            desk, words, chosen, operator=operator.current(), reporter=screen, ticket=ticket, attach=attach
        )
    if as_json:
        screen.json(as_data(answers))
    else:
        show(answers, screen.out, screen.err)
    return statuses.combined_exit_code(
        statuses.EXIT_OK if one.error is None else statuses.exit_code(statuses.FAILED, str(one.error.get("code")))
        for one in answers
    )
