# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""What every action on a server's players needs: its options, the server's lock, the journal, the console."""

from __future__ import annotations

import contextlib
import re
import time
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._console.opening import (
    answers,
    connections,
    endpoints,
    open_console,
)
from ansible_collections.gamedesk.support.plugins.module_utils._console.protocol import Console
from ansible_collections.gamedesk.support.plugins.module_utils._errors import CannotVerifyError, InvalidValueError
from ansible_collections.gamedesk.support.plugins.module_utils._host_state import StateFolder, default_path
from ansible_collections.gamedesk.support.plugins.module_utils._journal import Journal, NoJournal
from ansible_collections.gamedesk.support.plugins.module_utils._lock import server_lock
from ansible_collections.gamedesk.support.plugins.module_utils._module.crew import Crew
from ansible_collections.gamedesk.support.plugins.module_utils._module.results import PlayerResult
from ansible_collections.gamedesk.support.plugins.module_utils._module.rollout import Errand, Rollout, Who
from ansible_collections.gamedesk.support.plugins.module_utils._module.settling import Settling
from ansible_collections.gamedesk.support.plugins.module_utils._players import Player, parse_player
from ansible_collections.gamedesk.support.plugins.module_utils._text import shown

REQUIRED = "required"
BEST_EFFORT = "best_effort"

_ACTION_ID = re.compile("[0-9A-HJKMNP-TV-Z]{26}")


class Owner(t.Protocol):
    """As much of a provider as the run has to know; its own protocol says what these are."""

    read_back: t.Optional[str]
    read_back_advice: str
    parallel: bool


class ActionRun:
    """One run of a module. The options are checked when it is made, and nothing happens before C(entered)."""

    def __init__(self, params: t.Mapping[str, t.Any], *, check_mode: bool) -> None:
        """Raises InvalidValueError or ConfigurationError for options that are wrong by themselves."""
        self.check_mode = check_mode
        self.deadline = time.monotonic() + _positive("timeout", params["timeout"])
        self.patience = _positive("verify_timeout", params["verify_timeout"])
        self.server_path: t.Optional[str] = (params["server"] or {}).get("path")
        self.bedrock_prefix: t.Optional[str] = params["bedrock_prefix"] or None
        if params["action_id"] is not None and not _ACTION_ID.fullmatch(params["action_id"]):
            raise InvalidValueError("The action id %s is not a ULID." % shown(params["action_id"]))
        _positive("attempt", params["attempt"])
        self.stop_on_error: bool = params["stop_on_error"]
        self.settling = Settling(self.patience, self.deadline)
        self._params = params
        self._console = params["console"] or {}

    def players(self, texts: t.Sequence[str]) -> t.List[Player]:
        """Read all names before anything is done for one of them; a player named twice is one player."""
        if not texts:
            raise InvalidValueError("No player is named.")
        return list(dict.fromkeys(parse_player(text, self.bedrock_prefix) for text in texts))

    def check_read_back(self, provider: Owner, what: str) -> None:
        """Raise CannotVerifyError where the outcome cannot be looked at and nobody said that it need not be."""
        if provider.read_back is None and self._params["verify"] == REQUIRED:
            raise CannotVerifyError(
                "The %s cannot be read back, so nothing was sent. %s, or verify to best_effort to send all the same."
                % (what, provider.read_back_advice)
            )

    def open_console(self) -> Console:
        """Return a connection that is made at its first command."""
        return open_console(self._console, self.server_path, deadline=self.deadline)

    @property
    def console_answers(self) -> bool:
        """Whether the console can be asked. Raises ConfigurationError."""
        return answers(self._console)

    def enter(self, stack: contextlib.ExitStack, about: t.Mapping[str, t.Any]) -> t.Union[Journal, NoJournal]:
        """Take the server's lock and open the journal, until C(stack) is closed; in check mode neither.

        C(about) is what the action is, the same in every attempt. Raises LockedError, StaleAttemptError and
        ConfigurationError.
        """
        if self.check_mode:
            return NoJournal()
        params = self._params
        folder = StateFolder(params["state_dir"] or default_path())
        stack.callback(folder.close)
        for where in endpoints(self._console, self.server_path):
            stack.enter_context(server_lock(folder, where, deadline=self.deadline))
        if params["action_id"] is None:
            return NoJournal()
        return Journal(folder, params["action_id"], params["attempt"], dict(about))

    def roll_out(
        self,
        errand: Errand,
        whom: t.Sequence[Who],
        journal: t.Union[Journal, NoJournal],
        provider: Owner,
    ) -> t.List[PlayerResult]:
        """Do the errand for all of them, over the console. Raises what the errand raises about the whole of it."""
        most = connections(self._console)
        crew = Crew(
            self.open_console,
            self.deadline,
            most=most if provider.parallel else 1,
            need_text=provider.read_back is None,
        )
        with contextlib.closing(crew):
            rollout = Rollout(
                errand, crew, journal, self.settling, patience=self.patience, stop_on_error=self.stop_on_error
            )
            return rollout.run(whom)


def _positive(option: str, value: float) -> float:
    if not 0 < value < 1e9:
        raise InvalidValueError("The option %s must be more than 0." % option)
    return value
