# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A desk: the folder with one team's configuration and records, and how it is found."""

from __future__ import annotations

import dataclasses
import errno
import os
import re
from pathlib import Path

from gamedesk.desk import finding, settings
from gamedesk.errors import UsageError
from gamedesk.i18n import _
from gamedesk.tickets.store import TicketStore

_LONGEST_PART = 255  # bytes of one name, on nearly every file system


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
    path = find_desk(option)
    return Desk(path, settings.load(path), TicketStore(path))


def named_folder(name: str, source: str) -> Path:
    """Return the folder that was named by C(source) (for people: C(--desk)) as an absolute path; C(~) is a home.

    It need not be there. Raises UsageError for a name that no folder, or no desk, can have.
    """
    if not name:
        raise UsageError(_("{source} needs the name of a folder, and got none.").format(source=source))
    try:
        path = Path(name).expanduser()
    except RuntimeError as error:
        raise UsageError(
            _("{source}: there is no home for the ~ in {name}; write ./~ for a folder that is called so.").format(
                source=source, name=name
            )
        ) from error
    try:
        path = path.absolute()
    except FileNotFoundError as error:
        raise UsageError(
            _("The working folder has been removed, so a relative path leads nowhere: give one that begins with '/'.")
        ) from error
    try:
        if any(len(os.fsencode(part)) > _LONGEST_PART for part in path.parts):
            raise OSError(errno.ENAMETOOLONG, os.strerror(errno.ENAMETOOLONG))  # now, and not when half is made
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        pass
    except OSError as error:
        raise UsageError(
            _("{source}: {name} cannot be used: {why}.").format(source=source, name=name, why=error.strerror)
        ) from error
    except ValueError as error:
        raise UsageError(_("{source}: {name} is not the name of a folder.").format(source=source, name=name)) from error
    return _usable(path)


def _usable(path: Path) -> Path:
    # Ansible reads $HOME in the path of an inventory as a variable, and no ticket could name bytes that are not text.
    if re.search("[$\ud800-\udfff]", str(path)):
        raise UsageError(
            _("A desk cannot be in {path}: a name with a $, or that is not UTF-8, is misread; rename it.").format(
                path=path
            )
        )
    return path


def find_desk(option: str | None) -> Path:
    """Return the folder of the desk, in the order of C(open_desk). Raises UsageError where there is none."""
    if asked := finding.asked(option):
        path = named_folder(*asked)
        if not finding.is_desk(str(path)):
            raise UsageError(
                _("There is no desk in {path} (from {source}); make one with: support init {path}").format(
                    path=path, source=asked[1]
                )
            )
        return path
    if nearest := finding.nearest():
        return _usable(Path(nearest))
    raise UsageError(
        _("There is no desk here; make one with 'support init', or name one with --desk DIR or ${variable}.").format(
            variable=finding.VARIABLE
        )
    )
