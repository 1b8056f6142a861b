# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""C(support version)."""

from __future__ import annotations

import click

from gamedesk.commands import options
from gamedesk.i18n import _


@click.command(help=_("Print the versions of support, its collection, Ansible and Python."))
@options.common
def version(*, desk_dir: str | None, as_json: bool) -> None:
    """Print the versions in use."""
    import platform
    from importlib import metadata

    from gamedesk import release
    from gamedesk.render.screen import Screen
    from gamedesk.runner import collection

    del desk_dir  # taken because every command takes it
    versions = {
        "support": release.number(),
        collection.COLLECTION: collection.version(),
        "ansible-core": metadata.version("ansible-core"),
        "ansible-runner": metadata.version("ansible-runner"),
        "python": platform.python_version(),
    }
    if as_json:
        Screen(as_json=True).json(versions)
        return
    for name, number in versions.items():
        click.echo(f"{name} {number}")
