# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Undo what an action did: what its record says would undo it, done as an action of its own."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from gamedesk import statuses
from gamedesk.actions import Action
from gamedesk.desk import addressing, requests
from gamedesk.desk.folder import Desk
from gamedesk.desk.outcome import Outcome
from gamedesk.desk.performing import Undone, perform, preview
from gamedesk.desk.reporter import Reporter
from gamedesk.desk.undo_options import were_there
from gamedesk.errors import RefusedError, UsageError
from gamedesk.i18n import _
from gamedesk.runbooks.catalogue import knows, runbook_for
from gamedesk.runbooks.inverse import may_undo
from gamedesk.runner import private
from gamedesk.tickets.errors import TicketError, TicketNotFoundError
from gamedesk.tickets.folding import ActionView, Ticket

_MOST_NAMED = 5


class CannotUndoError(RefusedError):
    """Something cannot be undone: not yet, or not by what the ticket says. Nothing was sent."""

    code = "cannot_undo"


@dataclasses.dataclass(frozen=True)
class Undo:
    """What is to be undone: an action of a ticket, and its opposite."""

    ticket: Ticket
    done: ActionView
    opposite: Action

    @property
    def names(self) -> dict[str, str]:
        """What people call the players whom the opposite names by UUID."""
        results = (self.done.finished or {}).get("results") or ()
        return {str(item.get("uuid")): str(item.get("player")) for item in results if item.get("uuid")}


@dataclasses.dataclass(frozen=True)
class Obstacle:
    """An action that is not to be undone, and why, in one sentence.

    C(harmless): nothing is left to undo. C(open): it can be undone once it is known what became of it.
    """

    ticket: Ticket
    done: ActionView
    why: str
    harmless: bool = False
    open: bool = False


@dataclasses.dataclass(frozen=True)
class Choice:
    """What was asked for: C(undos), newest first, and what cannot be undone beside them.

    Without C(undos) there is nothing to undo, and C(nothing) says why, in one sentence.
    """

    undos: tuple[Undo, ...]
    obstacles: tuple[Obstacle, ...] = ()
    nothing: str = ""


def choose(desk: Desk, ref: str, *, every: bool) -> Choice:
    """Return what C(ref) means: the action of that id, or what is to be undone on the ticket of that name.

    C(every): all of a ticket; otherwise there must be one action on it that can be undone. What undid another is only
    meant by its own id. Raises UsageError (nothing of that name, or several), CannotUndoError, TicketError.
    """
    ticket, action = _find(desk, ref)
    if action is not None:
        return _one(_examine(desk, ticket, action))
    views = [view for view in reversed(list(ticket.actions.values())) if view.undoes is None]
    examined = [_examine(desk, ticket, view) for view in views]
    undos = tuple(item for item in examined if isinstance(item, Undo))
    obstacles = tuple(item for item in examined if isinstance(item, Obstacle) and not item.harmless)
    unsettled = [item for item in obstacles if item.open]
    if unsettled:
        raise CannotUndoError(unsettled[0].why)
    if not undos and obstacles:
        raise CannotUndoError(obstacles[0].why)
    if not undos:
        changed = [item for item in examined if item.done.undone_by is not None]
        why = next((item.why for item in (*changed, *examined) if isinstance(item, Obstacle)), None)
        return Choice((), nothing=why or _("Nothing was done on ticket {ticket}.").format(ticket=ticket.ref))
    if len(undos) > 1 and not every:
        raise UsageError(_several(ticket, undos))
    return Choice(undos, obstacles)


