# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""C(support ticket …)."""

from __future__ import annotations

import click

from gamedesk.commands.lazy import LazyGroup
from gamedesk.i18n import _

_HERE = "gamedesk.commands.tickets"


@click.group(
    cls=LazyGroup,
    table={
        "new": (f"{_HERE}:new", _("Open a ticket.")),
        "list": (f"{_HERE}:list_", _("List tickets, newest first.")),
        "show": (f"{_HERE}:show", _("Show a ticket and its history.")),
        "note": (f"{_HERE}:note", _("Add a note to a ticket.")),
        "close": (f"{_HERE}:close", _("Close a ticket.")),
    },
    help=_("Open, list, show, note and close tickets."),
)
def ticket() -> None:
    """Hold the words together."""
