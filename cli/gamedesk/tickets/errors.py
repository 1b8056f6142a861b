# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can go wrong with tickets. Each message is one sentence for the person at the keyboard."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from gamedesk import disks
from gamedesk.errors import DeskError, NotWritableError, UsageError
from gamedesk.i18n import _


class TicketError(DeskError):
    """Base of all errors about tickets; also raised itself, where a ticket cannot be read."""


class TicketValueError(TicketError, UsageError):
    """A text that somebody gave for a ticket is none that it can hold."""


class TicketFileError(TicketError):
    """A ticket file that cannot be trusted: broken by hand, by a merge or by a disk. It is never written to.

    `path` is the file, `line` the 1-based line, `problem` what is wrong there (one translated sentence).
    """

    def __init__(self, path: Path, line: int, problem: str) -> None:
        super().__init__(_("{path}, line {line}: {problem}").format(path=path, line=line, problem=problem))
        self.path = path
        self.line = line
        self.problem = problem


class TicketNotWrittenError(TicketError, NotWritableError):
    """A ticket, or what stands for the lock of all tickets, cannot be written: nothing has changed."""

    def __init__(self, path: Path, error: OSError) -> None:
        super().__init__(disks.unwritable(path, error))
        self.path = path


class TicketNotFoundError(TicketError, UsageError):
    """No ticket on this desk answers to that reference."""

    def __init__(self, ref: str) -> None:
        # The reference comes from anybody: repr() keeps terminal escapes and bidi marks from being obeyed.
        super().__init__(_("There is no ticket {ref} on this desk.").format(ref=repr(ref[:60])))
        self.ref = ref


class AmbiguousTicketError(TicketError, UsageError):
    """Several tickets answer to that reference; `candidates` are references that each name one of them."""

    def __init__(self, ref: str, candidates: Sequence[str]) -> None:
        shown = ", ".join(candidates[:10]) + (", …" if len(candidates) > 10 else "")
        super().__init__(
            _("{ref} names {count} tickets; say which one: {candidates}.").format(
                ref=repr(ref[:60]), count=len(candidates), candidates=shown
            )
        )
        self.ref = ref
        self.candidates = tuple(candidates)
