# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Look, decide, act, look again, and tell the truth about it: the same for every provider that owns a state.

What a state is, and what is wanted of it, is the business of the module: it derives its errand from this one.
"""

from __future__ import annotations

import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._errors import (
    ConsoleLostAfterError,
    SupportError,
    UnconfirmedError,
)
from ansible_collections.gamedesk.support.plugins.module_utils._journal import Entry, Journal, NoJournal
from ansible_collections.gamedesk.support.plugins.module_utils._module.results import (
    SUCCEEDED,
    UNCHANGED,
    UNVERIFIED,
)
from ansible_collections.gamedesk.support.plugins.module_utils._module.rollout import Case, State
from ansible_collections.gamedesk.support.plugins.module_utils._players import Found, Player, Subject


class RejectedError(SupportError):
    """The server answered the command with an error, and the wanted state did not appear."""

    code = "rejected"


class Wanted(t.Protocol):
    """The state that is wanted."""

    @property
    def present(self) -> bool:
        """Whether something is to be there, and not to be gone."""

    def is_met(self, state: t.Any) -> bool:
        """Whether nothing has to be done."""

    def check_active(self, state: t.Any) -> None:
        """Raise SupportError if something is there that was not to be touched."""

    def applied_to(self, state: t.Any) -> t.Any:
        """Return what the state will be when the wanted one is there."""


class StateProvider(t.Protocol):
    """As much of a provider as every errand uses; the protocols in C(_ranks) and C(_bans) say what each of it means."""

    read_back: t.Optional[str]

    def find(self, players: t.Sequence[Player]) -> t.List[Found]:
        """Return the players."""

    def read(self, subjects: t.Sequence[Subject]) -> t.Mapping[str, t.Any]:
        """Return their states."""


class Plan(t.NamedTuple):
    """What is wanted for one player, and what was there before the first attempt that sent something.

    A state is never None: that stands for one that nobody has seen.
    """

    wanted: t.Any
    before: State


class StateErrand:
    """What is to be done for each of many players. C(blind) says that states cannot be read."""

    def __init__(
        self,
        provider: StateProvider,
        wanted: Wanted,
        journal: t.Union[Journal, NoJournal],
        *,
        patience: float,
        check_mode: bool,
    ) -> None:
        self.blind = provider.read_back is None
        self._provider = provider
        self._wanted = wanted
        self._journal = journal
        self._patience = patience
        self._check_mode = check_mode

    # What a module says of its own states.

    def data(self, state: State) -> t.Dict[str, t.Any]:
        """Return a state as the result shows it."""
        raise NotImplementedError

    def differs(self, before: State, after: State) -> bool:
        """Whether the two differ in what this errand is about."""
        raise NotImplementedError

    def commands(self, case: Case) -> t.List[str]:
        """Return what is to be sent for C(case.plan). C(case.found) is None where states cannot be read.

        Raises SupportError for what cannot be sent.
        """
        raise NotImplementedError

    def note(self, case: Case) -> Entry:
        """Return what the journal is to keep about a case before its commands go out."""
        raise NotImplementedError

    def remembered(self, noted: t.Any) -> State:
        """Return the state before, from the note of an earlier attempt."""
        raise NotImplementedError

    def wanted_for(self, case: Case, entry: t.Optional[Entry]) -> t.Any:  # noqa: ARG002
        """Return what is wanted in this case; C(entry) is the note of an earlier attempt."""
        return self._wanted

    def rejection(self, reply: t.Optional[str], case: Case) -> t.Optional[str]:
        """Return the reply, plain but for its line feeds, as one plain line if it says no to the command."""
        raise NotImplementedError

    def met_already(self, case: Case) -> None:
        """Look twice at a case that needs nothing. Raises SupportError where that is only because of a mistake."""

    def further(self, case: Case) -> t.List[str]:  # noqa: ARG002
        """Return what can be sent only now that C(case.after) shows the effect of the commands before."""
        return []

    def is_achieved(self, plan: Plan, after: State) -> bool:
        """Whether what was sent has come true."""
        return bool(plan.wanted.is_met(after))

    def unseen(self, case: Case) -> str:  # noqa: ARG002
        """Return what else there is to say, as a sentence after a space, where the effect does not appear.

        Raises SupportError where that cannot be looked at.
        """
        return ""

    # The same for all.

    def find(self, players: t.Sequence[t.Any]) -> t.List[Found]:
        """Return the players, or why there is none, in this order. Raises StorageError."""
        return self._provider.find(players)

    def read(self, subjects: t.Sequence[Subject]) -> t.Mapping[str, State]:
        """Return the state of each of them, by key. Raises StorageError."""
        return self._provider.read(subjects)

    def decide(self, case: Case) -> bool:
        """Say whether something is to be sent, and set C(case.commands); otherwise complete C(case.result)."""
        if self.blind:
            return self._decide_blindly(case)
        entry = self._journal.entry(case.key)
        before = case.found if entry is None else self.remembered(entry.before)
        case.plan = plan = Plan(self.wanted_for(case, entry), before)
        case.result.before, case.result.after = self.data(plan.before), self.data(case.found)
        case.result.changed = self.differs(plan.before, case.found)  # by an earlier attempt
        if plan.wanted.is_met(case.found):
            self.met_already(case)
            case.after = case.found
            self.complete(case)
            return False
        plan.wanted.check_active(case.found)
        case.commands = self.commands(case)
        if self._check_mode:
            foretold = plan.wanted.applied_to(case.found)
            case.result.after = self.data(foretold)
            case.result.changed = self.differs(plan.before, foretold)
            case.result.status = SUCCEEDED
        return not self._check_mode

    def _decide_blindly(self, case: Case) -> bool:
        case.plan = Plan(self._wanted, None)
        case.commands = self.commands(case)
        if self._check_mode:
            case.result.status, case.result.changed = UNVERIFIED, True
        return not self._check_mode

    def is_met(self, case: Case) -> bool:
        """Whether C(case.after) is what was wanted."""
        return self.is_achieved(case.plan, case.after)

    def complete(self, case: Case) -> None:
        """Fill in the result of a case that is met, or that was answered where states cannot be read."""
        result = case.result
        if self.blind:
            refusal = self._refusal(case)
            if refusal is not None:
                raise refusal
            result.status, result.changed = UNVERIFIED, True
            return
        result.after = self.data(case.after)
        result.changed = self.differs(case.plan.before, case.after)
        result.status = SUCCEEDED if result.changed else UNCHANGED
        result.verified = True
        result.how_verified = self._provider.read_back

    def explain(self, case: Case) -> SupportError:
        """Fill in what is known of a case whose effect was not seen, and return the error for it."""
        case.result.after = None if case.after is None else self.data(case.after)
        if case.after is not None:
            case.result.changed = self.differs(case.plan.before, case.after)
        trouble = (case.job and case.job.trouble) or case.obstacle
        if isinstance(trouble, ConsoleLostAfterError):
            return trouble
        refusal = self._refusal(case)
        if refusal is not None:
            return refusal
        sent = "The command was sent" if case.commands else "The change was written"
        if trouble is not None:
            return UnconfirmedError("%s, and whether it took effect is not known: %s" % (sent, trouble.message))
        if case.after is None:
            return UnconfirmedError("The command was sent, and the server did not answer: its effect is not known.")
        return UnconfirmedError(
            "%s, and the %s does not show its effect after %g seconds.%s"
            % (sent, self._provider.read_back, self._patience, self._unseen(case))
        )

    def _unseen(self, case: Case) -> str:
        try:
            return self.unseen(case)
        except SupportError:  # to look for more failed; what is known of this case is no less true
            return ""

    def _refusal(self, case: Case) -> t.Optional[SupportError]:
        """Return the error where the server said no. Only a no to every command leaves nothing in doubt."""
        texts = [self.rejection(reply, case) for reply in case.replies]
        told = [text for text in texts if text is not None]
        if not told:
            return None
        if self.blind and case.job is not None and case.job.overheard:
            return UnconfirmedError(
                "The server's log says: %s; whether that is the answer to the command is not known." % told[0]
            )
        if len(told) == len(case.commands):
            return RejectedError("The server answered: %s" % told[0])
        return UnconfirmedError(
            "The server answered to one of the commands: %s; what the other ones did is not known." % told[0]
        )
