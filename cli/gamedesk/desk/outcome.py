# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What became of an action, in the words of the contract."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gamedesk import statuses

State = Mapping[str, Any] | None
Problem = Mapping[str, Any] | None


@dataclasses.dataclass(frozen=True)
class Result:
    """What became of one player on one server. C(error) is C({code, message, …}) or None."""

    server: str
    player: str
    uuid: str | None
    status: str
    changed: bool
    verified: bool
    before: State
    after: State
    error: Problem
    how_verified: str | None = None
    commands: tuple[Mapping[str, Any], ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the result as the contract of C(--json) and the ticket has it."""
        return {
            "server": self.server,
            "player": self.player,
            "uuid": self.uuid,
            "status": self.status,
            "changed": self.changed,
            "verified": self.verified,
            "before": self.before,
            "after": self.after,
            "error": self.error,
            "how_verified": self.how_verified,
            "commands": list(self.commands),
        }


@dataclasses.dataclass(frozen=True)
class Verdict:
    """What one run of a runbook means for its action."""

    status: str
    changed: bool
    verified: bool
    results: tuple[Result, ...] = ()
    error: Problem = None

    @property
    def exit_code(self) -> int:
        """The exit code that says this verdict."""
        code = self.error["code"] if self.error else None
        return statuses.exit_code(self.status, code, (result.status for result in self.results))


@dataclasses.dataclass(frozen=True)
class Outcome:
    """What became of an action, and where it is recorded.

    C(subject) is what it was about, for people (the rank); C(ticket) is None for a check: nothing was recorded.
    C(ticket_status) is what the ticket is now, C(resolved) whether this action resolved it. C(undoes) is the action
    that this one was to undo.
    """

    action: str
    name: str
    subject: str
    server: str
    runbook: str
    verdict: Verdict
    check: bool
    duration: float
    ticket: int | None = None
    ticket_id: str | None = None
    ticket_path: Path | None = None
    resolved: bool = False
    undoes: str | None = None
    ticket_status: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the one object that C(--json) prints."""
        verdict = self.verdict
        answer: dict[str, Any] = {
            "ticket": self.ticket,
            "ticket_id": self.ticket_id,
            "ticket_path": None if self.ticket_path is None else str(self.ticket_path),
            "resolved": self.resolved,
            "action": self.action,
            "name": self.name,
            "runbook": self.runbook,
            "check": self.check,
            "status": verdict.status,
            "changed": verdict.changed,
            "verified": verdict.verified,
            "duration": round(self.duration, 3),
            "error": verdict.error,
            "results": [result.as_json() for result in verdict.results],
        }
        if self.undoes is not None:
            answer["undoes"] = self.undoes
        if len(verdict.results) == 1:
            answer |= {"before": verdict.results[0].before, "after": verdict.results[0].after}
        return answer