def undo(
    desk: Desk,
    undos: Sequence[Undo],
    *,
    operator: str,
    reporter: Reporter,
    ticket: str | None = None,
    resolve: bool = False,
    because: str | None = None,
    check: bool = False,
) -> Iterator[Outcome]:
    """Do the opposite of each, in this order, and yield what became of it; the first one that is not done is the last.

    It is recorded on C(ticket), or on the ticket of what is undone, which the last one resolves if C(resolve).
    C(check): only look. Raises as C(perform) does.
    """
    for place, one in enumerate(undos, 1):
        if check:
            outcome = preview(desk, one.opposite, operator=operator, reporter=reporter)
            yield _by_name(dataclasses.replace(outcome, undoes=one.done.id), one.names)
            continue
        outcome = perform(
            desk,
            one.opposite,
            operator=operator,
            reporter=reporter,
            ticket=ticket or one.ticket.id,
            title="",
            resolve=resolve and place == len(undos),
            because=because,
            undoes=Undone(one.done.id, one.ticket.id),
        )
        yield _by_name(outcome, one.names)
        if outcome.verdict.status not in statuses.RESOLVING:
            return


def with_addresses(desk: Desk, undos: Sequence[Undo], addresses: Sequence[str]) -> list[Undo]:
    """Return these with the IP addresses that their opposites are about. Raises as C(addressing.filled) does."""
    return [dataclasses.replace(one, opposite=addressing.filled(desk, one.opposite, addresses)) for one in undos]


def _by_name(outcome: Outcome, names: Mapping[str, str]) -> Outcome:
    results = tuple(
        dataclasses.replace(item, player=names.get(item.player, item.player)) for item in outcome.verdict.results
    )
    return dataclasses.replace(outcome, verdict=dataclasses.replace(outcome.verdict, results=results))


def _find(desk: Desk, ref: str) -> tuple[Ticket, ActionView | None]:
    """Return the ticket, and the action if that is what C(ref) names. Raises UsageError, TicketError."""
    ref = ref.strip()
    actions = desk.tickets.actions(ref)
    try:
        ticket = desk.tickets.load(ref).ticket
    except TicketNotFoundError as error:
        if not actions:
            sentence = _("There is no ticket and no action {ref} on this desk.")
            raise UsageError(sentence.format(ref=repr(ref[:60]))) from error
    else:
        if not actions:
            return ticket, None
        actions.append((ticket.id, ticket.id))
    if len(actions) > 1:
        raise UsageError(
            _("{ref} is the beginning of several ids; say which one: {ids}.").format(
                ref=ref, ids=_named(name for _ticket, name in actions)
            )
        )
    [(ticket_id, action_id)] = actions
    ticket = desk.tickets.load(ticket_id).ticket
    return ticket, ticket.actions[action_id]


def _one(examined: Undo | Obstacle) -> Choice:
    if isinstance(examined, Undo):
        return Choice((examined,))
    if examined.harmless:
        return Choice((), nothing=examined.why)
    raise CannotUndoError(examined.why)


def _examine(desk: Desk, ticket: Ticket, view: ActionView) -> Undo | Obstacle:
    return _in_doubt(desk, ticket, view) or _undone(desk, ticket, view) or _by_record(ticket, view)


def _in_doubt(desk: Desk, ticket: Ticket, view: ActionView) -> Obstacle | None:
    """Return what stands in the way if it is not known what became of the action, or of an undo of it."""
    what = _told(view)
    resume = _("nobody knows yet what became of it; first: support resume {ticket}").format(ticket=ticket.ref)
    if view.status in statuses.RESUMABLE:
        running = private.is_alive(desk.scratch, view.run or "")
        why = _("{what} is still running.").format(what=what) if running else f"{what}: {resume}"
        return Obstacle(ticket, view, why, open=True)
    if any(other.undoes == view.id and other.status in statuses.RESUMABLE for other in ticket.actions.values()):
        why = _("An undo of {what} was begun, and {resume}").format(what=what, resume=resume)
        return Obstacle(ticket, view, why, open=True)
    return None


