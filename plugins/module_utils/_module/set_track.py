# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Set a player's place on a track, or move it by one: look, decide, act, look again."""

from __future__ import annotations

import contextlib
import time
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._durations import parse_expiry
from ansible_collections.gamedesk.support.plugins.module_utils._errors import (
    CannotVerifyError,
    ChangedSinceError,
    InvalidValueError,
    NotFoundError,
    SupportError,
)
from ansible_collections.gamedesk.support.plugins.module_utils._journal import Entry
from ansible_collections.gamedesk.support.plugins.module_utils._module.action_run import ActionRun
from ansible_collections.gamedesk.support.plugins.module_utils._module.asking import Asking
from ansible_collections.gamedesk.support.plugins.module_utils._module.ends import refuse_past
from ansible_collections.gamedesk.support.plugins.module_utils._module.errand import StateErrand
from ansible_collections.gamedesk.support.plugins.module_utils._module.rank_states import data, diff
from ansible_collections.gamedesk.support.plugins.module_utils._module.results import (
    PlayerResult,
    finish,
    finish_before_start,
)
from ansible_collections.gamedesk.support.plugins.module_utils._module.rollout import Case
from ansible_collections.gamedesk.support.plugins.module_utils._module.settling import Settling
from ansible_collections.gamedesk.support.plugins.module_utils._players import Player, Subject, parse_player
from ansible_collections.gamedesk.support.plugins.module_utils._ranks.choosing import choose
from ansible_collections.gamedesk.support.plugins.module_utils._ranks.protocol import (
    Membership,
    RankProvider,
    Target,
)
from ansible_collections.gamedesk.support.plugins.module_utils._ranks.tracks import (
    Position,
    Track,
    TrackProvider,
    commands_for,
    moved,
)
from ansible_collections.gamedesk.support.plugins.module_utils._text import shown

if t.TYPE_CHECKING:
    from ansible.module_utils.basic import AnsibleModule

_Memberships = t.List[Membership]


