# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which fault at which packet leads to which outcome: what the servers' own reading of RCON makes of it.

The sandbox reads like vanilla (domain, section 6): one read a request, and a close without a word when that is not
exactly one packet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from . import outcomes
from .harm import CUTS, GARBLES, PLACES
from .outcomes import Outcome

GRANT, LONG, BLIND, REVOKE, TWO = "grant", "long reply", "unverified", "revoke of two", "two players"


class Case(NamedTuple):
    """What is done (C(flow)), the faults by the packets' names, what must come of it."""

    flow: str
    faults: tuple[tuple[str, str], ...]
    outcome: Outcome
    # Whether the client has to wait in vain, so that the test makes its timeout short.
    silent: bool = False

    @property
    def name(self) -> str:
        return f"{self.flow}, {' and '.join(f'{packet} {fault}' for packet, fault in self.faults)}"


BROKEN = [f"{kind} {place}" for kind in ("cut", "reset") for place in PLACES[:-1]]
LENGTHS = [name for name in GARBLES if name.startswith("length")]
OTHER_IDS = ["id of another", "id of the next", "id of the one before"]
TYPES = ["type unknown", "type of a login"]
PASSED = ["delay", "split", "doubled", "again before the next", "stale first"]


def _grid(flow: str, packet: str, outcome: Outcome, *faults: str, silent: bool = False) -> Iterator[Case]:
    for fault in faults:
        yield Case(flow, ((packet, fault),), outcome, silent)


def _pair(flow: str, faults: Mapping[str, str], outcome: Outcome, *, silent: bool = False) -> Case:
    return Case(flow, tuple(faults.items()), outcome, silent)


