# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the words of every action on players have in common: who, until when, and what becomes of what is there."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable
from typing import Any, Self

from ansible_collections.gamedesk.support.plugins.module_utils._durations import (
    format_time,
    parse_duration,
    parse_expiry,
)
from ansible_collections.gamedesk.support.plugins.module_utils._errors import InvalidValueError
from ansible_collections.gamedesk.support.plugins.module_utils._players import parse_player

from gamedesk.actions import Action
from gamedesk.desk import servers
from gamedesk.desk.folder import Desk
from gamedesk.errors import UsageError
from gamedesk.i18n import _
from gamedesk.runbooks.catalogue import runbook_for

BEST_EFFORT = "best_effort"


@dataclasses.dataclass(frozen=True)
class ActionWords:
    """What the operator typed: C(duration) as 30d, C(until) as a date."""

    name: str
    players: tuple[str, ...]
    duration: str | None = dataclasses.field(default=None, kw_only=True)
    until: str | None = dataclasses.field(default=None, kw_only=True)
    extend: bool = dataclasses.field(default=False, kw_only=True)
    keep: bool = dataclasses.field(default=False, kw_only=True)
    unverified: bool = dataclasses.field(default=False, kw_only=True)
    stop_on_error: bool = dataclasses.field(default=False, kw_only=True)

    def at(self, desk: Desk) -> Self:  # noqa: ARG002
        """Return the words as they are understood at this desk. Raises DeskError."""
        return self

    def check_public(self, text: str | None) -> None:
        """Raise UsageError for a text, to be recorded, that tells what the words keep to themselves."""

    @property
    def whom(self) -> tuple[str, ...]:
        """Those that it is about, as they are shown."""
        return self.players

    def validate(self) -> None:
        """Raise UsageError for words that cannot be meant, before anything else is done."""
        try:
            for player in self.players:
                check_player(player)
            if self.duration is not None:
                parse_duration(self.duration)
            if self.until is not None:
                parse_expiry(self.until)
        except InvalidValueError as error:
            raise UsageError(error.message) from error
        self._validate_more()
        if self.duration is not None and self.until is not None:
            raise UsageError(_("--for and --until say the same thing; give one of them."))
        self._validate_renewal()
        if self.extend and self.duration is not None and len(self.whom) > 1:
            raise UsageError(_("--extend with --for takes one player at a time: each has an expiry of their own."))

    def _validate_more(self) -> None:
        """Raise UsageError for what only this action has."""

    def _validate_renewal(self) -> None:
        """Raise UsageError for what cannot be meant to become of what is there."""
        if self.extend and self.keep:
            raise UsageError(_("--extend and --keep exclude each other."))

    @property
    def is_temporary(self) -> bool:
        """Whether it is to end."""
        return self.duration is not None or self.until is not None

    @property
    def renewal(self) -> str:
        """What becomes of what is there, in the word of the module."""
        return "extend" if self.extend else "keep" if self.keep else "refuse"

    def server(self, desk: Desk, option: str | None, ticket: str | None) -> str:
        """Return the server that C(option) or the ticket names, or the only one that can be meant.

        Raises UsageError.
        """
        of_ticket = None if ticket is None else desk.tickets.load(ticket).ticket.server
        needs = runbook_for(self.name).needs
        return servers.choose(option, of_ticket=of_ticket, needs=needs, settings=desk.settings)

    def manner(self) -> dict[str, Any]:
        """Return what of the request says how it is done, not what: the same for every action on players."""
        verify = {"verify": BEST_EFFORT} if self.unverified else {}
        return {**verify, **({"stop_on_error": True} if self.stop_on_error else {})}

    def who(self) -> str:
        """Return those that it is about, for a title."""
        return ", ".join(self.whom[:3]) + (" …" if len(self.whom) > 3 else "")

    def with_end(self, action: Action, present_end: Callable[[], int | None]) -> Action:
        """Return the action with its end as a date, if it has one: every attempt asks for the same date.

        C(present_end) looks at the server for the end that is there, in unix seconds, for C(extend) to add to. Raises
        what that raises.
        """
        if self.until is not None:
            return action.replace(expires=format_time(parse_expiry(self.until)), renew=self.renewal)
        if self.duration is not None:
            seconds = parse_duration(self.duration)
            since = int(time.time())
            if self.extend:
                since = max(since, present_end() or 0)
            return action.replace(expires=format_time(since + seconds), renew=self.renewal)
        return action


def is_manner(request: dict[str, Any]) -> bool:
    """Take what C(manner) gives out of a request of a ticket, and say whether it could be that."""
    stop, verify = request.pop("stop_on_error", False), request.pop("verify", BEST_EFFORT)
    return isinstance(stop, bool) and verify == BEST_EFFORT


def check_player(text: str) -> None:
    """Raise InvalidValueError for what is neither a name nor a UUID."""
    # A Bedrock prefix is a matter of the server's inventory: the module decides about it.
    parse_player(text, bedrock_prefix=text[:1] if text[:1] in {".", "*"} else None)
