# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hostile text in every text of every command, and what must then be true of screen, disk and what goes to Ansible."""

from __future__ import annotations

import dataclasses
import itertools
import os
import random
import re
from pathlib import Path
from typing import Any

import click
import yaml

from hostile import tree
from hostile.host import HostileHost, good_answer
from hostile.reading import check_error, check_stderr_of_error, demand, objects, one_object
from hostile.values import Values
from hostile.workshop import SERVER, Answer, Workshop, unmarked

_RENEW_EVERY = 40
_STREAMS = (("logs", "parse"),)
_STARTS_A_SERVER = ("demo", "sandbox up")
# docs/ticket-file.md: a header's text is one line, not empty, of at most 500 characters.
_NOT_A_LINE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
# domain, section 8: Java names and UUIDs; Floodgate's default prefixes, old and new.
_PLAYER = re.compile(
    r"(?=.{1,16}\Z)[.*]?[A-Za-z0-9_]+\Z"
    r"|(?!0{8}-?0{4}-?0{4}-?0{4}-?0{12}\Z)(?:[0-9A-Fa-f]{32}|[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})\Z"
)
_ULID = re.compile("[0-7][0-9A-HJKMNP-TV-Z]{25}")
_MOMENT = re.compile(r"[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z")


@dataclasses.dataclass(frozen=True)
class Case:
    """One command line. C(typed) are its texts by name; C(plain) says that Click can read them in one way only."""

    words: tuple[str, ...]
    typed: dict[str, list[str]]
    arguments: list[str]
    as_json: bool
    terminal: bool
    plain: bool
    hostile_host: bool

    def one(self, name: str) -> str | None:
        return self.typed[name][0] if name in self.typed else None


