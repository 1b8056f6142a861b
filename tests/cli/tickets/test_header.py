# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever a stranger writes in a header, it stays a text in it, or is refused."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from gamedesk.tickets import ulids
from gamedesk.tickets.document import parse, render
from gamedesk.tickets.errors import TicketError
from gamedesk.tickets.events import new_event
from gamedesk.tickets.header import Header

AT = "2026-07-27T10:15:00Z"
PLAIN = Header(
    id="01K12C6X4M3XN9T7S8QW2ZJ4RB",
    number=42,
    title="I bought vip and did not get it",
    opened_at=AT,
    requester={"player": "Draxe", "uuid": "069a79f4-44e9-4726-a5be-fca90e38aaf5", "discord_id": "80351110224678912"},
    channel="discord",
    category="grant",
)


def ticket_bytes(header: Header) -> bytes:
    opened = new_event(ulid=ulids.new(), at=AT, by="alex", kind="opened", prev=(), fields={})
    return render(header, [opened])


def test_is_written_as_one_line_a_field() -> None:
    assert PLAIN.render() == (
        "schema: 1\n"
        'id: "01K12C6X4M3XN9T7S8QW2ZJ4RB"\n'
        "number: 42\n"
        'title: "I bought vip and did not get it"\n'
        'opened_at: "2026-07-27T10:15:00Z"\n'
        "requester:\n"
        '  player: "Draxe"\n'
        '  uuid: "069a79f4-44e9-4726-a5be-fca90e38aaf5"\n'
        '  discord_id: "80351110224678912"\n'
        'channel: "discord"\n'
        'category: "grant"\n'
    )


@pytest.mark.parametrize(
    "title",
    [
        "!!python/object/apply:os.system ['id']",
        "&a *a",
        "*a",
        "x\\ny",
        "'\"'",
        '- {"id": 1}',
        "history:",
        "title: x # y",
        "yes",
        "1_000",
        "2026-07-27",
        "{{ lookup('pipe', 'id') }}",
        "<<<<<<< HEAD",
        "---",
        "right\u202eleft",
        "\ufeffwith a mark",
        "party \U0001f389",
        "x" * 500,
    ],
)
def test_a_hostile_title_round_trips(title: str) -> None:
    header = dataclasses.replace(PLAIN, title=title)
    data = ticket_bytes(header)
    assert parse(data, Path("t.yml")).header == header
    assert yaml.safe_load(data)["title"] == title


@pytest.mark.parametrize(
    "title", ["", "  ", "two\nlines", "a\rb", "bell\x07", "nul\x00", "\x85", "\u2028", "lone \ud800", "x" * 10_000]
)
@pytest.mark.parametrize("field", ["title", "channel", "category", "player"])
def test_what_is_not_one_line_of_text_is_refused(title: str, field: str) -> None:
    changes = {"requester": {"player": title}} if field == "player" else {field: title}
    with pytest.raises(TicketError, match=field):
        dataclasses.replace(PLAIN, **changes).render()


@given(st.text())
def test_any_title_round_trips_or_is_refused(title: str) -> None:
    header = dataclasses.replace(PLAIN, title=title, requester=None)
    try:
        data = ticket_bytes(header)
    except TicketError:
        return
    assert parse(data, Path("t.yml")).header == header
    loaded = yaml.safe_load(data)
    assert loaded.pop("history")
    assert loaded == header.as_mapping()


def test_a_requester_has_no_other_fields() -> None:
    with pytest.raises(TicketError, match="email"):
        dataclasses.replace(PLAIN, requester={"email": "x@example.org"}).render()
