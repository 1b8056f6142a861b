# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The bytes of a ticket file: read strictly, and only ever added to."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from gamedesk.i18n import _
from gamedesk.tickets import jsonline, schema, strict_yaml
from gamedesk.tickets.errors import TicketError, TicketFileError
from gamedesk.tickets.events import Event, parse_event
from gamedesk.tickets.header import Header

_conflict_marker = re.compile(r"(?:<{7}|>{7}|\|{7}|={7})(?: |$)")
_not_printable = re.compile(f"[{jsonline.NOT_PRINTABLE}]")


@dataclass(frozen=True)
class Document:
    """A ticket file, read: its header, and its events in the order of the file, each once."""

    header: Header
    events: tuple[Event, ...]

    @functools.cached_property
    def heads(self) -> tuple[str, ...]:
        """The hashes of the events that no other event names: what a new event follows."""
        return tuple(sorted({event.sha256 for event in self.events} - self._named))

    @functools.cached_property
    def missing(self) -> frozenset[str]:
        """The hashes that are named and not there: events that were lost or edited after others had followed them."""
        return self._named - {event.sha256 for event in self.events}

    @functools.cached_property
    def last_id(self) -> str:
        """The greatest ULID among the events."""
        return max(event.id for event in self.events)

    @property
    def _named(self) -> frozenset[str]:
        return frozenset(hash_ for event in self.events for hash_ in event.prev)


class _LineError(Exception):
    """Something wrong on a line (1-based); becomes a TicketFileError where the path is known."""

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(problem)
        self.line = line
        self.problem = problem


def render(header: Header, events: Iterable[Event]) -> bytes:
    """Return the bytes of a new ticket file. Raises TicketError for a header that cannot be written."""
    history = "".join(event.line + "\n" for event in events)
    return f"{header.render()}history:\n{history}".encode()


def append_line(data: bytes, event: Event) -> bytes:
    """Return the bytes with one more event. What is there stays as it is, byte for byte; a last line gets its end."""
    end = b"" if data.endswith(b"\n") else b"\n"
    return data + end + event.line.encode() + b"\n"


def parse(data: bytes, path: Path) -> Document:
    """Return the ticket that these bytes are.

    What this accepts, a YAML safe loader reads as the same values. Raises TicketFileError, with the line, for
    anything else; `path` is only named in it.
    """
    try:
        lines = _lines(data)
        try:
            start = lines.index("history:")
        except ValueError:
            raise _LineError(
                max(1, len(lines)), _("The line `history:` is missing: the file is not complete.")
            ) from None
        return Document(_header(lines[:start]), tuple(_events(lines, start + 1)))
    except _LineError as error:
        raise TicketFileError(path, error.line, error.problem) from error


def _lines(data: bytes) -> list[str]:
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise _LineError(data.count(b"\n", 0, error.start) + 1, _("This is not valid UTF-8.")) from error
    lines = text.split("\n")
    if lines[-1] == "":
        lines.pop()
    for number, line in enumerate(lines, start=1):
        if found := _not_printable.search(line):
            raise _LineError(number, _bad_character(found[0]))
        if _conflict_marker.match(line):
            raise _LineError(
                number, _("This is a conflict marker of git: see .gitattributes, and keep the lines of both sides.")
            )
    return lines


def _bad_character(character: str) -> str:
    if character == "\r":
        return _("Lines of a ticket end in LF, not in CR or CR LF.")
    if character == "\t":
        return _("A ticket is indented with spaces and holds no tab.")
    return _("The character {code} must be written as an escape.").format(code=jsonline.code(character))


def _header(lines: list[str]) -> Header:
    try:
        values, where = strict_yaml.load("\n".join(lines) + "\n")
    except strict_yaml.StrictYamlError as error:
        raise _LineError(error.line, error.problem) from error
    try:
        return Header.from_mapping(values)
    except schema.SchemaError as error:
        raise _LineError(where.get(error.field or "", 1), error.problem) from error


def _events(lines: list[str], start: int) -> Iterator[Event]:
    seen: dict[str, tuple[int, str]] = {}
    for number, line in enumerate(lines[start:], start=start + 1):
        if not line.strip(" ") or line.startswith("#"):
            continue
        if not (line.startswith("- {") and line.endswith("}")):
            raise _LineError(number, _half_written(is_last=number == len(lines)))
        try:
            event = parse_event(line.removeprefix("- "))
        except TicketError as error:
            raise _LineError(number, error.message) from error
        # A union merge keeps a line twice where both sides added it.
        first = seen.setdefault(event.id, (number, event.text))
        if first[0] == number:
            yield event
        elif first[1] != event.text:
            raise _LineError(
                number,
                _("The event {id} is there twice and not the same: on line {first} and on this one.").format(
                    id=event.id, first=first[0]
                ),
            )
    if not seen:
        raise _LineError(len(lines), _("The history is empty: the file is not complete."))


def _half_written(*, is_last: bool) -> str:
    if is_last:
        return _("The last line is not a whole event: it was written half.")
    return _("An event is one line, `- ` and a JSON object, that begins at the start of the line.")