def _by_record(ticket: Ticket, view: ActionView) -> Undo | Obstacle:
    """Return what undoes the action, or why its record does not lead to that."""
    what, finished = _told(view), view.finished or {}
    if not finished.get("changed"):
        why = _("{what} changed nothing: there is nothing to undo.").format(what=what)
        return Obstacle(ticket, view, why, harmless=True)
    if view.status == statuses.UNVERIFIED:
        why = _("{what} was sent with --unverified: what was there before is not known, and cannot be restored.")
        return Obstacle(ticket, view, why.format(what=what))
    if not finished.get("inverse"):
        return Obstacle(ticket, view, _("The record of {what} does not say what would undo it.").format(what=what))
    opposite = _opposite(view, finished)
    if opposite is None:
        why = _("What would undo {what} is not what this version would do for that: look at ticket {ticket}.")
        return Obstacle(ticket, view, why.format(what=what, ticket=ticket.ref))
    return Undo(ticket, view, opposite)


def _undone(desk: Desk, ticket: Ticket, view: ActionView) -> Obstacle | None:
    """Return what stands in the way if the action was undone, and that was not undone in its turn."""
    if view.undone_by is None:
        return None
    why = _("{what} was undone already, by {by} on ticket {ticket}.")
    told = {"what": _told(view), "by": view.undone_by}
    if view.undone_in is None:
        return Obstacle(ticket, view, why.format(**told, ticket=ticket.ref), harmless=True)
    try:
        other = desk.tickets.load(view.undone_in).ticket
    except TicketError:  # it is not on this desk, or broken: what this ticket says is all there is
        return Obstacle(ticket, view, why.format(**told, ticket=view.undone_in), harmless=True)
    by = other.actions.get(view.undone_by)
    if by is not None and by.status in statuses.RESUMABLE:
        begun = _("An undo of {what} was begun, and its outcome is not recorded; first: support resume {ticket}")
        return Obstacle(ticket, view, begun.format(**told, ticket=other.ref), open=True)
    if by is not None and by.undone_by is not None:
        return None
    return Obstacle(ticket, view, why.format(**told, ticket=other.ref), harmless=True)


def _opposite(view: ActionView, finished: Mapping[str, Any]) -> Action | None:
    """Return what would undo an action, or None where its record asks for something else: it may be a stranger's."""
    recorded = finished["inverse"]
    if not isinstance(recorded, Mapping):
        return None
    name, values, only_if = (recorded.get(field) for field in ("action", "vars", "only_if"))
    if not (isinstance(name, str) and isinstance(values, Mapping) and isinstance(only_if, Mapping)):
        return None
    results = [item for item in finished.get("results") or () if item.get("changed")]
    done = Action(view.name, view.hosts[0], view.request)
    if not (knows(name) and may_undo(name, values, done, results)):
        return None
    action = Action(name, view.hosts[0], {**values, **runbook_for(name).fixed, "only_if": dict(only_if)})
    if not requests.is_complete(action):
        return None
    changed = {str(item.get(field)) for item in results for field in ("uuid", "player")}
    same = ("address" in values) == ("address" in view.request)
    return action if same and changed.issuperset(action.whom) and were_there(action.request, results) else None


def _several(ticket: Ticket, undos: Sequence[Undo]) -> str:
    named = _named(f"{one.done.id} ({_short(one.done)})" for one in undos)
    return _(
        "{count} actions of ticket {ticket} can be undone: give the id of one of them, or --all for all, newest first: "
        "{actions}."
    ).format(count=len(undos), ticket=ticket.ref, actions=named)


def _named(names: Iterable[str]) -> str:
    first = list(itertools.islice(names, _MOST_NAMED + 1))
    return ", ".join(first[:_MOST_NAMED]) + (", …" if len(first) > _MOST_NAMED else "")


def _told(view: ActionView) -> str:
    return f"{view.id} ({_short(view)})"


def _short(view: ActionView) -> str:
    subject = Action(view.name, view.hosts[0], view.request).subject
    players = view.request.get("player", view.request.get("address"))
    who = [str(player) for player in (players if isinstance(players, list) else [players])]
    return f"{view.name} {subject}: {', '.join(who[:3])}" + (" …" if len(who) > 3 else "")
