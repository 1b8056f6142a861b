# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""C(support init)."""

from __future__ import annotations

import click

from gamedesk.commands import options
from gamedesk.i18n import _


@click.command(help=_("Make a desk in DIR (or in --desk, or here)."))
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path())
@options.common
def init(folder: str | None, *, desk_dir: str | None, as_json: bool) -> None:
    """Make a desk."""
    from gamedesk.desk.creating import create_desk
    from gamedesk.desk.folder import named_folder
    from gamedesk.render.screen import Screen

    if folder is not None and desk_dir is not None:
        raise click.UsageError(_("Give the folder once: DIR or --desk DIR."))
    name, source = (folder, "DIR") if folder is not None else (desk_dir, "--desk")
    path = named_folder("." if name is None else name, source)
    written = create_desk(path)
    screen = Screen(as_json=as_json)
    if as_json:
        screen.json({"desk": str(path), "files": [str(file) for file in written]})
        return
    from rich.text import Text

    from gamedesk.render.text import safe

    lines = [
        _("This is a desk now: {path}").format(path=safe(path)),
        _("Next: name your servers in {file},").format(file=safe(path / "inventory" / "hosts.yml")),
        _("then: support grant PLAYER RANK --server NAME"),
    ]
    screen.out.print(Text("\n".join(lines)), soft_wrap=True)
