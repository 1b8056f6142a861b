# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""C(support doctor)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gamedesk.commands import options
from gamedesk.i18n import _

if TYPE_CHECKING:
    from gamedesk.desk.examining import ServerReport
    from gamedesk.desk.inspecting import DeskReport
    from gamedesk.render.screen import Screen


@click.command(
    help=_(
        "Check the desk and all servers that its inventory says something of, or SERVER alone, and say what to set: "
        "settings and where they come from, the console, and whether ranks can be read back. It changes nothing."
    ),
    epilog=_("Exit codes: 0 all is well (there may be warnings), 1 something failed, 4 not reached or login refused."),
)
@click.argument("servers", metavar="[SERVER]...", type=options.SERVER, nargs=-1)
@options.common
def doctor(servers: tuple[str, ...], *, desk_dir: str | None, as_json: bool) -> int:
    """Check what actions need."""
    from gamedesk.desk import consulting, examining, operator
    from gamedesk.render.screen import Screen

    screen = Screen(as_json=as_json)
    with screen.working():
        desk, reports = consulting.consult(desk_dir, servers, operator=operator.current(), reporter=screen)
    findings = [*(desk.findings if desk else ()), *(one for report in reports for one in report.findings)]
    if as_json:
        _print(desk, reports, screen)
    else:
        from gamedesk.render import findings as rendering

        if desk is not None:
            rendering.show_desk(desk, screen.out)
        for report in reports:
            rendering.show_server(report, screen.out)
        rendering.show_summary(findings, screen.out)
    return examining.exit_code(findings)


def _print(desk: DeskReport | None, reports: list[ServerReport], screen: Screen) -> None:
    from ansible_collections.gamedesk.support.plugins.module_utils._findings import worst

    of_servers = [
        {
            "server": report.server,
            "status": report.status,
            "variables": list(report.variables),
            "checks": [one._asdict() for one in report.findings],
        }
        for report in reports
    ]
    of_desk = None
    if desk is not None:
        of_desk = {
            "path": str(desk.path),
            "status": worst(desk.findings),
            "settings": {one.name: {"value": one.value, "source": one.source} for one in desk.settings},
            "checks": [one._asdict() for one in desk.findings],
        }
    every = [*(desk.findings if desk else ()), *(one for report in reports for one in report.findings)]
    screen.json({"status": worst(every), "desk": of_desk, "servers": of_servers})
