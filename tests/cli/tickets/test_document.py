# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A ticket file is read strictly: what is accepted is what any YAML safe loader reads, the rest is told by its line."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from gamedesk.tickets import ulids
from gamedesk.tickets.document import Document, append_line, parse, render
from gamedesk.tickets.errors import TicketError, TicketFileError
from gamedesk.tickets.events import Event, new_event
from gamedesk.tickets.header import Header

PATH = Path("tickets/2026/42-x.yml")
AT = "2026-07-27T10:15:00Z"
HEADER = Header("01K12C6X4M3XN9T7S8QW2ZJ4RB", 42, "no rank", AT, {"player": "Draxe"})


def note(text: str, prev: tuple[str, ...] = (), ulid: str | None = None, **fields: Any) -> Event:
    fields = {"text": text, **fields}
    return new_event(ulid=ulid or ulids.new(), at=AT, by="alex", kind="note", prev=prev, fields=fields)


# Lines of them are names of tests, which have to be the same in every process.
EVENTS = tuple(note(text, ulid=HEADER.id[:-1] + end) for text, end in (("one", "C"), ("two", "D"), ("three", "E")))
DATA = render(HEADER, EVENTS)
LINES = DATA.decode().splitlines()
HISTORY = LINES.index("history:") + 1  # its line number


def read(data: bytes) -> Document:
    return parse(data, PATH)


def refusal(text: str | bytes) -> TicketFileError:
    with pytest.raises(TicketFileError) as caught:
        read(text if isinstance(text, bytes) else text.encode())
    assert str(PATH) in caught.value.message
    return caught.value


def with_line(number: int, line: str) -> str:
    lines = list(LINES)
    lines[number - 1] = line
    return "\n".join(lines) + "\n"


def test_reads_what_it_wrote() -> None:
    document = read(DATA)
    assert document.header == HEADER
    assert document.events == EVENTS


def test_the_hash_is_of_the_bytes_after_the_dash() -> None:
    raw = DATA.splitlines()[HISTORY]
    assert read(DATA).events[0].sha256 == hashlib.sha256(raw[2:]).hexdigest()


def test_keys_are_in_a_stable_order() -> None:
    line = note("x", prev=("0" * 64,), zebra=1, apple=2).line
    assert list(yaml.safe_load(line)[0]) == ["id", "at", "by", "kind", "text", "zebra", "apple", "prev"]


@given(
    st.dictionaries(st.text(max_size=8), st.text() | st.integers() | st.floats(allow_nan=False, width=32), max_size=4)
)
def test_a_yaml_safe_loader_reads_the_same(fields: dict[str, Any]) -> None:
    try:
        data = append_line(DATA, note("x", **{f"x_{name}": value for name, value in fields.items()}))
    except TicketError:  # an infinity, or two keys that are one after surrogates were replaced
        return
    document = read(data)
    loaded = yaml.safe_load(data)
    assert loaded.pop("history") == [event.as_dict() for event in document.events]
    assert loaded == document.header.as_mapping()


@given(st.integers(0, len(DATA) - 1), st.binary(max_size=3))
def test_a_damaged_file_is_refused_or_read_like_yaml(position: int, junk: bytes) -> None:
    data = DATA[:position] + junk + DATA[position + 1 :]
    try:
        document = read(data)
    except TicketFileError:
        return
    loaded = yaml.safe_load(data)
    by_id = {event["id"]: event for event in loaded.pop("history")}
    assert by_id == {event.id: event.as_dict() for event in document.events}


@given(st.integers(0, len(DATA) - 1))
def test_a_file_that_was_cut_off_is_refused_or_whole_up_to_there(length: int) -> None:
    data = DATA[:length]
    try:
        document = read(data)
    except TicketFileError:
        return
    # Only a cut between lines, or just before the end of one, leaves a file that is whole.
    assert DATA[length : length + 1] == b"\n" or data.endswith(b"\n")
    assert document.events == EVENTS[: len(document.events)]


def test_append_adds_one_line_and_changes_nothing() -> None:
    event = note("four")
    assert append_line(DATA, event) == DATA + event.line.encode() + b"\n"


def test_append_ends_a_last_line_that_an_editor_left_open() -> None:
    event = note("four")
    assert append_line(DATA[:-1], event) == DATA + event.line.encode() + b"\n"


def test_heads_are_the_events_that_no_other_names() -> None:
    left, right = note("left", (EVENTS[0].sha256,)), note("right", (EVENTS[0].sha256,))
    document = Document(HEADER, (right, EVENTS[0], left))
    assert set(document.heads) == {left.sha256, right.sha256}
    assert not document.missing
    joined = note("joined", document.heads)
    assert Document(HEADER, (*document.events, joined)).heads == (joined.sha256,)


