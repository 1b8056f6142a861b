# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Ban or unban players or IP addresses: look, decide, act, look again, and tell the truth about it."""

from __future__ import annotations

import contextlib
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._addresses import (
    Address,
    masked,
    parse_addresses,
    without_addresses,
)
from ansible_collections.gamedesk.support.plugins.module_utils._bans.choosing import choose
from ansible_collections.gamedesk.support.plugins.module_utils._bans.protocol import (
    BanProvider,
    Stoppable,
    StoppedBans,
    Surroundings,
)
from ansible_collections.gamedesk.support.plugins.module_utils._bans.reasons import check_reason
from ansible_collections.gamedesk.support.plugins.module_utils._bans.restored import Restored
from ansible_collections.gamedesk.support.plugins.module_utils._bans.wanted import Ban, Wanted, longest
from ansible_collections.gamedesk.support.plugins.module_utils._errors import InvalidValueError, SupportError
from ansible_collections.gamedesk.support.plugins.module_utils._journal import Entry
from ansible_collections.gamedesk.support.plugins.module_utils._module.action_run import ActionRun
from ansible_collections.gamedesk.support.plugins.module_utils._module.asking import Asking
from ansible_collections.gamedesk.support.plugins.module_utils._module.at_once import AtOnce
from ansible_collections.gamedesk.support.plugins.module_utils._module.ban_states import data, diff
from ansible_collections.gamedesk.support.plugins.module_utils._module.ban_undoing import asked_back, restored
from ansible_collections.gamedesk.support.plugins.module_utils._module.crew import Job
from ansible_collections.gamedesk.support.plugins.module_utils._module.ends import (
    default_renewal,
    refuse_past,
    wanted_end,
)
from ansible_collections.gamedesk.support.plugins.module_utils._module.errand import Plan, StateErrand
from ansible_collections.gamedesk.support.plugins.module_utils._module.results import (
    PlayerResult,
    finish,
    finish_before_start,
)
from ansible_collections.gamedesk.support.plugins.module_utils._module.rollout import Case, Who
from ansible_collections.gamedesk.support.plugins.module_utils._players import Found, Player, Subject

if t.TYPE_CHECKING:
    from ansible.module_utils.basic import AnsibleModule

PRESENT = "present"
FILES = "files"

_Bans = t.List[Ban]


def run_module(module: AnsibleModule) -> t.NoReturn:
    """Do what the parameters of M(gamedesk.support.ban_player) say, and end the module.

    Of C(module) only C(params), C(check_mode), C(_diff), C(exit_json) and C(fail_json) are used.
    """
    try:
        results = _results(module.params, check_mode=module.check_mode)
    except SupportError as error:
        finish_before_start(module, error)
    finish(module, results, [diff(one) for one in results] if module._diff else [])


def _results(params: t.Dict[str, t.Any], *, check_mode: bool) -> t.List[PlayerResult]:
    """Check everything, then work through the targets.

    Raises SupportError if the request as a whole cannot be worked on.
    """
    run = ActionRun(params, check_mode=check_mode)
    whom, addresses = _targets(params, run)
    wanted = _wanted(params)
    with contextlib.ExitStack() as stack:
        asking = Asking(run.open_console, run.deadline, answers=run.console_answers)
        stack.callback(asking.close)
        provider = choose(params["bans"], Surroundings(run.server_path, run.bedrock_prefix, asking.question))
        may_write = params["bans"]["when_stopped"] == FILES
        if not may_write:
            wanted = provider.accept(wanted, addresses)
        ways = asked_back(params, whom, wanted, provider, run.bedrock_prefix)
        run.check_read_back(provider, "bans")
        journal = run.enter(stack, _about(params))
        stopped = stack.enter_context(t.cast(Stoppable, provider).stopped(run.open_console)) if may_write else None
        if may_write:
            wanted = (stopped or provider).accept(wanted, addresses)
        errand = _Ban(stopped or provider, wanted, journal, patience=run.patience, check_mode=check_mode)
        errand.prepare(restored(ways, wanted, stopped or provider), given_duration=params["duration"] is not None)
        if stopped is None:
            results = run.roll_out(errand, whom, journal, provider)
        else:
            at_once = AtOnce(errand, errand.writing(stopped), journal, run.settling, stop_on_error=run.stop_on_error)
            results = at_once.run(whom)
    pseudonyms = {who.value: who.text for who in whom if isinstance(who, Address)}
    for who, result in zip(whom, results):
        if isinstance(who, Address):
            _mask(result, who, pseudonyms)
        for command in result.commands:  # the reply may be to somebody else, and a list of all addresses
            command["reply"] = command["reply"] and without_addresses(command["reply"])
    return results


def _about(params: t.Mapping[str, t.Any]) -> t.Dict[str, t.Any]:
    names = ("state", "reason", "silent")
    kind = "address" if params["address"] is not None else "player"
    provider = params["bans"]["provider"]
    return {"module": "ban_player", "provider": provider, "kind": kind, **{name: params[name] for name in names}}


