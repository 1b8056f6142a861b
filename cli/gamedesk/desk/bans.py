# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the words of a ban or an unban to an action in absolute values."""

from __future__ import annotations

import dataclasses
from typing import Any

from ansible_collections.gamedesk.support.plugins.module_utils._bans.reasons import check_reason
from ansible_collections.gamedesk.support.plugins.module_utils._durations import parse_expiry
from ansible_collections.gamedesk.support.plugins.module_utils._errors import InvalidValueError

from gamedesk.actions import BAN, Action
from gamedesk.desk.folder import Desk
from gamedesk.desk.looking import before
from gamedesk.desk.reporter import Reporter
from gamedesk.desk.words import ActionWords
from gamedesk.errors import UsageError
from gamedesk.i18n import _
from gamedesk.runbooks.catalogue import runbook_for

_RENEWALS = frozenset({"keep", "extend", "replace", "refuse"})


@dataclasses.dataclass(frozen=True)
class BanWords(ActionWords):
    """What the operator typed."""

    reason: str | None = dataclasses.field(default=None, kw_only=True)
    replace: bool = dataclasses.field(default=False, kw_only=True)
    silent: bool = dataclasses.field(default=False, kw_only=True)

    def _validate_more(self) -> None:
        if self.reason is not None:
            try:
                check_reason(self.reason)
            except InvalidValueError as error:
                raise UsageError(error.message) from error

    def _validate_renewal(self) -> None:
        if self.extend + self.keep + self.replace > 1:
            raise UsageError(_("--extend, --replace and --keep exclude each other."))
        if self.extend and not self.is_temporary:
            raise UsageError(_("--extend is about a ban with an end: give --for or --until."))

    @property
    def renewal(self) -> str:
        return "replace" if self.replace else super().renewal

    def title(self) -> str:
        """Return what this asks for, as the title of a ticket."""
        if self.name != BAN:
            return _("Unban {who}").format(who=self.who())
        limit = _(" for {time}").format(time=self.duration) if self.duration else ""
        return _("Ban {who}{limit}").format(who=self.who(), limit=limit)


def action(
    desk: Desk, words: BanWords, *, server: str | None, ticket: str | None, operator: str, reporter: Reporter
) -> Action:
    """Return the action that the words ask for. Raises as C(gamedesk.desk.ranks.action) does."""
    chosen = words.server(desk, server, ticket)
    request: dict[str, Any] = {"player": list(words.players), **runbook_for(words.name).fixed}
    if words.reason is not None:
        request["reason"] = words.reason
    if words.silent:
        request["silent"] = True
    if words.unverified:
        request["verify"] = "best_effort"
    if words.name == BAN:
        request["renew"] = words.renewal
    wanted = Action(words.name, chosen, request)
    return words.with_end(wanted, lambda: _present_end(desk, wanted, operator, reporter))


def is_complete(action: Action) -> bool:
    """Say whether an action has what C(action) gives it, in these types: its ticket may come from elsewhere."""
    request = dict(action.request)
    players, silent = request.pop("player", None), request.pop("silent", False)
    if not isinstance(players, list) or not players or not isinstance(silent, bool):
        return False
    if not all(isinstance(text, str) for text in (*players, *request.values())):
        return False
    fixed = runbook_for(action.name).fixed
    optional = {"reason", "expires", "renew", "verify"} if action.name == BAN else {"verify"}
    if not fixed.keys() <= request.keys() <= fixed.keys() | optional or request.items() & fixed.items() < fixed.items():
        return False
    try:
        BanWords(action.name, action.players, until=request.get("expires"), reason=request.get("reason")).validate()
    except UsageError:
        return False
    return request.get("renew", "keep") in _RENEWALS


def _present_end(desk: Desk, wanted: Action, operator: str, reporter: Reporter) -> int | None:
    ban = before(desk, wanted, operator=operator, reporter=reporter).get("ban")
    ends = ban.get("expires") if isinstance(ban, dict) else None
    try:
        return parse_expiry(ends) if ends else None
    except InvalidValueError:  # such as one that nobody knows
        return None
