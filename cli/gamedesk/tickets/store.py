# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tickets of a desk: opened, added to, found and read. Nothing else writes below `tickets/`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from gamedesk.tickets import index_file, layout, reading, refs, replacing, ulids
from gamedesk.tickets.document import append_line, render
from gamedesk.tickets.errors import TicketError, TicketNotWrittenError
from gamedesk.tickets.events import Event, new_event
from gamedesk.tickets.folding import Ticket, fold
from gamedesk.tickets.header import Header
from gamedesk.tickets.index import Query, TicketIndex
from gamedesk.tickets.locking import held
from gamedesk.tickets.timestamps import rfc3339

_LOCK_TIMEOUT_S = 10.0


@dataclass(frozen=True)
class TicketFile:
    """A ticket and its file: what was written, and in `ticket` what it means now.

    `missing` are hashes of events that others name and that are not there: the history was edited, or lost a line.
    """

    path: Path
    header: Header
    events: tuple[Event, ...]
    ticket: Ticket
    missing: frozenset[str]


class TicketStore:
    """The tickets in the folder `desk`. All methods raise TicketError (or one of its kinds) and nothing else.

    A reference (`ref`) is a number, a number with a suffix, a ULID or the beginning of one. `lock_timeout` is in
    seconds.
    """

    def __init__(self, desk: Path, *, lock_timeout: float = _LOCK_TIMEOUT_S) -> None:
        self._tickets = desk / "tickets"
        self._lock = desk / ".run" / "tickets.lock"
        self._lock_timeout = lock_timeout
        self._index = TicketIndex(desk / index_file.PATH, self._tickets)

    @property
    def problems(self) -> tuple[TicketError, ...]:
        """The broken files that the last `list` left out."""
        return self._index.problems

    def create(
        self,
        title: str,
        by: str,
        *,
        requester: Mapping[str, str] | None = None,
        channel: str | None = None,
        category: str | None = None,
        at: datetime | None = None,
    ) -> TicketFile:
        """Open a ticket, with the next free number of this desk.

        `requester` has any of `player`, `uuid` and `discord_id`; `at` (with a time zone; default: now) is when it was
        opened. Raises ValueError if it has no time zone.
        """
        moment = rfc3339(at)
        with held(self._lock, self._lock_timeout):
            number = max((place.number for place in layout.places(self._tickets)), default=0) + 1
            header = Header(ulids.new(), number, title, moment, requester, channel, category)
            opened = new_event(ulid=ulids.new(after=header.id), at=moment, by=by, kind="opened", prev=(), fields={})
            data = render(header, [opened])
            path = self._tickets / layout.relative_path(moment[:4], number, header.id)
            # Read before it is written: a file that could not be read again is never made.
            reading.parse_file(data, path)
            self._write(path, data)
        self._index.take(path.relative_to(self._tickets).as_posix())
        return self.load(header.id)

    def append(self, ref: str, kind: str, by: str, fields: Mapping[str, Any]) -> Event:
        """Add an event of `kind` with these fields, and return it once it is on the disk.

        A broken file is reported (TicketFileError) and left as it is.
        """
        (event,) = self.append_all(ref, by, [(kind, fields)])
        return event

    def append_all(self, ref: str, by: str, additions: Sequence[tuple[str, Mapping[str, Any]]]) -> tuple[Event, ...]:
        """Add several events, (kind, fields) each, and return them once they are on the disk: all of them, or none.

        A broken file is reported (TicketFileError) and left as it is.
        """
        events: list[Event] = []
        with held(self._lock, self._lock_timeout):
            path = self.resolve_ref(ref)
            data = reading.read_bytes(path)
            document = reading.parse_file(data, path)
            last_id, heads = document.last_id, document.heads
            for kind, fields in additions:
                ulid = ulids.new(after=last_id)
                event = new_event(ulid=ulid, at=rfc3339(), by=by, kind=kind, prev=heads, fields=fields)
                data = append_line(data, event)
                last_id, heads = event.id, (event.sha256,)
                events.append(event)
            self._write(path, data)
        self._index.take(path.relative_to(self._tickets).as_posix())
        return tuple(events)

    def load(self, ref: str) -> TicketFile:
        """Return the ticket that `ref` names."""
        places = layout.places(self._tickets)
        place = refs.resolve(ref, places)
        path = self._tickets / place.path
        document = reading.read(path)
        ticket = fold(document.header, document.events, refs.label(place, places))
        return TicketFile(path, document.header, document.events, ticket, document.missing)

    def actions(self, ref: str) -> list[tuple[str, str]]:
        """Return (ticket id, action id) of the actions that `ref` names: a ULID, or 4 letters of its beginning.

        They are not all, where they are very many.
        """
        return self._index.actions(ref.upper()) if refs.is_id(ref) else []

    def resolve_ref(self, ref: str) -> Path:
        """Return the file of the ticket that `ref` names. It is not read."""
        return self._tickets / refs.resolve(ref, layout.places(self._tickets)).path

    def list(
        self,
        *,
        status: str | None = None,
        player: str | None = None,
        text: str | None = None,
        unfinished: bool | None = None,
    ) -> Iterator[Ticket]:
        """Return the tickets for which all of this holds, newest first, without reading every file.

        `player` is a name or UUID, in upper or lower case, of the requester or of whom an action was about; `text` is
        in the title, a note, a message or a name; `unfinished`: an action on it can be resumed. Broken files are left
        out, and are in `problems`.
        """
        return self._index.find(Query(status, player, text, unfinished))

    def _write(self, path: Path, data: bytes) -> None:
        try:
            replacing.make_folder(path.parent)
            replacing.replace(path, data)
        except OSError as error:
            there = path.exists()
            raise TicketNotWrittenError(path if there else self._tickets, error) from error
