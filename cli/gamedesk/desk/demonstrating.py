# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo: the main job from ticket to proof, on a sandbox, through the same way in as everything else."""

from __future__ import annotations

from pathlib import Path

from gamedesk.actions import GRANT
from gamedesk.desk import ranks, sandboxing
from gamedesk.desk.folder import open_desk
from gamedesk.desk.outcome import Outcome
from gamedesk.desk.performing import perform
from gamedesk.desk.reporter import Reporter
from gamedesk.i18n import _
from gamedesk.sandbox.control import down, status, up

_PLAYER = "Draxe"
_RANK = "vip"


def demonstrate(path: Path, *, operator: str, reporter: Reporter) -> Outcome:
    """Make a desk in C(path) where there is none, start its sandbox, open a ticket and resolve it.

    A sandbox that ran before runs on; one that was started here is stopped. Raises DeskError.
    """
    sandboxing.furnish(path)
    desk = open_desk(str(path))
    folder = sandboxing.sandbox_folder(path)
    ran_before = status(folder).running
    reporter.step(_("Starting the sandbox game server …"))
    try:
        state = up(folder)
        reporter.notice(_("sandbox  a game server of our own, RCON on 127.0.0.1:{port}").format(port=state.port))
        ticket = desk.tickets.create(
            _("I bought {rank} and did not get it").format(rank=_RANK),
            operator,
            requester={"player": _PLAYER},
            channel="discord",
            category=GRANT,
        ).ticket
        reporter.notice(_("ticket   {number}: {title}").format(number=ticket.number, title=ticket.title))
        reporter.notice(f"$ support grant {_PLAYER} {_RANK} --server {sandboxing.SERVER} -t {ticket.number} --resolve")
        words = ranks.RankWords(GRANT, (_PLAYER,), _RANK)
        action = ranks.action(
            desk, words, server=sandboxing.SERVER, ticket=ticket.id, operator=operator, reporter=reporter
        )
        return perform(
            desk, action, operator=operator, reporter=reporter, ticket=ticket.id, title=words.title(), resolve=True
        )
    finally:
        if not ran_before:
            down(folder)
