# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether what the tickets say is valid and true. Tickets are read with PyYAML and the published schema alone."""

from __future__ import annotations

import collections
import dataclasses
import datetime
import hashlib
import json
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path
from typing import Any

import fastjsonschema
import yaml

from killing.bench import State
from killing.plan import (
    DURATIONS,
    GRANT,
    GRANT_FOR,
    OTHER_PLACE,
    PLACE,
    RANK,
    REASON,
    REVOKE,
    SETTRACK,
    UNBAN,
    Plan,
    Player,
)

INVALID, CLAIM, DOUBLE, LEFT_OVER = "invalid ticket", "false claim", "double effect", "left over"
# LuckPerms makes a duration of a date and a date of that, and counts the seconds between (domain: ArgumentList.java).
_DRIFT_S = 5
_DONE = ("succeeded", "unchanged")
_EXIT_CODES = {  # docs/architecture.md
    "succeeded": {0},
    "unchanged": {0},
    "failed": {1, 2, 4},
    "refused": {3},
    "unknown": {5},
    "interrupted": {130},
}
_PARTLY = 7

# A rank or the reason of a ban, and the end in unix seconds, 0 for none.
Thing = tuple[str, int]

_validate = fastjsonschema.compile(json.loads(files("gamedesk.tickets").joinpath("ticket.schema.json").read_text()))


@dataclasses.dataclass(frozen=True)
class Wrong:
    """Something that must not be: of which kind, and what."""

    kind: str
    what: str


@dataclasses.dataclass(frozen=True)
class Facts:
    """What was stored of a player before and after, what LuckPerms noted, and how the memberships changed meanwhile.

    C(original) is what was there before what is undone, which without an undo is C(before).
    """

    plan: Plan
    original: State
    before: State
    after: State
    logged: tuple[str, ...]
    changes: tuple[tuple[str, str, int], ...]

    @property
    def effect(self) -> bool:
        return self.ours(self.before) != self.ours(self.after)

    def ours(self, state: State) -> list[Thing]:
        """What of a state the action is about."""
        return self.among(stored(self.plan, state))

    def among(self, things: Iterable[Thing]) -> list[Thing]:
        """What of these the action is about: any ban, or memberships in its rank or on its track."""
        ranks = (PLACE, OTHER_PLACE) if self.plan.action == SETTRACK else (RANK,)
        return sorted(one for one in things if self.plan.is_about_bans or one[0] in ranks)


@dataclasses.dataclass
class Story:
    """The action of a round as its ticket tells it."""

    ticket: dict[str, Any]
    started: list[dict[str, Any]]
    finished: list[dict[str, Any]]
    resolved: list[dict[str, Any]]

    @property
    def status(self) -> str:
        """The status by the rule of docs/ticket-file.md."""
        attempts = max(event["attempt"] for event in self.started)
        last = [event for event in self.finished if event["attempt"] == attempts]
        return last[-1]["status"] if last else "interrupted"


def read_tickets(desk: Path) -> tuple[list[dict[str, Any]], list[Wrong]]:
    """Read and check every ticket file of a desk."""
    tickets, wrong = [], []
    for path in sorted(desk.glob("tickets/*/*.yml")):
        data = path.read_bytes()
        try:
            ticket = yaml.load(data, yaml.CSafeLoader)
            _validate(ticket)
            lines = data.decode().split("history:\n")[1].splitlines()
        except (yaml.YAMLError, ValueError, IndexError, fastjsonschema.JsonSchemaException) as error:
            wrong.append(Wrong(INVALID, f"{path.name}: {error}"))
            continue
        if not data.endswith(b"\n") or len(lines) != len(ticket["history"]):
            wrong.append(Wrong(INVALID, f"{path.name}: not one line an event"))
        known = {hashlib.sha256(line[2:].encode()).hexdigest() for line in lines}
        if missing := {one for event in ticket["history"] for one in event["prev"]} - known:
            wrong.append(Wrong(INVALID, f"{path.name}: lost events {missing}"))
        tickets.append(ticket)
    return tickets, wrong


