# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tickets on a desk: opened, added to, found by what people call them, and never overwritten when broken."""

from __future__ import annotations

import errno
import os
import resource
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from unittest import mock

import pytest
import yaml

from gamedesk.tickets import replacing, ulids
from gamedesk.tickets.document import append_line
from gamedesk.tickets.errors import AmbiguousTicketError, TicketError, TicketFileError, TicketNotFoundError
from gamedesk.tickets.events import new_event
from gamedesk.tickets.locking import held
from gamedesk.tickets.store import TicketFile, TicketStore


@pytest.fixture
def store(tmp_path: Path) -> TicketStore:
    return TicketStore(tmp_path)


def copy_of(file: TicketFile, number: int, ulid: str) -> Path:
    """Put a ticket with that number and id beside `file`, as a merge of two clones does."""
    path = file.path.with_name(f"{number}-{ulid}.yml")
    text = (
        file.path.read_text()
        .replace(file.header.id, ulid)
        .replace(f"number: {file.header.number}\n", f"number: {number}\n")
    )
    path.write_text(text)
    return path


def test_a_ticket_is_a_file_that_records_what_happens_to_it(store: TicketStore, tmp_path: Path) -> None:
    file = store.create(
        "I bought vip and did not get it", "alex", requester={"player": "Draxe"}, channel="discord", category="grant"
    )
    assert file.path == tmp_path / "tickets" / file.header.opened_at[:4] / f"1-{file.header.id}.yml"
    assert [event.kind for event in file.events] == ["opened"]
    assert file.events[0].id > file.header.id

    event = store.append("1", "note", "sam", {"text": "the shop says paid"})
    assert event.prev == (file.events[0].sha256,)
    assert event.id > file.events[0].id
    again = store.load("1")
    assert again.events == (*file.events, event)
    assert [note.text for note in again.ticket.notes] == ["the shop says paid"]
    assert not again.missing

    loaded = yaml.safe_load(file.path.read_bytes())
    assert (loaded["title"], loaded["requester"]) == ("I bought vip and did not get it", {"player": "Draxe"})
    assert [event["by"] for event in loaded["history"]] == ["alex", "sam"]


def test_several_events_are_added_together_or_not_at_all(store: TicketStore) -> None:
    file = store.create("no vip", "alex")
    first, second = store.append_all("1", "sam", [("note", {"text": "one"}), ("closed", {"reason": "two"})])
    again = store.load("1")
    assert again.events == (*file.events, first, second)
    assert second.prev == (first.sha256,)
    assert second.id > first.id
    assert not again.missing

    before = file.path.read_bytes()
    with pytest.raises(TicketError):
        store.append_all("1", "sam", [("note", {"text": "three"}), ("note", {"no": "text"})])
    assert file.path.read_bytes() == before


def test_the_year_is_that_of_the_opening_in_utc(store: TicketStore) -> None:
    moment = datetime(2026, 1, 1, 0, 30, tzinfo=timezone(timedelta(hours=2)))
    file = store.create("old", "alex", at=moment)
    assert file.header.opened_at == "2025-12-31T22:30:00Z"
    assert file.path.parent.name == "2025"


def test_numbers_count_up_over_the_years(store: TicketStore) -> None:
    assert store.create("a", "alex", at=datetime(2025, 5, 1, tzinfo=UTC)).header.number == 1
    file = store.create("b", "alex", at=datetime(2026, 5, 1, tzinfo=UTC))
    assert file.header.number == 2
    copy_of(file, 41, "01K12C6X4M3XN9T7S8QW2ZJ4RB")
    assert store.create("c", "alex", at=datetime(2024, 5, 1, tzinfo=UTC)).header.number == 42


def test_people_call_a_ticket_by_many_names(store: TicketStore) -> None:
    store.create("other", "alex")
    file = store.create("this", "alex")
    ulid = file.header.id
    for ref in ("2", "#2", " 2 ", ulid, ulid.lower(), f"2-{ulid[-4:]}", f"2-{ulid}", ulid[:25]):
        assert store.resolve_ref(ref) == file.path, ref


def test_two_tickets_with_one_number_are_told_apart_by_a_suffix(store: TicketStore) -> None:
    file = store.create("ours", "alex")
    ours = file.header.id
    theirs = ours[:-5] + ("0" if ours[-5] != "0" else "1") + ours[-4:]  # the same last four characters
    copy_of(file, 1, theirs)
    with pytest.raises(AmbiguousTicketError) as caught:
        store.load("1")
    assert set(caught.value.candidates) == {f"1-{ours[-5:]}", f"1-{theirs[-5:]}"}
    for candidate in caught.value.candidates:
        assert store.load(candidate).ticket.ref == candidate
    assert {ticket.ref for ticket in store.list()} == set(caught.value.candidates)
    with pytest.raises(AmbiguousTicketError):
        store.load(ours[:20])
    with pytest.raises(AmbiguousTicketError):
        store.append("1", "note", "alex", {"text": "to whom?"})


