# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Commands through one console object and the fault proxy, to a server whose replies can be told from each other."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from typing import NamedTuple

from ansible_collections.gamedesk.support.plugins.module_utils._console.rcon import RconConsole
from ansible_collections.gamedesk.support.plugins.module_utils._errors import ConsoleError, ConsoleLostAfterError

from .echo_server import PASSWORD, EchoServer, echo_server, reply_to
from .fault_proxy import FaultProxy, fault_proxy
from .harm import FAULTS

# Nothing is wrong with an answer that does not come in this time, but the test would not see the reply.
TIMEOUT = 0.15
PACKETS = ("connect", "login", "answer", "command", "reply", "reply.2", "reply.3")
REQUESTS = {"answer": "login", "reply": "command"}
TOLD = re.compile("<((?:short|long) [0-9]{4})>")
# Faults that change a text without making it unreadable as RCON: only whose text it is can be checked then.
TEXT_CHANGES = {"payload random", "trailer not counted", "trailer missing", "length too short", "length too long"}


class Step(NamedTuple):
    """One command, and the harm done around it: by packet, the fault's name."""

    long: bool
    need_text: bool
    faults: tuple[tuple[str, str], ...]


class Conversation:
    """Commands through one console object, each checked when its reply is there, and all of them at the end."""

    def __init__(self, server: EchoServer, proxy: FaultProxy) -> None:
        self._server = server
        self._proxy = proxy
        self._console = RconConsole("127.0.0.1", proxy.port, PASSWORD, timeout=TIMEOUT, quiet=0.03)
        self._not_executed: list[str] = []
        self._sent = 0

    def close(self) -> None:
        self._console.close()

    def take(self, step: Step) -> bool:
        """Do the harm and send the command; return whether its whole reply came."""
        for packet, fault in step.faults:
            base, dot, piece = packet.partition(".")
            request = REQUESTS.get(base, base)
            name = self._proxy.next_name(request).replace(request, base)
            self._proxy.set_fault(f"{name}{dot}{piece}", FAULTS[fault])
        harmed = {fault for _packet, fault in step.faults}
        return self._check(step, exact=not harmed & TEXT_CHANGES)

    def _check(self, step: Step, *, exact: bool) -> bool:
        self._sent += 1
        command = f"{'long' if step.long else 'short'} {self._sent:04}"
        try:
            reply = self._console.send(command, need_text=step.need_text)
        except ConsoleLostAfterError:
            return False
        except ConsoleError:
            self._not_executed.append(command)
            return False
        if reply.text is None:
            return False
        assert set(TOLD.findall(reply.text)) <= {command}, (command, reply)
        return exact and reply.complete and reply.text == reply_to(command)

    def recovers(self) -> None:
        """Once nothing is harmed any more, a reply comes whole; what earlier harm has left behind may cost a try."""
        self._proxy.clear()
        assert any(self._check(Step(False, True, ()), exact=True) for _try in range(5))

    def check_claims(self) -> None:
        """Whoever was told that a command was not executed was told the truth. The proxy is closed."""
        assert not set(self._not_executed) & set(self._server.executed)


@contextlib.contextmanager
def conversation() -> Iterator[Conversation]:
    with echo_server() as server:
        with fault_proxy(server.port) as proxy:
            talk = Conversation(server, proxy)
            try:
                yield talk
            finally:
                talk.close()
        talk.check_claims()
