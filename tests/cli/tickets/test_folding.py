# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is true of a ticket follows from its events in the order of their ULIDs."""

from __future__ import annotations

import random
from typing import Any

from gamedesk.tickets import ulids
from gamedesk.tickets.events import Event, new_event
from gamedesk.tickets.folding import Note, Resolution, Ticket, fold
from gamedesk.tickets.header import Header

HEADER = Header("01K12C6X4M3XN9T7S8QW2ZJ4RB", 42, "no rank", "2026-07-27T10:15:00Z", {"player": "Draxe"})
REQUEST = {"player": ["Draxe"], "rank": "vip", "expires": "2026-08-26T10:15:00Z"}


def events(*items: tuple[str, dict[str, Any]]) -> list[Event]:
    return [
        new_event(ulid=ulids.new(), at=f"2026-07-27T11:{number:02}:00Z", by="alex", kind=kind, prev=(), fields=fields)
        for number, (kind, fields) in enumerate(items)
    ]


def folded(*items: tuple[str, dict[str, Any]]) -> Ticket:
    """Fold the events, in an order that is not theirs."""
    made = events(*items)
    random.Random(len(made)).shuffle(made)
    return fold(HEADER, made)


def started(
    action: str, attempt: int, *hosts: str, run: str = "r", resolve: bool = False, **more: str
) -> tuple[str, dict[str, Any]]:
    fields = {
        "action": action,
        "attempt": attempt,
        "name": "grant",
        "runbook": "gamedesk.support.grant_rank",
        "hosts": list(hosts) or ["survival"],
        "request": REQUEST,
        "run": run,
        "resolve": resolve,
        **more,
    }
    return "action_started", fields


def finished(action: str, attempt: int, status: str, **fields: Any) -> tuple[str, dict[str, Any]]:
    return "action_finished", {"action": action, "attempt": attempt, "status": status, **fields}


A, B, C = ulids.new(), ulids.new(), ulids.new()


def test_a_new_ticket_is_open() -> None:
    ticket = folded(("opened", {}))
    assert (ticket.id, ticket.number, ticket.ref, ticket.title) == (HEADER.id, 42, "42", "no rank")
    assert (ticket.status, ticket.assignee, ticket.server, ticket.resolved_by) == ("open", None, None, None)
    assert ticket.requester == {"player": "Draxe"}
    assert not ticket.unfinished


def test_the_later_event_wins() -> None:
    ticket = folded(
        ("opened", {}),
        ("title", {"title": "vip is missing"}),
        ("assigned", {"assignee": "alex"}),
        ("priority", {"priority": "high"}),
        ("status", {"status": "waiting"}),
        ("assigned", {"assignee": "sam"}),
    )
    assert (ticket.title, ticket.assignee, ticket.priority, ticket.status) == (
        "vip is missing",
        "sam",
        "high",
        "waiting",
    )
    assert ticket.updated_at == "2026-07-27T11:05:00Z"


def test_notes_and_messages_are_in_order() -> None:
    ticket = folded(("note", {"text": "a"}), ("message", {"text": "hi", "author": "Draxe"}), ("note", {"text": "b"}))
    assert [note.text for note in ticket.notes] == ["a", "b"]
    assert ticket.messages == (Note("2026-07-27T11:01:00Z", "alex", "hi", "Draxe"),)


def test_unknown_kinds_mean_nothing() -> None:
    plain = folded(("opened", {}), ("note", {"text": "a"}))
    more = folded(("opened", {}), ("note", {"text": "a"}), ("from_tomorrow", {"status": "x", "title": "y"}))
    assert (more.status, more.title, more.notes) == (plain.status, plain.title, plain.notes)


def test_resolved_then_reopened_then_closed() -> None:
    resolved = ("resolved", {"actions": [A], "runbooks": ["gamedesk.support.grant_rank"]})
    assert folded(resolved).resolved_by == Resolution((A,), ("gamedesk.support.grant_rank",))
    assert folded(resolved).status == "resolved"
    reopened = folded(resolved, ("reopened", {"reason": "still no rank"}))
    assert (reopened.status, reopened.resolved_by) == ("open", None)
    closed = folded(resolved, ("closed", {}))
    assert closed.status == "closed"
    assert closed.resolved_by is not None


