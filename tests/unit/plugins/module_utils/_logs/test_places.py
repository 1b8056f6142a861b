# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The fast way finds what the slow way finds: all records, read one by one, against what is found by bytes."""

from __future__ import annotations

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._logs import event as events
from ansible_collections.gamedesk.support.plugins.module_utils._logs.blocks import blocks_of
from ansible_collections.gamedesk.support.plugins.module_utils._logs.course import Course
from ansible_collections.gamedesk.support.plugins.module_utils._logs.criteria import Criteria
from ansible_collections.gamedesk.support.plugins.module_utils._logs.dating import Dates
from ansible_collections.gamedesk.support.plugins.module_utils._logs.events.reading import event_of
from ansible_collections.gamedesk.support.plugins.module_utils._logs.networks import parse_network
from ansible_collections.gamedesk.support.plugins.module_utils._logs.places import places_in
from ansible_collections.gamedesk.support.plugins.module_utils._logs.records import record_of, records_of
from ansible_collections.gamedesk.support.plugins.module_utils._logs.regexes import expression
from ansible_collections.gamedesk.support.plugins.module_utils._logs.scanning import finder
from ansible_collections.gamedesk.support.plugins.module_utils._logs.uuids import parse_uuid
from ansible_collections.gamedesk.support.plugins.module_utils._logs.zones import UTC
from hypothesis import example, given, settings
from hypothesis import strategies as st

from .golden_logs import NAMES, golden

_NAMES = ("Draxe", "Draxe_", "draxe", "xDraxe", "Tyrion", ".Bed Rock", "Dra\x1b[0mxe", "§aDraxe")
_ADDRESSES = ("/192.0.2.10:4711", "/192.0.2.101:4711", "/[2001:db8:0:0:0:0:0:1]:4711", "IP hidden", "/10.1.2.3:1")
_UUIDS = (
    "d394da40-0ab1-3e8c-8302-4aaebe14d88d",
    "f5cfd96-ddbf-32e0-81a6-2060a259f98b",
    "0f5cfd96ddbf32e081a62060a259f98b",
)
_PREFIXES = (
    *("[%s] [Server thread/INFO]: ", "[%s] [Async Chat Thread - #1/INFO]: ", "[%s INFO]: ", "%s [INFO] ", "[%s] "),
    *("\x1b[0;32m[%s] [User Authenticator #1/INFO]: ", "[%s.123] [Netty/a/WARN] [x/]: ", "[0;32;22m[%s INFO]: "),
)
_MESSAGES = (
    "UUID of player {name} is {uuid}",
    "{name}[{address}] logged in with entity id 9029402 at ([world] 182.475, 46.0, -1669.471)",
    "{name} issued server command: /msg {name} Relais brisé",
    "<{name}> {name} left the game",
    "{name} left the game",
    "{name} lost connection: Internal Exception: java.io.IOException: Relais brisé (pipe)",
    "[AuthMe] {name} logged in {address}",
    'Done (3.5s)! For help, type "help"',
    "(2001:db8::1) wrote {uuid}",
    "",
)
_MORE = (
    "\tat a.b.Draxe(C.java:5)\n",
    "Caused by: Tyrion\r\n",
    "\n",
    "\xff 192.0.2.10\n",
    "[not a prefix] Draxe\n",
    "[0m\n",
)


@st.composite
def _logs(draw):
    lines = []
    for _unused in range(draw(st.integers(0, 12))):
        if draw(st.integers(0, 3)) == 0:
            lines.append(draw(st.sampled_from(_MORE)).encode("latin-1"))
            continue
        clock = f"{draw(st.integers(0, 23)):02}:{draw(st.integers(0, 59)):02}:00"
        message = draw(st.sampled_from(_MESSAGES)).format(
            name=draw(st.sampled_from(_NAMES)),
            uuid=draw(st.sampled_from(_UUIDS)),
            address=draw(st.sampled_from(_ADDRESSES)),
        )
        lines.append((draw(st.sampled_from(_PREFIXES)) % clock + message + "\n").encode())
        if draw(st.integers(0, 9)) == 0:
            lines.append(b"\0" * draw(st.integers(1, 12)))
    return b"".join(lines)


_CRITERIA = st.builds(
    Criteria,
    names=st.sampled_from([(), (), ("Draxe",), ("Draxe", "Tyrion"), (".Bed Rock",)]),
    uuid=st.sampled_from([None, None, *(parse_uuid(one) for one in (_UUIDS[0], _UUIDS[2]))]),
    kinds=st.one_of(st.just(frozenset()), st.frozensets(st.sampled_from(events.KINDS), min_size=1, max_size=4)),
    text=st.sampled_from([None, None, "Relais brisé", "Draxe", "]", "\t"]),
    expression=st.sampled_from(
        [
            None,
            None,
            *map(expression, ("^Draxe", "(?i)DRAXE.*game$", r"/(msg|tell)", "brisé?", r"\d{7}", "a.b", "^$", "é")),
        ]
    ),
    network=st.sampled_from(
        [
            None,
            None,
            *(parse_network(one, None) for one in ("192.0.2.10", "192.0.2.0/24", "2001:db8::/32", "::/0", "0.0.0.0/0")),
        ]
    ),
    since=st.sampled_from([None, None, 3600.0 * 30]),
    until=st.sampled_from([None, None, 3600.0 * 60]),
)


def _slow(chunks, criteria):
    dates = Dates(UTC, 0.0)
    return [
        record
        for record in records_of("latest.log", blocks_of(chunks), dates)
        if criteria.fit_text(record) and criteria.fit_event(event_of(record)) and criteria.in_span(record.at)
    ]


def _fast(chunks, criteria):
    dates = Course(Dates(UTC, 0.0), UTC, every_line=True)
    found = []
    for place in places_in(blocks_of(chunks), finder(criteria), dates):
        record = record_of("latest.log", place.offset, place.first_line, place.raw, dates)
        if criteria.fit_text(record) and criteria.fit_event(event_of(record)) and criteria.in_span(record.at):
            found.append(record)
    return found


@settings(max_examples=100, deadline=None)
@given(_logs(), st.lists(st.integers(0, 900), max_size=5), _CRITERIA)
@example(b"a\n" * 200_000 + b"Draxe\n" + b"[00:00:01] [a/INFO]: Draxe\n", [], Criteria(names=("Draxe",)))
@example(b"[00:00:01] [a/INFO]: x\n" + b"Draxe\n" * 100_000, [7, 99], Criteria(names=("Draxe",)))
@example(b"[00:00:01] [a/INFO]: x" + b"x" * 99_999 + b"\n" + b"Draxe\n", [], Criteria(names=("Draxe",)))
def test_the_fast_way_finds_what_the_slow_way_finds(data, cuts, criteria):
    places = sorted({0, len(data), *(cut for cut in cuts if cut < len(data))})
    chunks = [data[one:two] for one, two in zip(places, places[1:])]

    assert _fast(chunks, criteria) == _slow([data], criteria)


@pytest.mark.parametrize("name", NAMES)
def test_events_of_each_kind_are_found_in_the_logs_of_each_family(name):
    # The records alone: a comment would be one more line of the record before it.
    data = b"".join(b"%s\n" % one.record.raw for one in golden(name))
    of_kind = {}
    for record in records_of("latest.log", blocks_of([data]), Dates(UTC, 0.0)):
        event = event_of(record)
        if event is not None:
            of_kind.setdefault(event.kind, []).append(record)

    found = {kind: _fast([data], Criteria(kinds=frozenset([kind]))) for kind in events.KINDS}

    assert {kind: records for kind, records in found.items() if records} == of_kind
