# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""log_search with wait: new lines, none of them lost and none told twice, whatever becomes of the files."""

from __future__ import annotations

import os
import threading
import time

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._logs import looking

from .conftest import line


@pytest.fixture(autouse=True)
def _records_settle_at_once(monkeypatch):
    monkeypatch.setattr(looking, "_MOMENT", 0.0)


class Follower:
    """Follows a server's logs, and keeps what it was told."""

    def __init__(self, server, **options) -> None:
        self._server = server
        self._options = options
        self.told: list[str] = []
        self.cursor = None
        self.problems: list = []
        self.look()

    def look(self, **options) -> list[str]:
        result = self._server.search(wait=0, cursor=self.cursor, **{**self._options, **options})
        self.cursor = result["cursor"]
        found = [match["message"] for match in result["matches"]]
        self.told += found
        self.problems += result["problems"]
        return found


def _append(server, *messages, name="latest.log"):
    with (server.logs / name).open("a") as file:
        file.writelines(line("09:00:04", message) for message in messages)


def _rotate(server, number, *, compress=True):
    text = (server.logs / "latest.log").read_text()
    if compress:
        server.write(f"2026-11-24-{number}.log.gz", text)
        (server.logs / "latest.log").unlink()
    else:
        (server.logs / "latest.log").rename(server.logs / f"2026-11-24-{number}.log")
    (server.logs / "latest.log").write_text(line("10:00:00", f"Starting number {number}"))


def test_only_what_is_written_from_now_on_is_told(server):
    follower = Follower(server)
    assert follower.told == []

    _append(server, "one", "two")
    assert follower.look() == ["one", "two"]
    assert follower.look() == []
    _append(server, "three")
    assert follower.look() == ["three"]


def test_line_numbers_go_on(server):
    follower = Follower(server)
    _append(server, "one", "two")
    follower.look(limit=1)
    _append(server, "three")

    result = server.search(wait=0, cursor=follower.cursor)

    assert [(match["message"], match["first_line"]) for match in result["matches"]] == [("two", 6), ("three", 7)]


def test_only_what_is_looked_for_is_told(server):
    follower = Follower(server, player="Draxe")

    _append(server, "Draxe issued server command: /a", "Tyrion issued server command: /b", "Draxe left the game")

    assert follower.look() == ["Draxe issued server command: /a", "Draxe left the game"]


def test_a_line_that_is_being_written_is_told_when_it_is_whole(server):
    follower = Follower(server)
    with (server.logs / "latest.log").open("a") as file:
        file.write("[09:00:05] [Server thread/INFO]: ha")
        file.flush()
        assert follower.look() == []
        file.write("lf\n")

    assert follower.look() == ["half"]


def test_a_record_that_was_written_just_now_may_go_on(server, monkeypatch):
    follower = Follower(server)
    monkeypatch.setattr(looking, "_MOMENT", 3600.0)
    _append(server, "first", "Could not pass event")
    assert follower.look() == ["first"]
    with (server.logs / "latest.log").open("a") as file:
        file.write("\tat a.b.C(D.java:5)\n")
    assert follower.look() == []
    monkeypatch.setattr(looking, "_MOMENT", 0.0)

    assert follower.look() == ["Could not pass event\n at a.b.C(D.java:5)"]


@pytest.mark.parametrize("compress", [False, True])
def test_nothing_is_lost_when_the_log_is_rotated(server, compress):
    follower = Follower(server)
    _append(server, "one")
    follower.look()
    _append(server, "two", "three")
    _rotate(server, 1, compress=compress)
    _append(server, "four")
    follower.look()
    if not compress:  # it is compressed later
        text = (server.logs / "2026-11-24-1.log").read_text()
        server.write("2026-11-24-1.log.gz", text)
        follower.look()
        (server.logs / "2026-11-24-1.log").unlink()
    _append(server, "five")
    follower.look()
    follower.look()

    assert follower.told == ["one", "two", "three", "Starting number 1", "four", "five"]
    assert follower.problems == []


def test_nothing_is_lost_in_a_log_that_came_and_went(server):
    follower = Follower(server)
    _append(server, "one")
    _rotate(server, 1)
    _append(server, "two")
    _rotate(server, 2)
    _append(server, "three")
    follower.look()
    _rotate(server, 10)
    follower.look()
    follower.look()

    assert follower.told == ["one", "Starting number 1", "two", "Starting number 2", "three", "Starting number 10"]


@pytest.mark.parametrize("limit", [1, 2, 3])
def test_a_full_page_goes_on_where_it_ended(server, limit):
    follower = Follower(server, limit=limit)
    _append(server, "one", "two", "three")
    _rotate(server, 1)
    _append(server, "four")
    _rotate(server, 2)
    _append(server, "five")
    for _unused in range(9):
        assert len(follower.look()) <= limit

    assert follower.told == ["one", "two", "three", "Starting number 1", "four", "Starting number 2", "five"]


def test_a_log_that_was_emptied_is_followed_from_its_new_beginning(server):
    follower = Follower(server)
    (server.logs / "latest.log").write_text(line("12:00:00", "anew"))

    assert follower.look() == ["anew"]
    assert [problem["error"] for problem in follower.problems] == [
        "it was deleted, or emptied, before all of it was told"
    ]


def test_it_waits_for_new_lines_and_no_longer(server):
    cursor = server.search(wait=0)["cursor"]
    begun = time.monotonic()
    writer = threading.Timer(0.3, _append, (server, "late"))
    writer.start()

    result = server.search(wait=20, cursor=cursor)
    writer.join()

    assert [match["message"] for match in result["matches"]] == ["late"]
    assert time.monotonic() - begun < 10


def test_old_files_are_not_told_again_when_they_are_compressed_or_touched(server):
    follower = Follower(server)
    os.utime(server.logs / "2026-11-23-1.log.gz")
    server.write("2026-11-21-1.log.gz", line("00:00:00", "restored from a backup"))

    assert follower.look() == []


@pytest.mark.parametrize("option", ["since", "until", "around"])
def test_new_lines_have_no_span(server, option):
    result = server.search(wait=0, **{option: "2h"})

    assert result["error"]["code"] == "invalid_value"
