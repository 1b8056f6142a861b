# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""C(support resume)."""

from __future__ import annotations

import click

from gamedesk.commands import addresses, options
from gamedesk.i18n import _


@click.command(
    help=_(
        "Finish the actions of TICKET, or of all tickets, that were interrupted or whose outcome is unknown: "
        "look what is true on the server, and do only what is missing."
    )
)
@click.argument("ticket", metavar="[TICKET]", type=options.RESUMABLE, required=False)
@addresses.again
@options.common
def resume(ticket: str | None, *, address_file: str | None, desk_dir: str | None, as_json: bool) -> int:
    """Finish what was interrupted."""
    from gamedesk.desk import operator, resuming
    from gamedesk.desk.folder import open_desk
    from gamedesk.desk.outcome import Outcome
    from gamedesk.errors import DeskError
    from gamedesk.render.screen import Screen
    from gamedesk.statuses import combined_exit_code

    desk = open_desk(desk_dir)
    screen = Screen(as_json=as_json)
    given = addresses.given_again(resuming.pseudonyms(desk, ticket), address_file)
    outcomes: list[Outcome] = []
    trouble: DeskError | None = None
    with screen.working():
        try:
            for outcome in resuming.resume(desk, ticket, operator=operator.current(), reporter=screen, addresses=given):
                outcomes.append(outcome)  # noqa: PERF402 - extend() would lose what came before an error
        except DeskError as error:  # what was done before it is told all the same
            trouble = error
    if trouble is not None and not outcomes:
        raise trouble
    codes = [outcome.verdict.exit_code for outcome in outcomes]
    if as_json:
        told = {"error": {"code": trouble.code, "message": trouble.message}} if trouble else {}
        screen.json({"actions": [outcome.as_json() for outcome in outcomes], **told})
    else:
        from gamedesk.render.outcomes import show

        for done in outcomes:
            show(done, screen.out)
        if not outcomes:
            screen.notice(_("Nothing was interrupted."))
    if trouble is not None:
        screen.notice(trouble.message)
        codes.append(trouble.exit_code)
    return combined_exit_code(codes)
