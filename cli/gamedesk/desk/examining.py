# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Look whether servers are set up well: by the way in of every action, and on no ticket, since nothing is done."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from ansible_collections.gamedesk.support.plugins.module_utils._findings import (
    FAILED,
    OK,
    SKIPPED,
    WARNING,
    Finding,
    worst,
)

from gamedesk.actions import CHECK
from gamedesk.desk import asking
from gamedesk.desk.asking import Answer
from gamedesk.desk.folder import Desk
from gamedesk.desk.reporter import Reporter

_STATUSES = frozenset({OK, WARNING, FAILED, SKIPPED})


@dataclasses.dataclass(frozen=True)
class ServerReport:
    """What was found out about a server. C(variables) are the names of its variables of ours in the inventory."""

    server: str
    variables: tuple[str, ...]
    findings: tuple[Finding, ...]

    @property
    def status(self) -> str:
        """The worst status of its findings."""
        return worst(self.findings)


def examine(
    desk: Desk, servers: Mapping[str, Sequence[str]], *, operator: str, reporter: Reporter
) -> list[ServerReport]:
    """Check these servers (names of the inventory, with their variables of ours), all in one run.

    Raises RefusedError and NotWritableError.
    """
    answers = asking.ask(desk, CHECK, list(servers), {}, operator=operator, reporter=reporter)
    return [ServerReport(one.server, tuple(servers[one.server]), _findings(one)) for one in answers]


def exit_code(findings: Sequence[Finding]) -> int:
    """Return the exit code that says the worst of these: what cannot be reached is worse than what is wrong."""
    return asking.exit_code([one.code for one in findings if one.status == FAILED])


def _findings(answer: Answer) -> tuple[Finding, ...]:
    """Return what the module on the host has found, or why it has not said so."""
    checks = answer.result.get("checks")
    if isinstance(checks, list) and checks and all(map(_is_finding, checks)):
        return tuple(Finding(*(check[field] for field in Finding._fields)) for check in checks)
    error = answer.error or {}
    return (Finding("host", FAILED, str(error.get("message")), None, str(error.get("code"))),)


def _is_finding(check: Any) -> bool:
    return (
        isinstance(check, Mapping)
        and check.keys() == set(Finding._fields)
        and check["status"] in _STATUSES
        and all(isinstance(check[name], str) for name in ("check", "message"))
        and all(isinstance(check[name], str | None) for name in ("advice", "code"))
    )
