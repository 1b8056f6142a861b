# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hostile text in tickets: what is written comes back, what comes from elsewhere is shown and breaks nothing."""

from __future__ import annotations

import json
import random
import re
from typing import Any

import fastjsonschema
import yaml

from gamedesk.errors import DeskError
from gamedesk.tickets import schema, ulids
from gamedesk.tickets.events import new_event
from gamedesk.tickets.store import TicketFile, TicketStore
from hostile.host import HostileHost
from hostile.reading import demand, one_object
from hostile.values import Values
from hostile.workshop import SERVER, Workshop

_RENEW_EVERY = 60
_WORDS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_STATUSES = ("succeeded", "unchanged", "failed", "refused", "unverified", "unknown", "interrupted")
_loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Tickets:
    """Writes hostile tickets with the store, or as another program would, and reads them with everything there is."""

    def __init__(self, random_: random.Random, values: Values, workshop: Workshop) -> None:
        self._random = random_
        self._values = values
        self._workshop = workshop
        self._host = HostileHost(random_, values)
        self._published = fastjsonschema.compile(schema.published())
        self._run = 0

    def next(self) -> None:
        """Write and read one more. Raises ViolationError."""
        self._run += 1
        if self._run % _RENEW_EVERY == 0:
            self._workshop.renew()
        self._random.choice((self._ours, self._ours, self._foreign))()

    # What we write.

    def _ours(self) -> None:
        store = TicketStore(self._workshop.desk)
        texts = [self._values.text(long=0.003) for _unused in range(4)]
        try:
            file = store.create(texts[0], "anna", requester={"player": texts[1]}, channel=texts[2], category=texts[3])
        except DeskError as error:
            demand(any(self._is_no_line(text) for text in texts), f"refused: {texts!r:.200} {error!s:.200}")
            demand(len(str(error)) < 300, f"an error of {len(str(error))} characters")
            demand(error.exit_code == 2, f"exit code {error.exit_code}")
            file = store.create("good", "anna")
        else:
            demand(not any(self._is_no_line(text) for text in texts), f"accepted: {texts!r:.200}")
        note = self._values.text()
        store.append(file.ticket.id, *self._random.choice((("note", "anna"), ("message", "anna"))), {"text": note})
        stored = re.sub("[\ud800-\udfff]", "\ufffd", note)
        self._check_file(store, file, stored)
        self._check_search(store, file, stored)

    @staticmethod
    def _is_no_line(text: str) -> bool:
        return not text.strip() or len(text) > 500 or bool(_WORDS.search(text))

    def _check_file(self, store: TicketStore, file: TicketFile, note: str) -> None:
        data = yaml.load(file.path.read_bytes(), Loader=_loader)
        self._published(data)
        demand(data["history"][-1]["text"] == note, f"not the note: {data['history'][-1]!r:.300}")
        demand(data["title"] == file.ticket.title, f"not the title: {data['title']!r:.300}")
        lines = file.path.read_bytes().decode().split("\n")
        demand(json.loads(lines[-2].removeprefix("- "))["text"] == note, "the line is no JSON of the note")
        demand(store.load(file.ticket.id).events[-1].fields["text"] == note, "the store reads another note")

    def _check_search(self, store: TicketStore, file: TicketFile, note: str) -> None:
        text = self._random.choice((note, note[3:9], self._values.text(long=0.002), "%", "_", '"', "*"))
        player = self._random.choice(((file.ticket.requester or {}).get("player", "x"), self._values.text(long=0.002)))
        found = {ticket.id for ticket in store.list(text=text)}
        if text and text in note:
            demand(file.ticket.id in found, f"not found by {text!r:.200}")
        for ticket in store.list(player=player):
            names = [name.casefold() for name in (ticket.requester or {}).values()]
            demand(player.casefold() in names or ticket.actions, f"{player!r:.100} found {names!r:.200}")
        demand(not [*store.list(status=self._values.text(long=0) + "!")], "found by a status that there is not")

    # What another clone, program or person has written.

    def _foreign(self) -> None:
        store = TicketStore(self._workshop.desk)
        file = store.create("from elsewhere", "anna")
        action = ulids.new()
        for kind in self._random.sample(
            ("action_started", "action_finished", "resolved", "note", "evidence", "assigned", "undone"), 4
        ):
            try:
                event = new_event(
                    ulid=ulids.new(),
                    at="2026-07-27T10:15:00Z",
                    by=self._line(),
                    kind=kind,
                    prev=(),
                    fields=getattr(self, f"_{kind}")(action),
                )
            except DeskError:
                continue  # no ticket can hold it, whoever writes it
            with file.path.open("ab") as stream:
                stream.write(event.line.encode() + b"\n")
        self._workshop.answer = self._host.answer
        terminal = self._random.random() < 0.5
        with self._workshop.at_work():
            for words in (
                ["show", str(file.ticket.number)],
                ["list"],
                ["list", "--text", self._values.text(surrogates=False)],
            ):
                as_json = self._random.random() < 0.5
                more = ["--json"] * as_json + ["--desk", str(self._workshop.desk)]
                answer = self._workshop.run(["ticket", *words, *more], terminal=terminal and not as_json)
                demand(answer.code == 0, f"exit code {answer.code}: {answer!r:.400}")
                if as_json:
                    one_object(answer.out)
            for words in (["undo", "--yes", *(["--all"] * (self._random.random() < 0.3))], ["resume"]):
                answer = self._workshop.run(
                    [*words, str(file.ticket.number), "--json", "--desk", str(self._workshop.desk)]
                )
                one_object(answer.out)
                demand("does not know (" not in answer.out, f"an error nobody thought of: {answer!r:.600}")
        self._workshop.check_surroundings()

    def _action_started(self, action: str) -> dict[str, Any]:
        good = {"player": ["Draxe"], "rank": "vip", "state": "present"}
        request = self._random.choice((good, {**good, **self._odd_object()}, self._odd_object()))
        return {
            "action": action,
            "attempt": self._random.choice((1, 2, 999_999_999, 10**300)),
            "name": self._random.choice(("grant", "revoke", self._line())),
            "runbook": self._line(),
            "hosts": [self._random.choice((SERVER, self._line()))],
            "request": request,
            "run": self._random.choice((None, self._values.text(), "..", "/etc")),
            "resolve": True,
            **self._random.choice(({}, {}, {"undoes": self._random.choice((action, ulids.new()))})),
        }

    def _undone(self, action: str) -> dict[str, Any]:
        return {"action": action, "undone_by": self._random.choice((action, ulids.new())), "ticket": ulids.new()}

    def _action_finished(self, action: str) -> dict[str, Any]:
        return {
            "action": action,
            "attempt": self._random.choice((1, 2)),
            "status": self._random.choice(_STATUSES),
            "changed": self._random.choice((None, True)),
            "runbook": self._values.text(),
            "results": self._random.choice(([], [self._odd_object()], [self._result()], [self._result()] * 2)),
            "error": self._random.choice((None, self._values.text(), self._odd_object(), {"message": self._odd()})),
            "name": self._odd(),
            "inverse": self._random.choice((None, self._odd_object(), [], self._inverse(), self._inverse())),
        }

    def _inverse(self) -> dict[str, Any]:
        """Return what would undo an action, with something odd in it, or not."""
        states = (self._result()["after"], {"ranks": [{"rank": "vip", "expires": None, "context": {}}]}, {"ranks": []})
        values = {"player": ["Draxe"], "rank": "vip", **self._random.choice(({}, {}, self._odd_object()))}
        if self._random.random() < 0.5:
            values["restore"] = self._random.choice((self._odd(), {"Draxe": self._random.choice(states)}))
        after = self._random.choice((self._odd_object(), {"Draxe": self._random.choice(states)}))
        name = self._random.choice(("grant", "revoke", "revoke", self._odd()))
        return {"action": name, "vars": values, "only_if": self._random.choice(({"after": after}, self._odd()))}

    def _result(self) -> dict[str, Any]:
        state = {"ranks": [{"rank": self._odd(), "expires": self._odd(), "context": self._odd_object()}]}
        states = (self._odd(), state, {"ranks": self._odd()}, {"ranks": [self._odd_object()]})
        before, after = self._random.choices(states, k=2)
        who = self._random.choice((self._odd(), "Draxe"))
        return {"player": who, "uuid": self._odd(), "changed": True, "before": before, "after": after}

    def _resolved(self, action: str) -> dict[str, Any]:
        return {"actions": [action], "runbooks": [self._line()]}

    def _note(self, _action: str) -> dict[str, Any]:
        return {"text": self._values.text(), **{key: self._odd() for key in ("reason", "x")}}

    def _odd(self) -> Any:
        kind = self._random.randrange(8)
        if kind < 4:
            return self._values.text(long=0.002)
        return (None, self._random.choice((True, 0, -1.5, 10**30)), [], {})[kind - 4]

    def _evidence(self, _action: str) -> dict[str, Any]:
        return {self._line()[:100]: self._odd(), "text": self._odd()}

    def _assigned(self, _action: str) -> dict[str, Any]:
        return {"assignee": self._random.choice((None, self._line()))}

    def _line(self) -> str:
        return _WORDS.sub("", self._values.text(long=0))[:500] or "x"

    def _odd_object(self) -> dict[str, Any]:
        keys = (
            "player",
            "rank",
            "state",
            "context",
            "expires",
            "message",
            "before",
            "__ansible_unsafe",
            "__ansible_vault",
        )
        chosen = [self._random.choice((*keys, self._line()[:100])) for _unused in range(self._random.randint(0, 4))]
        return {key: self._random.choice((self._odd(), [self._odd()], {"x": self._odd()})) for key in chosen}
