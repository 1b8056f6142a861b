# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What one round does: all choices, from the seed and the number of the round alone."""

from __future__ import annotations

import dataclasses
import hashlib
import random
import uuid

# Who is killed.
COMMAND, TREE, SERVER = "command", "whole tree", "server"
# When: at any moment of a run, or bound to something that happens.
ANY, STARTED, WIRE, ANSWER, RECORD = "any moment", "started", "on the wire", "effect, no answer", "being recorded"
# What becomes of the bytes that were held: they arrive before the resume, during it, long after, or never.
BEFORE_RESUME, DURING_RESUME, LATE, DROPPED = "before resume", "during resume", "late", "dropped"

RANK = "vip"
GRANT, GRANT_FOR, REVOKE = "grant", "grant --for", "revoke"
DURATIONS = {"30d": 30 * 86_400, "12h": 12 * 3600, "90m": 90 * 60}
NONE, PERMANENT, TEMPORARY, OTHER = "none", "permanent", "temporary", "another rank"


def offline_uuid(name: str) -> str:
    """The UUID of a player on a server in offline mode (domain: UUID.nameUUIDFromBytes of 'OfflinePlayer:' + name)."""
    return str(uuid.UUID(bytes=hashlib.md5(f"OfflinePlayer:{name}".encode()).digest(), version=3))


@dataclasses.dataclass(frozen=True)
class Player:
    """A player of this round alone, and what LuckPerms has stored of them before."""

    name: str
    stored: str

    @property
    def uuid(self) -> str:
        return offline_uuid(self.name)


@dataclasses.dataclass(frozen=True)
class Plan:
    """One round. C(moment) is a fraction of a run's duration, C(jitter) a wait in seconds after what happened."""

    number: int
    action: str
    players: tuple[Player, ...]
    duration: str | None
    named_ticket: bool
    resolve: bool
    names_server: bool
    victim: str
    when: str
    moment: float
    jitter: float
    held: str
    restart_late: bool
    resume_while_down: bool
    kill_resume: bool
    resume_moment: float

    @property
    def resolves(self) -> bool:
        return self.resolve or not self.named_ticket


def plan(seed: int, number: int) -> Plan:
    """The plan of a round."""
    choose = random.Random(f"{seed}/{number}")
    when = choose.choices((ANY, STARTED, WIRE, ANSWER, RECORD), (60, 8, 12, 12, 8))[0]
    victim = choose.choice((COMMAND, TREE, SERVER) if when != RECORD else (COMMAND, TREE))
    action = choose.choices((GRANT, GRANT_FOR, REVOKE), (50, 25, 25))[0]
    effective = when in (WIRE, ANSWER) or choose.random() < 0.85
    count = 2 if choose.random() < 0.2 else 1
    named = choose.random() < 0.3
    return Plan(
        number=number,
        action=action,
        players=tuple(
            Player(f"p{seed % 10_000}_{number}_{index}", choose.choice(_stored(action, effective=effective)))
            for index in range(count)
        ),
        duration=choose.choice(list(DURATIONS)) if action == GRANT_FOR else None,
        named_ticket=named,
        resolve=named and choose.random() < 0.6,
        names_server=choose.random() < 0.85,
        victim=victim,
        when=when,
        moment=choose.random() * 1.05,
        jitter=choose.choice((0.0, choose.random() * 0.004, choose.random() * 0.04)),
        held=choose.choices((BEFORE_RESUME, DURING_RESUME, LATE, DROPPED), (35, 25, 15, 25))[0],
        restart_late=choose.random() < 0.5,
        resume_while_down=choose.random() < 0.5,
        kill_resume=choose.random() < 0.1,
        resume_moment=choose.random(),
    )


def _stored(action: str, *, effective: bool) -> tuple[str, ...]:
    """What may be stored before, so that the action has something to do (or does not)."""
    if action == REVOKE:
        return (PERMANENT, TEMPORARY) if effective else (NONE, OTHER)
    if action == GRANT:
        return (NONE, TEMPORARY, OTHER) if effective else (PERMANENT,)
    return (NONE, OTHER) if effective else (PERMANENT, TEMPORARY)
