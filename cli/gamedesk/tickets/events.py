# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One event of a ticket's history: one line, and a link to the events that its writer saw."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from gamedesk.i18n import _
from gamedesk.tickets import jsonline, schema
from gamedesk.tickets.errors import TicketError

_BEFORE_FIELDS = ("id", "at", "by", "kind")
_RESERVED = (*_BEFORE_FIELDS, "prev")


@dataclass(frozen=True)
class Event:
    """What somebody did, and when. Made by `new_event` or `parse_event`, never changed.

    `id` is a ULID, `at` RFC 3339 in UTC, `by` the operator, `prev` the hashes of the heads that the writer saw,
    `fields` what belongs to this kind, `text` the JSON text of the line, whose bytes are what `sha256` hashes.
    """

    id: str
    at: str
    by: str
    kind: str
    prev: tuple[str, ...]
    fields: Mapping[str, Any] = field(hash=False)
    text: str = field(repr=False)

    @functools.cached_property
    def sha256(self) -> str:
        """The hash of this event, in hex, as later events name it in `prev`."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def line(self) -> str:
        """The line of the file, without its end."""
        return f"- {self.text}"

    def as_dict(self) -> dict[str, Any]:
        """Return the event as JSON-ready data, in the order of the line."""
        before = {name: getattr(self, name) for name in _BEFORE_FIELDS}
        return {**before, **self.fields, "prev": list(self.prev)}


def new_event(*, ulid: str, at: str, by: str, kind: str, prev: Iterable[str], fields: Mapping[str, Any]) -> Event:
    """Return a new event.

    Lone surrogates in its texts become U+FFFD. Raises TicketError for fields that a ticket cannot hold, or that this
    kind of event has otherwise.
    """
    for name in fields:
        if name in _RESERVED:
            raise TicketError(_("The field {field} of an event is not free to use.").format(field=name))
    values = {"id": ulid, "at": at, "by": by, "kind": kind, **fields, "prev": sorted(prev)}
    # Read back, so that the event in memory is the one in the file: a tuple is a list there.
    return parse_event(jsonline.encode(values))


def parse_event(text: str) -> Event:
    """Return the event that is written as this JSON text. Raises TicketError."""
    values = jsonline.decode(text)
    if not isinstance(values, dict):
        raise TicketError(_("An event is a JSON object."))
    try:
        schema.check_event(values)
    except schema.SchemaError as error:
        raise TicketError(error.problem) from error
    fields = {name: value for name, value in values.items() if name not in _RESERVED}
    known: dict[str, str] = {name: values[name] for name in _BEFORE_FIELDS}
    return Event(**known, prev=tuple(values["prev"]), fields=fields, text=text)