def story_of(plan: Plan, tickets: Iterable[dict[str, Any]], undone: str | None) -> Story | None:
    """Return the action of this round: that of C(undone), or the one about its players. None if it has not started."""
    names = [player.name for player in plan.players]
    for ticket in tickets:
        of_kind: dict[str, list[dict[str, Any]]] = {}
        for event in sorted(ticket["history"], key=lambda event: event["id"]):
            of_kind.setdefault(event["kind"], []).append(event)
        started = [
            event
            for event in of_kind.get("action_started", ())
            if (event.get("undoes") == undone if undone else event["request"]["player"] == names)
        ]
        if started:
            action = started[0]["action"]
            finished = [event for event in of_kind.get("action_finished", ()) if event["action"] == action]
            resolved = [event for event in of_kind.get("resolved", ()) if action in event["actions"]]
            return Story(ticket, started, finished, resolved)
    return None


def exit_code(code: int, status: str | None) -> list[Wrong]:
    """An exit code, if the command was not killed, says what is recorded, or that there was nothing to record."""
    if code < 0 or code == _PARTLY or (status is not None and code in _EXIT_CODES[status]):
        return []
    return [Wrong(CLAIM, f"exit code {code}, recorded {status}")]


def never_started(plan: Plan, facts: dict[Player, Facts]) -> list[Wrong]:
    """Killed before action_started: nothing was sent."""
    return [
        Wrong(CLAIM, f"{player.name}: acted without action_started: {fact}")
        for player, fact in facts.items()
        if fact.effect or fact.logged or fact.changes
    ]


def claims(plan: Plan, story: Story, facts: dict[Player, Facts]) -> list[Wrong]:
    """The final record against what is there."""
    wrong: list[str] = []
    status = story.status
    if status not in ("succeeded", "unchanged", "failed", "refused"):
        return [Wrong(CLAIM, f"{status} at the end")]
    last = story.finished[-1]
    results = {result["player"]: result for result in last["results"]}
    for player, fact in facts.items():
        result = results.get(player.name) or results.get(player.uuid)
        if result is None:
            if status in _DONE or fact.effect:
                wrong.append(f"{player.name}: no result, action {status}, effect {fact.effect}")
            continue
        wrong += [f"{player.name}: {what}" for what in _claims_of(plan, story, result, fact)]
    if status in _DONE and last["changed"] != any(fact.effect for fact in facts.values()):
        wrong.append(f"changed {last['changed']}")
    if status in _DONE and not last["verified"]:
        wrong.append("not verified")
    if bool(story.resolved) != (plan.resolves and status in _DONE):
        wrong.append(f"resolved {bool(story.resolved)}, {status}, to resolve: {plan.resolves}")
    return [Wrong(CLAIM, what) for what in wrong]


def _claims_of(plan: Plan, story: Story, result: dict[str, Any], fact: Facts) -> Iterable[str]:
    status = result["status"]
    if (status in _DONE) != _is_there(plan, story, fact) and not _refused_rightly(plan, status, fact):
        yield f"{status}, but there is {fact.ours(fact.after)}"
    if result["changed"] != fact.effect:
        yield f"changed {result['changed']}, but {fact.ours(fact.before)} became {fact.ours(fact.after)}"
    if status in _DONE:
        if (status == "succeeded") != fact.effect:
            yield f"{status}, effect {fact.effect}"
        told_before, told_after = _told(result["before"]), _told(result["after"])
        if told_before is None or _telling(plan, told_before) != _telling(plan, stored(plan, fact.before)):
            yield f"before {result['before']}, but it was {sorted(fact.before)}"
        # A reader may see a new rank before the default group is stored beside it: its rows come one by one.
        if told_after is None or fact.among(told_after) != fact.ours(fact.after):
            yield f"after {result['after']}, but it is {sorted(fact.after)}"


def _is_there(plan: Plan, story: Story, fact: Facts) -> bool:
    there = fact.ours(fact.after)
    if plan.undoes:
        was = fact.ours(fact.original)
        return len(was) == len(there) and all(map(_is, was, there))
    if plan.action in (REVOKE, UNBAN):
        return not there
    if plan.action == GRANT_FOR:
        return any(end == 0 or _is((RANK, _asked(story)), (rank, end)) for rank, end in there)
    if plan.action == GRANT:
        return (RANK, 0) in there
    return there == [(PLACE if plan.action == SETTRACK else REASON, 0)]


