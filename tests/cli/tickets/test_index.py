# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The index answers like the files, and is worth nothing: it may be missing, broken, old or impossible."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from gamedesk.tickets import reading, ulids
from gamedesk.tickets.store import TicketStore

ACTION = ulids.new()


@pytest.fixture
def store(tmp_path: Path) -> TicketStore:
    """Return a desk with three tickets; the newest by its date is number 2."""
    store = TicketStore(tmp_path)
    store.create("no rank", "alex", requester={"player": "Draxe"}, at=datetime(2024, 5, 1, tzinfo=UTC))
    store.create("Größe", "alex", requester={"uuid": "069A79F4-44e9"}, at=datetime(2026, 5, 1, tzinfo=UTC))
    store.create("old house", "alex", at=datetime(2025, 5, 1, tzinfo=UTC))
    store.append("1", "note", "alex", {"text": "The shop says 100% paid_\x00"})
    store.append("1", "closed", "alex", {})
    started = {"name": "grant", "runbook": "r", "hosts": ["survival"], "request": {"player": ["Notch"]}}
    store.append("3", "action_started", "alex", {"action": ACTION, "attempt": 1, **started})
    return store


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Return the list of the ticket files that are read from here on."""
    done: list[Path] = []
    read = reading.read_bytes
    monkeypatch.setattr(reading, "read_bytes", lambda path: done.append(path) or read(path))
    return done


def numbers(store: TicketStore, **query: Any) -> list[int]:
    return [ticket.number for ticket in store.list(**query)]


def index_of(tmp_path: Path) -> Path:
    return tmp_path / ".run" / "tickets.sqlite"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, [2, 3, 1]),
        ({"status": "open"}, [2, 3]),
        ({"status": "closed"}, [1]),
        ({"status": "resolved"}, []),
        ({"player": "draxe"}, [1]),
        ({"player": "Drax"}, []),
        ({"player": "069a79f4-44E9"}, [2]),
        ({"player": "notch"}, [3]),
        ({"text": "GRÖSSE"}, [2]),
        ({"text": "100% PAID_"}, [1]),
        ({"text": "100_"}, []),
        ({"text": "' OR 1=1 --"}, []),
        ({"text": "o", "status": "open"}, [3]),
        ({"unfinished": True}, [3]),
        ({"unfinished": False}, [2, 1]),
    ],
    ids=str,
)
def test_finds_what_was_asked_for_newest_first(store: TicketStore, query: dict[str, Any], expected: list[int]) -> None:
    assert numbers(store, **query) == expected


def test_a_view_from_the_index_is_the_view_of_the_file(store: TicketStore) -> None:
    finished = {
        "action": ACTION,
        "attempt": 1,
        "status": "succeeded",
        "results": [{"player": "Notch", "changed": True}],
    }
    store.append("3", "action_finished", "alex", finished)
    store.append("3", "resolved", "alex", {"actions": [ACTION], "runbooks": ["r"]})
    assert numbers(store, unfinished=True) == []
    for ticket in store.list():
        assert ticket == store.load(ticket.id).ticket


def test_reads_only_what_changed(store: TicketStore, tmp_path: Path, reads: list[Path]) -> None:
    index_of(tmp_path).unlink()
    list(store.list())
    assert len(reads) == 3
    list(store.list())
    assert len(reads) == 3
    store.append("2", "title", "alex", {"title": "size"})
    os.utime(store.resolve_ref("2"), ns=(1, 1))  # another hand had it
    del reads[:]
    assert [ticket.title for ticket in store.list()] == ["size", "old house", "no rank"]
    assert [path.name.partition("-")[0] for path in reads] == ["2"]


def test_sees_tickets_come_and_go(store: TicketStore) -> None:
    assert numbers(store) == [2, 3, 1]
    store.resolve_ref("3").unlink()
    assert numbers(store) == [2, 1]
    store.create("new", "alex")
    assert numbers(store)[0] == 3


def test_sees_a_file_break_and_heal(store: TicketStore) -> None:
    assert numbers(store) == [2, 3, 1]
    path = store.resolve_ref("3")
    whole = path.read_bytes()
    path.write_bytes(whole + b"- {")
    for _again in range(2):
        assert numbers(store) == [2, 1]
        assert [str(path) in str(problem) for problem in store.problems] == [True]
    path.write_bytes(whole)
    assert numbers(store) == [2, 3, 1]
    assert store.problems == ()


def test_a_file_with_another_name_is_a_problem(store: TicketStore, tmp_path: Path) -> None:
    stray = tmp_path / "tickets" / "2025" / "notes.yml"
    stray.write_text("a: b\n")
    assert numbers(store) == [2, 3, 1]
    assert [str(stray) in str(problem) for problem in store.problems] == [True]


def wipe(index: Path) -> None:
    index.unlink()


def scribble(index: Path) -> None:
    index.write_bytes(b"no database at all" * 100)


def cut(index: Path) -> None:
    index.write_bytes(index.read_bytes()[: 4096 + 100])


def damage_pages(index: Path) -> None:
    data = index.read_bytes()
    index.write_bytes(data[:4096] + b"\xff" * (len(data) - 4096))


def outdate(index: Path) -> None:
    with sqlite3.connect(index) as database:
        database.executescript("PRAGMA user_version = 99; DROP TABLE views; CREATE TABLE other (x);")
    database.close()


def drop_a_table(index: Path) -> None:
    with sqlite3.connect(index) as database:
        database.execute("DROP TABLE tickets")
    database.close()


def lose_views(index: Path) -> None:
    with sqlite3.connect(index) as database:
        database.execute("DELETE FROM views")
    database.close()


@pytest.mark.parametrize("break_it", [wipe, scribble, cut, damage_pages, outdate, drop_a_table, lose_views])
def test_a_broken_index_is_replaced_silently(
    store: TicketStore, tmp_path: Path, break_it: Callable[[Path], None]
) -> None:
    before = list(store.list())
    break_it(index_of(tmp_path))
    assert list(store.list()) == before
    assert store.problems == ()


def test_where_no_index_can_be_it_is_made_in_memory(store: TicketStore, tmp_path: Path) -> None:
    index_of(tmp_path).unlink()
    index_of(tmp_path).mkdir()
    assert numbers(store) == [2, 3, 1]


def test_a_desk_without_tickets_has_none(tmp_path: Path) -> None:
    assert list(TicketStore(tmp_path).list()) == []


def test_tickets_can_be_written_while_a_list_is_read(store: TicketStore) -> None:
    for ticket in store.list():
        store.append(ticket.id, "note", "alex", {"text": "seen"})
        assert len(numbers(store)) == 3
