# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read one ticket file from the disk."""

from __future__ import annotations

import os
from pathlib import Path

from gamedesk.i18n import _
from gamedesk.tickets import layout
from gamedesk.tickets.document import Document, parse
from gamedesk.tickets.errors import TicketError, TicketFileError


def read_bytes(path: Path) -> bytes:
    """Return what is in a ticket file; a symbolic link is not one. Raises TicketError."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as stream:
            return stream.read()
    except OSError as error:
        raise TicketError(
            _("The ticket {path} cannot be read: {reason}.").format(path=path, reason=error.strerror)
        ) from error


def parse_file(data: bytes, path: Path) -> Document:
    """Return the ticket that is in the file `path`. Raises TicketFileError, also where the name is another ticket's."""
    document = parse(data, path)
    header = document.header
    if layout.place(path.name) != layout.Place(path.name, header.number, header.id):
        raise TicketFileError(
            path,
            1,
            _("The file must be called {name}, after its number and id.").format(
                name=f"{header.number}-{header.id}{layout.SUFFIX}"
            ),
        )
    return document


def read(path: Path) -> Document:
    """Return the ticket in this file. Raises TicketFileError if it is broken, TicketError if it cannot be read."""
    return parse_file(read_bytes(path), path)
