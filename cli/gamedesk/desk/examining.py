# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Look whether servers are set up well: by the way in of every action, and on no ticket, since nothing is done."""

from __future__ import annotations

import dataclasses
import functools
import math
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

from gamedesk import statuses
from gamedesk.actions import CHECK, Action
from gamedesk.desk.folder import Desk
from gamedesk.desk.judging import judge
from gamedesk.desk.performing import CONNECTION_S, authorise
from gamedesk.desk.reporter import Reporter
from gamedesk.i18n import _
from gamedesk.runbooks.catalogue import runbook_for, variables
from gamedesk.runner import private, signals
from gamedesk.runner.run import HostResult, run_playbook
from gamedesk.tickets import ulids

_FORKS = 5  # how many servers Ansible looks at at once, if nobody has told it otherwise
_NAMES_SHOWN = 3
_ROOM = 1 << 20  # bytes that Ansible may need on the desk's disk for its own files
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
    actions = {server: Action(CHECK, server, {}) for server in servers}
    for action in actions.values():
        authorise(desk, action, operator, reporter, ticket=None)
    if not actions:
        return []
    private.sweep(desk.scratch)
    settings = desk.settings
    names = ", ".join(list(servers)[:_NAMES_SHOWN]) + (" …" if len(servers) > _NAMES_SHOWN else "")
    wanted = variables(next(iter(actions.values()))) | {"gamedesk_hosts": list(servers)}
    wanted["gamedesk_request"]["timeout"] = settings.timeout
    with private.run_folder(desk.scratch, ulids.new(), room=_ROOM) as folder, signals.noted() as cancelled:
        private.give_room(folder)
        run = run_playbook(
            runbook_for(CHECK).playbook,
            inventory=settings.inventory,
            variables=wanted,
            folder=folder,
            check=True,
            timeout=(settings.timeout + CONNECTION_S) * math.ceil(len(servers) / _FORKS),
            vault_password_file=settings.vault_password_file,
            ansible_config=settings.ansible_config,
            begun=functools.partial(reporter.step, _("Looking at {server} …").format(server=names)),
            cancelled=cancelled,
        )
    reports = []
    for server, action in actions.items():
        findings = _answered([answer for answer in run.results if answer.host == server])
        if findings is None:
            error = judge(run, action, settings, check=True).error or {}
            findings = (Finding("host", FAILED, str(error.get("message")), None, str(error.get("code"))),)
        reports.append(ServerReport(server, tuple(servers[server]), findings))
    return reports


def exit_code(findings: Sequence[Finding]) -> int:
    """Return the exit code that says the worst of these: what cannot be reached is worse than what is wrong."""
    codes = {statuses.exit_code(statuses.FAILED, one.code) for one in findings if one.status == FAILED}
    if any(one.code == statuses.INTERRUPTED for one in findings):
        return statuses.EXIT_INTERRUPTED
    if statuses.EXIT_UNREACHABLE in codes:
        return statuses.EXIT_UNREACHABLE
    return statuses.EXIT_FAILED if codes else statuses.EXIT_OK


def _answered(answers: Sequence[HostResult]) -> tuple[Finding, ...] | None:
    """Return what the module on the host has found, or None where it has not said so."""
    checks = answers[-1].result.get("checks") if answers else None
    if not isinstance(checks, list) or not all(map(_is_finding, checks)):
        return None
    return tuple(Finding(*(check[field] for field in Finding._fields)) for check in checks) or None


def _is_finding(check: Any) -> bool:
    return (
        isinstance(check, Mapping)
        and check.keys() == set(Finding._fields)
        and check["status"] in _STATUSES
        and all(isinstance(check[name], str) for name in ("check", "message"))
        and all(isinstance(check[name], str | None) for name in ("advice", "code"))
    )
