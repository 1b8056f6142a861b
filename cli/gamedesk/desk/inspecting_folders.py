# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Look whether the folders of a desk are in order: tickets, scratch, and what git does with them.

It changes nothing but what every command does: it sweeps what killed runs left behind, and renews the index of tickets.
"""

from __future__ import annotations

import errno
import os
import shutil
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

from ansible_collections.gamedesk.support.plugins.module_utils._findings import FAILED, OK, SKIPPED, WARNING, Finding

from gamedesk import disks
from gamedesk.errors import DeskError
from gamedesk.i18n import _, ngettext
from gamedesk.runner import private
from gamedesk.tickets.gitattributes import GITATTRIBUTES
from gamedesk.tickets.store import TicketStore

_NAMES_SHOWN = 5
_GIT_TIMEOUT_S = 10


def open_to_others(check: str, place: Path) -> Iterator[Finding]:
    """Yield a warning where everybody may write what decides which programs run under the operator's name."""
    try:
        mode = place.stat().st_mode
    except OSError:  # where it is needed, that is told
        return
    if mode & stat.S_IWOTH and not (mode & stat.S_ISVTX and place.is_dir()):
        message = _("Every user of this machine may change {path}, and so run programs as you.").format(path=place)
        yield Finding(check, WARNING, message, _("Run: chmod o-w {path}").format(path=place))


def of_the_tickets(path: Path) -> Iterator[Finding]:
    """Yield whether tickets can be written, and which of them somebody should look at."""
    tickets = path / "tickets"
    place = tickets if tickets.exists() else path
    try:
        _must_take(place)
        store = TicketStore(path)
        count = sum(1 for _ticket in store.list())
        unfinished = [ticket.ref for ticket in store.list(unfinished=True)]
    except OSError as error:
        yield Finding("tickets", FAILED, disks.unwritable(place, error), None, "not_writable")
        return
    except DeskError as error:
        yield Finding("tickets", FAILED, error.message, None, error.code)
        return
    told = ngettext("{n} ticket", "{n} tickets", count).format(n=count)
    yield Finding("tickets", OK, _("{path} can be written; it has {count}.").format(path=tickets, count=told))
    for problem in store.problems[:_NAMES_SHOWN]:
        yield Finding("tickets", WARNING, problem.message, None, problem.code)
    if unfinished:
        names = ", ".join(unfinished[:_NAMES_SHOWN]) + (", …" if len(unfinished) > _NAMES_SHOWN else "")
        message = _("An action was interrupted, or its outcome is unknown, on: {tickets}.").format(tickets=names)
        yield Finding("tickets", WARNING, message, _("Run: support resume"))


def _must_take(place: Path) -> None:
    """Raise OSError where nothing can be written."""
    found = os.statvfs(place)
    if found.f_flag & os.ST_RDONLY:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))
    if not found.f_bavail or (found.f_files and not found.f_favail):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    if not os.access(place, os.W_OK | os.X_OK):
        raise OSError(errno.EACCES, os.strerror(errno.EACCES))


def of_scratch(scratch: Path) -> Iterator[Finding]:
    """Yield whether the folder for runs can be swept, and is private."""
    try:
        private.sweep(scratch)
        mode = stat.S_IMODE(scratch.stat().st_mode)
    except DeskError as error:
        yield Finding(".run", FAILED, error.message, None, error.code)
        return
    except OSError as error:
        yield Finding(".run", FAILED, disks.unwritable(scratch, error), None, "not_writable")
        return
    if mode & 0o077 and stat.S_IMODE((scratch / "runs").stat().st_mode) & 0o077:
        message = _("Others may look into {path}, where the folders of runs are.").format(path=scratch)
        yield Finding(".run", WARNING, message, _("Run: chmod -R go= {path}").format(path=scratch))
        return
    yield Finding(".run", OK, _("{path} is swept, and can be written.").format(path=scratch))


def of_git(path: Path) -> Iterator[Finding]:
    """Yield whether git merges tickets as they need it."""
    git = shutil.which("git")
    if git is None or not any((place / ".git").exists() for place in (path, *path.parents)):
        yield Finding("git", SKIPPED, _("The desk is in no git repository (or git is not installed)."))
        return
    asked = [git, "-C", str(path), "check-attr", "merge", "--", "tickets/2026/1-00000000000000000000000000.yml"]
    try:
        done = subprocess.run(asked, capture_output=True, timeout=_GIT_TIMEOUT_S, check=False, text=True)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        done = None
    if done is None or done.returncode != 0:
        yield Finding("git", WARNING, _("git could not be asked how it merges tickets."), _("Run: git status"))
    elif done.stdout.rstrip().endswith(": merge: union"):
        yield Finding("git", OK, _("git merges tickets line by line."))
    else:
        message = _("git does not know how to merge tickets: where two clones write to one, it stops with a conflict.")
        advice = _("Put this line into {path}: {line}").format(path=path / ".gitattributes", line=GITATTRIBUTES.strip())
        yield Finding("git", WARNING, message, advice)
