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

from ansible_collections.gamedesk.support.plugins.module_utils._console.opening import endpoint, open_console
from ansible_collections.gamedesk.support.plugins.module_utils._console.protocol import Reply
from ansible_collections.gamedesk.support.plugins.module_utils._durations import (
    end_of,
    format_time,
    parse_duration,
    parse_expiry,
)
from ansible_collections.gamedesk.support.plugins.module_utils._errors import (
    UNKNOWN,
    CannotVerifyError,
    ConsoleLostAfterError,
    InvalidValueError,
    StorageError,
    SupportError,
    UnconfirmedError,
)
from ansible_collections.gamedesk.support.plugins.module_utils._host_state import StateFolder, default_path
from ansible_collections.gamedesk.support.plugins.module_utils._journal import Journal, NoJournal
from ansible_collections.gamedesk.support.plugins.module_utils._lock import server_lock
from ansible_collections.gamedesk.support.plugins.module_utils._module.results import (
    SUCCEEDED,
    UNCHANGED,
    UNVERIFIED,
    PlayerResult,
    finish,
    finish_before_start,
)
from ansible_collections.gamedesk.support.plugins.module_utils._module.run_console import RunConsole
from ansible_collections.gamedesk.support.plugins.module_utils._players import Player, parse_player
from ansible_collections.gamedesk.support.plugins.module_utils._ranks.choosing import choose
from ansible_collections.gamedesk.support.plugins.module_utils._ranks.protocol import (
    EXTEND,
    KEEP,
    Membership,
    RankProvider,
    Subject,
    UnsettledStorageError,
)
from ansible_collections.gamedesk.support.plugins.module_utils._ranks.wanted import Wanted
from ansible_collections.gamedesk.support.plugins.module_utils._text import plain, shown

if t.TYPE_CHECKING:
    from ansible.module_utils.basic import AnsibleModule

PRESENT = "present"
ABSENT = "absent"
REQUIRED = "required"
BEST_EFFORT = "best_effort"

_ACTION_ID = re.compile("[0-9A-HJKMNP-TV-Z]{26}")
_FIRST_PAUSE_SECONDS = 0.02
_LONGEST_PAUSE_SECONDS = 0.5

_Memberships = t.List[Membership]


class RejectedError(SupportError):
    """The server answered the command with an error, and the wanted state did not appear."""

    code = "rejected"


def run_module(module: AnsibleModule) -> t.NoReturn:
    """Do what the parameters of M(gamedesk.support.grant_rank) say, and end the module.

    Of C(module) only C(params), C(check_mode), C(_diff), C(exit_json) and C(fail_json) are used.
    """
    try:
        work = _Work(module.params, check_mode=module.check_mode)
        results = work.run()
    except SupportError as error:
        finish_before_start(module, error)
    finish(module, results, [_diff(one) for one in results] if module._diff else [])


