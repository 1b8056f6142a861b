# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""C(support demo)."""

from __future__ import annotations

import shlex

import click

from gamedesk.commands import options
from gamedesk.i18n import _


@click.command(help=_("Show the main job on a sandbox: a ticket, support grant, and the proof. Asks nothing."))
@options.common
def demo(*, desk_dir: str | None, as_json: bool) -> int:
    """Show the main job."""
    from gamedesk.desk import demonstrating, operator, sandboxing
    from gamedesk.desk.folder import named_folder
    from gamedesk.render.screen import Screen
    from gamedesk.sandbox.control import status

    screen = Screen(as_json=as_json)
    desk_path = named_folder("demo-desk" if desk_dir is None else desk_dir, "--desk")
    with screen.working():
        outcome = demonstrating.demonstrate(desk_path, operator=operator.current(), reporter=screen)
    if as_json:
        screen.json(outcome.as_json())
    else:
        from gamedesk.render.outcomes import show

        show(outcome, screen.out)
    if not status(sandboxing.sandbox_folder(desk_path)).running:
        go_on = _("To go on here: support sandbox up --desk {path}")
        screen.notice(go_on.format(path=shlex.quote(str(desk_path))))
    return outcome.verdict.exit_code