def test_an_action_that_finished() -> None:
    ticket = folded(started(A, 1, resolve=True), finished(A, 1, "succeeded", changed=True))
    action = ticket.actions[A]
    assert (action.status, action.attempts, action.hosts, action.name) == ("succeeded", 1, ("survival",), "grant")
    assert (action.by, action.started_at, action.run, action.resolve) == ("alex", "2026-07-27T11:00:00Z", "r", True)
    assert action.request == REQUEST
    assert action.finished is not None
    assert action.finished["changed"] is True
    assert ticket.server == "survival"
    assert not ticket.unfinished


def test_an_action_without_an_end_is_interrupted() -> None:
    ticket = folded(started(A, 1))
    assert (ticket.actions[A].status, ticket.actions[A].finished) == ("interrupted", None)
    assert ticket.unfinished


def test_the_highest_attempt_decides() -> None:
    again = folded(started(A, 1, run="one"), finished(A, 1, "unknown"), started(A, 2, run="two"))
    assert (again.actions[A].status, again.actions[A].attempts, again.actions[A].run) == ("interrupted", 2, "two")
    assert again.actions[A].started_at == "2026-07-27T11:00:00Z"
    assert again.actions[A].finished is not None
    assert again.actions[A].finished["status"] == "unknown"

    late_orphan = folded(started(A, 1), started(A, 2), finished(A, 2, "unchanged"), finished(A, 1, "refused"))
    assert late_orphan.actions[A].status == "unchanged"


def test_of_two_ends_of_one_attempt_the_later_one_counts() -> None:
    ticket = folded(started(A, 1), finished(A, 1, "unknown"), finished(A, 1, "succeeded"))
    assert ticket.actions[A].status == "succeeded"


def test_actions_are_apart_and_the_last_one_names_the_server() -> None:
    ticket = folded(started(A, 1, "survival"), started(B, 1, "lobby", "creative"), finished(A, 1, "failed"))
    assert {id_: action.status for id_, action in ticket.actions.items()} == {A: "failed", B: "interrupted"}
    assert ticket.server == "creative"


def test_an_end_without_a_beginning_is_no_action() -> None:
    assert folded(finished(A, 1, "succeeded")).actions == {}


def test_what_was_undone_is_undone_until_that_is_undone() -> None:
    done = [started(A, 1), finished(A, 1, "succeeded", changed=True, inverse={"action": "revoke"})]
    assert folded(*done).undoable
    undo = [started(B, 1, undoes=A), finished(B, 1, "unchanged", changed=True, inverse={"action": "grant"})]
    ticket = folded(*done, *undo)
    assert (ticket.actions[A].undone_by, ticket.actions[B].undoes, ticket.actions[B].undone_by) == (B, A, None)
    assert not ticket.undoable
    again = folded(*done, *undo, started(C, 1, undoes=B), finished(C, 1, "succeeded"))
    assert [again.actions[id_].undone_by for id_ in (A, B, C)] == [None, C, None]
    assert again.undoable


def test_an_undo_that_was_not_done_undoes_nothing() -> None:
    for end in ([], [finished(B, 1, "refused")], [finished(B, 1, "failed")], [finished(B, 1, "unknown")]):
        assert folded(started(A, 1), started(B, 1, undoes=A), *end).actions[A].undone_by is None


def test_undoing_goes_back_in_time_only() -> None:
    ends = [finished(A, 1, "succeeded"), finished(B, 1, "succeeded")]
    assert folded(started(A, 1, undoes=A), ends[0]).actions[A].undone_by is None
    circle = folded(started(A, 1, undoes=B), started(B, 1, undoes=A), *ends)
    assert [circle.actions[id_].undone_by for id_ in (A, B)] == [B, None]
    assert folded(started(A, 1, undoes=C), ends[0]).actions[A].undoes == C


def test_an_undo_on_another_ticket_is_told() -> None:
    told = ("undone", {"action": A, "undone_by": C, "ticket": HEADER.id})
    ticket = folded(started(A, 1), finished(A, 1, "succeeded"), told)
    assert (ticket.actions[A].undone_by, ticket.actions[A].undone_in) == (C, HEADER.id)
    here = folded(
        started(A, 1), finished(A, 1, "succeeded"), told, started(B, 1, undoes=A), finished(B, 1, "unchanged")
    )
    assert (here.actions[A].undone_by, here.actions[A].undone_in) == (B, None)
