# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""C(support ban) and C(support unban)."""

from __future__ import annotations

from typing import Any

import click

from gamedesk.commands import acting, addresses
from gamedesk.i18n import _


@click.command(
    help=_("Ban PLAYER (a name or a UUID; several may be given), or IP addresses, and verify it on the server."),
    epilog=_("Example: support ban Draxe --reason 'griefed the town hall' -t 42 --resolve"),
)
@addresses.in_place_of_players
@click.option("--for", "duration", metavar="TIME", help=_("Only for this long: 30d, 12h, 1mo."))
@click.option("--until", metavar="DATE", help=_("Only until then: 2026-12-24T18:00:00+01:00."))
@click.option("--reason", metavar="TEXT", help=_("The reason, as the player gets to see it."))
@click.option("--silent", is_flag=True, help=_("Do not tell the others on the server."))
@click.option("--extend", is_flag=True, help=_("Add the time to a ban that is active."))
@click.option("--replace", is_flag=True, help=_("Put this ban, end and reason, in the place of an active one."))
@click.option("--keep", is_flag=True, help=_("Leave a ban that is active as it is."))
@acting.action_options
def ban(
    players: tuple[str, ...],
    *,
    address: bool,
    address_file: str | None,
    duration: str | None,
    until: str | None,
    reason: str | None,
    silent: bool,
    extend: bool,
    replace: bool,
    keep: bool,
    **rest: Any,
) -> int:
    """Ban players, or IP addresses."""
    from gamedesk.actions import BAN
    from gamedesk.desk import bans

    words = bans.BanWords(
        BAN,
        players,
        duration=duration,
        until=until,
        reason=reason,
        silent=silent,
        extend=extend,
        replace=replace,
        keep=keep,
        given=addresses.given(players, ask=address, file=address_file),
        **acting.manner(rest),
    )
    return acting.answer(words, bans.action, **rest)


@click.command(
    help=_(
        "End the ban of PLAYER (a name or a UUID; several may be given), or of IP addresses, and verify it on the "
        "server."
    ),
    epilog=_("Example: support unban Draxe -t 42 --because 'appeal accepted'"),
)
@addresses.in_place_of_players
@click.option("--silent", is_flag=True, help=_("Do not tell the others on the server."))
@acting.action_options
def unban(players: tuple[str, ...], *, address: bool, address_file: str | None, silent: bool, **rest: Any) -> int:
    """Unban players, or IP addresses."""
    from gamedesk.actions import UNBAN
    from gamedesk.desk import bans

    given = addresses.given(players, ask=address, file=address_file)
    words = bans.BanWords(UNBAN, players, silent=silent, given=given, **acting.manner(rest))
    return acting.answer(words, bans.action, **rest)
