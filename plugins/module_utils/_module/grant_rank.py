# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Grant or revoke a rank: look, decide, act, look again, and tell the truth about it."""

from __future__ import annotations

import contextlib
import re
import time
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._console.opening import (
    connections,
    endpoint,
    open_console,
)
from ansible_collections.gamedesk.support.plugins.module_utils._durations import (
    end_of,
    format_time,
    parse_duration,
    parse_expiry,
)
from ansible_collections.gamedesk.support.plugins.module_utils._errors import (
    CannotVerifyError,
    ConsoleLostAfterError,
    InvalidValueError,
    SupportError,
    UnconfirmedError,
)
from ansible_collections.gamedesk.support.plugins.module_utils._host_state import StateFolder, default_path
from ansible_collections.gamedesk.support.plugins.module_utils._journal import Entry, Journal, NoJournal
from ansible_collections.gamedesk.support.plugins.module_utils._lock import server_lock
from ansible_collections.gamedesk.support.plugins.module_utils._module.crew import Crew
from ansible_collections.gamedesk.support.plugins.module_utils._module.rank_states import data, diff, place
from ansible_collections.gamedesk.support.plugins.module_utils._module.results import (
    SUCCEEDED,
    UNCHANGED,
    UNVERIFIED,
    PlayerResult,
    finish,
    finish_before_start,
)
from ansible_collections.gamedesk.support.plugins.module_utils._module.rollout import Case, Rollout
from ansible_collections.gamedesk.support.plugins.module_utils._module.settling import Settling
from ansible_collections.gamedesk.support.plugins.module_utils._players import Found, Player, Subject, parse_player
from ansible_collections.gamedesk.support.plugins.module_utils._ranks.choosing import choose
from ansible_collections.gamedesk.support.plugins.module_utils._ranks.protocol import (
    EXTEND,
    KEEP,
    Membership,
    RankProvider,
)
from ansible_collections.gamedesk.support.plugins.module_utils._ranks.wanted import Wanted
from ansible_collections.gamedesk.support.plugins.module_utils._text import shown

if t.TYPE_CHECKING:
    from ansible.module_utils.basic import AnsibleModule

PRESENT = "present"
ABSENT = "absent"
REQUIRED = "required"
BEST_EFFORT = "best_effort"

_ACTION_ID = re.compile("[0-9A-HJKMNP-TV-Z]{26}")

_Memberships = t.List[Membership]


class RejectedError(SupportError):
    """The server answered the command with an error, and the wanted state did not appear."""

    code = "rejected"


def run_module(module: AnsibleModule) -> t.NoReturn:
    """Do what the parameters of M(gamedesk.support.grant_rank) say, and end the module.

    Of C(module) only C(params), C(check_mode), C(_diff), C(exit_json) and C(fail_json) are used.
    """
    try:
        results = _Run(module.params, check_mode=module.check_mode).results()
    except SupportError as error:
        finish_before_start(module, error)
    finish(module, results, [diff(one) for one in results] if module._diff else [])


class _Run:
    """One run of the module: everything is checked when it is made, and nothing happens before C(results)."""

    def __init__(self, params: t.Dict[str, t.Any], *, check_mode: bool) -> None:
        self._check_mode = check_mode
        self._params = params
        self._deadline = time.monotonic() + _positive("timeout", params["timeout"])
        self._patience = _positive("verify_timeout", params["verify_timeout"])
        self._server_path = (params["server"] or {}).get("path")
        if params["action_id"] is not None and not _ACTION_ID.fullmatch(params["action_id"]):
            raise InvalidValueError("The action id %s is not a ULID." % shown(params["action_id"]))
        _positive("attempt", params["attempt"])
        prefix = params["bedrock_prefix"] or None
        self._provider: RankProvider = choose(params["ranks"], self._server_path, prefix)
        self._players = _players(params["player"], prefix)
        self._wanted = _wanted(params, self._provider)
        if self._provider.read_back is None and params["verify"] == REQUIRED:
            raise CannotVerifyError(
                "The ranks cannot be read back, so nothing was sent. %s, or verify to best_effort to send all the same."
                % self._provider.read_back_advice
            )
        self._console = params["console"] or {}
        most = connections(self._console)
        self._connections = most if self._provider.parallel else 1

    def results(self) -> t.List[PlayerResult]:
        """Work through the players. Raises SupportError if the request as a whole cannot be worked on."""
        settling = Settling(self._patience, self._deadline)
        with contextlib.ExitStack() as stack:
            journal = NoJournal() if self._check_mode else self._enter(stack)
            crew = Crew(
                lambda: open_console(self._console, self._server_path, deadline=self._deadline),
                self._deadline,
                most=self._connections,
                need_text=self._provider.read_back is None,
            )
            stack.callback(crew.close)
            errand = _Grant(
                self._provider,
                self._wanted,
                journal,
                settling,
                patience=self._patience,
                given_duration=self._params["duration"] is not None,
                check_mode=self._check_mode,
            )
            if self._wanted.present:
                errand.check_rank()
            return Rollout(errand, crew, journal, settling, patience=self._patience).run(self._players)

    def _enter(self, stack: contextlib.ExitStack) -> t.Union[Journal, NoJournal]:
        params = self._params
        folder = StateFolder(params["state_dir"] or default_path())
        stack.callback(folder.close)
        where = endpoint(self._console, self._server_path)
        stack.enter_context(server_lock(folder, where, deadline=self._deadline))
        if params["action_id"] is None:
            return NoJournal()
        target = self._wanted.target
        about = {
            "module": "grant_rank",
            "provider": params["ranks"]["provider"],
            "state": params["state"],
            "rank": target.rank,
            "context": [list(pair) for pair in target.context],
        }
        return Journal(folder, params["action_id"], params["attempt"], about)


