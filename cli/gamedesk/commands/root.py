# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The word C(support) and the words after it."""

from __future__ import annotations

import click

from gamedesk import release
from gamedesk.commands.lazy import LazyGroup
from gamedesk.i18n import _

_HERE = "gamedesk.commands"


@click.group(
    cls=LazyGroup,
    table={
        "grant": (f"{_HERE}.ranks:grant", _("Give a player a rank.")),
        "revoke": (f"{_HERE}.ranks:revoke", _("Take a rank from a player.")),
        "ban": (f"{_HERE}.bans:ban", _("Ban a player.")),
        "unban": (f"{_HERE}.bans:unban", _("End a player's ban.")),
        "promote": (f"{_HERE}.tracks:promote", _("Give a player the next rank of a track.")),
        "demote": (f"{_HERE}.tracks:demote", _("Give a player the rank before on a track.")),
        "settrack": (f"{_HERE}.tracks:settrack", _("Give a player one rank of a track.")),
        "undo": (f"{_HERE}.undo:undo", _("Undo what an action did.")),
        "ticket": (f"{_HERE}.ticket:ticket", _("Open, list, show, note and close tickets.")),
        "logs": (f"{_HERE}.logs:logs", _("Read the logs of servers.")),
        "resume": (f"{_HERE}.resume:resume", _("Finish actions that were interrupted.")),
        "doctor": (f"{_HERE}.doctor:doctor", _("Check the desk and its servers, and say what to set.")),
        "init": (f"{_HERE}.init:init", _("Make a desk: a folder for settings, inventory and tickets.")),
        "sandbox": (f"{_HERE}.sandbox:sandbox", _("Start and stop a game server to practise on.")),
        "demo": (f"{_HERE}.demo:demo", _("Show the main job on a sandbox, from ticket to proof.")),
        "completion": (f"{_HERE}.completion:completion", _("Print the completion script of a shell.")),
        "version": (f"{_HERE}.version:version", _("Print the versions in use.")),
    },
    context_settings={"help_option_names": ["-h", "--help"]},
    help=_("The support desk of a Minecraft server network: what customers ask for, done, verified and recorded."),
    epilog=_(
        "Exit codes: 0 done or nothing to do, 1 failed, 2 usage, 3 refused, 4 unreachable or login failed, "
        "5 unknown, 6 unverified, 7 partly, 130 interrupted."
    ),
)
@click.version_option(release.number(), prog_name="support")
def support() -> None:
    """Hold the words together."""
