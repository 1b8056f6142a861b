# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fold the events of a ticket, in the order of their ULIDs, into what is true now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from gamedesk import statuses
from gamedesk.tickets.events import Event
from gamedesk.tickets.header import Header

OPEN = "open"
RESOLVED = "resolved"
CLOSED = "closed"


@dataclass(frozen=True)
class Note:
    """A remark of an operator, or a message on the ticket; `author` is who wrote a message, `by` who recorded it."""

    at: str
    by: str
    text: str
    author: str | None = None


@dataclass(frozen=True)
class Resolution:
    """What resolved the request: the ids of the actions, and the runbooks that did them."""

    actions: tuple[str, ...] = ()
    runbooks: tuple[str, ...] = ()


@dataclass(frozen=True)
class ActionView:
    """An action over all its attempts.

    `by` and `started_at` are of the first attempt, what was asked for is of the highest one (`attempts`).
    `finished` has the fields of the `action_finished` event of the highest attempt that finished, or is None.
    `status` is `interrupted` where the highest attempt has not finished: whether it still runs is not known here.
    `undoes` is the action that this one undoes, in the ticket `undoes_in` if that is another one. `undone_by` is the
    action that undid this one and was not undone itself, in the ticket `undone_in` if that is another one: what became
    of it since, only that ticket knows.
    """

    id: str
    name: str
    runbook: str
    hosts: tuple[str, ...]
    request: Mapping[str, Any] = field(hash=False)
    attempts: int
    by: str
    started_at: str
    run: str | None
    resolve: bool
    finished: Mapping[str, Any] | None = field(hash=False)
    status: str
    undoes: str | None = None
    undoes_in: str | None = None
    undone_by: str | None = None
    undone_in: str | None = None

    @property
    def undoable(self) -> bool:
        """Whether it left something behind that can be undone, as far as its record says."""
        finished = self.finished or {}
        return bool(finished.get("changed") and finished.get("inverse")) and self.undone_by is None


@dataclass(frozen=True)
class Ticket:
    """A ticket as it is now. `opened_at` and `updated_at` are RFC 3339 in UTC.

    `ref` is what people call it: the number, with a suffix where two tickets of the desk have the same one.
    """

    id: str
    number: int
    ref: str
    title: str
    status: str
    assignee: str | None
    priority: str | None
    requester: Mapping[str, str] | None = field(hash=False)
    channel: str | None
    category: str | None
    opened_at: str
    updated_at: str
    server: str | None
    resolved_by: Resolution | None
    notes: tuple[Note, ...]
    messages: tuple[Note, ...]
    actions: Mapping[str, ActionView] = field(hash=False)

    @property
    def unfinished(self) -> bool:
        """Whether an action on it can be resumed: it was interrupted, or its outcome is unknown."""
        return any(action.status in statuses.RESUMABLE for action in self.actions.values())

    @property
    def undoable(self) -> bool:
        """Whether an action on it can be undone, other than one that undid another."""
        return any(action.undoable and action.undoes is None for action in self.actions.values())


def fold(header: Header, events: Iterable[Event], ref: str | None = None) -> Ticket:
    """Return the ticket that the events make, in whatever order they come; `ref` is its number unless given.

    Kinds that are not known here mean nothing here.
    """
    folder = _Folder(header)
    for event in sorted(events, key=lambda event: event.id):
        folder.take(event)
    return folder.ticket(ref or str(header.number))


class _Folder:
    """The state of a ticket while its events go by."""

    def __init__(self, header: Header) -> None:
        self._header = header
        self._title = header.title
        self._status = OPEN
        self._assignee: str | None = None
        self._priority: str | None = None
        self._updated_at = header.opened_at
        self._server: str | None = None
        self._resolved_by: Resolution | None = None
        self._notes: list[Note] = []
        self._messages: list[Note] = []
        self._started: dict[str, list[Event]] = {}
        self._finished: dict[str, list[Event]] = {}
        self._undone: dict[str, Event] = {}

    def take(self, event: Event) -> None:
        self._updated_at = event.at
        fields = event.fields
        match event.kind:
            case "title":
                self._title = fields["title"]
            case "status":
                self._status = fields["status"]
            case "assigned":
                self._assignee = fields["assignee"]
            case "priority":
                self._priority = fields["priority"]
            case "note":
                self._notes.append(Note(event.at, event.by, fields["text"]))
            case "message":
                self._messages.append(Note(event.at, event.by, fields["text"], fields.get("author")))
            case "resolved":
                self._status = RESOLVED
                self._resolved_by = Resolution(tuple(fields.get("actions", ())), tuple(fields.get("runbooks", ())))
            case "closed":
                self._status = CLOSED
            case "reopened":
                self._status = OPEN
                self._resolved_by = None
            case "action_started":
                self._server = fields["hosts"][-1]
                self._started.setdefault(fields["action"], []).append(event)
            case "action_finished":
                self._finished.setdefault(fields["action"], []).append(event)
            case "undone":
                self._undone[fields["action"]] = event

    def ticket(self, ref: str) -> Ticket:
        header = self._header
        return Ticket(
            id=header.id,
            number=header.number,
            ref=ref,
            title=self._title,
            status=self._status,
            assignee=self._assignee,
            priority=self._priority,
            requester=header.requester,
            channel=header.channel,
            category=header.category,
            opened_at=header.opened_at,
            updated_at=self._updated_at,
            server=self._server,
            resolved_by=self._resolved_by,
            notes=tuple(self._notes),
            messages=tuple(self._messages),
            actions=self._actions(),
        )

    def _actions(self) -> dict[str, ActionView]:
        actions = {id_: self._action(id_, starts) for id_, starts in self._started.items()}
        # Backwards: whether an action was undone is known before what it undid, which came before it.
        later: set[str] = set()
        for id_, action in reversed(actions.items()):
            later.add(id_)
            undone = actions.get(action.undoes or "")
            stands = action.status in statuses.RESOLVING and actions[id_].undone_by is None
            if undone is not None and undone.id not in later and stands:
                actions[undone.id] = replace(undone, undone_by=id_, undone_in=None)
        return actions

    def _action(self, id_: str, starts: list[Event]) -> ActionView:
        # The events are in ULID order: of two with the same attempt, max() of the reversed list takes the later one.
        latest = max(reversed(starts), key=_attempt)
        last_end = max(reversed(self._finished.get(id_, ())), key=_attempt, default=None)
        attempts = max(_attempt(latest), _attempt(last_end) if last_end else 0)
        asked = latest.fields
        undone = self._undone[id_].fields if id_ in self._undone else {}
        return ActionView(
            id=id_,
            name=asked["name"],
            runbook=asked["runbook"],
            hosts=tuple(asked["hosts"]),
            request=asked["request"],
            attempts=attempts,
            by=starts[0].by,
            started_at=starts[0].at,
            run=asked.get("run"),
            resolve=asked.get("resolve", False),
            finished=last_end.fields if last_end else None,
            status=last_end.fields["status"] if last_end and _attempt(last_end) == attempts else statuses.INTERRUPTED,
            undoes=asked.get("undoes"),
            undoes_in=asked.get("undoes_in"),
            undone_by=undone.get("undone_by"),
            undone_in=undone.get("ticket"),
        )


def _attempt(event: Event) -> int:
    return int(event.fields["attempt"])