def run_module(module: AnsibleModule) -> t.NoReturn:
    """Do what the parameters of M(gamedesk.support.set_track) say, and end the module.

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
    asking = Asking(run.open_console, run.deadline, answers=run.console_answers)
    provider: RankProvider = choose(params["ranks"], run.server_path, run.bedrock_prefix, asking.question)
    if not isinstance(provider, TrackProvider):
        raise InvalidValueError("The provider %s has no tracks." % params["ranks"]["provider"])
    players = run.players(params["player"])
    pairs = (params["context"] or {}).items()
    context = tuple(sorted((key, value) for key, value in pairs if value is not None))
    run.check_read_back(provider, "ranks")
    if provider.read_back is None and params["move"] is not None:
        raise CannotVerifyError(
            "Where the next place is depends on the present one, which cannot be read. %s, or give the rank."
            % provider.read_back_advice
        )
    left = _left(params["only_if"], players, run.bedrock_prefix)
    if left and (params["move"] is not None or provider.read_back is None):
        raise InvalidValueError("The option only_if is about what can be read, and about a place: give rank with it.")
    about = {
        "module": "set_track",
        "provider": params["ranks"]["provider"],
        "track": params["track"].lower(),
        "rank": params["rank"] and params["rank"].lower(),
        "move": params["move"],
        "context": [list(pair) for pair in context],
    }
    with contextlib.ExitStack() as stack:
        stack.callback(asking.close)
        journal = run.enter(stack, about)
        track = run.settling.read(lambda: provider.track(params["track"], context))
        wanted = Position(track, None if params["rank"] is None else _rank_on(track, params["rank"].lower()))
        errand = _SetTrack(provider, wanted, journal, patience=run.patience, check_mode=check_mode)
        errand.prepare(run.settling, params["move"], left)
        return run.roll_out(errand, players, journal, provider)


def _rank_on(track: Track, rank: str) -> str:
    if track.ranks and rank not in track.ranks:
        raise NotFoundError(
            "The track %s has no rank %s. It has: %s." % (track.name, shown(rank), ", ".join(track.ranks)),
            candidates=list(track.ranks),
        )
    return rank


def _left(
    only_if: t.Optional[t.Mapping[str, t.Any]], players: t.Sequence[Player], bedrock_prefix: t.Optional[str]
) -> t.Dict[Player, _Memberships]:
    """Return what an earlier run left of each player, and nothing without O(only_if). Raises InvalidValueError."""
    if only_if is None:
        return {}
    left: t.Dict[Player, _Memberships] = {}
    for name, state in only_if["after"].items():
        try:
            left[parse_player(str(name), bedrock_prefix)] = [_membership(one) for one in state["ranks"]]
        except (TypeError, KeyError, AttributeError) as error:
            raise InvalidValueError(
                "The option only_if.after takes a state for each player, as a result has it, not that for %s."
                % shown(str(name))
            ) from error
    for player in players:
        if player not in left:
            raise InvalidValueError("The option only_if.after says nothing about the player %s." % shown(player.text))
    return left


def _membership(one: t.Mapping[str, t.Any]) -> Membership:
    expires = None if one["expires"] is None else parse_expiry(str(one["expires"]))
    return Membership(str(one["rank"]), expires, tuple(sorted((str(key), str(v)) for key, v in one["context"].items())))


class _SetTrack(StateErrand):
    """To set players' places, as an errand for each of many. Without a move, C(wanted) is the place of all."""

    _provider: t.Any
    _wanted: Position

    def prepare(
        self, settling: Settling, move: t.Optional[str], left: t.Mapping[Player, t.Sequence[Membership]]
    ) -> None:
        """Take what only this errand needs: C(left) is what has to be there still."""
        self._settling = settling
        self._move = move
        self._left = left
        self._checked: t.Set[str] = set()

    def read(self, subjects: t.Sequence[Subject]) -> t.Dict[str, _Memberships]:
        found = self._provider.read(subjects)
        return {key: self._provider.standing(memberships) for key, memberships in found.items()}

    def data(self, state: _Memberships) -> t.Dict[str, t.Any]:
        return data(state)

    def differs(self, before: _Memberships, after: _Memberships) -> bool:
        track = self._wanted.track
        return sorted(track.of(before), key=repr) != sorted(track.of(after), key=repr)

    def wanted_for(self, case: Case, entry: t.Optional[Entry]) -> Position:
        if entry is not None:
            # The first attempt settled where to; from where it got to, the next place would be another one.
            return self._wanted._replace(rank=entry.sent["rank"], expires=entry.sent["expires"])
        if self._move is None or case.found is None:
            return self._wanted
        case.result.before = case.result.after = self.data(case.found)
        return moved(self._wanted.track, self._move, case.found)

    def commands(self, case: Case) -> t.List[str]:
        wanted = case.plan.wanted
        self._check_unchanged(case)
        if wanted.rank is not None and wanted.rank not in self._checked:
            self._settling.read(lambda: self._provider.check_rank(wanted.rank))
            self._checked.add(wanted.rank)
        if wanted.expires is not None:
            refuse_past(wanted.expires)  # it has come since it was read
        return commands_for(self._provider, t.cast(Subject, case.subject), wanted, case.found)

    def _check_unchanged(self, case: Case) -> None:
        """Raise ChangedSinceError where somebody else moved the player, so far as nothing of ours went out yet."""
        left = self._left.get(t.cast(Player, case.player))
        if left is None or self._journal.entry(case.key) is not None:
            return
        now = time.time()
        track = self._wanted.track
        was = [one for one in track.of(self._provider.standing(left)) if one.expires is None or one.expires > now]
        if sorted(was, key=repr) != sorted(track.of(case.found), key=repr):
            raise ChangedSinceError(
                "The place on the track %s was changed since: it was left as %s, and is %s now. It stays so."
                % (track.name, _ranks(was), _ranks(track.of(case.found)))
            )

    def note(self, case: Case) -> Entry:
        return Entry(case.found, {"rank": case.plan.wanted.rank, "expires": case.plan.wanted.expires})

    def remembered(self, noted: t.Any) -> _Memberships:
        return [Membership(rank, end, tuple(map(tuple, context))) for rank, end, context in noted]

    def rejection(self, reply: t.Optional[str], case: Case) -> t.Optional[str]:
        wanted = case.plan.wanted
        return self._provider.rejection(
            reply, t.cast(Subject, case.subject), Target(wanted.rank or "", wanted.track.context)
        )


def _ranks(memberships: t.Iterable[Membership]) -> str:
    return ", ".join(sorted({one.rank for one in memberships})) or "none"
