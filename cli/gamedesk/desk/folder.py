# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A desk: the folder with one team's configuration and records, and how it is found."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from gamedesk.desk import finding, settings
from gamedesk.errors import UsageError
from gamedesk.i18n import _
from gamedesk.tickets.store import TicketStore


@dataclasses.dataclass(frozen=True)
class Desk:
    """One team's folder. C(scratch) is private to the command, git-ignored, and may be deleted at rest."""

    path: Path
    settings: settings.Settings
    tickets: TicketStore

    @property
    def scratch(self) -> Path:
        """The folder for run folders, locks and the index of the tickets."""
        return self.path / ".run"

    @property
    def staff_file(self) -> Path:
        """The file that says who may do what."""
        return self.path / "staff.yml"


def open_desk(option: str | None) -> Desk:
    """Find and open the desk.

    It is, in this order: C(option) (from C(--desk)), $SUPPORT_DESK, the working folder or the nearest of its parents
    with a desk.yml, the user's configuration folder, the system's. Raises UsageError where there is none.
    """
    path = _find(option)
    return Desk(path, settings.load(path), TicketStore(path))


def _find(option: str | None) -> Path:
    if found := finding.named(option):
        path, source = found
        if not finding.is_desk(path):
            raise UsageError(
                _("There is no desk in {path} (from {source}); make one with: support init {path}").format(
                    path=Path(path), source=source
                )
            )
        return Path(path)
    if nearest := finding.nearest():
        return Path(nearest)
    raise UsageError(
        _("There is no desk here; make one with 'support init', or name one with --desk DIR or ${variable}.").format(
            variable=finding.VARIABLE
        )
    )