class _Work:
    """One run of the module: everything is checked when it is made, and nothing happens before C(run)."""

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
        self._journal: t.Union[Journal, NoJournal] = NoJournal()
        self._console = RunConsole(
            lambda: open_console(params["console"] or {}, self._server_path, deadline=self._deadline), self._deadline
        )

    def run(self) -> t.List[PlayerResult]:
        """Work through the players. Raises SupportError if the request as a whole cannot be worked on."""
        with contextlib.ExitStack() as stack:
            if not self._check_mode:
                self._enter(stack)
            stack.callback(self._console.close)
            if self._wanted.present:
                self._settled(lambda: self._provider.check_rank(self._wanted.target.rank))
            return [self._work_on(player) for player in self._players]

    def _enter(self, stack: contextlib.ExitStack) -> None:
        params = self._params
        folder = StateFolder(params["state_dir"] or default_path())
        stack.callback(folder.close)
        where = endpoint(params["console"] or {}, self._server_path)
        stack.enter_context(server_lock(folder, where, deadline=self._deadline))
        if params["action_id"] is not None:
            target = self._wanted.target
            about = {
                "module": "grant_rank",
                "provider": params["ranks"]["provider"],
                "state": params["state"],
                "rank": target.rank,
                "context": [list(pair) for pair in target.context],
            }
            self._journal = Journal(folder, params["action_id"], params["attempt"], about)

    def _work_on(self, player: Player) -> PlayerResult:
        result = PlayerResult(player.text, player.uuid)
        try:
            subject = self._settled(lambda: self._provider.find(player))
            result.uuid = subject.uuid
            if self._provider.read_back is None:
                self._act_blindly(subject, result)
            else:
                self._act(subject, result)
        except SupportError as error:
            result.fail(error)
            if error.status == UNKNOWN:
                self._console.give_up()
        return result

    def _act(self, subject: Subject, result: PlayerResult) -> None:
        found = self._settled(lambda: self._provider.read(subject))
        wanted, before = self._with_the_past(subject, found)
        result.before, result.after = _data(before), _data(found)
        if wanted.is_met(found):
            if not wanted.present and found == before:
                self._settled(lambda: self._provider.check_rank(wanted.target.rank))
            self._done(result, wanted, before, found)
            return
        wanted.check_active(found)
        commands = self._commands(subject, wanted, wanted.target.of(found))
        if self._check_mode:
            self._foretold(result, wanted, before, found)
            return
        self._journal.sending(subject.key, found, {"expires": wanted.expires})
        trouble = self._send(subject, commands, result)
        after, met, obstacle = self._await(subject, wanted)
        if after is not None:
            result.after = _data(after)
            result.changed = _differs(wanted, before, after)
        if not met:
            raise self._explain(subject, result, trouble or obstacle, found, after)
        self._done(result, wanted, before, t.cast(_Memberships, after))

    def _with_the_past(self, subject: Subject, found: _Memberships) -> t.Tuple[Wanted, _Memberships]:
        """Return what is wanted, and what was there before the first attempt that sent something."""
        entry = self._journal.entry(subject.key)
        if entry is None:
            return self._wanted, found
        wanted = self._wanted
        if self._params["duration"] is not None:  # the date that it led to was settled then
            wanted = wanted._replace(expires=entry.sent["expires"])
        return wanted, [Membership(rank, end, tuple(map(tuple, context))) for rank, end, context in entry.before]

    def _done(self, result: PlayerResult, wanted: Wanted, before: _Memberships, after: _Memberships) -> None:
        result.changed = _differs(wanted, before, after)
        result.status = SUCCEEDED if result.changed else UNCHANGED
        result.verified = True
        result.how_verified = self._provider.read_back

    @staticmethod
    def _foretold(result: PlayerResult, wanted: Wanted, before: _Memberships, found: _Memberships) -> None:
        result.after = _data(wanted.applied_to(found))
        result.changed = _differs(wanted, before, wanted.applied_to(found))
        result.status = SUCCEEDED

    def _act_blindly(self, subject: Subject, result: PlayerResult) -> None:
        commands = self._commands(subject, self._wanted, None)
        if not self._check_mode:
            trouble = self._send(subject, commands, result)
            if trouble is not None or any(one["reply"] is None for one in result.commands):
                raise self._explain(subject, result, trouble, [], None)
            rejection = self._rejection(subject, result)
            if rejection is not None:
                raise RejectedError("The server answered: %s" % rejection)
        result.status = UNVERIFIED
        result.changed = True

    def _commands(self, subject: Subject, wanted: Wanted, active: t.Optional[t.Sequence[Membership]]) -> t.List[str]:
        """Return what is to be sent. C(active) is what the target has now; None means unknown."""
        if not wanted.present:
            return self._provider.revoke(subject, wanted.target, active)
        if wanted.expires is not None:
            _refuse_past(wanted.expires)  # it was in the future when it was given; an earlier attempt may be long ago
        return self._provider.grant(subject, wanted.target, wanted.expires, prolong=wanted.renew == EXTEND)

    def _send(self, subject: Subject, commands: t.Sequence[str], result: PlayerResult) -> t.Optional[SupportError]:
        """Send the commands. Return the error that came after something had gone out, raise one that came before."""
        for command in commands:
            noted = {"command": command, "reply": None}
            try:
                reply: Reply = self._console.send(command, need_text=self._provider.read_back is None)
            except ConsoleLostAfterError as error:
                result.commands.append(noted)
                return error
            except SupportError as error:
                if result.commands:
                    return error
                self._journal.not_sent(subject.key)
                raise
            result.commands.append({**noted, "reply": plain(reply.text)})
        return None

    def _await(
        self, subject: Subject, wanted: Wanted
    ) -> t.Tuple[t.Optional[_Memberships], bool, t.Optional[SupportError]]:
        """Read back until the wanted state is there, or the patience is at its end.

        Return what was read last, whether it is what was wanted, and what stood in the way of reading.
        """
        until = time.monotonic() + self._patience
        pause = _FIRST_PAUSE_SECONDS
        after: t.Optional[_Memberships] = None
        while True:
            obstacle: t.Optional[SupportError] = None
            try:
                after = self._provider.read(subject)
            except StorageError as error:
                obstacle = error
            else:
                if wanted.is_met(after):
                    return after, True, None
            left = until - time.monotonic()
            if left <= 0:
                return after, False, obstacle
            time.sleep(min(pause, left))
            pause = min(pause * 1.5, _LONGEST_PAUSE_SECONDS)

    def _settled(self, read: t.Callable[[], t.Any]) -> t.Any:
        """Read before anything is sent; wait for a storage that is being written."""
        until = min(time.monotonic() + self._patience, self._deadline)
        while True:
            try:
                return read()
            except UnsettledStorageError:
                if time.monotonic() >= until:
                    raise
                time.sleep(_FIRST_PAUSE_SECONDS)

    def _rejection(self, subject: Subject, result: PlayerResult) -> t.Optional[str]:
        for one in result.commands:
            text = self._provider.rejection(one["reply"], subject, self._wanted.target)
            if text is not None:
                return text
        return None

    def _explain(
        self,
        subject: Subject,
        result: PlayerResult,
        trouble: t.Optional[SupportError],
        before: _Memberships,
        after: t.Optional[_Memberships],
    ) -> SupportError:
        """Return the error for a command that went out, and whose effect was not seen."""
        rejection = self._rejection(subject, result)
        if rejection is not None:
            return RejectedError("The server answered: %s" % rejection)
        if isinstance(trouble, ConsoleLostAfterError):
            return trouble
        if trouble is not None:
            return UnconfirmedError("A command was sent, and whether it took effect is not known: %s" % trouble.message)
        if after is None:
            return UnconfirmedError("The command was sent, and the server did not answer: its effect is not known.")
        target = self._wanted.target
        strays = [one for one in after if one.rank == target.rank and one not in before and one not in target.of(after)]
        places = ", ".join(_context_text(_context_data(one)) or "everywhere" for one in strays)
        hint = " It appeared in another context: %s." % places if places else ""
        return UnconfirmedError(
            "The command was sent, and the %s does not show its effect after %g seconds.%s"
            % (self._provider.read_back, self._patience, hint)
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


def _differs(wanted: Wanted, before: _Memberships, after: _Memberships) -> bool:
    return sorted(wanted.target.of(before), key=str) != sorted(wanted.target.of(after), key=str)


def _data(memberships: _Memberships) -> t.Dict[str, t.Any]:
    ranks = [
        {
            "rank": plain(one.rank),
            "expires": None if one.expires is None else format_time(one.expires),
            "context": _context_data(one),
        }
        for one in sorted(memberships, key=lambda one: (one.rank, one.context, one.expires or 0))
    ]
    return {"ranks": ranks}


def _context_data(membership: Membership) -> t.Dict[str, str]:
    """A key with several values shows them side by side."""
    context: t.Dict[str, str] = {}
    for key, value in membership.context:
        name, text = t.cast(str, plain(key)), t.cast(str, plain(value))
        context[name] = "%s, %s" % (context[name], text) if name in context else text
    return context


def _context_text(context: t.Mapping[str, str]) -> str:
    return " ".join("%s=%s" % pair for pair in sorted(context.items()))


def _diff(result: PlayerResult) -> t.Dict[str, str]:
    header = "ranks of %s" % result.player
    return {
        "before_header": header,
        "after_header": header,
        "before": _diff_text(result.before),
        "after": _diff_text(result.after),
    }


def _diff_text(state: t.Optional[t.Dict[str, t.Any]]) -> str:
    if state is None:
        return "(not known)\n"
    lines = []
    for one in state["ranks"]:
        words = ["- %s" % one["rank"]]
        if one["expires"]:
            words.append("until %s" % one["expires"])
        if one["context"]:
            words.append("where %s" % _context_text(one["context"]))
        lines.append(" ".join(words) + "\n")
    return "".join(lines)
