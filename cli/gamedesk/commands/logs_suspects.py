# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""C(support logs suspects)."""

from __future__ import annotations

from typing import Any

import click

from gamedesk.commands import looking, options
from gamedesk.i18n import _


@click.command(
    help=_(
        "Look through the logs of servers for suspicious activity. A hit is a reason to look, and no proof: each shows "
        "its lines, and what else may look like it."
    ),
    epilog=_("Example: support logs suspects --all --since 1d"),
)
@click.option(
    "--rules", "files", metavar="FILE", type=options.LOG, multiple=True, help=_("Look by the rules in this file, too.")
)
@click.option(
    "--only", metavar="RULE", multiple=True, help=_("Look by the rule with this id alone; several may be given.")
)
@looking.look_options
def suspects(
    files: tuple[str, ...],
    *,
    only: tuple[str, ...],
    since: str | None,
    until: str | None,
    unmask: bool,
    **rest: Any,
) -> int:
    """Look by rules."""
    from gamedesk.actions import SUSPECTS
    from gamedesk.desk import log_words, rule_files
    from gamedesk.render import log_looks as rendering

    rules = rule_files.read(files)
    options_of_module = {"rules": rules or None, "only": list(only) or None, "since": since, "until": until}
    words = log_words.of(SUSPECTS, options_of_module, address=None, unmask=unmask)
    return looking.answer(words, rendering.show_suspects, rendering.suspects_as_data, **rest)
