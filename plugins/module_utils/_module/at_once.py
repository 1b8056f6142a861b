# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""One errand for many, without a console: find, look, write what is missing in one step, and look again."""

from __future__ import annotations

import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._errors import (
    ConfigurationError,
    StorageError,
    SupportError,
)
from ansible_collections.gamedesk.support.plugins.module_utils._journal import Journal, NoJournal
from ansible_collections.gamedesk.support.plugins.module_utils._module.crew import NotAttemptedError
from ansible_collections.gamedesk.support.plugins.module_utils._module.results import PlayerResult
from ansible_collections.gamedesk.support.plugins.module_utils._module.rollout import Case, Errand, State, Who
from ansible_collections.gamedesk.support.plugins.module_utils._module.settling import Settling
from ansible_collections.gamedesk.support.plugins.module_utils._players import Subject


class AtOnce:
    """C(write) makes what the cases want true, for all of them or for none. It may raise StorageError after both."""

    def __init__(
        self,
        errand: Errand,
        write: t.Callable[[t.Sequence[Case]], None],
        journal: t.Union[Journal, NoJournal],
        settling: Settling,
        *,
        stop_on_error: bool = False,
    ) -> None:
        """With C(stop_on_error) nothing is written once there is an error."""
        self._errand = errand
        self._write = write
        self._journal = journal
        self._settling = settling
        self._stop_on_error = stop_on_error
        self._stopped = False

    def run(self, whom: t.Sequence[Who]) -> t.List[PlayerResult]:
        """Return one result for each of them, in this order."""
        cases = [Case(who, PlayerResult(who.text, who.uuid)) for who in whom]
        try:
            found = self._find(cases)
            while found:
                found = self._work(found)
        except (StorageError, ConfigurationError) as error:
            for case in cases:
                if case.result.error is None and not case.result.verified:
                    case.result.fail(error)
        return [case.result for case in cases]

    def _find(self, cases: t.Sequence[Case]) -> t.List[Case]:
        found = []
        subjects = self._settling.read(lambda: self._errand.find([case.player for case in cases]))
        for case, subject in zip(cases, subjects):
            if isinstance(subject, SupportError):
                self._fail(case, subject)
                continue
            case.subject = subject
            case.result.uuid = subject.uuid
            found.append(case)
        return found

    def _work(self, cases: t.Sequence[Case]) -> t.List[Case]:
        """Work through those who are not among them already under another name, and return the others."""
        now = list({case.key: case for case in reversed(cases)}.values())[::-1]
        taken = set(now)
        later = [case for case in cases if case not in taken]
        states = self._read(now)
        for case in now:
            case.found = states[case.key]
        to_write = [case for case in now if self._decide(case)]
        if self._stopped:
            for case in to_write:
                case.result.fail(NotAttemptedError())
        elif to_write:
            self._journal.sending({case.key: self._errand.note(case) for case in to_write})
            try:
                self._write(to_write)
            except StorageError as error:
                self._look_again(to_write, error)
            else:
                self._look_again(to_write, None)
        return later

    def _look_again(self, cases: t.Sequence[Case], trouble: t.Optional[StorageError]) -> None:
        """Tell what there is now. That the write ended with an error does not prove that it did nothing."""
        try:
            states = self._read(cases)
        except StorageError as error:
            for case in cases:
                case.obstacle = trouble or error
                case.result.fail(self._errand.explain(case))
            return
        for case in cases:
            case.after = states[case.key]
            if self._errand.is_met(case):
                self._errand.complete(case)
            else:
                self._fail(case, trouble or self._errand.explain(case))
        if trouble is not None:
            self._journal.not_sent([case.key for case in cases if case.after == case.found])

    def _read(self, cases: t.Sequence[Case]) -> t.Mapping[str, State]:
        return self._settling.read(lambda: self._errand.read([t.cast(Subject, case.subject) for case in cases]))

    def _decide(self, case: Case) -> bool:
        try:
            return self._errand.decide(case)
        except SupportError as error:
            self._fail(case, error)
            return False

    def _fail(self, case: Case, error: SupportError) -> None:
        case.result.fail(error)
        self._stopped = self._stop_on_error
