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
TRACK, PLACE, OTHER_PLACE = "staff", "admin", "helper"
REASON, OTHER_REASON = "Griefed the town hall", "Spam"
GRANT, GRANT_FOR, REVOKE, SETTRACK = "grant", "grant --for", "revoke", "settrack"
BAN, REPLACE, UNBAN = "ban", "ban --replace", "unban"
ABOUT_BANS = (BAN, REPLACE, UNBAN)
DURATIONS = {"30d": 30 * 86_400, "12h": 12 * 3600, "90m": 90 * 60}
NONE, PERMANENT, TEMPORARY, OTHER = "none", "permanent", "temporary", "another rank"
THERE, ELSEWHERE = "in this place", "in another place"
BANNED, BANNED_OTHERWISE = "banned", "banned for another reason"


_WAYS = (BEFORE_RESUME, DURING_RESUME, LATE, DROPPED)
# What may be stored before, so that the action has something to do, and so that it has not.
_STORED = {
    GRANT: ((NONE, TEMPORARY, OTHER), (PERMANENT,)),
    GRANT_FOR: ((NONE, OTHER), (PERMANENT, TEMPORARY)),
    REVOKE: ((PERMANENT, TEMPORARY), (NONE, OTHER)),
    SETTRACK: ((NONE, OTHER, ELSEWHERE), (THERE,)),
    BAN: ((NONE,), (BANNED,)),
    REPLACE: ((BANNED_OTHERWISE,), (BANNED,)),
    UNBAN: ((BANNED, BANNED_OTHERWISE), (NONE,)),
}


def offline_uuid(name: str) -> str:
    """The UUID of a player on a server in offline mode (domain: UUID.nameUUIDFromBytes of 'OfflinePlayer:' + name)."""
    return str(uuid.UUID(bytes=hashlib.md5(f"OfflinePlayer:{name}".encode()).digest(), version=3))


@dataclasses.dataclass(frozen=True)
class Player:
    """A player of this round alone, and what LuckPerms or the ban list has stored of them before."""

    name: str
    stored: str

    @property
    def uuid(self) -> str:
        return offline_uuid(self.name)


@dataclasses.dataclass(frozen=True)
class Plan:
    """One round. C(moment) is a fraction of a run's duration, C(jitter) a wait in seconds after what happened.

    C(undoes) says that it is not the action that is killed, but what undoes it when it is done.
    """

    number: int
    action: str
    undoes: bool
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
        return self.resolve or not (self.named_ticket or self.undoes)

    @property
    def is_about_bans(self) -> bool:
        return self.action in ABOUT_BANS

    @property
    def steps(self) -> int:
        """How many changes lead to what is wanted, for each player: what is replaced goes first."""
        return 2 if self.action in (REPLACE, SETTRACK) else 1


def plan(seed: int, number: int) -> Plan:
    """The plan of a round."""
    choose = random.Random(f"{seed}/{number}")
    when = choose.choices((ANY, STARTED, WIRE, ANSWER, RECORD), (60, 8, 12, 12, 8))[0]
    victim = choose.choice((COMMAND, TREE, SERVER) if when != RECORD else (COMMAND, TREE))
    action = choose.choices((GRANT, GRANT_FOR, REVOKE, SETTRACK, BAN, REPLACE, UNBAN), (30, 15, 15, 12, 12, 6, 10))[0]
    undoes = choose.random() < 0.25
    effective = undoes or when in (WIRE, ANSWER) or choose.random() < 0.85
    # What replaces a ban is two commands, the first of which ends a ban, whichever: if that is held up on its way until
    # a later attempt has banned, it ends that ban. The server's own commands have no better word.
    ways = ((BEFORE_RESUME, DROPPED), (60, 40)) if action == REPLACE else (_WAYS, (35, 25, 15, 25))
    count = 2 if choose.random() < 0.2 else 1
    stored = _STORED[action][not effective]
    if undoes:  # of moves, there is one way back for all players
        stored = (choose.choice(stored),)
    named = choose.random() < 0.3
    return Plan(
        number=number,
        action=action,
        undoes=undoes,
        players=tuple(Player(f"p{seed % 10_000}_{number}_{index}", choose.choice(stored)) for index in range(count)),
        duration=choose.choice(list(DURATIONS)) if action == GRANT_FOR else None,
        named_ticket=named,
        resolve=named and choose.random() < 0.6,
        names_server=choose.random() < 0.85,
        victim=victim,
        when=when,
        moment=choose.random() * 1.05,
        jitter=choose.choice((0.0, choose.random() * 0.004, choose.random() * 0.04)),
        held=choose.choices(*ways)[0],
        restart_late=choose.random() < 0.5,
        resume_while_down=choose.random() < 0.5,
        kill_resume=choose.random() < 0.1,
        resume_moment=choose.random(),
    )
