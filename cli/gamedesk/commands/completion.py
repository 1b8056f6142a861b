# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""C(support completion)."""

from __future__ import annotations

import os.path

import click

from gamedesk.commands import options
from gamedesk.i18n import _


@click.command(help=_('Print the completion script of a shell, for: eval "$(support completion bash)"'))
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@options.desk
def completion(shell: str, *, desk_dir: str | None) -> None:
    """Print a completion script."""
    del desk_dir  # taken because every command takes it
    with open(os.path.join(os.path.dirname(__file__), f"completion.{shell}"), encoding="utf-8") as stream:
        click.echo(stream.read(), nl=False)