class _Plan(t.NamedTuple):
    """What is wanted for one player, and what was there before the first attempt that sent something."""

    wanted: Wanted
    before: _Memberships


class _Grant:
    """To grant or revoke a rank, as an errand for each of many players."""

    def __init__(
        self,
        provider: RankProvider,
        wanted: Wanted,
        journal: t.Union[Journal, NoJournal],
        settling: Settling,
        *,
        patience: float,
        given_duration: bool,
        check_mode: bool,
    ) -> None:
        self.blind = provider.read_back is None
        self._provider = provider
        self._wanted = wanted
        self._journal = journal
        self._settling = settling
        self._patience = patience
        self._given_duration = given_duration
        self._check_mode = check_mode
        self._rank_is_there = False

    def find(self, players: t.Sequence[Player]) -> t.List[Found]:
        return self._provider.find(players)

    def read(self, subjects: t.Sequence[Subject]) -> t.Dict[str, _Memberships]:
        return self._provider.read(subjects)

    def check_rank(self) -> None:
        """Raises NotFoundError where there is no such rank, or StorageError."""
        if not self._rank_is_there:
            self._settling.read(lambda: self._provider.check_rank(self._wanted.target.rank))
        self._rank_is_there = True

    def decide(self, case: Case) -> bool:
        if self.blind:
            return self._decide_blindly(case)
        case.plan = plan = self._plan(case)
        case.result.before, case.result.after = data(plan.before), data(case.found)
        case.result.changed = _differs(plan, case.found)  # by an earlier attempt
        if plan.wanted.is_met(case.found):
            if not plan.wanted.present and case.found == plan.before:
                self.check_rank()
            case.after = case.found
            self.complete(case)
            return False
        plan.wanted.check_active(case.found)
        case.commands = self._commands(case.subject, plan.wanted, plan.wanted.target.of(case.found))
        if self._check_mode:
            foretold = plan.wanted.applied_to(case.found)
            case.result.after = data(foretold)
            case.result.changed = _differs(plan, foretold)
            case.result.status = SUCCEEDED
        return not self._check_mode

    def _decide_blindly(self, case: Case) -> bool:
        case.plan = _Plan(self._wanted, [])
        case.commands = self._commands(case.subject, self._wanted, None)
        if self._check_mode:
            case.result.status, case.result.changed = UNVERIFIED, True
        return not self._check_mode

    def _plan(self, case: Case) -> _Plan:
        entry = self._journal.entry(case.key)
        if entry is None:
            return _Plan(self._wanted, case.found)
        wanted = self._wanted
        if self._given_duration:  # the date that it led to was settled then
            wanted = wanted._replace(expires=entry.sent["expires"])
        before = [Membership(rank, end, tuple(map(tuple, context))) for rank, end, context in entry.before]
        return _Plan(wanted, before)

    def _commands(
        self, subject: t.Optional[Subject], wanted: Wanted, active: t.Optional[t.Sequence[Membership]]
    ) -> t.List[str]:
        """Return what is to be sent. C(active) is what the target has now; None means unknown."""
        whom = t.cast(Subject, subject)
        if not wanted.present:
            return self._provider.revoke(whom, wanted.target, active)
        if wanted.expires is not None:
            _refuse_past(wanted.expires)  # it was in the future when it was given; an earlier attempt may be long ago
        return self._provider.grant(whom, wanted.target, wanted.expires, prolong=wanted.renew == EXTEND)

    def note(self, case: Case) -> Entry:
        return Entry(case.found, {"expires": case.plan.wanted.expires})

    def is_met(self, case: Case) -> bool:
        return bool(case.plan.wanted.is_met(case.after))

    def complete(self, case: Case) -> None:
        result = case.result
        if self.blind:
            refusal = self._refusal(case)
            if refusal is not None:
                raise refusal
            result.status, result.changed = UNVERIFIED, True
            return
        result.after = data(case.after)
        result.changed = _differs(case.plan, case.after)
        result.status = SUCCEEDED if result.changed else UNCHANGED
        result.verified = True
        result.how_verified = self._provider.read_back

    def explain(self, case: Case) -> SupportError:
        case.result.after = None if case.after is None else data(case.after)
        if case.after is not None:
            case.result.changed = _differs(case.plan, case.after)
        trouble = (case.job and case.job.trouble) or case.obstacle
        if isinstance(trouble, ConsoleLostAfterError):
            return trouble
        refusal = self._refusal(case)
        if refusal is not None:
            return refusal
        if trouble is not None:
            return UnconfirmedError("A command was sent, and whether it took effect is not known: %s" % trouble.message)
        if case.after is None:
            return UnconfirmedError("The command was sent, and the server did not answer: its effect is not known.")
        return UnconfirmedError(
            "The command was sent, and the %s does not show its effect after %g seconds.%s"
            % (self._provider.read_back, self._patience, self._strays(case))
        )

    def _strays(self, case: Case) -> str:
        target = self._wanted.target
        strays = [
            one
            for one in case.after
            if one.rank == target.rank and one not in case.found and one not in target.of(case.after)
        ]
        places = ", ".join(map(place, strays))
        return " It appeared in another context: %s." % shown(places, 200).strip("'") if strays else ""

    def _refusal(self, case: Case) -> t.Optional[SupportError]:
        """Return the error where the server said no. Only a no to every command leaves nothing in doubt."""
        subject = t.cast(Subject, case.subject)
        texts = [self._provider.rejection(one["reply"], subject, self._wanted.target) for one in case.result.commands]
        told = [text for text in texts if text is not None]
        if not told:
            return None
        if len(told) == len(case.commands):
            return RejectedError("The server answered: %s" % told[0])
        return UnconfirmedError(
            "The server answered to one of the commands: %s; what the other ones did is not known." % told[0]
        )


