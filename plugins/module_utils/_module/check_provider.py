# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Whether the state that a provider owns (ranks, bans …) can be read back, and is that of this server."""

from __future__ import annotations

import contextlib
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._errors import (
    InvalidValueError,
    LockedError,
    NotFoundError,
    StorageError,
    SupportError,
)
from ansible_collections.gamedesk.support.plugins.module_utils._findings import (
    OK,
    WARNING,
    Examined,
    Finding,
    failed,
    gathered,
)
from ansible_collections.gamedesk.support.plugins.module_utils._module.settling import Settling
from ansible_collections.gamedesk.support.plugins.module_utils._players import Found, Player, Subject, parse_player
from ansible_collections.gamedesk.support.plugins.module_utils._server.lists import USERCACHE, entries, named

# To read what is stored for nobody takes every table that a real player takes.
_NOBODY = Player(None, "5f0e9a3c-2b71-4d8a-9c46-0f1d7e6b8a25")
_NO_RANK = "gamedesk_no_rank"
# How many of those who joined are looked for: where the console is asked, that is a command for each.
_MOST_PLAYERS = 20


class Provider(t.Protocol):
    """What the protocols of all providers have in common."""

    read_back: t.Optional[str]
    read_back_advice: str

    def find(self, players: t.Sequence[Player]) -> t.List[Found]:
        """Return these players, or a NotFoundError in the place of one."""

    def read(self, subjects: t.Sequence[Subject]) -> t.Mapping[str, t.Any]:
        """Return the state of each."""


def check_provider(
    check: str, make: t.Callable[[], Provider], server_path: t.Optional[str], settling: Settling
) -> t.Iterator[Finding]:
    """Yield what is right and wrong with a provider; C(check) is C(ranks) or C(bans), as in the variables' names."""
    variable = "gamedesk_%s" % check
    try:
        provider = make()
    except SupportError as error:
        yield failed(check, error, "Correct %s in the inventory." % variable)
        return
    if provider.read_back is None:
        yield Finding(
            check,
            WARNING,
            "The %s cannot be read back, so nothing is done there unless it is asked for unverified." % check,
            "%s in the inventory (%s)." % (provider.read_back_advice, variable),
        )
    else:
        yield from _read_back(check, provider, server_path, settling)
    if hasattr(provider, "examine"):
        yield from gathered(check, t.cast(Examined, provider).examine(server_path))


def _read_back(check: str, provider: Provider, server_path: t.Optional[str], settling: Settling) -> t.Iterator[Finding]:
    """Ask for what an action asks for, in its order, about nobody and those who joined."""
    advice = (
        "Correct gamedesk_%s or gamedesk_server.path in the inventory, or let the user that logs in to the host read "
        "that." % check
    )
    try:
        rank = _rank(provider)
        joined = settling.read(lambda: _joined(server_path))
        found = settling.read(lambda: provider.find([_NOBODY, *joined]))
        ranks = None if rank is None else settling.read(lambda: _ranks(provider, rank))
        known = [one for one in found if isinstance(one, Subject)]
        if known:
            settling.read(lambda: provider.read(known))
    except LockedError as error:
        yield Finding(check, WARNING, error.message, "Look again when it has ended.")
        return
    except SupportError as error:
        yield failed(check, error, advice if isinstance(error, StorageError) else None)
        return
    if ranks is not None and not ranks:
        yield Finding(
            check,
            WARNING,
            "%s can be read, and has no rank that could be granted." % provider.read_back,
            "Make the groups there, or see that it is the storage of this server.",
        )
        return
    shown = "; it has %s" % ", ".join(ranks) if ranks else ""
    yield Finding(check, OK, "%s can be read%s." % (provider.read_back, shown))
    if joined and not any(isinstance(one, Subject) for one in found[1:]):
        yield Finding(
            check,
            WARNING,
            "%s knows none of %d players who joined this server: it may be another server's."
            % (provider.read_back, len(joined)),
            "See that gamedesk_%s.read_back and gamedesk_server.path in the inventory are of one server." % check,
        )


def _rank(provider: Provider) -> t.Optional[str]:
    """Return a rank that nobody has, in the provider's own spelling; None where there are none, or not any."""
    target = getattr(provider, "target", None)
    if target is None:
        return None
    try:
        return t.cast(str, target(_NO_RANK, (), temporary=False).rank)
    except InvalidValueError:
        return None


def _ranks(provider: Provider, rank: str) -> t.Optional[t.Sequence[str]]:
    """Return the ranks there are, as far as the provider tells them when it is asked for one that is not there."""
    try:
        t.cast(t.Any, provider).check_rank(rank)
    except NotFoundError as error:
        return t.cast(t.Optional[t.Sequence[str]], error.data.get("candidates"))
    return None


def _joined(server_path: t.Optional[str]) -> t.List[Player]:
    """Return some of those who joined the server, as far as their names go into a command."""
    if not server_path:
        return []
    players: t.List[Player] = []
    for name, _uuid in named(entries(server_path, USERCACHE))[:_MOST_PLAYERS]:
        with contextlib.suppress(InvalidValueError):
            players.append(parse_player(name))
    return players
