# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the words of a grant or a revoke to an action in absolute values."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

from ansible_collections.gamedesk.support.plugins.module_utils._durations import parse_expiry
from ansible_collections.gamedesk.support.plugins.module_utils._errors import InvalidValueError

from gamedesk.actions import GRANT, Action
from gamedesk.desk.folder import Desk
from gamedesk.desk.looking import before, unreadable
from gamedesk.desk.reporter import Reporter
from gamedesk.desk.undo_options import are_states, take_states
from gamedesk.desk.words import ActionWords, is_manner
from gamedesk.errors import UsageError
from gamedesk.i18n import _
from gamedesk.runbooks.catalogue import runbook_for

_CONTEXT_KEYS = ("server", "world")
# No provider has longer names; the module on the host checks what its own allows.
LONGEST_WORD = 100


@dataclasses.dataclass(frozen=True)
class RankWords(ActionWords):
    """What the operator typed: C(context) as key=value."""

    rank: str
    context: tuple[str, ...] = dataclasses.field(default=(), kw_only=True)

    def _validate_more(self) -> None:
        if not is_word(self.rank):
            raise UsageError(_("A rank is one word, such as vip, of at most {n} characters.").format(n=LONGEST_WORD))
        contexts_of(self.context)

    def _validate_renewal(self) -> None:
        super()._validate_renewal()
        if (self.extend or self.keep) and not self.is_temporary:
            raise UsageError(_("--extend and --keep are about a temporary rank: give --for or --until."))

    def title(self) -> str:
        """Return what this asks for, as the title of a ticket."""
        who = self.who()
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
    chosen = words.server(desk, server, ticket)
    request: dict[str, Any] = {
        "player": list(words.players),
        "rank": words.rank,
        **runbook_for(words.name).fixed,
        **words.manner(),
    }
    if words.context:
        request["context"] = contexts_of(words.context)
    wanted = Action(words.name, chosen, request)
    return words.with_end(wanted, lambda: _present_expiry(desk, wanted, operator, reporter))


def is_complete(action: Action) -> bool:
    """Say whether an action has what C(action) gives it, or what undoes one, and nothing that could not be typed.

    Its ticket may come from elsewhere.
    """
    request = dict(action.request)
    players = request.pop("player", None)
    context = request.pop("context", {})
    left, back = take_states(request)
    usual = is_manner(request)
    texts = (
        [*players, *context, *context.values()] if isinstance(players, list) and isinstance(context, dict) else [None]
    )
    return (
        bool(players)
        and usual
        and all(isinstance(text, str) for text in (*texts, *request.values()))
        and {"rank", "state"} <= request.keys() <= {"rank", "state", "expires", "renew"}
        and all(request[name] == value for name, value in runbook_for(action.name).fixed.items())
        and all(are_states(states, _check_state) for states in (*left, *back))
        and _could_be_typed(action)
    )


def _check_state(state: Any) -> None:
    for item in state["ranks"]:
        if item["expires"] is not None:
            parse_expiry(item["expires"])
        if not all(isinstance(text, str) for text in (item["rank"], *item["context"].values())):
            raise TypeError


def _could_be_typed(action: Action) -> bool:
    request = action.request
    try:
        context = tuple(f"{key}={value}" for key, value in request.get("context", {}).items())
        RankWords(action.name, action.players, action.subject, until=request.get("expires"), context=context).validate()
    except UsageError:
        return False
    return True


def _present_expiry(desk: Desk, wanted: Action, operator: str, reporter: Reporter) -> int | None:
    context = wanted.request.get("context", {})
    ends = [
        item["expires"]
        for item in before(desk, wanted, operator=operator, reporter=reporter)["ranks"]
        if item["rank"] == wanted.request["rank"].lower()
        and (item.get("context") or {}) == context
        and item.get("expires")
    ]
    try:
        return max(map(parse_expiry, ends), default=None)
    except InvalidValueError as error:  # a storage may hold what no calendar does
        raise unreadable(wanted) from error


def contexts_of(words: Sequence[str]) -> dict[str, str]:
    """Return words such as server=lobby as a dictionary. Raises UsageError."""
    contexts: dict[str, str] = {}
    for word in words:
        key, _equals, value = word.partition("=")
        if key not in _CONTEXT_KEYS or not is_word(value) or key in contexts:
            raise UsageError(
                _("--context takes server=NAME and world=NAME, each once, not '{word}'.").format(word=word)
            )
        contexts[key] = value
    return contexts


def is_word(text: str) -> bool:
    """Whether this can be the name of a rank, a track or a place."""
    return 0 < len(text) <= LONGEST_WORD and text.isprintable() and " " not in text
