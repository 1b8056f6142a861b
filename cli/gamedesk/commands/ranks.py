# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""C(support grant) and C(support revoke)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from gamedesk.commands import acting, options
from gamedesk.i18n import _

F = TypeVar("F", bound=Callable[..., Any])


def _rank_options(command: F) -> F:
    for decorate in (
        acting.action_options,
        click.option("--context", "-c", multiple=True, metavar="KEY=VALUE", help=_("Only there: server=… or world=….")),
        click.argument("rank", type=options.RANK),
        acting.players,
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
    from gamedesk.desk import ranks

    words = ranks.RankWords(
        GRANT, players, rank, duration=duration, until=until, extend=extend, keep=keep, **_words(rest)
    )
    return acting.answer(words, ranks.action, **rest)


@click.command(
    help=_("Take the rank RANK from PLAYER (a name or a UUID; several may be given), and verify it on the server."),
    epilog=_("Example: support revoke Draxe vip -t 42 --because 'chargeback'"),
)
@_rank_options
def revoke(players: tuple[str, ...], rank: str, **rest: Any) -> int:
    """Take a rank from players."""
    from gamedesk.actions import REVOKE
    from gamedesk.desk import ranks

    return acting.answer(ranks.RankWords(REVOKE, players, rank, **_words(rest)), ranks.action, **rest)


def _words(rest: dict[str, Any]) -> dict[str, Any]:
    return {"context": rest.pop("context"), **acting.manner(rest)}
