# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Print where the time of one C(support grant) goes, on the desk that is named. Started by bench/action.py.

It is the command itself, in one process with a clock at the places where one part hands over to the next.
"""

from __future__ import annotations

import contextlib
import functools
import sys
import time
from collections.abc import Callable
from typing import Any

_EVENTS = {
    "playbook_on_start": "ansible-playbook starts and reads the inventory",
    "runner_on_start": "it prepares the play",
    "runner_on_ok": "the module is built, sent, run",
}


class Clock:
    """When each phase ended."""

    def __init__(self, started: float) -> None:
        self.last = started
        self.total = 0.0

    def ends(self, phase: str) -> None:
        """Print how long the phase took that ends now."""
        now = time.time()
        self.total += now - self.last
        sys.stderr.write(f"{(now - self.last) * 1000:7.1f} ms  {phase}\n")
        self.last = now

    def after(self, owner: Any, name: str, phase: str) -> None:
        """Let a phase end where a function returns."""
        function: Callable[..., Any] = getattr(owner, name)

        @functools.wraps(function)
        def timed(*args: Any, **kwargs: Any) -> Any:
            answer = function(*args, **kwargs)
            self.ends(phase)
            return answer

        setattr(owner, name, timed)

    def listening(self, run: Callable[..., Any]) -> Callable[..., Any]:
        """Let phases end at the events of ansible-runner."""

        def timed(*args: Any, event_handler: Callable[[dict[str, Any]], bool], **kwargs: Any) -> Any:
            self.ends("the action is recorded as started")

            def note(event: dict[str, Any]) -> bool:
                if event["event"] in _EVENTS:
                    self.ends(_EVENTS[event["event"]])
                return event_handler(event)

            return run(*args, event_handler=note, **kwargs)

        return timed


def main() -> None:
    """Grant, and print the phases."""
    desk, started = sys.argv[1], float(sys.argv[2])
    clock = Clock(started)
    from gamedesk import main as command
    from gamedesk.commands import root  # noqa: F401 - as the command does

    clock.ends("Python and Click start")
    import ansible_runner

    from gamedesk.desk import ranks  # noqa: F401 - as the command does
    from gamedesk.tickets.store import TicketStore

    clock.ends("the rest is imported")
    clock.after(TicketStore, "create", "the ticket is opened")
    ansible_runner.run = clock.listening(ansible_runner.run)
    clock.after(ansible_runner, "run", "ansible-playbook and ansible-runner end")
    sys.argv = ["support", "grant", "Draxe", "vip", "--server", "survival", "--desk", desk]
    with contextlib.suppress(SystemExit):
        command.main()
    clock.ends("the end is recorded, the result shown")
    sys.stderr.write(f"{clock.total * 1000:7.1f} ms  in all\n")


if __name__ == "__main__":
    main()