CASES: list[Case] = [
    *_grid(GRANT, "connect 1", outcomes.CLOSED, "cut before", "reset before"),
    *_grid(GRANT, "connect 1", outcomes.FINE, "delay"),
    # The login request: a server closes the connection over what it cannot read.
    *_grid(GRANT, "login 1", outcomes.NO_LOGIN, *BROKEN, "cut after", "reset after", "split", *LENGTHS, "id -1"),
    *_grid(GRANT, "login 1", outcomes.NO_LOGIN, "payload random", "trailer missing", "trailer not counted", "doubled"),
    *_grid(
        GRANT, "login 1", outcomes.SILENT_LOGIN, "never", "late", "too late", *OTHER_IDS, "type unknown", silent=True
    ),
    *_grid(GRANT, "login 1", outcomes.FINE, "delay", "again"),
    # The answer to the login. The command follows it at once, and meets whatever became of the connection.
    *_grid(GRANT, "answer 1", outcomes.NO_LOGIN, *BROKEN, "length negative", "length huge", "length too short"),
    *_grid(GRANT, "answer 1", outcomes.NO_LOGIN, "id -1", "trailer not counted"),
    *_grid(GRANT, "answer 1", outcomes.LOST, "cut after"),
    *_grid(
        GRANT,
        "answer 1",
        outcomes.SILENT_LOGIN,
        "never",
        "late",
        "too late",
        "before the next",
        "length too long",
        silent=True,
    ),
    *_grid(GRANT, "answer 1", outcomes.SILENT_LOGIN, *OTHER_IDS, *TYPES, "trailer missing", silent=True),
    *_grid(GRANT, "answer 1", outcomes.FINE, *PASSED),
    # The command.
    *_grid(GRANT, "command 1", outcomes.LOST, *BROKEN, "split", *LENGTHS, "trailer missing", "doubled"),
    *_grid(GRANT, "command 1", outcomes.LOST, "type of a login"),
    *_grid(GRANT, "command 1", outcomes.SILENT, "never", "too late", silent=True),
    *_grid(GRANT, "command 1", outcomes.SILENT, "type unknown", "trailer not counted", silent=True),
    *_grid(GRANT, "command 1", outcomes.NOT_UNDERSTOOD, "payload random"),
    *_grid(GRANT, "command 1", outcomes.SEEN, "cut after", "reset after", "id -1"),
    *_grid(GRANT, "command 1", outcomes.SEEN, "late", *OTHER_IDS, silent=True),
    *_grid(GRANT, "command 1", outcomes.FINE, "delay", "again"),
    # The reply: whatever happens to it, the change is there.
    *_grid(GRANT, "reply 1", outcomes.SEEN, *BROKEN, "cut after", "reset after"),
    *_grid(GRANT, "reply 1", outcomes.SEEN, "length negative", "length huge", "length too short", "id -1"),
    *_grid(GRANT, "reply 1", outcomes.SEEN, "payload random", "trailer not counted"),
    *_grid(GRANT, "reply 1", outcomes.SEEN, "never", "late", "before the next", "length too long", silent=True),
    *_grid(GRANT, "reply 1", outcomes.SEEN, *OTHER_IDS, *TYPES, "trailer missing", silent=True),
    *_grid(GRANT, "reply 1", outcomes.FINE, *PASSED),
    # A reply in two pieces.
    *_grid(LONG, "reply 1", outcomes.SEEN, *BROKEN, "cut after", "swapped", "never", *GARBLES, silent=True),
    *_grid(LONG, "reply 1.2", outcomes.SEEN, *CUTS, "reset before", "never", "late", *GARBLES, silent=True),
    *_grid(LONG, "reply 1.2", outcomes.FINE, *PASSED),
    # Without a way to read back there is only the reply to go by, and that is not proof.
    *_grid(BLIND, "login 1", outcomes.NO_LOGIN, "cut before", "payload random"),
    *_grid(BLIND, "command 1", outcomes.LOST, "cut before", "cut after", "split", "length huge", "doubled"),
    *_grid(BLIND, "command 1", outcomes.SILENT, "never", "late", "too late", *OTHER_IDS, silent=True),
    *_grid(BLIND, "reply 1", outcomes.LOST, "cut before", "cut in payload", "reset before", "length huge", "id -1"),
    *_grid(BLIND, "reply 1", outcomes.SILENT, "never", "late", *OTHER_IDS, *TYPES, silent=True),
    *_grid(BLIND, "reply 1", outcomes.BLIND, *PASSED, "cut after", "payload random"),
    # Two commands for one player.
    *_grid(REVOKE, "command 1", outcomes.LOST, "cut before", "reset before", "split"),
    *_grid(REVOKE, "command 1", outcomes.HALF, "cut after"),
    *_grid(REVOKE, "command 1", outcomes.HALF, "never", "too late", silent=True),
    *_grid(REVOKE, "command 1", outcomes.SEEN, "late", silent=True),
    *_grid(REVOKE, "reply 1", outcomes.HALF, "cut before", "reset before", "length huge"),
    *_grid(REVOKE, "reply 1", outcomes.SEEN, "cut after", "length too short"),
    *_grid(REVOKE, "reply 1", outcomes.SEEN, "never", "late", *OTHER_IDS, silent=True),
    *_grid(REVOKE, "reply 1", outcomes.FINE, *PASSED),
    *_grid(REVOKE, "command 2", outcomes.HALF, "cut before", "reset before", "split", "doubled"),
    *_grid(REVOKE, "command 2", outcomes.HALF, "never", "too late", silent=True),
    *_grid(REVOKE, "command 2", outcomes.SEEN, "late", silent=True),
    *_grid(REVOKE, "reply 2", outcomes.SEEN, "cut before", "reset before", "length huge", "id -1"),
    *_grid(REVOKE, "reply 2", outcomes.SEEN, "never", "id of the one before", silent=True),
    *_grid(REVOKE, "reply 2", outcomes.FINE, *PASSED),
    _pair(REVOKE, {"reply 1": "cut after", "login 2": "cut before"}, outcomes.HALF),
    _pair(REVOKE, {"reply 1": "cut after", "login 2": "never"}, outcomes.HALF, silent=True),
    _pair(REVOKE, {"reply 1": "cut after", "answer 2": "id -1"}, outcomes.HALF),
    _pair(REVOKE, {"reply 1": "never", "connect 2": "cut before"}, outcomes.HALF, silent=True),
    _pair(REVOKE, {"reply 1": "again before the next", "reply 2": "stale first"}, outcomes.FINE),
    # Two players, one after the other: nothing more is sent once the outcome for the first one is not known.
    *_grid(TWO, "login 1", outcomes.NO_LOGIN, "cut before", "payload random"),
    *_grid(TWO, "command 1", outcomes.LOST, "cut before", "split"),
    *_grid(TWO, "command 1", outcomes.SILENT, "never", "too late", silent=True),
    *_grid(TWO, "command 1", outcomes.SEEN, "late", silent=True),
    *_grid(TWO, "reply 1", outcomes.SECOND_NOT_TRIED, "cut before", "reset before", "length huge"),
    *_grid(TWO, "reply 1", outcomes.SEEN, "cut after", "reset after", "length too short"),
    *_grid(TWO, "reply 1", outcomes.SEEN, "never", "late", *OTHER_IDS, silent=True),
    *_grid(TWO, "reply 1", outcomes.FINE, *PASSED),
    *_grid(TWO, "command 2", outcomes.SECOND_UNKNOWN, "cut before", "reset before", "split"),
    *_grid(TWO, "command 2", outcomes.SECOND_UNKNOWN, "never", "too late", silent=True),
    *_grid(TWO, "command 2", outcomes.SEEN, "late", silent=True),
    *_grid(TWO, "reply 2", outcomes.SEEN, "cut before", "reset before", "id -1"),
    _pair(TWO, {"reply 1": "cut after", "login 2": "payload random"}, outcomes.SECOND_NOT_TRIED),
    _pair(TWO, {"reply 1": "cut after", "login 2": "never"}, outcomes.SECOND_NOT_TRIED, silent=True),
]
