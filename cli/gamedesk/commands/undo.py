# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""C(support undo)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from gamedesk.commands import addresses, options
from gamedesk.i18n import _

if TYPE_CHECKING:
    from gamedesk.desk.outcome import Outcome
    from gamedesk.desk.undoing import Choice
    from gamedesk.errors import DeskError
    from gamedesk.render.screen import Screen

_NOT_BEGUN = _("Not begun, since what came after it is not undone.")


@click.command(
    help=_(
        "Undo what was done on TICKET, or the action with the id ACTION: do the opposite, for those players for whom "
        "nobody changed it since."
    ),
    epilog=_("Example: support undo 42 --because 'wrong player'"),
)
@click.argument("what", metavar="TICKET|ACTION", type=options.UNDOABLE)
@click.option("--all", "every", is_flag=True, help=_("All that was done on TICKET, newest first."))
@click.option("--ticket", "-t", metavar="TICKET", type=options.TICKET, help=_("Record it there; else on its own."))
@click.option("--resolve", is_flag=True, help=_("Resolve the ticket that it is recorded on when it is done."))
@click.option("--because", metavar="TEXT", help=_("Why; kept on the ticket."))
@addresses.again
@options.check
@options.yes
@options.common
def undo(
    what: str,
    *,
    every: bool,
    ticket: str | None,
    resolve: bool,
    because: str | None,
    address_file: str | None,
    check: bool,
    yes: bool,
    desk_dir: str | None,
    as_json: bool,
) -> int:
    """Undo what an action did."""
    from gamedesk.desk import addressing, operator, undoing
    from gamedesk.desk.folder import open_desk
    from gamedesk.errors import DeskError
    from gamedesk.render.screen import Screen

    desk = open_desk(desk_dir)
    screen = Screen(as_json=as_json)
    choice = undoing.choose(desk, what, every=every)
    if not choice.undos:
        return _tell_nothing(choice, screen, every=every)
    asks = not check and not yes
    if asks and not _somebody_is_there():
        raise click.UsageError(_("Nobody is there to be asked: give --yes, or --check to see what would change."))
    if asks or not as_json:
        from gamedesk.render.plans import show_plans

        show_plans(choice.undos, screen.err if as_json else screen.out)
    for obstacle in choice.obstacles:
        screen.notice(obstacle.why)
    if asks:
        click.confirm(_("Undo this?") if len(choice.undos) == 1 else _("Undo all of this?"), abort=True, err=True)
    given = addresses.given_again((name for one in choice.undos for name in one.opposite.pseudonyms), address_file)
    undos = undoing.with_addresses(desk, choice.undos, given)
    addressing.check_public(because, given)
    outcomes: list[Outcome] = []
    trouble: DeskError | None = None
    with screen.working():
        try:
            for outcome in undoing.undo(
                desk,
                undos,
                operator=operator.current(),
                reporter=screen,
                ticket=ticket,
                resolve=resolve,
                because=because,
                check=check,
            ):
                outcomes.append(outcome)  # noqa: PERF402 - extend() would lose what came before an error
        except DeskError as error:  # what was done before it is told all the same
            trouble = error
    if trouble is not None and not outcomes:
        raise trouble
    with screen.telling(", ".join(f"{outcome.verdict.status}, {outcome.ticket_path or ''}" for outcome in outcomes)):
        _show(choice, outcomes, trouble, screen, every=every)
    return _exit_code(choice, outcomes, trouble)


def _somebody_is_there() -> bool:
    import sys

    return sys.stdin.isatty() and sys.stderr.isatty()


def _tell_nothing(choice: Choice, screen: Screen, *, every: bool) -> int:
    from gamedesk.statuses import EXIT_OK, UNCHANGED

    if not screen.as_json:
        screen.notice(choice.nothing)
    elif every:
        screen.json({"actions": [], "message": choice.nothing})
    else:
        nothing: dict[str, Any] = {
            "action": None,
            "status": UNCHANGED,
            "changed": False,
            "verified": False,
            "results": [],
        }
        screen.json({**nothing, "message": choice.nothing})
    return EXIT_OK


def _show(choice: Choice, outcomes: list[Outcome], trouble: DeskError | None, screen: Screen, *, every: bool) -> None:
    if screen.as_json:
        if not every:
            screen.json(outcomes[0].as_json())
            return
        told: dict[str, Any] = {"actions": [outcome.as_json() for outcome in outcomes]}
        told["not_undone"] = [{"action": item.done.id, "message": item.why} for item in choice.obstacles]
        told["not_undone"] += [
            {"action": item.done.id, "message": _NOT_BEGUN} for item in choice.undos[len(outcomes) :]
        ]
        if trouble is not None:
            told["error"] = {"code": trouble.code, "message": trouble.message}
        screen.json(told)
        return
    from gamedesk.render.outcomes import show

    for outcome in outcomes:
        show(outcome, screen.out)
    if trouble is not None:
        screen.notice(trouble.message)
    for item in choice.undos[len(outcomes) :]:
        screen.notice(f"{item.done.id}: {_NOT_BEGUN}")


def _exit_code(choice: Choice, outcomes: list[Outcome], trouble: DeskError | None) -> int:
    from gamedesk.statuses import EXIT_REFUSED, combined_exit_code

    codes = [outcome.verdict.exit_code for outcome in outcomes]
    codes += [EXIT_REFUSED] * len(choice.obstacles)
    return combined_exit_code([*codes, trouble.exit_code] if trouble is not None else codes)
