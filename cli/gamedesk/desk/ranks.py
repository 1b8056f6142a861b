# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the words of a grant or a revoke to an action in absolute values."""

from __future__ import annotations

import dataclasses
import time
from typing import Any

from ansible_collections.gamedesk.support.plugins.module_utils._durations import (
    format_time,
    parse_duration,
    parse_expiry,
)
from ansible_collections.gamedesk.support.plugins.module_utils._errors import InvalidValueError
from ansible_collections.gamedesk.support.plugins.module_utils._players import parse_player

from gamedesk.actions import GRANT, Action
from gamedesk.desk import servers
from gamedesk.desk.folder import Desk
from gamedesk.desk.performing import preview
from gamedesk.desk.reporter import Reporter
from gamedesk.errors import DeskError, UsageError
from gamedesk.i18n import _
from gamedesk.runbooks.catalogue import runbook_for

_CONTEXT_KEYS = ("server", "world")
# No provider has longer names; the module on the host checks what its own allows.
_LONGEST_WORD = 100


@dataclasses.dataclass(frozen=True)
class RankWords:
    """What the operator typed: C(duration) as 30d, C(until) as a date, C(context) as key=value."""

    name: str
    players: tuple[str, ...]
    rank: str
    duration: str | None = None
    until: str | None = None
    extend: bool = False
    keep: bool = False
    context: tuple[str, ...] = ()
    unverified: bool = False

    def validate(self) -> None:
        """Raise UsageError for words that cannot be meant, before anything else is done."""
        try:
            for player in self.players:
                _check_player(player)
            if self.duration is not None:
                parse_duration(self.duration)
            if self.until is not None:
                parse_expiry(self.until)
        except InvalidValueError as error:
            raise UsageError(error.message) from error
        if not _is_word(self.rank):
            raise UsageError(_("A rank is one word, such as vip, of at most {n} characters.").format(n=_LONGEST_WORD))
        if self.duration is not None and self.until is not None:
            raise UsageError(_("--for and --until say the same thing; give one of them."))
        if self.extend and self.keep:
            raise UsageError(_("--extend and --keep exclude each other."))
        if (self.extend or self.keep) and self.duration is None and self.until is None:
            raise UsageError(_("--extend and --keep are about a temporary rank: give --for or --until."))
        if self.extend and self.duration is not None and len(self.players) > 1:
            raise UsageError(_("--extend with --for takes one player at a time: each has an expiry of their own."))
        self.contexts()

    def contexts(self) -> dict[str, str]:
        """Return the contexts as a dictionary. Raises UsageError."""
        contexts: dict[str, str] = {}
        for word in self.context:
            key, _equals, value = word.partition("=")
            if key not in _CONTEXT_KEYS or not _is_word(value) or key in contexts:
                raise UsageError(
                    _("--context takes server=NAME and world=NAME, each once, not '{word}'.").format(word=word)
                )
            contexts[key] = value
        return contexts

    def title(self) -> str:
        """Return what this asks for, as the title of a ticket."""
        who = ", ".join(self.players[:3]) + (" …" if len(self.players) > 3 else "")
        if self.name != GRANT:
            return _("Revoke {rank} from {who}").format(rank=self.rank, who=who)
        limit = _(" for {time}").format(time=self.duration) if self.duration else ""
        return _("Grant {rank} to {who}{limit}").format(rank=self.rank, who=who, limit=limit)


def action(
    desk: Desk, words: RankWords, *, server: str | None, ticket: str | None, operator: str, reporter: Reporter
) -> Action:
    """Return the action that the words ask for.

    Times become absolute here, once: every attempt, a resumed one included, asks for the same date. Only C(extend)
    looks at the server, for the date to add to. Raises UsageError, RefusedError, and DeskError where it cannot look.
    """
    of_ticket = None if ticket is None else desk.tickets.load(ticket).ticket.server
    needs = runbook_for(words.name).needs
    chosen = servers.choose(server, of_ticket=of_ticket, needs=needs, settings=desk.settings)
    request: dict[str, Any] = {
        "player": list(words.players),
        "rank": words.rank,
        "state": "present" if words.name == GRANT else "absent",
    }
    if words.context:
        request["context"] = words.contexts()
    if words.unverified:
        request["verify"] = "best_effort"
    wanted = Action(words.name, chosen, request)
    if words.until is not None:
        return wanted.replace(expires=format_time(parse_expiry(words.until)), renew=_renewal(words))
    if words.duration is not None:
        seconds = parse_duration(words.duration)
        since = int(time.time())
        if words.extend:
            since = max(since, _present_expiry(desk, wanted, operator, reporter) or 0)
        return wanted.replace(expires=format_time(since + seconds), renew=_renewal(words))
    return wanted


def is_complete(action: Action) -> bool:
    """Say whether an action has what C(action) gives it, in these types: its ticket may come from elsewhere."""
    request = dict(action.request)
    players = request.pop("player", None)
    context = request.pop("context", {})
    texts = (
        [*players, *context, *context.values()] if isinstance(players, list) and isinstance(context, dict) else [None]
    )
    return (
        bool(players)
        and all(isinstance(text, str) for text in (*texts, *request.values()))
        and {"rank", "state"} <= request.keys() <= {"rank", "state", "expires", "renew", "verify"}
    )


def _renewal(words: RankWords) -> str:
    return "extend" if words.extend else "keep" if words.keep else "refuse"


def _present_expiry(desk: Desk, wanted: Action, operator: str, reporter: Reporter) -> int | None:
    outcome = preview(desk, wanted, operator=operator, reporter=reporter)
    results = outcome.verdict.results
    if len(results) != 1 or results[0].before is None:
        error = outcome.verdict.error or {}
        raise DeskError(
            error.get("message") or _("The present expiry could not be read on {server}.").format(server=wanted.server)
        )
    context = wanted.request.get("context", {})
    expiries = [
        parse_expiry(item["expires"])
        for item in results[0].before["ranks"]
        if item["rank"] == wanted.request["rank"].lower()
        and (item.get("context") or {}) == context
        and item.get("expires")
    ]
    return max(expiries, default=None)


def _check_player(text: str) -> None:
    # A Bedrock prefix is a matter of the server's inventory: the module decides about it.
    parse_player(text, bedrock_prefix=text[:1] if text[:1] in {".", "*"} else None)


def _is_word(text: str) -> bool:
    return 0 < len(text) <= _LONGEST_WORD and text.isprintable() and " " not in text
