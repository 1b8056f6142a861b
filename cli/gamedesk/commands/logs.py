# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""C(support logs …)."""

from __future__ import annotations

import click

from gamedesk.commands.lazy import LazyGroup
from gamedesk.i18n import _

_HERE = "gamedesk.commands"


@click.group(
    cls=LazyGroup,
    table={
        "search": (f"{_HERE}.logs_search:search", _("Find who connected, typed and did what, on servers.")),
        "suspects": (f"{_HERE}.logs_suspects:suspects", _("Find suspicious activity on servers, by rules.")),
        "parse": (f"{_HERE}.logs_parse:parse", _("Print what log files on this machine say.")),
    },
    help=_("Read what servers write to their logs."),
)
def logs() -> None:
    """Hold the words together."""
