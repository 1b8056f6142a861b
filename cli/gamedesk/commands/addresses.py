# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How IP addresses are given: to a question or in a file, never as arguments, which every user can read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import click

from gamedesk.commands import options
from gamedesk.i18n import _

F = TypeVar("F", bound=Callable[..., Any])

_LONGEST = 10_000_000  # characters of a file

_file = click.option(
    "--address-file", metavar="FILE", help=_("Read the IP addresses from FILE, one a line; - is standard input.")
)
again = click.option(
    "--address-file",
    metavar="FILE",
    help=_("Where an action is about IP addresses, read them from FILE, one a line; - is standard input."),
)


def in_place_of_players(command: F) -> F:
    """Add what names IP addresses in the place of players."""
    ask = click.option("--address", is_flag=True, help=_("Ask for an IP address, in place of PLAYER."))
    players = click.argument("players", metavar="[PLAYER...]", type=options.PLAYER, nargs=-1)
    return ask(_file(players(command)))


def given(players: tuple[str, ...], *, ask: bool, file: str | None) -> tuple[str, ...]:
    """Return the IP addresses that are given in place of players; none where players are. Raises UsageError."""
    if bool(players) + ask + (file is not None) != 1:
        raise click.UsageError(_("Say who is meant: PLAYER, or --address, or --address-file FILE."))
    if players:
        return ()
    if file is None:
        return _asked([_("IP address")])
    texts = _read(file)
    if not texts:
        raise click.UsageError(_("There is no IP address in {file}.").format(file=file))
    return texts


def given_again(pseudonyms: Iterable[str], file: str | None) -> tuple[str, ...]:
    """Return the IP addresses that are given for these pseudonyms of tickets; none where nobody can be asked."""
    if file is not None:
        return _read(file)
    return _asked([_("IP address of {pseudonym}").format(pseudonym=one) for one in pseudonyms], required=False)


def _asked(questions: list[str], *, required: bool = True) -> tuple[str, ...]:
    import sys

    if not sys.stdin.isatty() or not sys.stderr.isatty():
        if required:
            raise click.UsageError(_("Nobody is there to be asked for an IP address: give --address-file FILE."))
        return ()
    return tuple(text for question in questions for text in click.prompt(question, err=True).split())


def _read(file: str) -> tuple[str, ...]:
    import sys

    from gamedesk import disks
    from gamedesk.errors import UsageError

    try:
        if file == "-":
            text = sys.stdin.read(_LONGEST + 1)
        else:
            with open(file, encoding="utf-8") as stream:
                text = stream.read(_LONGEST + 1)
    except (OSError, ValueError) as error:
        why = disks.reason(error) if isinstance(error, OSError) else _("it is not text")
        raise UsageError(_("{file} cannot be read: {why}.").format(file=file, why=why)) from error
    if len(text) > _LONGEST:
        raise UsageError(_("{file} is too long for a list of IP addresses.").format(file=file))
    return tuple(text.split())


def looked_for(*, ask: bool, file: str | None, pseudonym: str | None) -> str | None:
    """Return the IP address, network or pseudonym to look for, if one is given. Raises UsageError."""
    if ask + (file is not None) + (pseudonym is not None) > 1:
        raise click.UsageError(_("Say in one way which address is meant: --address, --address-file or --pseudonym."))
    if pseudonym is not None:
        if not pseudonym.startswith("ip-"):
            raise click.UsageError(_("A pseudonym begins with ip-; an address is given to --address, which asks."))
        return pseudonym
    if not ask and file is None:
        return None
    texts = _asked([_("IP address or network")]) if file is None else _read(file)
    if len(texts) != 1:
        raise click.UsageError(_("One IP address or network is looked for at a time."))
    return texts[0]
