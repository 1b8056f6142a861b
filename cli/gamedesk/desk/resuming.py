# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finish what was interrupted: the same request, the next attempt, the same way in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gamedesk import statuses
from gamedesk.actions import Action
from gamedesk.desk import addressing, requests
from gamedesk.desk.folder import Desk
from gamedesk.desk.outcome import Outcome
from gamedesk.desk.performing import Attempt, Undone, authorise, carry_out, run_folder
from gamedesk.desk.reporter import Reporter
from gamedesk.errors import DeskError
from gamedesk.i18n import _
from gamedesk.runbooks.catalogue import knows
from gamedesk.runner import private
from gamedesk.tickets.folding import ActionView


def unfinished(desk: Desk, ticket: str | None) -> list[tuple[str, ActionView]]:
    """Return (ticket id, action) for each action whose outcome is open: of one ticket, or of all.

    What still runs is not among them. Raises UsageError for a ticket that is not there.
    """
    tickets = desk.tickets.list(unfinished=True) if ticket is None else [desk.tickets.load(ticket).ticket]
    return [
        (view.id, action)
        for view in tickets
        for action in view.actions.values()
        if action.status in statuses.RESUMABLE and not private.is_alive(desk.scratch, action.run or "")
    ]


def pseudonyms(desk: Desk, ticket: str | None) -> list[str]:
    """Return what stands on tickets for the IP addresses without which C(resume) cannot go on. Raises as it does."""
    views = (view for _ticket, view in unfinished(desk, ticket))
    actions = (Action(view.name, view.hosts[0], view.request) for view in views if knows(view.name))
    return list(dict.fromkeys(one for action in actions if requests.is_complete(action) for one in action.pseudonyms))


def resume(
    desk: Desk, ticket: str | None, *, operator: str, reporter: Reporter, addresses: Sequence[str] = ()
) -> Iterator[Outcome]:
    """Carry out the next attempt of each unfinished action, and yield what became of it.

    C(addresses) are the IP addresses of those that are about such; one for which they are not there is left as it is,
    and told, as an error, after the others.

    The host takes the same lock as the attempt before, which may still run there, looks what is true, and sends only
    what is missing; an older attempt that comes late is refused there.
    """
    private.sweep(desk.scratch)
    left: DeskError | None = None
    for ticket_id, view in unfinished(desk, ticket):
        if not knows(view.name):
            reporter.notice(
                _("This version does not know the action {name} of ticket {ticket}: left as it is.").format(
                    name=view.name, ticket=ticket_id
                )
            )
            continue
        action = Action(view.name, view.hosts[0], view.request)
        if not requests.is_complete(action):
            reporter.notice(
                _("What the action {name} of ticket {ticket} asks for cannot be read: left as it is.").format(
                    name=view.name, ticket=ticket_id
                )
            )
            continue
        try:
            action = addressing.filled(desk, action, addresses)
        except DeskError as error:
            left = left or error
            continue
        authorise(desk, action, operator, reporter, ticket=ticket_id)
        undoes = Undone(view.undoes, view.undoes_in or ticket_id) if view.undoes else None
        attempt = Attempt(action, view.id, view.attempts + 1, ticket_id, view.resolve, undoes=undoes)
        with run_folder(desk, action, desk.tickets.resolve_ref(ticket_id)) as folder:
            outcome = carry_out(desk, attempt, folder, operator=operator, reporter=reporter)
        yield outcome
        if outcome.verdict.status == statuses.INTERRUPTED:
            return
    if left is not None:
        raise left