def _positive(option: str, value: float) -> float:
    if not 0 < value < 1e9:
        raise InvalidValueError("The option %s must be more than 0." % option)
    return value


def _players(texts: t.Sequence[str], bedrock_prefix: t.Optional[str]) -> t.List[Player]:
    """Read all names before anything is done for one of them; a player named twice is one player."""
    if not texts:
        raise InvalidValueError("No player is named.")
    return list(dict.fromkeys(parse_player(text, bedrock_prefix) for text in texts))


def _wanted(params: t.Mapping[str, t.Any], provider: RankProvider) -> Wanted:
    expires, duration, renew = params["expires"], params["duration"], params["renew"]
    temporary = expires is not None or duration is not None
    if not temporary and renew is not None:
        raise InvalidValueError("The option renew is about temporary memberships: give expires or duration with it.")
    if temporary and params["state"] == ABSENT:
        raise InvalidValueError("A rank is revoked now and for good: leave expires and duration out.")
    if duration is not None and renew == EXTEND:
        raise InvalidValueError("To extend by a duration would add to it at each run: give expires, the date to reach.")
    pairs = (params["context"] or {}).items()
    context = tuple(sorted((key, value) for key, value in pairs if value is not None))
    target = provider.target(params["rank"], context, temporary=temporary)
    if not temporary:
        return Wanted(target, params["state"] == PRESENT)
    until = parse_expiry(expires) if duration is None else end_of(parse_duration(duration), int(time.time()))
    _refuse_past(until)
    return Wanted(target, True, until, renew or (EXTEND if duration is None else KEEP))


def _refuse_past(moment: int) -> None:
    if moment <= time.time():
        raise InvalidValueError("The time %s is in the past." % format_time(moment), expires=format_time(moment))


def _differs(plan: _Plan, after: _Memberships) -> bool:
    target = plan.wanted.target
    return _ends(target.of(plan.before)) != _ends(target.of(after))


def _ends(memberships: _Memberships) -> t.List[int]:
    return sorted(one.expires or 0 for one in memberships)
