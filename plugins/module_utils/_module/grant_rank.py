# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Grant or revoke a rank: look, decide, act, look again, and tell the truth about it."""

from __future__ import annotations

import contextlib
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._errors import InvalidValueError, SupportError
from ansible_collections.gamedesk.support.plugins.module_utils._journal import Entry
from ansible_collections.gamedesk.support.plugins.module_utils._module.action_run import ActionRun
from ansible_collections.gamedesk.support.plugins.module_utils._module.asking import Asking
from ansible_collections.gamedesk.support.plugins.module_utils._module.ends import (
    default_renewal,
    refuse_past,
    wanted_end,
)
from ansible_collections.gamedesk.support.plugins.module_utils._module.errand import StateErrand
from ansible_collections.gamedesk.support.plugins.module_utils._module.rank_states import data, diff, place
from ansible_collections.gamedesk.support.plugins.module_utils._module.rank_undoing import Back, restored
from ansible_collections.gamedesk.support.plugins.module_utils._module.results import (
    PlayerResult,
    finish,
    finish_before_start,
)
from ansible_collections.gamedesk.support.plugins.module_utils._module.rollout import Case
from ansible_collections.gamedesk.support.plugins.module_utils._module.settling import Settling
from ansible_collections.gamedesk.support.plugins.module_utils._players import Player, Subject
from ansible_collections.gamedesk.support.plugins.module_utils._ranks.choosing import choose
from ansible_collections.gamedesk.support.plugins.module_utils._ranks.protocol import Membership, RankProvider
from ansible_collections.gamedesk.support.plugins.module_utils._ranks.restored import Restored
from ansible_collections.gamedesk.support.plugins.module_utils._ranks.sole import SoleRank
from ansible_collections.gamedesk.support.plugins.module_utils._ranks.wanted import Wanted
from ansible_collections.gamedesk.support.plugins.module_utils._renewal import EXTEND
from ansible_collections.gamedesk.support.plugins.module_utils._text import shown

if t.TYPE_CHECKING:
    from ansible.module_utils.basic import AnsibleModule

PRESENT = "present"
ABSENT = "absent"

_Memberships = t.List[Membership]


def run_module(module: AnsibleModule) -> t.NoReturn:
    """Do what the parameters of M(gamedesk.support.grant_rank) say, and end the module.

    Of C(module) only C(params), C(check_mode), C(_diff), C(exit_json) and C(fail_json) are used.
    """
    try:
        results = _results(module.params, check_mode=module.check_mode)
    except SupportError as error:
        finish_before_start(module, error)
    finish(module, results, [diff(one) for one in results] if module._diff else [])


def _results(params: t.Dict[str, t.Any], *, check_mode: bool) -> t.List[PlayerResult]:
    """Check everything, then work through the players.

    Raises SupportError if the request as a whole cannot be worked on.
    """
    run = ActionRun(params, check_mode=check_mode)
    with contextlib.ExitStack() as stack:
        asking = Asking(run.open_console, run.deadline, answers=run.console_answers)
        stack.callback(asking.close)
        provider: RankProvider = choose(params["ranks"], run.server_path, run.bedrock_prefix, asking.question)
        players = run.players(params["player"])
        wanted = _wanted(params, provider)
        back = restored(params, players, wanted, provider, run.bedrock_prefix)
        run.check_read_back(provider, "ranks")
        about = {
            "module": "grant_rank",
            "provider": params["ranks"]["provider"],
            "state": params["state"],
            "rank": wanted.target.rank,
            "context": [list(pair) for pair in wanted.target.context],
        }
        journal = run.enter(stack, about)
        errand = _Grant(provider, wanted, journal, patience=run.patience, check_mode=check_mode)
        errand.prepare(run.settling, back, given_duration=params["duration"] is not None)
        if wanted.present:
            errand.check_rank(wanted.target.rank)
        return run.roll_out(errand, players, journal, provider)


