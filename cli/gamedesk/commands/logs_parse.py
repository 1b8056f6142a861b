# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""C(support logs parse)."""

from __future__ import annotations

import click

from gamedesk.commands import options
from gamedesk.i18n import _


@click.command(
    help=_(
        "Print every record of these log files, of any server or proxy, compressed or not; - is standard input. "
        "Addresses are masked; passwords and codes are hidden. With --json, each record is one JSON object on one line."
    ),
    epilog=_("Example: support logs parse 2026-11-2*.log.gz --json | jq -r 'select(.event.kind == \"login\")'"),
)
@click.argument("files", metavar="FILE...", type=options.LOG, nargs=-1, required=True)
@click.option("--timezone", metavar="ZONE", help=_("The server's, as Europe/Paris; else this machine's."))
@click.option("--day", metavar="YYYY-MM-DD", help=_("When the files begin; else as their names or last changes tell."))
@click.option("--unmask", is_flag=True, help=_("Leave addresses as they are."))
@options.desk
@options.as_json_lines
def parse(
    files: tuple[str, ...],
    *,
    timezone: str | None,
    day: str | None,
    unmask: bool,
    desk_dir: str | None,
    as_json: bool,
) -> int:
    """Print what log files say."""
    import sys

    from gamedesk.desk import parsing
    from gamedesk.render.json_text import as_json_line
    from gamedesk.render.log_lines import as_line
    from gamedesk.render.text import brief, safe
    from gamedesk.statuses import EXIT_FAILED, EXIT_OK

    del desk_dir  # taken because every command takes it
    problems = 0

    def tell(problem: str) -> None:
        nonlocal problems
        problems += 1
        sys.stdout.flush()  # what came before it stands before it
        sys.stderr.write(_("Error: {message}").format(message=brief(safe(problem))) + "\n")

    shape = as_json_line if as_json else as_line
    parser = parsing.Parser(timezone=timezone, day=day, unmask=unmask, problem=tell, waiting=sys.stdout.flush)
    for told in parser.records(files):
        sys.stdout.write(shape(told) + "\n")
    sys.stdout.flush()
    return EXIT_FAILED if problems else EXIT_OK
