# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the tickets of a desk are: `tickets/<year>/<number>-<ulid>.yml`, and nothing else."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from gamedesk.i18n import _
from gamedesk.tickets import ulids
from gamedesk.tickets.errors import TicketError

SUFFIX = ".yml"

_year = re.compile("[0-9]{4}")
_name = re.compile(rf"([1-9][0-9]{{0,8}})-({ulids.PATTERN}){re.escape(SUFFIX)}")


class Place(NamedTuple):
    """A ticket's file (path relative to the folder of tickets), and what its name says."""

    path: str
    number: int
    id: str


def relative_path(year: str, number: int, ulid: str) -> str:
    """Return where a ticket belongs, relative to the folder of tickets."""
    return f"{year}/{number}-{ulid}{SUFFIX}"


def place(path: str) -> Place | None:
    """Return what a relative path says, or None if no ticket is called that."""
    found = _name.fullmatch(path.rpartition("/")[2])
    return Place(path, int(found[1]), found[2]) if found else None


def entries(tickets: Path) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Yield (relative path, entry) for each YAML file of each year, in no order.

    Only real folders and files: a symbolic link that came with a clone leads nowhere. Raises TicketError if the
    folder is there and cannot be read.
    """
    try:
        for year in _scan(tickets):
            if _year.fullmatch(year.name) and year.is_dir(follow_symlinks=False):
                for entry in _scan(year.path):
                    if entry.name.endswith(SUFFIX) and entry.name[0] != "." and entry.is_file(follow_symlinks=False):
                        yield f"{year.name}/{entry.name}", entry
    except OSError as error:
        raise TicketError(
            _("The tickets in {path} cannot be read: {reason}.").format(path=tickets, reason=error.strerror)
        ) from error


def places(tickets: Path) -> list[Place]:
    """Return all tickets, by their names alone. Raises TicketError like `entries`."""
    return [found for path, _entry in entries(tickets) if (found := place(path))]


def _scan(path: str | Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(path) as found:
            return list(found)
    except FileNotFoundError:
        return []
