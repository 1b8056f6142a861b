# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Many players in one run: find, look, send what is missing, and look again until it is there.

The stages overlap: while some players' commands are on their way, the effect of others is looked for. How far the one
may run ahead of the other is what Window says, so that a server that does nothing is noticed by the first player.
"""

from __future__ import annotations

import collections
import dataclasses
import time
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._addresses import Address
from ansible_collections.gamedesk.support.plugins.module_utils._errors import (
    UNKNOWN,
    ConfigurationError,
    SupportError,
)
from ansible_collections.gamedesk.support.plugins.module_utils._journal import Entry, Journal, NoJournal
from ansible_collections.gamedesk.support.plugins.module_utils._module.crew import (
    Crew,
    Job,
    NotAttemptedError,
)
from ansible_collections.gamedesk.support.plugins.module_utils._module.pace import Pace
from ansible_collections.gamedesk.support.plugins.module_utils._module.results import PlayerResult
from ansible_collections.gamedesk.support.plugins.module_utils._module.settling import Settling
from ansible_collections.gamedesk.support.plugins.module_utils._module.window import Window
from ansible_collections.gamedesk.support.plugins.module_utils._players import Found, Player, Subject

_IDLE_SECONDS = 1.0
# Of many players who need nothing, so many are looked at together.
_MOST_AHEAD = 512

# What a provider reads about one player. It is never None, which stands for a state that nobody has seen.
State = t.Any
# Whom a case is about, as the caller says it.
Who = t.Union[Player, Address]


@dataclasses.dataclass(eq=False)
class Case:
    """One player's way through the run. C(plan) is the errand's own."""

    player: Who
    result: PlayerResult
    subject: t.Optional[Subject] = None
    plan: t.Any = None
    commands: t.Sequence[str] = ()
    # What was there before the commands of this run, and what was read last after them.
    found: State = None
    after: State = None
    job: t.Optional[Job] = None
    # What the server answered to all commands of this run, with its lines.
    replies: t.Sequence[t.Optional[str]] = ()
    # Since when the effect is waited for, on the clock of time.monotonic.
    since: float = 0.0
    # What stood in the way of looking, the last time.
    obstacle: t.Optional[SupportError] = None

    @property
    def key(self) -> str:
        """What tells this player from others, once they are found."""
        return t.cast(Subject, self.subject).key


class Errand(t.Protocol):
    """What is to be done for each player. C(blind) says that states cannot be read."""

    blind: bool

    def find(self, players: t.Sequence[Who]) -> t.List[Found]:
        """Return the players, or why there is none, in this order.

        Raises StorageError, and where the console has to be asked, ConsoleError and DeadlineError.
        """

    def read(self, subjects: t.Sequence[Subject]) -> t.Mapping[str, State]:
        """Return the state of each of them, by key. Raises as C(find) does."""

    def decide(self, case: Case) -> bool:
        """Say whether something is to be sent, and set C(case.commands); otherwise complete C(case.result).

        Raises SupportError for what ends this player's case.
        """

    def note(self, case: Case) -> Entry:
        """Return what the journal is to keep about a case before its commands go out."""

    def is_met(self, case: Case) -> bool:
        """Whether C(case.after) is what was wanted."""

    def further(self, case: Case) -> t.List[str]:
        """Return what can be sent only now that C(case.after) shows the effect of the commands before; often nothing.

        Raises SupportError for what cannot be sent.
        """

    def complete(self, case: Case) -> None:
        """Fill in the result of a case that is met, or that was answered where states cannot be read.

        Raises SupportError where it is not complete after all.
        """

    def explain(self, case: Case) -> SupportError:
        """Fill in what is known of a case whose effect was not seen, and return the error for it."""


class Rollout:
    """One errand for many players."""

    def __init__(
        self,
        errand: Errand,
        crew: Crew,
        journal: t.Union[Journal, NoJournal],
        settling: Settling,
        *,
        patience: float,
        stop_on_error: bool = False,
    ) -> None:
        """C(patience) is how long an effect is waited for, in seconds.

        After an outcome that nobody knows, nothing more is sent; with C(stop_on_error) after any error.
        """
        self._errand = errand
        self._crew = crew
        self._journal = journal
        self._settling = settling
        self._patience = patience
        self._stop_on_error = stop_on_error
        self._window = Window()
        self._pace = Pace()
        self._ahead = 1
        self._under_way: t.Dict[str, Case] = {}
        # Those whose commands are out, in the order of that.
        self._out: t.Dict[str, Case] = {}
        self._next_look = 0.0

    def run(self, players: t.Sequence[Who]) -> t.List[PlayerResult]:
        """Return one result for each player, in this order."""
        cases = [Case(player, PlayerResult(player.text, player.uuid)) for player in players]
        waiting: t.Deque[Case] = collections.deque(cases)
        while waiting or self._under_way:
            if waiting:
                self._take_up_some(waiting)
            if self._under_way:
                self._follow_up()
        return [case.result for case in cases]

    def _take_up_some(self, waiting: t.Deque[Case]) -> None:
        """Look at the next players and send for those who need it, if there is room for enough of them."""
        room = len(waiting) if self._crew.given_up else self._window.room(len(self._under_way))
        if self._crew.given_up or not self._under_way or room >= self._window.step:
            to_send = self._look_at_some(waiting, room)
            if to_send:
                self._send(to_send)

    def _look_at_some(self, waiting: t.Deque[Case], room: int) -> t.List[Case]:
        """Find and look at the next players, and return up to C(room) of them for whom something is to be sent.

        The others are put back, to be looked at again: what was read long before its command is no longer the state
        before it.
        """
        size = min(_MOST_AHEAD if self._crew.given_up else max(self._ahead, room), len(waiting))
        some = [waiting.popleft() for _unused in range(size)]
        try:
            found, later = self._find(some)
            self._read(found)
        except SupportError as error:
            # It is about the storage, not about a player, and would be so for the next ones. It is no error of the
            # whole request: for others, something may have been sent.
            for case in [*some, *waiting]:
                case.result.fail(error)
            waiting.clear()
            return []
        to_send: t.List[Case] = []
        undecided = collections.deque(found)
        while undecided and len(to_send) < room:
            case = undecided.popleft()
            if self._decide(case):
                to_send.append(case)
        waiting.extendleft(reversed([*undecided, *later]))
        self._ahead = 1 if to_send else min(2 * size, _MOST_AHEAD)
        return to_send

    def _find(self, some: t.Sequence[Case]) -> t.Tuple[t.List[Case], t.List[Case]]:
        """Return who is found, and who is among them, or on their way, under another name: they come after that."""
        found: t.List[Case] = []
        later: t.List[Case] = []
        taken = set(self._under_way)
        subjects = self._settling.read(lambda: self._errand.find([case.player for case in some]))
        for case, subject in zip(some, subjects):
            if isinstance(subject, SupportError):
                self._fail(case, subject)
                continue
            case.subject = subject
            case.result.uuid = subject.uuid
            (later if case.key in taken else found).append(case)
            taken.add(case.key)
        return found, later

    def _read(self, cases: t.Sequence[Case]) -> None:
        if self._errand.blind or not cases:
            return
        states = self._settling.read(lambda: self._errand.read(_subjects(cases)))
        for case in cases:
            case.found = states[case.key]

    def _decide(self, case: Case) -> bool:
        try:
            return self._errand.decide(case)
        except SupportError as error:
            self._fail(case, error)
            return False

    def _send(self, cases: t.Sequence[Case]) -> None:
        try:
            if self._crew.given_up:
                raise NotAttemptedError
            if not self._errand.blind:
                self._journal.sending({case.key: self._errand.note(case) for case in cases})
        except SupportError as error:
            self._crew.give_up()
            for case in cases:
                case.result.fail(error)
            return
        for case in cases:
            case.job = Job(case.key, case.commands)
            self._under_way[case.key] = case
            self._crew.take(case.job)

    def _follow_up(self) -> None:
        """Wait for the next thing to happen: commands that are out, or the time to look at the state again."""
        wait = max(self._next_look - time.monotonic(), 0.0) if self._out else _IDLE_SECONDS
        jobs = self._crew.done(wait)
        try:
            self._journal.not_sent([job.key for job in jobs if job.trouble and not job.sent and not job.follows])
        except ConfigurationError:
            # The note stays: what it says of the state before is true. But no more can be noted, or sent.
            self._crew.give_up()
        for job in jobs:
            self._sent(self._under_way[job.key], job)
        if self._out and time.monotonic() >= self._next_look:
            self._look_again(list(self._out.values()))

    def _sent(self, case: Case, job: Job) -> None:
        case.result.commands = [*case.result.commands, *job.sent]
        case.replies = [*case.replies, *job.replies]
        if job.trouble is not None and not case.result.commands:
            self._close(case, job.trouble)
        elif not self._errand.blind:
            case.since = job.ended_at
            self._out[case.key] = case
        elif job.trouble is not None or job.unanswered:
            self._close(case, self._errand.explain(case))
        else:
            self._complete(case)

    def _look_again(self, cases: t.Sequence[Case]) -> None:
        """Read back all whose commands are out: the effect of one may be there before that of another."""
        busy = time.thread_time()
        met: t.List[Case] = []
        try:
            states = self._errand.read(_subjects(cases))
        except SupportError as error:
            for case in cases:
                case.obstacle, case.after = error, None
        else:
            for case in cases:
                case.obstacle, case.after = None, states[case.key]
                if self._errand.is_met(case):
                    met.append(case)
                elif t.cast(Job, case.job).trouble is None:
                    self._go_on(case)
        now = time.monotonic()
        for case in met:
            self._complete(case)
        self._be_patient_anew(met, now)
        for case in cases:
            if case.key in self._out and now >= case.since + self._patience:
                self._close(case, self._errand.explain(case))
        self._next_look = now + self._pace.after(met=len(met), awaited=len(cases), busy=time.thread_time() - busy)

    def _go_on(self, case: Case) -> None:
        """Send what had to wait for the effect of the commands before."""
        try:
            commands = self._errand.further(case)
        except SupportError as error:
            case.obstacle = error
            return
        if commands:
            case.commands = [*case.commands, *commands]
            case.job = Job(case.key, commands, follows=True)
            del self._out[case.key]
            self._crew.take(case.job)

    def _be_patient_anew(self, met: t.Sequence[Case], now: float) -> None:
        """Wait anew for those whose commands went out after one that has taken effect: the server has a queue."""
        newest = max((t.cast(Job, case.job).ended_at for case in met), default=None)
        for case in self._out.values():
            if newest is not None and t.cast(Job, case.job).ended_at >= newest:
                case.since = now

    def _complete(self, case: Case) -> None:
        try:
            self._errand.complete(case)
        except SupportError as error:
            self._close(case, error)
        else:
            self._close(case, None)

    def _close(self, case: Case, error: t.Optional[SupportError]) -> None:
        del self._under_way[case.key]
        self._out.pop(case.key, None)
        if error is None:
            self._window.grow()
            return
        self._fail(case, error)

    def _fail(self, case: Case, error: SupportError) -> None:
        case.result.fail(error)
        if error.status == UNKNOWN or self._stop_on_error:
            self._crew.give_up()


def _subjects(cases: t.Sequence[Case]) -> t.List[Subject]:
    return [t.cast(Subject, case.subject) for case in cases]
