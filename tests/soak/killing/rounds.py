# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One round: start, kill, resume, and compare what the ticket says with what is there."""

from __future__ import annotations

import collections
import contextlib
import json
import subprocess
import time

from gamedesk.tickets.store import TicketStore
from killing import judge, moments
from killing.bench import SERVER as HOST
from killing.bench import Bench, Command
from killing.judge import Facts, Story, Wrong
from killing.plan import (
    ANSWER,
    BAN,
    BEFORE_RESUME,
    COMMAND,
    DROPPED,
    DURING_RESUME,
    GRANT,
    GRANT_FOR,
    LATE,
    PLACE,
    RANK,
    REASON,
    REPLACE,
    REVOKE,
    SERVER,
    SETTRACK,
    TRACK,
    TREE,
    UNBAN,
    WIRE,
    Plan,
)

# The command of each action, and its words after the players.
_COMMANDS = {
    GRANT: ("grant", (RANK,)),
    GRANT_FOR: ("grant", (RANK,)),
    REVOKE: ("revoke", (RANK, "--yes")),
    SETTRACK: ("settrack", (TRACK, PLACE, "--yes")),
    BAN: ("ban", ("--reason", REASON, "--yes")),
    REPLACE: ("ban", ("--reason", REASON, "--replace", "--yes")),
    UNBAN: ("unban", ("--yes",)),
}

_OPEN = ("interrupted", "unknown")
# With the third the orphan of the first attempt, if there is one, has ended.
_RESUMES = 4
_DURING_S = 0.8


