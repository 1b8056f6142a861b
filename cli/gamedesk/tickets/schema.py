# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The published JSON Schema of a ticket file, and what is checked by it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from importlib import resources
from typing import Any

from gamedesk.i18n import _
from gamedesk.tickets import schema_checks
from gamedesk.tickets.violation import Violation

VERSION = 1


class SchemaError(Exception):
    """The value is not what the schema says.

    `field` is the outermost field that is wrong, or None; `problem` is a sentence.
    """

    def __init__(self, field: str | None, problem: str) -> None:
        super().__init__(problem)
        self.field = field
        self.problem = problem


def published() -> dict[str, Any]:
    """Return the schema of a whole ticket file (JSON Schema draft-07)."""
    text = resources.files("gamedesk.tickets").joinpath("ticket.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def check_header(header: Mapping[str, Any]) -> None:
    """Raise SchemaError unless this is the header of a ticket."""
    _check(schema_checks.check_header, header)


def check_event(event: Mapping[str, Any]) -> None:
    """Raise SchemaError unless this is an event, known or unknown."""
    _check(schema_checks.check_event, event)


def _check(check: Callable[[Mapping[str, Any]], object], value: Mapping[str, Any]) -> None:
    try:
        check(value)
    except Violation as error:
        # "data.requester.player must be string": the reader knows the fields, not our variable.
        reason = error.message.removeprefix("data.").removeprefix("data ")
        problem = _("This is not what the format of tickets says: {reason}.").format(reason=reason[:200])
        raise SchemaError(error.field, problem) from error
