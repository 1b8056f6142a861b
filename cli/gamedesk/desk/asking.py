# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ask several servers the same, all in one run: by the way in of every action, and changing nothing."""

from __future__ import annotations

import dataclasses
import functools
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from gamedesk import statuses
from gamedesk.actions import Action
from gamedesk.desk.folder import Desk
from gamedesk.desk.judging import judge
from gamedesk.desk.performing import CONNECTION_S, authorise
from gamedesk.desk.reporter import Reporter
from gamedesk.i18n import _
from gamedesk.runbooks.catalogue import runbook_for, variables
from gamedesk.runner import private, signals
from gamedesk.runner.run import OK, run_playbook
from gamedesk.tickets import ulids

_FORKS = 5  # how many servers Ansible looks at at once, if nobody has told it otherwise
_NAMES_SHOWN = 3
_ROOM = 1 << 20  # bytes that Ansible may need on the desk's disk for its own files


@dataclasses.dataclass(frozen=True)
class Answer:
    """What one server answered: the module's result, empty where there is none, and what failed, if something did."""

    server: str
    result: Mapping[str, Any]
    error: Mapping[str, Any] | None


def ask(
    desk: Desk,
    name: str,
    servers: Sequence[str],
    request: Mapping[str, Any],
    *,
    operator: str,
    reporter: Reporter,
    ticket: str | None = None,
    secret: Mapping[str, Any] | None = None,
    allowed: Callable[[], None] | None = None,
) -> list[Answer]:
    """Ask these servers (names of the inventory) for what the action C(name) looks at. A refusal goes on the ticket.

    C(secret) are values of the request that are in no file and no argument. C(allowed) is called when the policy has
    allowed it, before anything is asked.

    Raises RefusedError and NotWritableError.
    """
    actions = [Action(name, server, request) for server in servers]
    for action in actions:
        authorise(desk, action, operator, reporter, ticket=ticket)
    if not actions:
        return []
    if allowed is not None:
        allowed()
    private.sweep(desk.scratch)
    settings = desk.settings
    names = ", ".join(servers[:_NAMES_SHOWN]) + (" …" if len(servers) > _NAMES_SHOWN else "")
    wanted = variables(actions[0]) | {"gamedesk_hosts": list(servers)}
    timeout = wanted["gamedesk_request"].setdefault("timeout", settings.timeout)
    hidden = {"gamedesk_request": {**wanted.pop("gamedesk_request"), **secret}} if secret else None
    with private.run_folder(desk.scratch, ulids.new(), room=_ROOM) as folder, signals.noted() as cancelled:
        private.give_room(folder)
        run = run_playbook(
            runbook_for(name).playbook,
            inventory=settings.inventory,
            variables=wanted,
            folder=folder,
            check=True,
            timeout=math.ceil((timeout + CONNECTION_S) * math.ceil(len(servers) / _FORKS)),
            vault_password_file=settings.vault_password_file,
            ansible_config=settings.ansible_config,
            secret=hidden,
            begun=functools.partial(reporter.step, _("Looking at {server} …").format(server=names)),
            cancelled=cancelled,
        )
    answers = []
    for action in actions:
        found = [answer for answer in run.results if answer.host == action.server][-1:]
        fine = any(answer.outcome == OK and answer.result for answer in found)
        error = None if fine else judge(run, action, settings, check=True).error
        answers.append(Answer(action.server, found[0].result if found else {}, error))
    return answers


def exit_code(codes: Sequence[str | None]) -> int:
    """Return the exit code that says the worst of these codes of errors: not reached is worse than wrong."""
    if statuses.INTERRUPTED in codes:
        return statuses.EXIT_INTERRUPTED
    found = {statuses.exit_code(statuses.FAILED, code) for code in codes}
    if statuses.EXIT_UNREACHABLE in found:
        return statuses.EXIT_UNREACHABLE
    return statuses.EXIT_FAILED if found else statuses.EXIT_OK
