# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Several connections, one command in flight on each."""

from __future__ import annotations

import threading
import time

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._console.protocol import Reply
from ansible_collections.gamedesk.support.plugins.module_utils._errors import (
    ConfigurationError,
    ConsoleLostAfterError,
    ConsoleLostBeforeError,
    ConsoleRefusedError,
    DeadlineError,
    InvalidValueError,
)
from ansible_collections.gamedesk.support.plugins.module_utils._module.crew import Crew, Job, NotAttemptedError


class Server:
    """Hands out consoles, and notes what is sent on which, and how much is in flight."""

    def __init__(self) -> None:
        self.sent: list[tuple[int, str]] = []
        self.opened = 0
        self.closed = 0
        self.most_in_flight = 0
        self.seconds = 0.0
        # Nothing is answered before this is set.
        self.answers = threading.Event()
        self.answers.set()
        self.errors: dict[str, Exception] = {}
        self.lock = threading.Lock()
        self._in_flight: dict[int, int] = {}

    def open(self) -> Console:
        with self.lock:
            self.opened += 1
            return Console(self, self.opened)

    def enter(self, number: int, command: str) -> None:
        with self.lock:
            self.sent.append((number, command))
            self._in_flight[number] = self._in_flight.get(number, 0) + 1
            assert self._in_flight[number] == 1
            self.most_in_flight = max(self.most_in_flight, sum(self._in_flight.values()))

    def leave(self, number: int) -> None:
        with self.lock:
            self._in_flight[number] -= 1


class Console:
    def __init__(self, server: Server, number: int) -> None:
        self._server = server
        self._number = number

    def send(self, command: str, *, need_text: bool = True) -> Reply:
        self._server.enter(self._number, command)
        time.sleep(self._server.seconds)
        assert self._server.answers.wait(20)
        self._server.leave(self._number)
        if command in self._server.errors:
            raise self._server.errors[command]
        return Reply(f"to {command}")

    def close(self) -> None:
        with self._server.lock:
            self._server.closed += 1


@pytest.fixture
def server() -> Server:
    return Server()


def crew_at(server: Server, most: int = 8, deadline: float = 30) -> Crew:
    return Crew(server.open, time.monotonic() + deadline, most=most, need_text=False)


def finish(crew: Crew, count: int) -> list[Job]:
    done: list[Job] = []
    limit = time.monotonic() + 20
    while len(done) < count:
        assert time.monotonic() < limit
        done += crew.done(0.1)
    crew.close()
    return done


def jobs(count: int, commands: int = 2) -> list[Job]:
    return [Job(str(key), [f"{key} {number}" for number in range(commands)]) for key in range(count)]


@pytest.mark.parametrize(
    ("count", "most", "expected"), [(1, 8, 1), (5, 8, 1), (6, 8, 2), (40, 8, 8), (400, 8, 8), (400, 1, 1)]
)
def test_connections_are_as_many_as_are_worth_it_and_allowed(server, count, most, expected):
    server.answers.clear()
    crew = crew_at(server, most)
    for job in jobs(count, 1):
        crew.take(job)
    limit = time.monotonic() + 20
    while server.opened < expected:  # a thread that is late would find no work left
        assert time.monotonic() < limit
        time.sleep(0.001)
    server.answers.set()
    finish(crew, count)
    assert (server.opened, server.closed) == (expected, expected)
    assert server.most_in_flight <= expected


def test_a_players_commands_go_in_their_order_over_one_connection(server):
    server.seconds = 0.001
    crew = crew_at(server)
    for job in jobs(200, 3):
        crew.take(job)
    done = finish(crew, 200)
    assert {job.key for job in done} == {str(key) for key in range(200)}
    for job in done:
        sent = [(number, command) for number, command in server.sent if command.startswith(f"{job.key} ")]
        assert [command for _number, command in sent] == list(job.commands)
        assert len({number for number, _command in sent}) == 1
        assert job.sent == [{"command": command, "reply": f"to {command}"} for command in job.commands]
        assert (job.trouble, job.ended_at > 0) == (None, True)