def _targets(params: t.Mapping[str, t.Any], run: ActionRun) -> t.Tuple[t.Sequence[Who], t.List[str]]:
    """Return whom the request is about, and the addresses among them."""
    if (params["player"] is None) == (params["address"] is None):
        raise InvalidValueError("Say who is meant by player or by address, and not by both.")
    if params["player"] is not None:
        return run.players(params["player"]), []
    addresses = parse_addresses(params["address"], params["address_key"])
    return addresses, [address.value for address in addresses]


def _wanted(params: t.Mapping[str, t.Any]) -> Wanted:
    present = params["state"] == PRESENT
    given = [name for name in ("reason", "expires", "duration", "renew") if params[name] is not None]
    if not present and given:
        raise InvalidValueError("What is unbanned is so now and for good: leave %s out." % " and ".join(given))
    if params["reason"] is not None:
        check_reason(params["reason"])
    return Wanted(present, wanted_end(params), params["reason"], default_renewal(params), params["silent"])


def _mask(result: PlayerResult, address: Address, pseudonyms: t.Mapping[str, str]) -> None:
    """Put pseudonyms in the place of this address and the others of the request, whoever repeated them."""

    def mask(value: t.Any) -> t.Any:
        if isinstance(value, str):
            return masked(value, pseudonyms).replace(address.value, address.text)
        if isinstance(value, dict):
            return {key: mask(item) for key, item in value.items()}
        return [mask(item) for item in value] if isinstance(value, list) else value

    result.commands, result.error = mask(result.commands), mask(result.error)
    result.before, result.after = mask(result.before), mask(result.after)


class _Ban(StateErrand):
    """To ban or unban, as an errand for each of many."""

    _provider: BanProvider
    _wanted: Wanted

    def prepare(self, back: t.Mapping[Who, Restored], *, given_duration: bool) -> None:
        """Take what only this errand needs. C(back) is what those get who are to be led back to what was."""
        self._restored = back
        self._given_duration = given_duration

    def find(self, players: t.Sequence[Who]) -> t.List[Found]:
        if isinstance(players[0], Address):
            return [Subject(None, None, t.cast(Address, who).value) for who in players]
        return self._provider.find([t.cast(Player, who) for who in players])

    def data(self, state: _Bans) -> t.Dict[str, t.Any]:
        return data(state)

    def differs(self, before: _Bans, after: _Bans) -> bool:
        return _essence(before) != _essence(after)

    def commands(self, case: Case) -> t.List[str]:
        commands = self._all_commands(case)
        waits = self._is_stepwise and case.plan.wanted.present and len(commands) > 1
        return commands[:-1] if waits else commands

    def further(self, case: Case) -> t.List[str]:
        if not self._is_stepwise or not case.plan.wanted.present or t.cast(Job, case.job).follows:
            return []
        # What was there is gone, and the remaining time is counted from now on.
        return self._all_commands(case)[-1:] if case.found and not case.after else []

    @property
    def _is_stepwise(self) -> bool:
        return getattr(self._provider, "stepwise", False)

    def _all_commands(self, case: Case) -> t.List[str]:
        subject, wanted = t.cast(Subject, case.subject), case.plan.wanted
        if isinstance(wanted, Restored):
            wanted = wanted.possible()
        if not wanted.present:
            return self._provider.unban(subject, case.found)
        if wanted.expires is not None:
            refuse_past(wanted.expires)  # it was in the future when it was given; an earlier attempt may be long ago
        return self._provider.ban(subject, wanted, case.found)

    def note(self, case: Case) -> Entry:
        return Entry([list(ban) for ban in case.found], {"expires": case.plan.wanted.expires})

    def remembered(self, noted: t.Any) -> _Bans:
        return [Ban(*ban) for ban in noted]

    def wanted_for(self, case: Case, entry: t.Optional[Entry]) -> t.Union[Wanted, Restored]:
        restored = self._restored.get(case.player)
        if restored is not None:
            return restored._replace(begun=entry is not None)
        if entry is None:
            return self._wanted
        ban = longest(self.remembered(entry.before))
        wanted = self._wanted._replace(earlier_reason=None if ban is None else ban.reason)
        # The date that a duration led to was settled then.
        return wanted._replace(expires=entry.sent["expires"]) if self._given_duration else wanted

    def is_achieved(self, plan: Plan, after: _Bans) -> bool:
        return bool(plan.wanted.is_achieved(after))

    def rejection(self, reply: t.Optional[str], case: Case) -> t.Optional[str]:
        return self._provider.rejection(reply, t.cast(Subject, case.subject))

    def unseen(self, case: Case) -> str:
        stray = self._provider.stray(t.cast(Subject, case.subject))
        if stray is not None:
            return " " + stray
        ban = longest(case.after)
        present = case.plan.wanted.present
        return " It shows a ban, but not the one that is wanted." if ban is not None and present else ""

    def writing(self, stopped: StoppedBans) -> t.Callable[[t.Sequence[Case]], None]:
        """Return what writes the bans of these cases at once."""

        def write(cases: t.Sequence[Case]) -> None:
            changes = {
                t.cast(Subject, case.subject): longest(case.plan.wanted.applied_to(case.found)) for case in cases
            }
            stopped.write(changes)

        return write


def _essence(bans: _Bans) -> t.Any:
    """Return what makes a ban another one. When it was made is not part of that, nor by whom."""
    ban = longest(bans)
    return None if ban is None else (ban.end, ban.reason)
