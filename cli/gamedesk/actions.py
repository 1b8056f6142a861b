# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An action: something to be done on one server for somebody, in values that were checked, before any Ansible word."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

GRANT = "grant"
REVOKE = "revoke"
BAN = "ban"
UNBAN = "unban"
PROMOTE = "promote"
DEMOTE = "demote"
SETTRACK = "settrack"
CHECK = "check"
SEARCH = "search"
SUSPECTS = "suspects"


@dataclasses.dataclass(frozen=True)
class Addresses:
    """The IP addresses of an action, by pseudonym, and the key of these: for the runbook alone, and kept nowhere."""

    key: str = dataclasses.field(repr=False)
    by_pseudonym: Mapping[str, str] = dataclasses.field(repr=False)


@dataclasses.dataclass(frozen=True)
class Action:
    """What is to be done.

    C(name) is the action's name in the catalogue of runbooks, C(server) an exact inventory host name, and
    C(request) the values that the runbook gets as C(gamedesk_request). All of it is plain JSON data, and absolute:
    sending it twice asks for the same state twice. Where it is about IP addresses, the request has their pseudonyms,
    and C(addresses) what they stand for.
    """

    name: str
    server: str
    request: Mapping[str, Any]
    addresses: Addresses | None = dataclasses.field(default=None, compare=False)

    @property
    def players(self) -> tuple[str, ...]:
        """The players (names or UUIDs) that this action is about."""
        return tuple(self.request.get("player", ()))

    @property
    def pseudonyms(self) -> tuple[str, ...]:
        """The pseudonyms of the IP addresses that this action is about."""
        return tuple(self.request.get("address", ()))

    @property
    def whom(self) -> tuple[str, ...]:
        """The players or pseudonyms that this action is about, as its results name them."""
        return self.players or self.pseudonyms

    @property
    def subject(self) -> str:
        """What is given or taken: the rank; or the track to be moved on. Nothing, where it is about players alone."""
        return str(self.request.get("rank") or self.request.get("track", ""))

    def replace(self, **values: Any) -> Action:
        """Return the same action with these values of the request changed."""
        return dataclasses.replace(self, request={**self.request, **values})