class _Grant(StateErrand):
    """To grant or revoke a rank, as an errand for each of many players."""

    _provider: RankProvider
    _wanted: Wanted

    def prepare(self, settling: Settling, back: t.Mapping[Player, Back], *, given_duration: bool) -> None:
        """Take what only this errand needs. C(back) is what those players get who are to be led back to what was."""
        self._settling = settling
        self._restored = back
        self._given_duration = given_duration
        self._there: t.Set[str] = set()

    def check_rank(self, rank: str) -> None:
        """Raises NotFoundError where there is no such rank, or StorageError."""
        if rank not in self._there:
            self._settling.read(lambda: self._provider.check_rank(rank))
        self._there.add(rank)

    def data(self, state: _Memberships) -> t.Dict[str, t.Any]:
        return data(state)

    def differs(self, before: _Memberships, after: _Memberships) -> bool:
        target = self._wanted.target
        return _ends(target.of(before)) != _ends(target.of(after))

    def met_already(self, case: Case) -> None:
        if case.player in self._restored:
            return  # the rank was there when the earlier action was done
        if not case.plan.wanted.present and case.found == case.plan.before:
            self.check_rank(case.plan.wanted.target.rank)

    def commands(self, case: Case) -> t.List[str]:
        subject, wanted = t.cast(Subject, case.subject), case.plan.wanted
        if isinstance(wanted, (Restored, SoleRank)):
            commands = wanted.commands(self._provider, subject, case.found)
            given = wanted.given(case.found)
            if given is not None:
                self.check_rank(given)
            return commands
        if not wanted.present:
            active = None if case.found is None else wanted.target.of(case.found)
            return self._provider.revoke(subject, wanted.target, active)
        if wanted.expires is not None:
            refuse_past(wanted.expires)  # it was in the future when it was given; an earlier attempt may be long ago
        return self._provider.grant(subject, wanted.target, wanted.expires, prolong=wanted.renew == EXTEND)

    def note(self, case: Case) -> Entry:
        wanted = case.plan.wanted
        return Entry(case.found, {"expires": wanted.expires if isinstance(wanted, Wanted) else None})

    def remembered(self, noted: t.Any) -> _Memberships:
        return [Membership(rank, end, tuple(map(tuple, context))) for rank, end, context in noted]

    def wanted_for(self, case: Case, entry: t.Optional[Entry]) -> t.Union[Wanted, Back]:
        restored = self._restored.get(case.player)
        if isinstance(restored, Restored):
            return restored._replace(begun=entry is not None)
        if restored is not None:
            return restored
        if entry is not None and self._given_duration:  # the date that it led to was settled then
            return self._wanted._replace(expires=entry.sent["expires"])
        return self._wanted

    def rejection(self, reply: t.Optional[str], case: Case) -> t.Optional[str]:
        return self._provider.rejection(reply, t.cast(Subject, case.subject), case.plan.wanted.target)

    def unseen(self, case: Case) -> str:
        target = self._wanted.target
        strays = [
            one
            for one in case.after
            if one.rank == target.rank and one not in case.found and one not in target.of(case.after)
        ]
        places = ", ".join(map(place, strays))
        return " It appeared in another context: %s." % shown(places, 200).strip("'") if strays else ""


def _wanted(params: t.Mapping[str, t.Any], provider: RankProvider) -> Wanted:
    temporary = params["expires"] is not None or params["duration"] is not None
    if not temporary and params["renew"] is not None:
        raise InvalidValueError("The option renew is about temporary memberships: give expires or duration with it.")
    if temporary and params["state"] == ABSENT:
        raise InvalidValueError("A rank is revoked now and for good: leave expires and duration out.")
    pairs = (params["context"] or {}).items()
    context = tuple(sorted((key, value) for key, value in pairs if value is not None))
    target = provider.target(params["rank"], context, temporary=temporary)
    if not temporary:
        return Wanted(target, params["state"] == PRESENT)
    return Wanted(target, True, wanted_end(params), default_renewal(params))


def _ends(memberships: _Memberships) -> t.List[int]:
    return sorted(one.expires or 0 for one in memberships)