def test_an_event_that_is_named_and_not_there_is_missing() -> None:
    assert Document(HEADER, (note("x", (EVENTS[0].sha256,)),)).missing == {EVENTS[0].sha256}


def test_an_event_that_a_union_merge_kept_twice_is_there_once() -> None:
    data = append_line(append_line(DATA, EVENTS[1]), EVENTS[0])
    assert read(data).events == EVENTS


def test_the_same_id_with_another_content_names_both_lines() -> None:
    error = refusal(DATA.decode() + LINES[HISTORY].replace("one", "ONE") + "\n")
    assert error.line == len(LINES) + 1
    assert str(HISTORY + 1) in error.problem


def test_comments_and_empty_lines_are_a_persons_business() -> None:
    text = "# hello\n\n" + DATA.decode().replace("history:\n", "# what happened\nhistory:\n\n# here\n") + "\n"
    assert read(text.encode()).events == EVENTS
    assert len(yaml.safe_load(text)["history"]) == len(EVENTS)


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (1, "schema: 2"),
        (1, "---"),
        (1, " schema: 1"),
        (2, "id: &a 01K12C6X4M3XN9T7S8QW2ZJ4RB"),
        (3, "number: *a"),
        (3, "number: !!int 42"),
        (4, "title: !!str no rank"),
        (4, "title: ! no rank"),
        (4, "title: no: rank"),
        (4, "number: 42"),
        (4, "title:\tno rank"),
        (4, "title: \x07"),
        (4, 'title: "\\ud83d"'),
        (4, "no: rank"),
        (4, "? [a]"),
        (4, "<<: {title: x}"),
        (4, "..."),
        (5, "opened_at: 2026-07-27T10:15:00Z"),
        (5, f"opened_at: {'[' * 20}"),
    ],
)
def test_a_broken_header_is_told_by_its_line(line: int, text: str) -> None:
    assert refusal(with_line(line, text)).line == line


@pytest.mark.parametrize(
    ("line", "text", "told"),
    [
        (1, "%YAML 1.1", 2),  # where the document that it announces should begin
        (4, "title: [1, 2", 5),  # where the list is not gone on with
        (7, "  player: [Draxe]", 6),  # the line of `requester`
    ],
)
def test_a_broken_header_may_be_told_by_the_line_beside(line: int, text: str, told: int) -> None:
    assert refusal(with_line(line, text)).line == told


def test_a_deep_header_does_not_bring_the_parser_down() -> None:
    assert refusal(with_line(4, "title: " + "[" * 200_000)).line == 4


@pytest.mark.parametrize(
    "line",
    [
        "  " + LINES[HISTORY],
        LINES[HISTORY] + " ",
        LINES[HISTORY] + "\r",
        LINES[HISTORY][:-1],
        LINES[HISTORY].replace("{", "&a {", 1),
        LINES[HISTORY].replace("{", "!!map {", 1),
        LINES[HISTORY].replace('"kind"', '"by": "eve", "kind"'),
        LINES[HISTORY].replace('"by": "alex", ', ""),
        LINES[HISTORY].replace('"one"', "*a"),
        "- {}",
        "- text: x",
        "more: yes",
        "<<<<<<< HEAD",
        "=======",
        ">>>>>>> theirs",
        "||||||| base",
        "...",
        "---",
    ],
)
def test_a_broken_event_is_told_by_its_line(line: str) -> None:
    assert refusal(with_line(HISTORY + 1, line)).line == HISTORY + 1


def test_a_last_line_that_was_written_half_is_told() -> None:
    assert refusal(DATA[:-20]).line == len(LINES)


def test_windows_line_ends_are_told() -> None:
    assert refusal(DATA.replace(b"\n", b"\r\n")).line == 1


def test_bad_utf8_is_told_by_its_line() -> None:
    assert refusal(DATA.replace(b"two", b"tw\xff")).line == HISTORY + 2


def test_a_byte_order_mark_is_told() -> None:
    assert refusal(b"\xef\xbb\xbf" + DATA).line == 1


@pytest.mark.parametrize("data", [b"", b"\n", b"schema: 1\n", "\n".join(LINES[:HISTORY]).encode(), b"\x00" * 4096])
def test_a_file_without_a_history_is_told(data: bytes) -> None:
    assert refusal(data).line >= 1


@pytest.mark.parametrize("field", ["id", "at", "by", "kind", "prev"])
def test_fields_cannot_pose_as_the_events_own(field: str) -> None:
    with pytest.raises(TicketError, match=field):
        note("x", **{field: "y"})