def test_nothing_more_goes_out_after_trouble_with_the_console(server):
    lost = ConsoleLostAfterError("Lost.")
    server.errors = {"1 0": lost}
    crew = crew_at(server, 1)
    for job in jobs(4):
        crew.take(job)
    done = {job.key: job for job in finish(crew, 4)}
    assert done["0"].trouble is None
    assert done["1"].trouble is lost
    assert done["1"].sent == [{"command": "1 0", "reply": None}]
    assert all(isinstance(done[key].trouble, NotAttemptedError) and not done[key].sent for key in "23")
    assert [command for _number, command in server.sent] == ["0 0", "0 1", "1 0"]


def test_what_is_wrong_for_one_player_does_not_stop_the_others(server):
    server.errors = {"0 0": InvalidValueError("Too long.")}
    crew = crew_at(server, 1)
    for job in jobs(2):
        crew.take(job)
    done = {job.key: job for job in finish(crew, 2)}
    assert isinstance(done["0"].trouble, InvalidValueError)
    assert done["1"].trouble is None


@pytest.mark.parametrize("error", [DeadlineError("Late."), ConfigurationError("No password.")])
def test_what_is_wrong_for_all_stops_all(server, error):
    server.errors = {"0 0": error}
    crew = crew_at(server, 1)
    for job in jobs(3):
        crew.take(job)
    done = {job.key: job for job in finish(crew, 3)}
    assert done["0"].trouble is error
    assert [type(done[key].trouble) for key in "12"] == [NotAttemptedError, NotAttemptedError]


def test_a_player_is_not_left_with_half_of_the_commands(server):
    """Another connection's trouble comes between the two commands of a player."""
    server.seconds = 0.2
    crew = crew_at(server)
    crew.take(jobs(1)[0])
    while not server.sent:
        time.sleep(0.01)
    crew.give_up()
    (job,) = finish(crew, 1)
    assert (job.trouble, len(job.sent)) == (None, 2)


def test_a_host_that_allows_no_more_threads(server, monkeypatch):
    start = threading.Thread.start
    allowed = [1]

    def limited(thread):
        allowed[0] -= 1
        if allowed[0] < 0:
            raise RuntimeError("can't start new thread")
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", limited)
    crew = crew_at(server)
    for job in jobs(12):
        crew.take(job)
    assert [job.trouble for job in finish(crew, 12)] == [None] * 12
    none = crew_at(server)
    for job in jobs(2):
        none.take(job)
    assert {job.trouble.code for job in finish(none, 2)} == {"configuration"}
    assert server.opened == 1


@pytest.mark.parametrize("error", [ConsoleLostBeforeError("Lost."), InvalidValueError("Long."), DeadlineError("Late.")])
def test_what_did_not_go_out_is_not_among_what_was_sent(server, error):
    server.errors = {"0 0": error, "1 1": error}
    for key, sent in (("0", []), ("1", [{"command": "1 0", "reply": "to 1 0"}])):
        crew = crew_at(server)
        crew.take(jobs(2)[int(key)])
        (job,) = finish(crew, 1)
        assert (job.trouble, job.sent) == (error, sent)


def test_after_the_deadline_nothing_is_opened(server):
    crew = crew_at(server, deadline=0)
    crew.take(jobs(1)[0])
    (job,) = finish(crew, 1)
    assert isinstance(job.trouble, DeadlineError)
    assert server.opened == 0


def test_a_console_that_cannot_be_opened_is_trouble(server):
    refused = ConsoleRefusedError("Nobody there.")

    def open_console():
        raise refused

    crew = Crew(open_console, time.monotonic() + 5, most=1, need_text=False)
    for job in jobs(2):
        crew.take(job)
    first, second = finish(crew, 2)
    assert first.trouble is refused
    assert isinstance(second.trouble, NotAttemptedError)


def test_a_defect_is_not_swallowed(server):
    server.errors = {"0 0": ZeroDivisionError("a defect")}
    crew = crew_at(server)
    crew.take(jobs(1)[0])
    with pytest.raises(ZeroDivisionError):
        finish(crew, 1)
    assert crew.given_up
    crew.close()
    assert server.closed == 1


def test_closing_waits_for_what_is_under_way(server):
    server.seconds = 0.2
    crew = crew_at(server)
    crew.take(jobs(1)[0])
    while not server.sent:
        time.sleep(0.01)
    crew.close()
    assert server.closed == 1
    assert [command for _number, command in server.sent] == ["0 0", "0 1"]


def test_waiting_has_an_end(server):
    assert crew_at(server).done(0.01) == []
