# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""C(support sandbox …)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gamedesk.commands import options
from gamedesk.i18n import _

if TYPE_CHECKING:
    from pathlib import Path

    from gamedesk.sandbox.control import Status


@click.group(help=_("A game server of our own, on this machine only, to practise on."))
def sandbox() -> None:
    """Hold the words together."""


@sandbox.command(help=_("Start a sandbox for the desk, and make the desk where there is none."))
@options.common
def up(*, desk_dir: str | None, as_json: bool) -> None:
    """Start the sandbox."""
    from gamedesk.desk import sandboxing
    from gamedesk.sandbox import control

    desk = _desk(desk_dir)
    sandboxing.furnish(desk)
    _show(control.up(sandboxing.sandbox_folder(desk)), as_json=as_json)


@sandbox.command(help=_("Stop the desk's sandbox; what it knows stays."))
@options.common
def down(*, desk_dir: str | None, as_json: bool) -> None:
    """Stop the sandbox."""
    from gamedesk.desk import sandboxing
    from gamedesk.sandbox import control

    folder = sandboxing.sandbox_folder(_desk(desk_dir))
    control.down(folder)
    _show(control.status(folder), as_json=as_json)


@sandbox.command(help=_("Say whether the desk's sandbox runs."))
@options.common
def status(*, desk_dir: str | None, as_json: bool) -> None:
    """Say how the sandbox is."""
    from gamedesk.desk import sandboxing
    from gamedesk.sandbox import control

    _show(control.status(sandboxing.sandbox_folder(_desk(desk_dir))), as_json=as_json)


def _desk(desk_dir: str | None) -> Path:
    from gamedesk.desk.folder import named_folder, open_desk

    return open_desk(None).path if desk_dir is None else named_folder(desk_dir, "--desk")


def _show(state: Status, *, as_json: bool) -> None:
    from gamedesk.render.screen import Screen
    from gamedesk.render.text import safe

    if as_json:
        facts = {"running": state.running, "pid": state.pid, "port": state.port, "folder": str(state.folder)}
        Screen(as_json=True).json({**facts, "sandbox": True})
    elif state.running:
        line = _("The sandbox runs: RCON on 127.0.0.1:{port}, process {pid}, in {folder}")
        click.echo(line.format(port=state.port, pid=state.pid, folder=safe(state.folder)))
    else:
        click.echo(_("The sandbox does not run: {folder}").format(folder=safe(state.folder)))
