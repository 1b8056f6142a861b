# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""C(support completion)."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from gamedesk.commands import options
from gamedesk.i18n import _


@click.command(help=_('Print the completion script of a shell, for: eval "$(support completion bash)"'))
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@options.desk
def completion(shell: str, *, desk_dir: str | None) -> None:
    """Print a completion script."""
    from gamedesk.commands.root import support

    del desk_dir  # taken because every command takes it
    kind = get_completion_class(shell)
    assert kind is not None
    click.echo(kind(support, {}, "support", "_SUPPORT_COMPLETE").source())