@pytest.mark.parametrize(
    "ref",
    [
        "",
        "0",
        "7",
        "-1",
        "1.0",
        "../../etc/passwd",
        "/etc/passwd",
        "tickets/2026/1-x.yml",
        "1/../1",
        "1\n",
        "1\x00",
        "\u0661",
        "*",
        "01",
        "\x1b[2J",
        "9" * 5000,
        "7ZZZZZZZZZZZZZZZZZZZZZZZZZ",
    ],
    ids=range(17),
)
def test_a_hostile_reference_names_nothing(store: TicketStore, ref: str) -> None:
    store.create("one", "alex")
    if ref == "1\n":
        assert store.load(ref).ticket.number == 1  # space around it is no part of a reference
        return
    with pytest.raises(TicketNotFoundError) as caught:
        store.load(ref)
    assert caught.value.message.isprintable()
    assert len(caught.value.message) < 200


def test_a_symbolic_link_is_no_ticket(store: TicketStore, tmp_path: Path) -> None:
    file = store.create("one", "alex")
    elsewhere = tmp_path / "elsewhere.yml"
    link = copy_of(file, 2, "01K12C6X4M3XN9T7S8QW2ZJ4RB")
    link.rename(elsewhere)
    link.symlink_to(elsewhere)
    (file.path.parents[1] / "1999").symlink_to(file.path.parent)
    with pytest.raises(TicketNotFoundError):
        store.load("2")
    assert [ticket.number for ticket in store.list()] == [1]


def test_a_broken_file_is_reported_and_never_written(store: TicketStore) -> None:
    store.create("whole", "alex")
    file = store.create("broken", "alex")
    broken = file.path.read_bytes()[:-10]
    file.path.write_bytes(broken)
    for touch in (lambda: store.load("2"), lambda: store.append("2", "note", "alex", {"text": "x"})):
        with pytest.raises(TicketFileError) as caught:
            touch()
        assert (caught.value.path, caught.value.line) == (file.path, len(broken.splitlines()))
    assert file.path.read_bytes() == broken
    assert [ticket.title for ticket in store.list()] == ["whole"]
    assert [str(problem) for problem in store.problems] == [str(caught.value)]


def test_a_file_with_the_name_of_another_ticket_is_broken(store: TicketStore) -> None:
    file = store.create("one", "alex")
    file.path.rename(file.path.with_name(f"2-{file.header.id}.yml"))
    with pytest.raises(TicketFileError, match=f"1-{file.header.id}"):
        store.load("2")


def test_a_ticket_goes_on_after_an_event_from_a_clock_that_is_ahead(store: TicketStore) -> None:
    file = store.create("one", "alex")
    ahead = new_event(
        ulid="5ZZZZZZZZZZZZZZZZZZZZZZZZZ", at="2026-07-27T10:15:00Z", by="x", kind="closed", prev=(), fields={}
    )
    file.path.write_bytes(append_line(file.path.read_bytes(), ahead))
    with mock.patch.object(ulids, "_last", 0):  # what this process makes later need not sort after that
        store.append("1", "reopened", "alex", {"reason": "no"})
    assert store.load("1").ticket.status == "open"


def test_an_event_that_is_not_what_its_kind_says_is_refused(store: TicketStore) -> None:
    file = store.create("one", "alex")
    before = file.path.read_bytes()
    for kind, fields in (("note", {}), ("title", {"title": "a\nb"}), ("No", {}), ("note", {"text": "x", "id": "y"})):
        with pytest.raises(TicketError):
            store.append("1", kind, "alex", fields)
    assert file.path.read_bytes() == before


def test_a_refused_ticket_leaves_nothing(store: TicketStore, tmp_path: Path) -> None:
    with pytest.raises(TicketError):
        store.create("two\nlines", "alex")
    assert list(tmp_path.glob("tickets/*/*")) == []


def test_a_moment_without_a_time_zone_is_refused(store: TicketStore) -> None:
    with pytest.raises(ValueError, match="time zone"):
        store.create("one", "alex", at=datetime(2026, 1, 1))