class CommandLine:
    """Makes command lines, runs them, and checks what became of them."""

    def __init__(self, random_: random.Random, values: Values, workshop: Workshop) -> None:
        self._random = random_
        self._values = values
        self._workshop = workshop
        self._fields = [field for field in tree.fields() if " ".join(field.words) not in _STARTS_A_SERVER]
        self._host = HostileHost(random_, values)
        self._run = 0

    def next(self) -> Case:
        """Run and check one more command line. Raises ViolationError."""
        kind = self._random.random()
        case = self._misspelt() if kind < 0.04 else self._case(self._random.choice(self._fields))
        self.check(case)
        return case

    def with_value(self, field: tree.Field, value: str) -> None:
        """Run and check the command of C(field) with this value, and good ones elsewhere. Raises ViolationError."""
        command = next(command for words, command in tree.commands() if words == field.words)
        typed = {name: [self._value(name, hostile=False)] for name in tree.needed(field, command)}
        if field.words == ("init",):  # which takes its folder once
            typed.clear()
        typed[field.name] = [value]
        self.check(self._typed(command, field.words, typed))

    def check(self, case: Case) -> None:
        """Run one command line and check it. Raises ViolationError."""
        workshop = self._workshop
        self._run += 1
        if self._run % _RENEW_EVERY == 0:
            workshop.renew()
        workshop.answer = self._host.answer if case.hostile_host else good_answer
        asked = self._folder_of(case)
        if asked is not None and not os.path.normpath(asked).startswith(str(workshop.cwd)):
            return  # somebody else's place, which it would rightly write to
        tickets = self._tickets()
        with workshop.at_work():
            answer = workshop.run(case.arguments, terminal=case.terminal)
        workshop.check_surroundings(written_to=asked)
        self._check_answer(case, answer)
        if case.plain:
            check = getattr(self, f"_check_{'_'.join(case.words)}", None)
            if check is not None:
                check(case, answer, tickets)

    # Making command lines.

    def _case(self, field: tree.Field) -> Case:
        command = next(command for words, command in tree.commands() if words == field.words)
        typed: dict[str, list[str]] = {}
        needed = tree.needed(field, command)
        for parameter in tree.texts(command):
            name = parameter.name or ""
            hostile = name == field.name or self._random.random() < 0.04
            if hostile or name in needed or self._random.random() < 0.15:
                typed[name] = [self._value(name, hostile=hostile)]
                if parameter.nargs == -1 or parameter.multiple:
                    typed[name] += [
                        self._value(name, hostile=hostile) for _unused in range(self._random.choice((0, 0, 1, 3)))
                    ]
        if field.words == ("init",):  # which takes its folder once
            typed.pop("desk_dir" if field.name == "folder" else "folder", None)
        return self._typed(command, field.words, typed)

    def _typed(self, command: click.Command, words: tuple[str, ...], typed: dict[str, list[str]]) -> Case:
        options: list[str] = []
        positional: list[str] = []
        for parameter in tree.texts(command):
            for value in typed.get(parameter.name or "", ()):
                if isinstance(parameter, click.Argument):
                    positional.append(value)
                else:
                    options += self._option(parameter, value)
        flags = [one for one in command.params if isinstance(one, click.Option) and one.is_flag]
        chance = {"as_json": 0.5, "yes": 0.5}
        chosen = [flag for flag in flags if self._random.random() < chance.get(flag.name or "", 0.05)]
        options += [self._random.choice(flag.opts) for flag in chosen]
        sure = self._random.random() < 0.9
        arguments = [*words, *options, *(["--"] if sure else []), *positional]
        return Case(
            words=words,
            typed=typed,
            arguments=arguments,
            as_json=any(flag.name == "as_json" for flag in chosen),
            terminal=self._random.random() < 0.3,
            plain=sure and {flag.name for flag in chosen} <= {"as_json", "yes"},
            hostile_host=self._random.random() < 0.3,
        )

    def _option(self, option: click.Parameter, value: str) -> list[str]:
        name = self._random.choice(option.opts)
        if name.startswith("--"):
            return self._random.choice(([name, value], [f"{name}={value}"]))
        return [name, value] if not value or value[0] == "=" else self._random.choice(([name, value], [name + value]))

    def _value(self, name: str, *, hostile: bool) -> str:
        if not hostile:
            return tree.EXAMPLES[name] or str(self._workshop.desk)
        value = re.sub("[\ud800-\udc7f\udd00-\udfff]", "\udcff", self._values.text())  # so Python shows bytes in argv
        if name in {"desk_dir", "folder"}:
            return value.replace("\0", "")  # no process can be given a NUL, and Click looks at paths by itself
        if name == "context" and self._random.random() < 0.6:
            return self._random.choice(("server=", "world=")) + value
        return value

    def _misspelt(self) -> Case:
        """Return a command line with a word, an option or a flag's value that there is not."""
        words, _command = self._random.choice([*tree.commands()])
        value = self._values.text()
        flag = self._random.choice(("--json", "--help", "--yes"))
        wrong = self._random.choice(([f"--{value}"], [f"-{value}"], [f"{flag}={value}"], [value] * 9, [flag, value]))
        position = self._random.choice((0, len(words), len(words)))
        arguments = [*words[:position], *wrong, *words[position:]]
        if self._starts(arguments):
            arguments = ["version", *wrong]
        return Case(words, {}, arguments, "--json" in arguments and "--" not in arguments, False, False, False)

    @staticmethod
    def _starts(arguments: list[str]) -> bool:
        return not {"demo", "sandbox", "init"}.isdisjoint(arguments)

    # What must be true.

    def _folder_of(self, case: Case) -> Path | None:
        """Return the folder in which a desk may be made, because the command line says so."""
        if case.words != ("init",):
            return None
        asked = case.one("folder") if "folder" in case.typed else case.one("desk_dir")
        if (asked or "").startswith("-") and not case.plain:
            return self._workshop.cwd  # such as --json, which is an option there, and the folder is this one
        home = str(self._workshop.home)
        expanded = re.sub(r"\A~(?=/|\Z)", lambda _: home, asked or "")
        return self._workshop.cwd / expanded

    def _tickets(self) -> int:
        return len([*self._workshop.desk.glob("tickets/*/*.yml")])

    def _check_answer(self, case: Case, answer: Answer) -> None:
        if case.as_json and case.plain and case.words in _STREAMS and answer.code != 2:
            objects(answer.out)
        elif case.as_json and case.plain:
            value = one_object(answer.out)
            error = value.get("error")
            if isinstance(error, dict) and not case.hostile_host:  # whose errors are not in our words
                check_error(error["message"])
                demand(answer.code, f"an error, and exit code 0: {error}")
        elif answer.code == 2 and not answer.out:
            check_stderr_of_error(answer.err)
        demand("does not know" not in answer.err + answer.out[:2000], f"an error nobody thought of: {answer!r:.600}")

    def _check_refused(self, case: Case, answer: Answer, tickets: int) -> None:
        demand(answer.code == 2, f"exit code {answer.code} for what cannot be meant, not 2: {answer!r:.300}")
        demand(self._tickets() == tickets, "a ticket was made of what cannot be meant")
        demand(not self._workshop.sent, "what cannot be meant was sent to Ansible")

    def _desk_is_there(self, case: Case) -> bool:
        return case.one("desk_dir") == str(self._workshop.desk)

    def _file(self, answer: Answer) -> Any:
        """Return the newest ticket as anybody's safe loader reads it."""
        newest = max(self._workshop.desk.glob("tickets/*/*.yml"), key=lambda path: int(path.name.split("-")[0]))
        return yaml.safe_load(newest.read_bytes())

    def _check_ticket_new(self, case: Case, answer: Answer, tickets: int) -> None:
        header = {name: texts[0] for name, texts in case.typed.items() if name != "desk_dir"}
        good = all(value.strip() and len(value) <= 500 and not _NOT_A_LINE.search(value) for value in header.values())
        if not good or not self._desk_is_there(case):
            return self._check_refused(case, answer, tickets)
        demand(answer.code == 0, f"a good ticket was not opened: {answer!r:.300}")
        written = self._file(answer)
        requester = {name: header.pop(name) for name in ("player", "discord_id") if name in header}
        demand(
            {name: written.get(name) for name in header} == header, f"not the header that was typed: {written!r:.300}"
        )
        demand(written.get("requester", {}) == requester, f"not who asked: {written!r:.300}")
        demand(
            set(written) <= {"schema", "id", "number", "opened_at", "history", "requester", *header}, "a field too many"
        )
        return None

    def _check_ticket_note(self, case: Case, answer: Answer, tickets: int) -> None:
        self._check_event(case, answer, tickets, "text")

    def _check_ticket_close(self, case: Case, answer: Answer, tickets: int) -> None:
        self._check_event(case, answer, tickets, "because")

    def _check_event(self, case: Case, answer: Answer, tickets: int, name: str) -> None:
        value = case.one(name)
        if not self._desk_is_there(case) or (value is not None and re.search("[\ud800-\udfff]", value)):
            return self._check_refused(case, answer, tickets)
        if case.one("ticket") != tree.EXAMPLES["ticket"]:
            demand(answer.code in {0, 2}, f"exit code {answer.code} for some ticket: {answer!r:.300}")
            return None
        demand(answer.code == 0, f"not appended: {answer!r:.300}")
        event = yaml.safe_load(next(self._workshop.desk.glob("tickets/*/1-*.yml")).read_bytes())["history"][-1]
        told = event.get("text" if name == "text" else "reason")
        demand(told == (value or None if name == "because" else value), f"not what was typed: {told!r:.300}")
        return None

    def _check_ticket_list(self, case: Case, answer: Answer, tickets: int) -> None:
        good = self._desk_is_there(case) and not re.search(
            "[\ud800-\udfff]", "".join(itertools.chain(*case.typed.values()))
        )
        try:
            good = good and 1 <= int(case.typed.get("limit", ["50"])[0]) <= 1_000_000
        except ValueError:
            good = False
        if not good:
            return self._check_refused(case, answer, tickets)
        demand(answer.code == 0, f"not listed: {answer!r:.300}")
        return None

    def _check_ticket_show(self, case: Case, answer: Answer, tickets: int) -> None:
        demand(answer.code in {0, 2}, f"exit code {answer.code}: {answer!r:.300}")

    _check_resume = _check_sandbox_status = _check_sandbox_down = _check_version = _check_completion = (
        _check_ticket_show
    )

    def _check_undo(self, case: Case, answer: Answer, tickets: int) -> None:
        if not self._desk_is_there(case):
            return self._check_refused(case, answer, tickets)
        for sent in self._workshop.sent:
            request = unmarked(sent)["gamedesk_request"]
            demand({"only_if", "action_id"} <= request.keys(), f"sent without a condition: {request!r:.300}")
            demand(all(map(_PLAYER.match, request["player"])), f"not a player: {request!r:.300}")
        demand(self._workshop.sent or answer.code in {0, 2, 3}, f"exit code {answer.code}: {answer!r:.300}")
        return None

    def _check_logs_parse(self, case: Case, answer: Answer, tickets: int) -> None:
        demand(answer.code in {0, 1, 2}, f"exit code {answer.code}: {answer!r:.300}")
        demand((answer.code == 1) == answer.err.startswith("Error: ") or answer.code == 2, f"no error: {answer!r:.300}")
        demand(not self._workshop.sent, "reading a file of this machine was sent to Ansible")
        demand(self._tickets() == tickets, "a ticket was made of a look at a file")

    def _check_logs_search(self, case: Case, answer: Answer, tickets: int) -> None:
        self._check_look(case, answer, tickets, ("text", "regex", "since", "until", "around", "cursor"))

    def _check_logs_suspects(self, case: Case, answer: Answer, tickets: int) -> None:
        self._check_look(case, answer, tickets, ("since", "until"))

    def _check_look(self, case: Case, answer: Answer, tickets: int, names: tuple[str, ...]) -> None:
        demand(self._tickets() == tickets, "a ticket was made of a look")
        if not self._workshop.sent:
            demand(answer.code == 2, f"exit code {answer.code}, and nothing was asked: {answer!r:.300}")
            return
        (sent,) = self._workshop.sent
        variables = unmarked(sent)
        demand(variables["gamedesk_hosts"] == [SERVER], f"asked of others: {variables!r:.300}")
        request = variables["gamedesk_request"]
        typed = {name: case.one(name) for name in names if name in case.typed}
        demand({name: request.get(name) for name in typed} == typed, f"not what was typed: {request!r:.300}")
        demand(answer.code in ({0, 1, 4} if case.hostile_host else {0}), f"exit code {answer.code}: {answer!r:.300}")

    def _check_init(self, case: Case, answer: Answer, tickets: int) -> None:
        demand(answer.code in {0, 2}, f"exit code {answer.code}: {answer!r:.300}")

    def _check_doctor(self, case: Case, answer: Answer, tickets: int) -> None:
        servers = case.typed.get("servers", [])
        if not self._desk_is_there(case) or any(server != SERVER for server in servers):
            return self._check_refused(case, answer, tickets)
        (sent,) = self._workshop.sent
        variables = unmarked(sent)
        expected = {"gamedesk_hosts": [SERVER], "gamedesk_request": {"timeout": 60}, "ansible_ssh_retries": 0}
        demand(variables == expected, f"not what was asked: {variables!r:.300}")
        demand(answer.code in ({0, 1, 4} if case.hostile_host else {0}), f"exit code {answer.code}: {answer!r:.300}")
        demand(self._tickets() == tickets, "a ticket was made for a look")
        return None

    def _check_grant(self, case: Case, answer: Answer, tickets: int) -> None:
        self._check_ranks(case, answer, tickets, "present")

    def _check_revoke(self, case: Case, answer: Answer, tickets: int) -> None:
        self._check_ranks(case, answer, tickets, "absent")

    def _check_ranks(self, case: Case, answer: Answer, tickets: int, state: str) -> None:
        expected: dict[str, Any] = {"rank": case.one("rank"), "state": state}
        if "duration" in case.typed or "until" in case.typed:
            expected["renew"] = "refuse"
        self._check_action(case, answer, tickets, expected)

    def _check_ban(self, case: Case, answer: Answer, tickets: int) -> None:
        if "address_file" in case.typed:
            return self._check_refused(case, answer, tickets)
        expected: dict[str, Any] = {"state": "present", "renew": "refuse"}
        if "reason" in case.typed:
            expected["reason"] = reason = case.typed["reason"][0]
            if any(not char.isprintable() or char == "\u00a7" for char in reason):
                return self._check_refused(case, answer, tickets)
        return self._check_action(case, answer, tickets, expected)

    def _check_unban(self, case: Case, answer: Answer, tickets: int) -> None:
        if "address_file" in case.typed:
            return self._check_refused(case, answer, tickets)
        return self._check_action(case, answer, tickets, {"state": "absent"})

    def _check_promote(self, case: Case, answer: Answer, tickets: int) -> None:
        self._check_action(case, answer, tickets, {"track": case.one("track"), "move": "promote"})

    def _check_demote(self, case: Case, answer: Answer, tickets: int) -> None:
        self._check_action(case, answer, tickets, {"track": case.one("track"), "move": "demote"})

    def _check_settrack(self, case: Case, answer: Answer, tickets: int) -> None:
        self._check_action(case, answer, tickets, {"track": case.one("track"), "rank": case.one("rank")})

    def _check_action(self, case: Case, answer: Answer, tickets: int, expected: dict[str, Any]) -> None:
        """Check that exactly what was typed went out: C(expected), beside what all actions have."""
        players = case.typed["players"]
        if not self._desk_is_there(case) or not all(map(_PLAYER.match, players)):
            return self._check_refused(case, answer, tickets)
        if not self._workshop.sent:
            return self._check_refused(case, answer, tickets)
        (sent,) = self._workshop.sent
        variables = unmarked(sent)
        request = variables.pop("gamedesk_request")
        demand(variables.pop("ansible_ssh_retries") == 0, "ssh may connect again by itself")
        if "server" in case.typed or "ticket" not in case.typed:  # else it is the server that the ticket was about
            hosts = [case.one("server") or SERVER]
            demand(variables == {"gamedesk_hosts": hosts}, f"not where it was meant: {variables!r:.300}")
        demand(_ULID.fullmatch(request.pop("action_id")), "the action has no id")
        if "duration" in case.typed or "until" in case.typed:
            demand(_MOMENT.fullmatch(request.pop("expires")), "an expiry that is no date")
        expected |= {"player": players, "attempt": 1, "timeout": 60}
        if "context" in case.typed:
            expected["context"] = dict(word.split("=", 1) for word in case.typed["context"])
        demand(request == expected, f"not what was typed: {request!r:.300}")
        if variables["gamedesk_hosts"] == [SERVER]:
            demand(case.hostile_host or answer.code == 0, f"exit code {answer.code}: {answer!r:.300}")
        else:
            demand(answer.code == 2, f"exit code {answer.code} for a server that is not there: {answer!r:.300}")
        started = [event for event in self._history_of_action() if event["kind"] == "action_started"][-1]
        demand(started.get("because") == (case.one("because") or None), "not the reason that was typed")
        return None

    def _history_of_action(self) -> Any:
        """Return the history of the ticket that was written to last; any other may have been named as well."""
        written = max(self._workshop.desk.glob("tickets/*/*.yml"), key=lambda path: path.stat().st_mtime_ns)
        return yaml.safe_load(written.read_bytes())["history"]
