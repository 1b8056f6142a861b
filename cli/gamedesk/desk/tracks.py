# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the words of a promotion, a demotion or a place on a track to an action."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from gamedesk.actions import DEMOTE, PROMOTE, SETTRACK, Action
from gamedesk.desk.folder import Desk
from gamedesk.desk.ranks import LONGEST_WORD, contexts_of, is_word
from gamedesk.desk.reporter import Reporter
from gamedesk.desk.words import ActionWords, is_manner
from gamedesk.errors import UsageError
from gamedesk.i18n import _
from gamedesk.runbooks.catalogue import runbook_for


@dataclasses.dataclass(frozen=True)
class TrackWords(ActionWords):
    """What the operator typed: C(rank) is only there for a place, C(context) as key=value."""

    track: str
    rank: str | None = None
    context: tuple[str, ...] = dataclasses.field(default=(), kw_only=True)

    def _validate_more(self) -> None:
        if not is_word(self.track):
            raise UsageError(_("A track is one word, such as staff, of at most {n} characters.").format(n=LONGEST_WORD))
        if self.rank is not None and not is_word(self.rank):
            raise UsageError(_("A rank is one word, such as vip, of at most {n} characters.").format(n=LONGEST_WORD))
        contexts_of(self.context)

    def title(self) -> str:
        """Return what this asks for, as the title of a ticket."""
        places = {"who": self.who(), "track": self.track, "rank": self.rank}
        if self.name == PROMOTE:
            return _("Promote {who} on {track}").format(**places)
        if self.name == DEMOTE:
            return _("Demote {who} on {track}").format(**places)
        return _("Set {who} to {rank} on {track}").format(**places)


def action(
    desk: Desk,
    words: TrackWords,
    *,
    server: str | None,
    ticket: str | None,
    operator: str,  # noqa: ARG001
    reporter: Reporter,  # noqa: ARG001
) -> Action:
    """Return the action that the words ask for.

    Where a promotion leads is settled on the host, by the first attempt. Raises UsageError and RefusedError.
    """
    request: dict[str, Any] = {
        "player": list(words.players),
        "track": words.track,
        **runbook_for(words.name).fixed,
        **words.manner(),
    }
    if words.rank is not None:
        request["rank"] = words.rank
    if words.context:
        request["context"] = contexts_of(words.context)
    return Action(words.name, words.server(desk, server, ticket), request)


def is_complete(action: Action) -> bool:
    """Say whether an action has what C(action) gives it, in these types: its ticket may come from elsewhere."""
    request = dict(action.request)
    players, context = request.pop("player", None), request.pop("context", {})
    usual = is_manner(request)
    only_if = request.pop("only_if", {"after": {}})
    if not (usual and isinstance(players, list) and players):
        return False
    if not (isinstance(context, Mapping) and isinstance(only_if, Mapping)):
        return False
    texts = (*players, *context, *context.values(), *request.values())
    if not isinstance(only_if.get("after"), Mapping) or not all(isinstance(text, str) for text in texts):
        return False
    needed = {"track", "rank" if action.name == SETTRACK else "move"}
    fixed = runbook_for(action.name).fixed
    if not needed <= request.keys() <= needed or any(request[key] != fixed[key] for key in fixed):
        return False
    pairs = tuple(f"{key}={value}" for key, value in context.items())
    try:
        TrackWords(action.name, action.players, request["track"], request.get("rank"), context=pairs).validate()
    except UsageError:
        return False
    return True