def test_files_are_for_the_group_and_keep_their_mode(store: TicketStore, tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        file = store.create("one", "alex")
        assert stat.S_IMODE(file.path.stat().st_mode) == 0o640
        file.path.chmod(0o664)
        store.append("1", "note", "alex", {"text": "x"})
    finally:
        os.umask(before)
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o664
    assert stat.S_IMODE((tmp_path / ".run").stat().st_mode) == 0o700


def test_what_a_killed_writer_left_is_removed_by_the_next(store: TicketStore) -> None:
    file = store.create("one", "alex")
    left = file.path.with_name(replacing._TEMPORARY)
    left.write_bytes(b"half a tick")
    assert [ticket.number for ticket in store.list()] == [1]
    assert store.problems == ()
    store.append("1", "note", "alex", {"text": "x"})
    assert not left.exists()


def test_a_writer_waits_for_the_lock_and_then_says_so(tmp_path: Path) -> None:
    store = TicketStore(tmp_path, lock_timeout=0.1)
    with held(tmp_path / ".run" / "tickets.lock", 1.0), pytest.raises(TicketError, match=r"0\.1 seconds"):
        store.create("one", "alex")
    assert store.create("one", "alex").header.number == 1


def test_a_desk_that_cannot_be_locked_is_told(tmp_path: Path) -> None:
    (tmp_path / ".run").write_text("in the way")
    with pytest.raises(TicketError, match=r"/\.run/tickets\.lock cannot be written: File exists; "):
        TicketStore(tmp_path).create("one", "alex")


@pytest.mark.parametrize("call", ["write", "fsync", "rename"])
def test_a_full_disk_leaves_the_old_file(store: TicketStore, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    file = store.create("one", "alex")
    before = file.path.read_bytes()

    def fail(*_arguments: object, **_more: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    if call == "write":
        monkeypatch.setattr(os, "fdopen", fail)
    elif call == "fsync":
        monkeypatch.setattr(os, "fsync", fail)
    else:
        monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(TicketError, match="No space left"):
        append_note(store)
    monkeypatch.undo()
    assert file.path.read_bytes() == before
    assert [path.name for path in file.path.parent.iterdir()] == [file.path.name]
    append_note(store)


def append_note(store: TicketStore) -> None:
    store.append("1", "note", "alex", {"text": "x"})


def test_a_real_limit_of_the_file_system_leaves_the_old_file(store: TicketStore, tmp_path: Path) -> None:
    file = store.create("one", "alex")
    before = file.path.read_bytes()
    code = """
import sys
from pathlib import Path
from unittest import mock
from gamedesk.tickets.errors import TicketError
from gamedesk.tickets.store import TicketStore
try:
    TicketStore(Path(sys.argv[1])).append("1", "note", "alex", {"text": "x" * 100_000})
except TicketError as error:
    print(error)
"""
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)),
        capture_output=True,
        text=True,
        check=True,
    )
    assert os.strerror(errno.EFBIG) in done.stdout
    assert file.path.read_bytes() == before
    assert [path.name for path in file.path.parent.iterdir()] == [file.path.name]


@pytest.fixture
def desk_of_somebody_else() -> Iterator[Path]:
    """Return a desk whose folders the test may read and not write, even where the tests are run by root."""
    desk = Path(tempfile.mkdtemp())
    desk.chmod(0o755)
    TicketStore(desk).create("one", "alex")
    shutil.rmtree(desk / ".run")
    folders = [desk, desk / "tickets", *desk.glob("tickets/*")]
    for path in desk.glob("tickets/*/*"):
        path.chmod(0o444)
    for folder in folders:
        folder.chmod(0o555)
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(65534)
    try:
        yield desk
    finally:
        if is_root:
            os.seteuid(0)
        for folder in folders:
            folder.chmod(0o755)
        shutil.rmtree(desk)


def test_a_read_only_desk_can_be_read(desk_of_somebody_else: Path) -> None:
    store = TicketStore(desk_of_somebody_else)
    assert [ticket.number for ticket in store.list()] == [1]
    assert store.load("1").ticket.title == "one"
    with pytest.raises(TicketError, match="Permission denied"):
        store.append("1", "note", "alex", {"text": "x"})


def test_the_store_needs_neither_ansible_nor_rich() -> None:
    code = "import sys, gamedesk.tickets.store; print(*sys.modules)"
    loaded = subprocess.check_output([sys.executable, "-c", code], text=True).split()
    assert "gamedesk.tickets.store" in loaded
    assert not {"ansible", "ansible_runner", "rich"} & set(loaded)
