# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The words after C(support ticket)."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import click

from gamedesk.commands import options
from gamedesk.i18n import _

if TYPE_CHECKING:
    from gamedesk.desk.folder import Desk
    from gamedesk.render.screen import Screen


@click.command(help=_("Open a ticket with TITLE: what the customer asks for, in a few words."))
@click.argument("title")
@click.option("--player", metavar="NAME", type=options.PLAYER, help=_("The player who asks."))
@click.option("--discord", "discord_id", metavar="ID", help=_("Their Discord id."))
@click.option("--channel", metavar="NAME", help=_("Where they asked."))
@click.option("--category", metavar="WORD", help=_("What it is about."))
@options.common
def new(
    title: str,
    *,
    player: str | None,
    discord_id: str | None,
    channel: str | None,
    category: str | None,
    desk_dir: str | None,
    as_json: bool,
) -> None:
    """Open a ticket."""
    from gamedesk.desk import operator

    desk, screen = _open(desk_dir, as_json=as_json)
    requester = {name: value for name, value in (("player", player), ("discord_id", discord_id)) if value is not None}
    file = desk.tickets.create(
        title, operator.current(), requester=requester or None, channel=channel, category=category
    )
    _show_change(screen, desk, file.ticket.id, _("opened"))


@click.command("list", help=_("List tickets, newest first."))
@click.option("--status", metavar="WORD", help=_("Only those: open, resolved, closed."))
@click.option("--player", metavar="NAME", type=options.PLAYER, help=_("Only those of this player."))
@click.option("--text", metavar="WORDS", help=_("Only those that say this."))
@click.option("--limit", type=click.IntRange(min=1, max=1_000_000), default=50, show_default=True, help=_("How many."))
@options.common
def list_(
    *, status: str | None, player: str | None, text: str | None, limit: int, desk_dir: str | None, as_json: bool
) -> None:
    """List tickets."""
    desk, screen = _open(desk_dir, as_json=as_json)
    found = list(itertools.islice(desk.tickets.list(status=status, player=player, text=text), limit))
    problems = [str(problem) for problem in desk.tickets.problems]
    if as_json:
        screen.json({"tickets": [_view(ticket) for ticket in found], "problems": problems})
        return
    from gamedesk.render.tickets import show_list

    show_list(found, screen.out)
    for problem in problems:
        screen.notice(problem)


@click.command(help=_("Show TICKET and its history."))
@click.argument("ticket", metavar="TICKET", type=options.TICKET)
@options.common
def show(ticket: str, *, desk_dir: str | None, as_json: bool) -> None:
    """Show a ticket."""
    desk, screen = _open(desk_dir, as_json=as_json)
    file = desk.tickets.load(ticket)
    if as_json:
        history = [event.as_dict() for event in sorted(file.events, key=lambda event: event.id)]
        actions = [
            {"action": one.id, "name": one.name, "status": one.status, "undoes": one.undoes, "undone_by": one.undone_by}
            for one in file.ticket.actions.values()
        ]
        screen.json({**_view(file.ticket), "path": str(file.path), "actions": actions, "history": history})
        return
    from gamedesk.render.tickets import show_ticket

    show_ticket(file, screen.out)


@click.command(help=_("Add TEXT to TICKET."))
@click.argument("ticket", metavar="TICKET", type=options.TICKET)
@click.argument("text")
@options.common
def note(ticket: str, text: str, *, desk_dir: str | None, as_json: bool) -> None:
    """Add a note."""
    _append(ticket, "note", {"text": text}, _("noted"), desk_dir, as_json=as_json)


@click.command(help=_("Close TICKET."))
@click.argument("ticket", metavar="TICKET", type=options.TICKET)
@click.option("--because", metavar="TEXT", help=_("Why; kept on the ticket."))
@options.common
def close(ticket: str, *, because: str | None, desk_dir: str | None, as_json: bool) -> None:
    """Close a ticket."""
    _append(ticket, "closed", {"reason": because} if because else {}, _("closed"), desk_dir, as_json=as_json)


def _append(ref: str, kind: str, fields: dict[str, Any], done: str, desk_dir: str | None, *, as_json: bool) -> None:
    from gamedesk.desk import operator

    desk, screen = _open(desk_dir, as_json=as_json)
    ticket_id = desk.tickets.load(ref).ticket.id
    desk.tickets.append(ticket_id, kind, operator.current(), fields)
    _show_change(screen, desk, ticket_id, done)


def _show_change(screen: Screen, desk: Desk, ticket_id: str, done: str) -> None:
    file = desk.tickets.load(ticket_id)
    if screen.as_json:
        screen.json({**_view(file.ticket), "path": str(file.path)})
        return
    from rich.text import Text

    from gamedesk.render.text import safe

    line = _("ticket {number} {done}: {path}").format(number=file.ticket.number, done=done, path=safe(file.path))
    screen.out.print(Text(line), soft_wrap=True)


def _view(ticket: Any) -> dict[str, Any]:
    return {
        "ticket": ticket.number,
        "ticket_id": ticket.id,
        "title": ticket.title,
        "status": ticket.status,
        "opened_at": ticket.opened_at,
        "requester": ticket.requester,
    }


def _open(desk_dir: str | None, *, as_json: bool) -> tuple[Desk, Screen]:
    from gamedesk.desk.folder import open_desk
    from gamedesk.render.screen import Screen

    return open_desk(desk_dir), Screen(as_json=as_json)
