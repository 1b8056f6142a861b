# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""C(support promote), C(support demote) and C(support settrack), in the words of LuckPerms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from gamedesk.commands import acting, options
from gamedesk.i18n import _

F = TypeVar("F", bound=Callable[..., Any])

_context = click.option(
    "--context", "-c", multiple=True, metavar="KEY=VALUE", help=_("Only there: server=… or world=….")
)


def _move_options(command: F) -> F:
    for decorate in (acting.action_options, _context, click.argument("track"), acting.players):
        command = decorate(command)
    return command


@click.command(
    help=_("Give PLAYER (a name or a UUID; several may be given) the next rank of TRACK, and verify it on the server."),
    epilog=_("Example: support promote Draxe staff -t 42 --resolve"),
)
@_move_options
def promote(players: tuple[str, ...], track: str, **rest: Any) -> int:
    """Promote players."""
    from gamedesk.actions import PROMOTE

    return _answer(PROMOTE, players, track, None, rest)


@click.command(
    help=_(
        "Give PLAYER (a name or a UUID; several may be given) the rank before on TRACK, and verify it on the server. "
        "At its beginning the rank is taken."
    ),
    epilog=_("Example: support demote Draxe staff -t 42 --because 'trial is over'"),
)
@_move_options
def demote(players: tuple[str, ...], track: str, **rest: Any) -> int:
    """Demote players."""
    from gamedesk.actions import DEMOTE

    return _answer(DEMOTE, players, track, None, rest)


@click.command(
    help=_("Give PLAYER (a name or a UUID; several may be given) the rank RANK of TRACK, and take its other ranks."),
    epilog=_("Example: support settrack Draxe staff helper -t 42"),
)
@acting.players
@click.argument("track")
@click.argument("rank", type=options.RANK)
@_context
@acting.action_options
def settrack(players: tuple[str, ...], track: str, rank: str, **rest: Any) -> int:
    """Set players' places on a track."""
    from gamedesk.actions import SETTRACK

    return _answer(SETTRACK, players, track, rank, rest)


def _answer(name: str, players: tuple[str, ...], track: str, rank: str | None, rest: dict[str, Any]) -> int:
    from gamedesk.desk import tracks

    words = {"context": rest.pop("context"), **acting.manner(rest)}
    return acting.answer(tracks.TrackWords(name, players, track, rank, **words), tracks.action, **rest)
