# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Sends the commands of many players at once, over a bounded number of connections.

A game server answers one command a tick and connection, so that one connection would carry twenty a second.
"""

from __future__ import annotations

import dataclasses
import queue
import threading
import time
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._console.protocol import Console
from ansible_collections.gamedesk.support.plugins.module_utils._errors import (
    ConfigurationError,
    ConsoleError,
    ConsoleLostAfterError,
    DeadlineError,
    SupportError,
)
from ansible_collections.gamedesk.support.plugins.module_utils._module.run_console import RunConsole
from ansible_collections.gamedesk.support.plugins.module_utils._text import plain_lines

# A connection costs the server a thread and two lines in its log: another one is worth it for this many jobs.
_JOBS_A_CONNECTION = 5


# What concerns one player concerns all who are left.
_TROUBLE_FOR_ALL = (ConsoleError, ConfigurationError, DeadlineError)


class NotAttemptedError(SupportError):
    """Something went wrong with an earlier player of the same run. Nothing was sent for this one."""

    code = "not_attempted"

    def __init__(self) -> None:
        super().__init__("Not attempted: nothing more was sent after what happened to an earlier player.")


@dataclasses.dataclass
class Job:
    """The commands for one player, in their order, and what became of them.

    C(sent) is what went out, with the replies. C(trouble) is what ended the work; where nothing is in C(sent), it is
    certain that nothing reached the server. C(unanswered) says that the server was listened to, and was silent;
    C(overheard) that a reply may be what others have said. C(ended_at) is on the clock of C(time.monotonic).
    C(follows) says that it goes on with what an earlier job began.
    """

    key: str
    commands: t.Sequence[str]
    sent: t.List[t.Dict[str, t.Any]] = dataclasses.field(default_factory=list)
    # The replies to what was sent, which the results show as one line each, with their lines.
    replies: t.List[t.Optional[str]] = dataclasses.field(default_factory=list)
    unanswered: bool = False
    overheard: bool = False
    trouble: t.Optional[SupportError] = None
    defect: t.Optional[Exception] = None
    ended_at: float = 0.0
    follows: bool = False


class Crew:
    """One thread and one connection for each of at most C(most) jobs at a time; one command in flight on each."""

    def __init__(self, open_console: t.Callable[[], Console], deadline: float, *, most: int, need_text: bool) -> None:
        self._open_console = open_console
        self._deadline = deadline
        self._most = most
        self._need_text = need_text
        self._given_up = threading.Event()
        self._jobs: queue.SimpleQueue[t.Optional[Job]] = queue.SimpleQueue()
        self._done: queue.SimpleQueue[Job] = queue.SimpleQueue()
        self._threads: t.List[threading.Thread] = []
        self._unfinished = 0

    @property
    def given_up(self) -> bool:
        """Whether nothing more is sent."""
        return self._given_up.is_set()

    def give_up(self) -> None:
        """Send nothing more. What is under way goes on to its end; jobs that wait end with NotAttemptedError."""
        self._given_up.set()

    def take(self, job: Job) -> None:
        """Have the commands of this job sent as soon as a connection is free."""
        self._unfinished += 1
        self._jobs.put(job)
        wanted = -(-self._unfinished // _JOBS_A_CONNECTION)
        if len(self._threads) < min(wanted, self._most):
            self._start_another()

    def _start_another(self) -> None:
        thread = threading.Thread(target=self._work, daemon=True)
        try:
            thread.start()
        except RuntimeError:  # the host allows no more threads
            if self._threads:
                return
            self.give_up()
            job = t.cast(Job, self._jobs.get())
            job.trouble = ConfigurationError(
                "This host lets the module start no thread; raise the limit of processes of its user."
            )
            self._done.put(job)
        else:
            self._threads.append(thread)

    def done(self, timeout: float) -> t.List[Job]:
        """Wait up to C(timeout) seconds for a job to end, and return all that have. Raises what should not happen."""
        ended: t.List[Job] = []
        try:
            ended.append(self._done.get(timeout=timeout))
            while True:
                ended.append(self._done.get_nowait())
        except queue.Empty:
            pass
        self._unfinished -= len(ended)
        for job in ended:
            if job.defect is not None:
                raise job.defect
        return ended

    def close(self) -> None:
        """Send nothing more, wait for what is under way, and give the connections back."""
        self.give_up()
        for _thread in self._threads:
            self._jobs.put(None)
        for thread in self._threads:
            thread.join()

    def _work(self) -> None:
        console = RunConsole(self._open_console, self._deadline)
        try:
            for job in iter(self._jobs.get, None):
                self._send(t.cast(Job, job), console)
        finally:
            console.close()

    def _send(self, job: Job, console: RunConsole) -> None:
        try:
            # Not asked between the commands of one player: half of them is no state to leave.
            if self.given_up and not job.follows:
                raise NotAttemptedError
            for command in job.commands:
                noted = {"command": command, "reply": None}
                try:
                    reply = console.send(command, need_text=self._need_text)
                except ConsoleLostAfterError:
                    job.sent.append(noted)
                    job.replies.append(None)
                    raise
                job.unanswered = job.unanswered or (reply.heard and reply.text is None)
                job.overheard = job.overheard or not reply.alone
                lines = plain_lines(reply.text)
                job.replies.append(lines)
                job.sent.append({**noted, "reply": lines and lines.replace("\n", " ")})
        except SupportError as error:
            job.trouble = error
            if isinstance(error, _TROUBLE_FOR_ALL):
                self.give_up()
        except Exception as error:
            job.defect = error
            self.give_up()
        job.ended_at = time.monotonic()
        self._done.put(job)
