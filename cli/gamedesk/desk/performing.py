# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Perform an action: authorise, attach to a ticket, run its runbook, record what became of it."""

from __future__ import annotations

import dataclasses
import functools
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import Any

from gamedesk import statuses
from gamedesk.actions import Action
from gamedesk.desk.doubting import after_earlier_attempts
from gamedesk.desk.folder import Desk
from gamedesk.desk.judging import judge
from gamedesk.desk.outcome import Outcome, Verdict
from gamedesk.desk.reporter import Reporter
from gamedesk.errors import DeskError, NotRecordedError, RefusedError
from gamedesk.i18n import _
from gamedesk.policy.check import check as check_policy
from gamedesk.runbooks.catalogue import Runbook, permissions, runbook_for, take_secret, variables
from gamedesk.runbooks.inverse import inverse
from gamedesk.runner import collection, private, signals
from gamedesk.runner.run import run_playbook
from gamedesk.tickets import ulids
from gamedesk.tickets.errors import TicketNotFoundError

# What the connection and Ansible's own start may take on top of the time that the action has on the host, in seconds.
CONNECTION_S = 60
# Taken before anything is sent, in bytes: a disk that others fill meanwhile still takes the record. A ticket is written
# anew with each event, so that its present size comes on top.
_ROOM, _ROOM_A_PLAYER = 1 << 20, 1 << 13


@dataclasses.dataclass(frozen=True)
class Undone:
    """The action that another one undoes, and its ticket, by their ids."""

    action: str
    ticket: str


@dataclasses.dataclass(frozen=True)
class Attempt:
    """One try at an action: all that the ticket has to know to try again."""

    action: Action
    action_id: str
    number: int
    ticket: str
    resolve: bool
    because: str | None = None
    undoes: Undone | None = None


def perform(
    desk: Desk,
    action: Action,
    *,
    operator: str,
    reporter: Reporter,
    ticket: str | None = None,
    title: str,
    resolve: bool = False,
    because: str | None = None,
    undoes: Undone | None = None,
) -> Outcome:
    """Do C(action) and record it on C(ticket), or on a new one with C(title) that resolves itself.

    C(undoes) is the action that this one is to undo.

    Raises RefusedError (not allowed; recorded where a ticket was named), UsageError (no such ticket), TicketError and
    NotWritableError (it could not be recorded: nothing was sent), NotRecordedError (it was done, and could not be
    recorded).
    """
    existing = desk.tickets.load(ticket) if ticket is not None else None
    authorise(desk, action, operator, reporter, ticket=existing.ticket.id if existing else None)
    private.sweep(desk.scratch)
    with run_folder(desk, action, existing.path if existing else None) as folder:
        if existing is None:
            player = action.players[0] if len(action.players) == 1 else None
            requester = {"player": player} if player else None
            existing = desk.tickets.create(title, operator, requester=requester, category=action.name)
            resolve = True
        attempt = Attempt(action, ulids.new(), 1, existing.ticket.id, resolve, because, undoes)
        return carry_out(desk, attempt, folder, operator=operator, reporter=reporter)


def preview(desk: Desk, action: Action, *, operator: str, reporter: Reporter) -> Outcome:
    """Say what C(action) would change: reads on the server, sends nothing, records nothing. Raises RefusedError."""
    runbook = runbook_for(action.name)
    authorise(desk, action, operator, reporter, ticket=None)
    private.sweep(desk.scratch)
    started = time.monotonic()
    run_id = ulids.new()
    with private.run_folder(desk.scratch, run_id, room=_ROOM) as folder, signals.noted() as cancelled:
        private.give_room(folder)  # there is room for what Ansible writes, which is all that is written
        begun = functools.partial(reporter.step, _("Looking at {server} …").format(server=action.server))
        verdict = _run(desk, action, variables(action), folder=folder, begun=begun, cancelled=cancelled, check=True)
    duration = time.monotonic() - started
    return Outcome(run_id, action.name, action.subject, action.server, runbook.playbook, verdict, True, duration)


def run_folder(desk: Desk, action: Action, ticket: Path | None) -> AbstractContextManager[Path]:
    """Make the private folder of a run, with room on the disk for its record in the file C(ticket), None for a new one.

    Raises NotWritableError.
    """
    present = ticket.stat().st_size if ticket is not None else 0
    return private.run_folder(desk.scratch, ulids.new(), room=_ROOM + _ROOM_A_PLAYER * len(action.whom) + present)


