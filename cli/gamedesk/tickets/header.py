# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The header of a ticket: written once, when the ticket is opened, and never edited."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from gamedesk.i18n import _
from gamedesk.tickets import jsonline, schema
from gamedesk.tickets.errors import TicketValueError

# Line breaks and control characters as the schema has them, and surrogates, which no file can hold.
_not_text = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_REQUESTER = ("player", "uuid", "discord_id")


@dataclass(frozen=True)
class Header:
    """Who asked for what, when and where.

    `id` is the ULID that is the identity, `number` is for people, `opened_at` is RFC 3339 in UTC, `requester` has
    any of `player`, `uuid` and `discord_id`, or is None.
    """

    id: str
    number: int
    title: str
    opened_at: str
    requester: Mapping[str, str] | None = field(default=None, hash=False)
    channel: str | None = None
    category: str | None = None

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any]) -> Header:
        """Return the header that these values hold. Raises schema.SchemaError if they do not hold one."""
        version = values.get("schema")
        if isinstance(version, int) and not isinstance(version, bool) and version > schema.VERSION:
            raise schema.SchemaError(
                "schema",
                _("This ticket was written by a newer Gamedesk (schema {version}).").format(version=version),
            )
        schema.check_header(values)
        asked = values.get("requester", {})
        return cls(
            id=values["id"],
            number=int(values["number"]),  # 1.0 is an integer to a JSON Schema
            title=values["title"],
            opened_at=values["opened_at"],
            requester={name: asked[name] for name in _REQUESTER if name in asked} or None,
            channel=values.get("channel"),
            category=values.get("category"),
        )

    def as_mapping(self) -> dict[str, Any]:
        """Return the header as a YAML loader returns it: nothing for what is not known."""
        values: dict[str, Any] = {
            "schema": schema.VERSION,
            "id": self.id,
            "number": self.number,
            "title": self.title,
            "opened_at": self.opened_at,
            "requester": dict(self.requester or {}),
            "channel": self.channel,
            "category": self.category,
        }
        return {name: value for name, value in values.items() if value is not None and value != {}}

    def render(self) -> str:
        """Return the header as block YAML, one line a field.

        Each text is a JSON string, as in the history: whatever it holds, it is one quoted scalar on one line and can
        become neither structure nor a tag. Raises TicketValueError for a text that a header cannot hold.
        """
        values = self.as_mapping()
        _check_text(values)
        try:
            schema.check_header(values)
        except schema.SchemaError as error:
            raise TicketValueError(error.problem) from error
        lines = []
        for name, value in values.items():
            if isinstance(value, dict):
                lines.append(f"{name}:")
                lines += [f"  {key}: {jsonline.encode(text)}" for key, text in value.items()]
            else:
                lines.append(f"{name}: {jsonline.encode(value)}")
        return "".join(line + "\n" for line in lines)


def _check_text(values: Mapping[str, Any]) -> None:
    """Say in words of the reader what the schema would say in its own."""
    unknown = sorted(set(values.get("requester", {})) - set(_REQUESTER))
    if unknown:
        raise TicketValueError(_("A requester has no {field}.").format(field=repr(unknown[0])[:60]))
    for name, value in {**values, **values.get("requester", {})}.items():
        if not isinstance(value, str):
            continue
        if not value.strip():
            raise TicketValueError(_("The field {field} of a ticket cannot be empty.").format(field=name))
        if len(value) > 500:
            raise TicketValueError(
                _("The field {field} of a ticket is one line of at most 500 characters, not {count}.").format(
                    field=name, count=len(value)
                )
            )
        if found := _not_text.search(value):
            raise TicketValueError(
                _("The field {field} of a ticket is one line of text and cannot hold the character {code}.").format(
                    field=name, code=jsonline.code(found[0])
                )
            )
