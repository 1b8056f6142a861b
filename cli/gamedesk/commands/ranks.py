# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""C(support grant) and C(support revoke)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from gamedesk.commands import options
from gamedesk.i18n import _

F = TypeVar("F", bound=Callable[..., Any])


def _rank_options(command: F) -> F:
    for decorate in (
        options.common,
        options.yes,
        options.check,
        click.option("--unverified", is_flag=True, help=_("Send it even where nobody can look whether it came true.")),
        click.option("--because", metavar="TEXT", help=_("Why; kept on the ticket.")),
        click.option("--resolve", is_flag=True, help=_("Resolve the ticket named with -t when it is done.")),
        click.option("--context", "-c", multiple=True, metavar="KEY=VALUE", help=_("Only there: server=… or world=….")),
        options.ticket,
        options.server,
        click.argument("rank", type=options.RANK),
        click.argument("players", metavar="PLAYER...", type=options.PLAYER, nargs=-1, required=True),
    ):
        command = decorate(command)
    return command


@click.command(
    help=_("Give PLAYER (a name or a UUID; several may be given) the rank RANK, and verify it on the server."),
    epilog=_("Example: support grant Draxe vip --for 30d -t 42 --resolve"),
)
@click.option("--for", "duration", metavar="TIME", help=_("Only for this long: 30d, 12h, 1mo."))
@click.option("--until", metavar="DATE", help=_("Only until then: 2026-12-24T18:00:00+01:00."))
@click.option("--extend", is_flag=True, help=_("Add the time to a temporary rank that is active."))
@click.option("--keep", is_flag=True, help=_("Leave a temporary rank that is active as it is."))
@_rank_options
def grant(
    players: tuple[str, ...],
    rank: str,
    *,
    duration: str | None,
    until: str | None,
    extend: bool,
    keep: bool,
    **rest: Any,
) -> int:
    """Give players a rank."""
    from gamedesk.actions import GRANT
    from gamedesk.desk.ranks import RankWords

    words = RankWords(GRANT, players, rank, duration=duration, until=until, extend=extend, keep=keep, **_words(rest))
    return _answer(words, **rest)


@click.command(
    help=_("Take the rank RANK from PLAYER (a name or a UUID; several may be given), and verify it on the server."),
    epilog=_("Example: support revoke Draxe vip -t 42 --because 'chargeback'"),
)
@_rank_options
def revoke(players: tuple[str, ...], rank: str, **rest: Any) -> int:
    """Take a rank from players."""
    from gamedesk.actions import REVOKE
    from gamedesk.desk.ranks import RankWords

    return _answer(RankWords(REVOKE, players, rank, **_words(rest)), **rest)


def _words(rest: dict[str, Any]) -> dict[str, Any]:
    return {name: rest.pop(name) for name in ("context", "unverified")}


def _answer(
    words: Any,
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
    from gamedesk.desk import operator, ranks
    from gamedesk.desk.folder import open_desk
    from gamedesk.desk.performing import perform, preview
    from gamedesk.render.screen import Screen

    if resolve and ticket is None:
        raise click.UsageError(
            _("--resolve is about a ticket that -t names; without -t the new ticket resolves itself.")
        )
    words.validate()
    desk = open_desk(desk_dir)
    screen = Screen(as_json=as_json)
    who = operator.current()
    with screen.working():
        action = ranks.action(desk, words, server=server, ticket=ticket, operator=who, reporter=screen)
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
    """Ask where somebody can answer, and more than one player, or a loss, is at stake."""
    import sys

    from gamedesk.actions import REVOKE
    from gamedesk.render.text import safe

    if (words.name == REVOKE or len(words.players) > 1) and sys.stdin.isatty() and sys.stderr.isatty():
        question = _("{title} on {server}?").format(title=safe(words.title()), server=safe(server))
        click.confirm(question, abort=True, err=True)