class Round:
    """One round on a desk. C(counts) and C(wrong) tell what came of it."""

    def __init__(self, bench: Bench, plan: Plan, duration: float) -> None:
        self._bench, self._plan, self._duration = bench, plan, duration
        self.counts: collections.Counter[str] = collections.Counter(rounds=1)
        self.wrong: list[Wrong] = []
        self._server_kills = 0
        self._undone: str | None = None

    def run(self) -> Round:
        """Do all of it."""
        bench, plan = self._bench, self._plan
        self._original = {player: bench.state(plan, player) for player in plan.players}
        words, mark = self._words(), plan.players[0].name
        if plan.undoes:
            words, mark = self._done_and_to_be_undone(words)
        self._before = {player: bench.state(plan, player) for player in plan.players}
        self._changes = {player: len(bench.changes(player)) for player in plan.players}
        self._logged = {player: len(bench.logged(player)) for player in plan.players}
        bench.list_writes()
        bench.through_proxy(plan.when in (WIRE, ANSWER))
        bench.proxy.holding.clear()
        if plan.when == WIRE:
            bench.proxy.hold()
        elif plan.when == ANSWER:
            bench.proxy.hold_answers()
        watch = moments.Watch(bench.tickets)
        try:
            command = bench.start(*words)
            if moments.wait(bench, plan, command, watch, duration=self._duration, mark=mark.encode()):
                self._kill(command)
        finally:
            watch.close()
        story = self._after_the_kill(command)
        self.counts[f"first {story.status if story else 'not started'}"] += 1
        self._resume_until_it_is_clear(story)
        self._check()
        return self

    def _words(self) -> tuple[str, ...]:
        plan = self._plan
        verb, what = _COMMANDS[plan.action]
        words = [verb, *(player.name for player in plan.players), *what]
        if plan.duration is not None:
            words += ["--for", plan.duration]
        if plan.names_server:
            words += ["-s", HOST]
        if not plan.undoes:
            words += self._on_a_ticket()
        return tuple(words)

    def _on_a_ticket(self) -> list[str]:
        plan, words = self._plan, []
        if plan.named_ticket:
            opened = TicketStore(self._bench.desk).create(f"round {plan.number}", "soak", channel="discord")
            words += ["-t", str(opened.ticket.number)]
        if plan.resolve:
            words += ["--resolve"]
        return words

    def _done_and_to_be_undone(self, words: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
        """Do the action, undisturbed. Return what undoes it, and what the start of that has in it."""
        self._bench.through_proxy(False)
        done = self._bench.start(*words)
        if done.end() != 0:
            raise RuntimeError(f"undisturbed, {words} does not work: {done.out} {done.err}")
        self._undone = str(json.loads(done.out)["action"])
        return ("undo", self._undone, "--yes", *self._on_a_ticket()), f'"undoes": "{self._undone}"'

    def _kill(self, command: Command) -> None:
        plan, bench = self._plan, self._bench
        if plan.victim == COMMAND:
            command.process.kill()
        elif plan.victim == TREE:
            bench.kill_tree({command.process.pid})
        else:
            bench.kill_server()
            self._server_kills += 1
        self.counts.update({"kills": 1, f"kill {plan.victim}": 1, f"moment {plan.when}": 1})
        self.counts[f"killed {'undo of ' if plan.undoes else ''}{plan.action}"] += 1

    def _after_the_kill(self, command: Command) -> Story | None:
        """Let go of what was held, and wait for the command, which lives on if the server was killed."""
        plan, bench = self._plan, self._bench
        if not plan.restart_late:
            bench.start_server()
        if plan.victim == SERVER or plan.held == BEFORE_RESUME:
            bench.proxy.release()
        elif plan.held == DROPPED:
            bench.proxy.drop()
        code = command.end()
        story = self._tell()
        if code >= 0:
            if "Traceback" in command.err:
                self.wrong.append(Wrong(judge.CLAIM, f"a traceback: {command.err}"))
            self.wrong += judge.exit_code(code, story.status if story else None)
        return story

    def _resume_until_it_is_clear(self, story: Story | None) -> None:
        plan = self._plan
        if self._bench.server_is_down and plan.resume_while_down and story and story.status in _OPEN:
            self._resume()
            story = self._tell()
        self._bench.start_server()
        if story and story.status in _OPEN and plan.kill_resume:
            self._start_and_kill_a_resume()
            story = self._tell()
        for number in range(_RESUMES):
            if not (story and story.status in _OPEN):
                break
            if number == 2:
                self._settle()
            self._resume(release_meanwhile=plan.held == DURING_RESUME, release_after=plan.held == LATE)
            story = self._tell()
        self._settle()

    def _start_and_kill_a_resume(self) -> None:
        resume = self._bench.start("resume")
        with contextlib.suppress(subprocess.TimeoutExpired):
            resume.process.wait(self._plan.resume_moment * self._duration)
        if resume.runs:
            self._bench.kill_tree({resume.process.pid}) if self._plan.victim == TREE else resume.process.kill()
            self.counts["resumes killed"] += 1
        resume.end()

    def _resume(self, *, release_meanwhile: bool = False, release_after: bool = False) -> None:
        resume = self._bench.start("resume")
        if release_meanwhile:
            time.sleep(_DURING_S)
        if not release_after:
            self._bench.proxy.release()
        code = resume.end()
        self._bench.proxy.release()
        self.counts["resumes"] += 1
        story = self._tell()
        if "Traceback" in resume.err:
            self.wrong.append(Wrong(judge.CLAIM, f"a traceback: {resume.err}"))
        self.wrong += judge.exit_code(code, story.status if story else None)

    def _settle(self) -> None:
        """Let everything arrive that is under way, and every orphan end."""
        self._bench.proxy.release()
        if left := self._bench.wait_for_orphans():
            self.wrong.append(Wrong(judge.LEFT_OVER, f"processes {left} do not end"))

    def _tell(self) -> Story | None:
        tickets, wrong = judge.read_tickets(self._bench.desk)
        self.wrong += wrong
        new = {ticket["id"] for ticket in tickets} - self._bench.seen
        self._bench.seen |= new
        self.counts.update({"tickets": len(new), "ticket checks": len(tickets)})
        return judge.story_of(self._plan, tickets, self._undone)

    def _check(self) -> None:
        plan, bench = self._plan, self._bench
        nothing = bench.start("resume")
        if nothing.end() != 0 or json.loads(nothing.out) != {"actions": []}:
            self.wrong.append(Wrong(judge.CLAIM, f"still something to resume: {nothing.out} {nothing.err}"))
        story = self._tell()
        facts = {
            player: Facts(
                plan,
                self._original[player],
                self._before[player],
                bench.state(plan, player),
                tuple(bench.logged(player)[self._logged[player] :]),
                tuple(bench.changes(player)[self._changes[player] :]),
            )
            for player in plan.players
        }
        self.wrong += judge.effects(plan, facts, self._server_kills, bench.list_writes())
        if story is None:
            self.wrong += judge.never_started(plan, facts)
        else:
            self.counts[f"final {story.status}"] += 1
            self.wrong += judge.asked_for(plan, story) + judge.claims(plan, story, facts)
            if self._undone is not None:
                self.wrong += judge.told_of(self._undone, story, judge.read_tickets(bench.desk)[0])
        if runs := [path.name for path in bench.desk.glob(".run/runs/*")]:
            self.wrong.append(Wrong(judge.LEFT_OVER, f"run folders {runs}"))