def _is(wanted: Thing, found: Thing) -> bool:
    drift = _DRIFT_S if wanted[1] else 0
    return wanted[0] == found[0] and wanted[1] <= found[1] <= wanted[1] + drift


def _refused_rightly(plan: Plan, status: str, fact: Facts) -> bool:
    """A temporary rank that is active is not touched unless it is asked for."""
    active = any(end for _rank, end in fact.ours(fact.before))
    return plan.action == GRANT_FOR and not plan.undoes and status == "refused" and active and not fact.effect


def _asked(story: Story) -> int:
    return _seconds(story.started[0]["request"]["expires"])


def asked_for(plan: Plan, story: Story) -> list[Wrong]:
    """Every attempt asks for the same, and for what was typed."""
    wrong = []
    requests = [event["request"] for event in story.started]
    if any(request != requests[0] for request in requests):
        wrong.append(f"attempts differ: {requests}")
    if sorted(event["attempt"] for event in story.started) != list(range(1, len(requests) + 1)):
        wrong.append(f"attempts {[event['attempt'] for event in story.started]}")
    if plan.duration is not None and not plan.undoes:
        since = _asked(story) - DURATIONS[plan.duration]
        if not 0 <= _seconds(story.started[0]["at"]) - since <= 30:
            wrong.append(f"{plan.duration} from {story.started[0]['at']} is not {requests[0]['expires']}")
    return [Wrong(CLAIM, what) for what in wrong]


def effects(plan: Plan, facts: dict[Player, Facts], server_kills: int, list_writes: int) -> list[Wrong]:
    """Each player's state changed at most as often as it takes, and LuckPerms was told so once.

    LuckPerms notes a command before it saves what it did: killed between, its log has one entry more.
    """
    wrong = []
    for player, fact in facts.items():
        # A permanent and a temporary membership are two rows; a revoke of one of them is one change.
        of_each = collections.Counter(fact.changes)
        if len(fact.changes) > plan.steps or max(of_each.values(), default=0) > 1 or (fact.changes and not fact.effect):
            wrong.append(f"{player.name}: {fact.changes}")
        if len(fact.logged) > 1 + server_kills or (not fact.effect and fact.logged and not server_kills):
            wrong.append(f"{player.name}: logged {fact.logged}, changed {fact.changes}")
    # The server writes its list once for each change of it, and never otherwise.
    expected = plan.steps * sum(fact.effect for fact in facts.values()) if plan.is_about_bans else 0
    if list_writes != expected:
        wrong.append(f"the ban list was written {list_writes} times, and not {expected}: {facts}")
    return [Wrong(DOUBLE, what) for what in wrong]


def told_of(undone: str, story: Story, tickets: Iterable[dict[str, Any]]) -> list[Wrong]:
    """What is undone knows by what, on whatever ticket that is."""
    action = story.started[0]["action"]
    for ticket in tickets:
        kinds = [event for event in ticket["history"] if event.get("action") == undone]
        if not kinds:
            continue
        here = ticket["id"] == story.ticket["id"]
        if here or any(event["kind"] == "undone" and event["undone_by"] == action for event in kinds):
            return []
    return [Wrong(CLAIM, f"the ticket of {undone} does not tell that {action} undoes it")]


def stored(plan: Plan, state: State) -> set[Thing]:
    """What is stored, as a name and an end: 0 is none."""
    if plan.is_about_bans:
        return {(reason, 0 if expires == "forever" else -1) for reason, expires in state}
    return {(row[0].removeprefix("group."), row[4]) for row in state if row[1]}


def _told(state: dict[str, Any] | None) -> set[Thing] | None:
    if state is None:
        return None
    if "ban" in state:
        ban = state["ban"]
        return set() if ban is None else {(ban["reason"], _seconds(ban["expires"]) if ban["expires"] else 0)}
    return {(one["rank"], _seconds(one["expires"]) if one["expires"] else 0) for one in state["ranks"]}


def _telling(plan: Plan, things: set[Thing]) -> set[Thing]:
    """Places on a track are told with the default group also where LuckPerms gives that without storing it."""
    return things - {("default", 0)} if plan.action == SETTRACK else things


def _seconds(moment: str) -> int:
    return int(datetime.datetime.fromisoformat(moment).timestamp())
