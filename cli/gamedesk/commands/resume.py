# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""C(support resume)."""

from __future__ import annotations

import click

from gamedesk.commands import options
from gamedesk.i18n import _


@click.command(
    help=_(
        "Finish the actions of TICKET, or of all tickets, that were interrupted or whose outcome is unknown: "
        "look what is true on the server, and do only what is missing."
    )
)
@click.argument("ticket", metavar="[TICKET]", required=False)
@options.common
def resume(ticket: str | None, *, desk_dir: str | None, as_json: bool) -> int:
    """Finish what was interrupted."""
    from gamedesk.desk import operator, resuming
    from gamedesk.desk.folder import open_desk
    from gamedesk.render.screen import Screen
    from gamedesk.statuses import EXIT_PARTLY

    desk = open_desk(desk_dir)
    screen = Screen(as_json=as_json)
    with screen.working():
        outcomes = list(resuming.resume(desk, ticket, operator=operator.current(), reporter=screen))
    if as_json:
        screen.json({"actions": [outcome.as_json() for outcome in outcomes]})
    else:
        from gamedesk.render.outcomes import show

        for outcome in outcomes:
            show(outcome, screen.out)
        if not outcomes:
            screen.notice(_("Nothing was interrupted."))
    codes = {outcome.verdict.exit_code for outcome in outcomes}
    return codes.pop() if len(codes) == 1 else EXIT_PARTLY if codes else 0
