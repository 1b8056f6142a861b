# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""C(support logs search)."""

from __future__ import annotations

from typing import Any

import click

from gamedesk.commands import looking, options
from gamedesk.i18n import _


@click.command(
    help=_(
        "Find records in the logs of servers, live and rotated: with TEXT in them, of a player, of a kind, from an "
        "address. All that is given must fit. Addresses are masked; passwords and codes are hidden."
    ),
    epilog=_("Example: support logs search --player Draxe --kind command --since 3d --all"),
)
@click.argument("text", metavar="[TEXT]", required=False)
@click.option("--player", "-p", metavar="PLAYER", type=options.PLAYER, help=_("A player's name, or UUID."))
@click.option("--kind", "-k", "kinds", metavar="KIND", multiple=True, help=_("A kind of event: login, command, chat …"))
@click.option("--regex", metavar="REGEX", help=_("A regular expression of Python."))
@click.option("--address", is_flag=True, help=_("Ask for an IP address or a network to look for."))
@click.option(
    "--address-file",
    metavar="FILE",
    help=_("Read the address or network to look for from FILE; - is standard input."),
)
@click.option("--pseudonym", metavar="PSEUDONYM", help=_("Look for the address that was shown as ip-…."))
@click.option("--around", metavar="TIME", help=_("What happened at this moment, and next."))
@click.option(
    "--context", "neighbours", type=click.IntRange(0, 50), metavar="N", help=_("Show N records before and behind each.")
)
@click.option(
    "--limit", type=click.IntRange(1, 1000), metavar="N", default=100, help=_("At most so many of each server.")
)
@click.option("--oldest", is_flag=True, help=_("The oldest first; else the newest."))
@click.option("--cursor", metavar="CURSOR", help=_("Go on behind an earlier search of one server."))
@looking.look_options
def search(
    text: str | None,
    *,
    player: str | None,
    kinds: tuple[str, ...],
    regex: str | None,
    address: bool,
    address_file: str | None,
    pseudonym: str | None,
    around: str | None,
    neighbours: int | None,
    limit: int,
    oldest: bool,
    cursor: str | None,
    since: str | None,
    until: str | None,
    unmask: bool,
    **rest: Any,
) -> int:
    """Search logs."""
    from gamedesk.actions import SEARCH
    from gamedesk.commands import addresses
    from gamedesk.desk import log_words
    from gamedesk.render import log_looks as rendering

    if cursor is not None and (rest["every"] or len(rest["names"]) > 1):
        raise click.UsageError(_("A cursor is of one server: name it with --server."))
    words = log_words.of(
        SEARCH,
        {
            **log_words.whose(player),
            "kinds": log_words.checked_kinds(kinds),
            "text": text,
            "regex": regex,
            "since": since,
            "until": until,
            "around": around,
            "context": neighbours,
            "limit": limit,
            "order": "oldest" if oldest else "newest",
            "cursor": cursor,
        },
        address=addresses.looked_for(ask=address, file=address_file, pseudonym=pseudonym),
        unmask=unmask,
    )
    return looking.answer(words, rendering.show_search, rendering.search_as_data, **rest)
