# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What C(support doctor) asks for: the desk and all of its servers, or the servers that are named."""

from __future__ import annotations

from collections.abc import Sequence

from ansible_collections.gamedesk.support.plugins.module_utils._findings import SKIPPED, Finding

from gamedesk.desk import examining, inspecting, servers
from gamedesk.desk.examining import ServerReport
from gamedesk.desk.folder import open_desk
from gamedesk.desk.inspecting import DeskReport
from gamedesk.desk.reporter import Reporter
from gamedesk.errors import DeskError
from gamedesk.i18n import _


def consult(
    option: str | None, names: Sequence[str], *, operator: str, reporter: Reporter
) -> tuple[DeskReport | None, list[ServerReport]]:
    """Return what was found out about the desk (None where servers are named) and about the servers.

    Where servers are named, it raises as an action on them would: UsageError for one that is not in the inventory,
    RefusedError, and DeskError where the desk or its inventory cannot be read.
    """
    if names:
        desk = open_desk(option)
        chosen = servers.named(list(dict.fromkeys(names)), desk.settings)
        reports = examining.examine(desk, chosen, operator=operator, reporter=reporter)
        return None, [_with_names(report) for report in reports]
    reporter.step(_("Looking at the desk …"))
    report = inspecting.inspect(option)
    able = {name: variables for name, variables in report.hosts.items() if variables}
    try:
        reports = examining.examine(open_desk(option), able, operator=operator, reporter=reporter) if able else []
    except DeskError as error:  # what is wrong with the desk has been told
        why = Finding("host", SKIPPED, _("It was not looked at: {why}").format(why=error.message), None, error.code)
        reports = [ServerReport(name, tuple(variables), (why,)) for name, variables in able.items()]
    return report, [_with_names(report) for report in reports]


def _with_names(report: ServerReport) -> ServerReport:
    """Add what is wrong with the names of the variables."""
    wrong = tuple(inspecting.misspelt(list(report.variables)))
    return ServerReport(report.server, report.variables, (*wrong, *report.findings))
