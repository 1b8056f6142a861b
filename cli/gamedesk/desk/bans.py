# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the words of a ban or an unban to an action in absolute values."""

from __future__ import annotations

import dataclasses
from typing import Any, Self

from ansible_collections.gamedesk.support.plugins.module_utils._bans.reasons import check_reason
from ansible_collections.gamedesk.support.plugins.module_utils._bans.states import checked
from ansible_collections.gamedesk.support.plugins.module_utils._durations import parse_expiry
from ansible_collections.gamedesk.support.plugins.module_utils._errors import InvalidValueError

from gamedesk.actions import BAN, UNBAN, Action, Addresses
from gamedesk.desk import addressing
from gamedesk.desk.folder import Desk
from gamedesk.desk.looking import before
from gamedesk.desk.reporter import Reporter
from gamedesk.desk.undo_options import are_states, take_states
from gamedesk.desk.words import ActionWords, check_player, is_manner
from gamedesk.errors import UsageError
from gamedesk.i18n import _
from gamedesk.runbooks.catalogue import runbook_for

_RENEWALS = frozenset({"keep", "extend", "replace", "refuse"})


@dataclasses.dataclass(frozen=True)
class BanWords(ActionWords):
    """What the operator typed: players, or the IP addresses in C(given).

    C(known) are the same addresses as the desk knows them.
    """

    given: tuple[str, ...] = dataclasses.field(default=(), kw_only=True, repr=False)
    known: Addresses | None = dataclasses.field(default=None, kw_only=True)
    reason: str | None = dataclasses.field(default=None, kw_only=True)
    replace: bool = dataclasses.field(default=False, kw_only=True)
    silent: bool = dataclasses.field(default=False, kw_only=True)

    def at(self, desk: Desk) -> Self:
        return dataclasses.replace(self, known=addressing.of(desk, self.given)) if self.given else self

    def check_public(self, text: str | None) -> None:
        addressing.check_public(text, self.given)

    @property
    def whom(self) -> tuple[str, ...]:
        return self.players or (self.given if self.known is None else tuple(self.known.by_pseudonym))

    def validate(self) -> None:
        """Raise UsageError, without quoting an address, for words that cannot be meant."""
        if any(map(addressing.is_address, self.players)):
            raise UsageError(
                _(
                    "An IP address is not given as an argument, where every user of this machine can read it: leave it "
                    "out, and give --address."
                )
            )
        super().validate()

    def _validate_more(self) -> None:
        if self.given:
            addressing.check(self.given)
            self.check_public(self.reason)
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
    request: dict[str, Any] = {
        "player" if words.known is None else "address": list(words.whom),
        **runbook_for(words.name).fixed,
        **words.manner(),
    }
    if words.reason is not None:
        request["reason"] = words.reason
    if words.silent:
        request["silent"] = True
    if words.name == BAN:
        request["renew"] = words.renewal
    wanted = Action(words.name, chosen, request, words.known)
    return words.with_end(wanted, lambda: _present_end(desk, wanted, operator, reporter))


def is_complete(action: Action) -> bool:
    """Say whether an action has what C(action) gives it, or what undoes one, in these types.

    Its ticket may come from elsewhere.
    """
    request = dict(action.request)
    left, back = take_states(request)
    usual, silent = is_manner(request), request.pop("silent", False)
    check_name = addressing.check_pseudonym if "address" in request else check_player
    whom = request.pop("address" if "address" in request else "player", None)
    if not (usual and isinstance(silent, bool) and isinstance(whom, list) and whom):
        return False
    fixed = runbook_for(action.name).fixed
    optional = set() if action.name == UNBAN or back else {"reason", "expires", "renew"}
    return (
        # A ban that undoes something has the ban to put back; an unban may lead to none.
        (len(back) == len(left) or (action.name == UNBAN and not back))
        and all(isinstance(text, str) for text in (*whom, *request.values()))
        and fixed.keys() <= request.keys() <= fixed.keys() | optional
        and fixed.items() <= request.items()
        and all(are_states(states, _check_state, check_name) for states in left)
        and all(are_states(states, _check_past, check_name) for states in back)
        and request.get("renew", "keep") in _RENEWALS
        and _could_be_typed(action)
    )


def _could_be_typed(action: Action) -> bool:
    request = action.request
    try:
        for pseudonym in action.pseudonyms:
            addressing.check_pseudonym(pseudonym)
        BanWords(action.name, action.players, until=request.get("expires"), reason=request.get("reason")).validate()
    except (UsageError, InvalidValueError):
        return False
    return True


def _check_state(state: Any) -> None:
    ban = state["ban"]
    if ban is None:
        return
    if not all(text is None or isinstance(text, str) for text in ban.values()):
        raise TypeError
    checked(ban)


def _check_past(state: Any) -> None:
    _check_state(state)
    if state["ban"] is not None:
        check_reason(state["ban"]["reason"])


def _present_end(desk: Desk, wanted: Action, operator: str, reporter: Reporter) -> int | None:
    ban = before(desk, wanted, operator=operator, reporter=reporter).get("ban")
    ends = ban.get("expires") if isinstance(ban, dict) else None
    try:
        return parse_expiry(ends) if ends else None
    except InvalidValueError:  # such as one that nobody knows
        return None