def carry_out(desk: Desk, attempt: Attempt, folder: Path, *, operator: str, reporter: Reporter) -> Outcome:
    """Run one attempt between its two records: C(action_started) before anything is sent, C(action_finished) after.

    C(folder) is from C(run_folder), and is this attempt's alone.
    """
    action, runbook = attempt.action, runbook_for(attempt.action.name)
    started_at = time.monotonic()
    run_id = folder.name
    identity = {"action": attempt.action_id, "attempt": attempt.number}
    with signals.noted() as cancelled:
        started: dict[str, Any] = {
            **identity,
            "name": action.name,
            "runbook": runbook.playbook,
            "hosts": [action.server],
            "request": dict(action.request),
            "run": run_id,
            "resolve": attempt.resolve,
        }
        if attempt.because:
            started["because"] = attempt.because
        if attempt.undoes:
            started["undoes"] = attempt.undoes.action
            if attempt.undoes.ticket != attempt.ticket:
                started["undoes_in"] = attempt.undoes.ticket
        desk.tickets.append(attempt.ticket, "action_started", operator, started)
        again = _("Running {runbook} on {server}, attempt {number} …")
        step = (again if attempt.number > 1 else _("Running {runbook} on {server} …")).format(
            runbook=runbook.playbook, server=action.server, number=attempt.number
        )
        begun = functools.partial(reporter.step, step)
        wanted = variables(action, action_id=attempt.action_id, attempt=attempt.number)
        try:
            verdict = _run(desk, action, wanted, folder=folder, begun=begun, cancelled=cancelled, check=False)
        except Exception as error:
            verdict = _died(action, error)
        if attempt.number > 1:
            verdict = after_earlier_attempts(verdict)
        duration = time.monotonic() - started_at
        finished = {**identity, "run": run_id, **_record(action, runbook, verdict, duration)}
        done = verdict.status in statuses.RESOLVING
        resolved = attempt.resolve and done
        record: list[tuple[str, dict[str, Any]]] = [("action_finished", finished)]
        if resolved:  # in one write: killed between two, a request would stay open that is done
            record.append(("resolved", {"actions": [attempt.action_id], "runbooks": [runbook.playbook]}))
        private.give_room(folder)
        try:
            if done and "undoes_in" in started:  # first: if nothing is written after it, this is done again
                _tell_its_ticket(desk, attempt, operator, reporter)
            desk.tickets.append_all(attempt.ticket, operator, record)
            recorded = desk.tickets.load(attempt.ticket)
        except (DeskError, OSError) as error:
            raise NotRecordedError(
                _(
                    "The action is {status} on {server}, but that could not be recorded ({why}): "
                    "mend it, then run support resume"
                ).format(status=verdict.status, server=action.server, why=str(error).rstrip("."))
            ) from error
    return Outcome(
        attempt.action_id,
        action.name,
        action.subject,
        action.server,
        runbook.playbook,
        verdict,
        False,
        duration,
        recorded.ticket.number,
        recorded.ticket.id,
        recorded.path,
        resolved,
        attempt.undoes.action if attempt.undoes else None,
        recorded.ticket.status,
    )


def _tell_its_ticket(desk: Desk, attempt: Attempt, operator: str, reporter: Reporter) -> None:
    undone = attempt.undoes
    assert undone is not None
    fields = {"action": undone.action, "undone_by": attempt.action_id, "ticket": attempt.ticket}
    try:
        desk.tickets.append(undone.ticket, "undone", operator, fields)
    except TicketNotFoundError as error:  # this ticket may come from another desk
        reporter.notice(error.message)


def authorise(desk: Desk, action: Action, operator: str, reporter: Reporter, *, ticket: str | None) -> None:
    """Ask the policy. Raises RefusedError, and records the refusal where the action has a ticket already."""
    for permission in permissions(action):
        decision = check_policy(operator, permission, action, staff_file=desk.staff_file)
        if decision.verdict != "allow":
            if ticket is not None:
                fields = {"name": action.name, "permission": permission, "reason": decision.reason}
                desk.tickets.append(ticket, "refused", operator, fields)
            raise RefusedError(decision.reason)
        _say_once(desk, decision.reason, reporter)


def _say_once(desk: Desk, text: str, reporter: Reporter) -> None:
    said = desk.scratch / "said-everything-is-allowed"
    if not said.exists():
        reporter.notice(text)
        with suppress(OSError):  # then it is said again the next time
            desk.scratch.mkdir(mode=0o700, parents=True, exist_ok=True)
            said.touch()


def _run(
    desk: Desk,
    action: Action,
    wanted: dict[str, Any],
    *,
    folder: Path,
    begun: Callable[[], None],
    cancelled: Callable[[], bool],
    check: bool,
) -> Verdict:
    settings = desk.settings
    wanted["gamedesk_request"].setdefault("timeout", settings.timeout)
    secret = take_secret(action, wanted)
    run = run_playbook(
        runbook_for(action.name).playbook,
        inventory=settings.inventory,
        variables=wanted,
        secret=secret,
        folder=folder,
        check=check,
        timeout=settings.timeout + CONNECTION_S,
        vault_password_file=settings.vault_password_file,
        ansible_config=settings.ansible_config,
        begun=begun,
        cancelled=cancelled,
    )
    return judge(run, action, settings, check=check)


def _died(action: Action, error: Exception) -> Verdict:
    # Its words are left out: pexpect's hold the end of what Ansible printed.
    why = type(error).__name__ + (f": {error.strerror}" if isinstance(error, OSError) and error.strerror else "")
    message = _("The run on {server} ended with an error that nobody expected ({why}): support resume").format(
        server=action.server, why=why
    )
    return Verdict(statuses.UNKNOWN, False, False, error={"code": "internal", "message": message})


def _record(action: Action, runbook: Runbook, verdict: Verdict, duration: float) -> dict[str, Any]:
    results = [result.as_json() for result in verdict.results]
    return {
        "name": action.name,
        "status": verdict.status,
        "changed": verdict.changed,
        "verified": verdict.verified,
        "runbook": runbook.playbook,
        "runbook_sha256": collection.playbook_sha256(runbook.playbook),
        "collection_version": collection.version(),
        "hosts": [action.server],
        "duration": round(duration, 3),
        "results": results,
        "error": verdict.error,
        "inverse": inverse(action, results),
    }
