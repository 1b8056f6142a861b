# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What became of one player, in a sentence for each action. The places are C(player), C(rank) and C(server)."""

from __future__ import annotations

from typing import NamedTuple

from gamedesk import statuses
from gamedesk.actions import BAN, DEMOTE, GRANT, PROMOTE, REVOKE, SETTRACK, UNBAN
from gamedesk.i18n import _


class _Sentences(NamedTuple):
    done: str
    foretold: str
    unchanged: str
    unverified: str


def _sentences() -> dict[str, _Sentences]:
    sent = _("{rank} was sent for {player} on {server}, and nobody looked whether it came true.")
    sent_ban = _("It was sent for {player} on {server}, and nobody looked whether it came true.")
    return {
        GRANT: _Sentences(
            _("{player} now has {rank} on {server}."),
            _("{player} would get {rank} on {server}."),
            _("{player} has {rank} on {server} already: nothing had to change."),
            sent,
        ),
        REVOKE: _Sentences(
            _("{player} no longer has {rank} on {server}."),
            _("{player} would lose {rank} on {server}."),
            _("{player} does not have {rank} on {server}: nothing had to change."),
            sent,
        ),
        PROMOTE: _Sentences(
            _("{player} was promoted on the track {rank} on {server}."),
            _("{player} would be promoted on the track {rank} on {server}."),
            _("{player} was promoted on the track {rank} on {server} already: nothing had to change."),
            sent,
        ),
        DEMOTE: _Sentences(
            _("{player} was demoted on the track {rank} on {server}."),
            _("{player} would be demoted on the track {rank} on {server}."),
            _("{player} was demoted on the track {rank} on {server} already: nothing had to change."),
            sent,
        ),
        SETTRACK: _Sentences(
            _("{player} now has {rank}, and no other rank of its track, on {server}."),
            _("{player} would get {rank}, and lose the other ranks of its track, on {server}."),
            _("{player} has {rank}, and no other rank of its track, on {server} already: nothing had to change."),
            sent,
        ),
        BAN: _Sentences(
            _("{player} is now banned on {server}."),
            _("{player} would be banned on {server}."),
            _("{player} is banned on {server} already: nothing had to change."),
            sent_ban,
        ),
        UNBAN: _Sentences(
            _("{player} is no longer banned on {server}."),
            _("{player} would no longer be banned on {server}."),
            _("{player} is not banned on {server}: nothing had to change."),
            sent_ban,
        ),
    }


def sentence_of(name: str, status: str, *, check: bool) -> str:
    """Return the sentence for an action with this name that ended without an error, in this status."""
    sentences = _sentences()[name]
    if status == statuses.UNCHANGED:
        return sentences.unchanged
    if check:
        return sentences.foretold
    return sentences.unverified if status == statuses.UNVERIFIED else sentences.done
