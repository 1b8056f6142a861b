# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was found out about the desk and its servers, for a person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ansible_collections.gamedesk.support.plugins.module_utils._findings import (
    FAILED,
    OK,
    SKIPPED,
    WARNING,
    Finding,
)
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from gamedesk.desk.examining import ServerReport
from gamedesk.desk.inspecting import DeskReport
from gamedesk.i18n import _, ngettext
from gamedesk.render.text import safe

_STYLES = {OK: "green", WARNING: "yellow", FAILED: "red", SKIPPED: "dim"}


def show_desk(report: DeskReport, console: Console) -> None:
    """Print the settings in effect, then what was found."""
    _heading(console, _("desk"), str(report.path))
    settings = _grid()
    for one in report.settings:
        value = _("(not set)") if one.value is None else safe(one.value)
        settings.add_row(Text(one.name), Text(value, overflow="fold"), Text(safe(one.source), style="dim"))
    if settings.row_count:
        console.print(Padding(settings, (0, 0, 1, 2), expand=False))
    _show_findings(report.findings, console)


def show_server(report: ServerReport, console: Console) -> None:
    """Print what the inventory says of a server, by the names of the variables, then what was found."""
    _heading(console, report.server, ", ".join(report.variables))
    _show_findings(report.findings, console)


def show_summary(findings: Sequence[Finding], console: Console) -> None:
    """Print how many checks failed, and how many warn."""
    failed = sum(one.status == FAILED for one in findings)
    warnings = sum(one.status == WARNING for one in findings)
    told = _("{failed}, {warnings}.").format(
        failed=ngettext("{n} check failed", "{n} checks failed", failed).format(n=failed),
        warnings=ngettext("{n} warning", "{n} warnings", warnings).format(n=warnings),
    )
    console.print(Text(told, style="bold"))


def _heading(console: Console, name: str, rest: str) -> None:
    console.print(Text(safe(name), style="bold").append("  ").append(Text(safe(rest), style="not bold dim")))


def _show_findings(findings: Iterable[Finding], console: Console) -> None:
    table = _grid()
    for one in findings:
        told = Text(safe(one.message), overflow="fold")
        if one.advice:
            told.append("\n→ " + safe(one.advice), style="bold")
        table.add_row(Text(one.status, style=f"bold {_STYLES[one.status]}"), Text(safe(one.check)), told)
    console.print(Padding(table, (0, 0, 1, 2), expand=False))


def _grid() -> Table:
    return Table.grid(padding=(0, 2, 0, 0))
