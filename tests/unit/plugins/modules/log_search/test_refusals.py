# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""log_search where it cannot search: wrong options, no logs, and no time."""

from __future__ import annotations

import base64
import json
import time

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._errors import InvalidValueError
from ansible_collections.gamedesk.support.plugins.module_utils._logs.cursors import parse_cursor
from hypothesis import given, settings
from hypothesis import strategies as st

from .conftest import line


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"player": ""}, "player must be text"),
        ({"player": "x" * 65}, "player must be text"),
        ({"text": "a\nb"}, "text must be text"),
        ({"uuid": "Draxe"}, "must be a UUID"),
        ({"regex": "("}, "regular expression '(' is wrong"),
        ({"address": "example.com"}, "no IP address or network"),
        ({"address": "192.0.2.1/33"}, "no IP address or network"),
        ({"since": "yesterday"}, "write it as 2026-11-24T14:00:00Z"),
        ({"since": "2026-02-30"}, "write it as 2026-11-24T14:00:00Z"),
        ({"since": "2h", "until": "3h"}, "span of time is empty"),
        ({"around": "2h", "since": "3h"}, "leave out since"),
        ({"around": {"file": "latest.log"}}, "a file and a line"),
        ({"around": {"file": "latest.log", "line": -1}}, "a file and a line"),
        ({"around": ["latest.log", 1]}, "a time, or a file and a line"),
        ({"limit": 0}, "limit must be from 1 to 1000"),
        ({"limit": 1001}, "limit must be from 1 to 1000"),
        ({"context": 51}, "context must be from 0 to 50"),
        ({"wait": 61}, "wait must be from 0 to 60"),
        ({"timeout": 0}, "timeout must be from"),
        ({"timeout": float("nan")}, "timeout must be from"),
        ({"player": "Draxe", "uuid": "d394da40-0ab1-3e8c-8302-4aaebe14d88d"}, "mutually exclusive"),
        ({"kinds": ["hello"]}, "kinds must be one of"),
        ({"logs": {"timezone": "Mars/Olympus"}}, "no time zone"),
        ({"logs": {"path": ["logs"]}, "server": None}, "is not absolute"),
        ({"server": None, "logs": None}, "Nothing tells where the logs are"),
        ({"logs": {"path": ["/nonexistent"]}}, "no log files in '/nonexistent'"),
    ],
    ids=lambda value: None if isinstance(value, str) else "-".join(value),
)
def test_what_cannot_be_meant_is_refused(server, options, told):
    result = server.search(**options)

    assert result["failed"]
    assert told in result["msg"]
    assert result["error"]["code"] in {"invalid_value", "configuration"}


@pytest.mark.usefixtures("leaves_no_process")
def test_a_regular_expression_cannot_hang_it(server):
    server.write("latest.log", line("09:00:00", "a" * 5000 + "!"), line("09:00:01", "after"))
    begun = time.monotonic()

    result = server.search(regex="(a+)+$", timeout=0.5)

    assert result["error"]["code"] == "time_limit"
    assert "within 0.5 seconds" in result["msg"]
    assert time.monotonic() - begun < 5


def test_nor_can_it_in_new_lines(server):
    cursor = server.search(regex="(a+)+$", wait=0)["cursor"]
    server.write("latest.log", (server.logs / "latest.log").read_text(), line("09:00:09", "a" * 5000 + "!"))

    assert server.search(regex="(a+)+$", wait=0, cursor=cursor, timeout=0.5)["error"]["code"] == "time_limit"


def test_a_cursor_belongs_to_its_search(server):
    cursor = server.search(player="Draxe", limit=1)["cursor"]

    assert "another search" in server.search(player="Tyrion", cursor=cursor)["msg"]
    assert "another search" in server.search(player="Draxe", wait=0, cursor=cursor)["msg"]


def test_a_cursor_into_a_file_that_is_gone_is_told(server):
    options = {"text": "a", "order": "oldest"}
    cursor = server.search(limit=1, **options)["cursor"]
    (server.logs / "2026-11-22-1.log.gz").unlink()

    assert "is gone" in server.search(cursor=cursor, **options)["msg"]


def _encoded(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


_JSON = st.recursive(
    st.none() | st.integers() | st.text(max_size=5) | st.booleans() | st.floats(), st.lists, max_leaves=8
)
_GOOD = [1, "0123456789abcdef", [20000, 1], [["1-2-3-" + "0" * 32, 5, 1]], ["Draxe"]]


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.text(max_size=50), _JSON.map(_encoded), st.tuples(st.integers(0, 4), _JSON)))
def test_a_cursor_that_somebody_made_is_refused_or_harmless(given_):
    if isinstance(given_, tuple):
        place, value = given_
        given_ = _encoded([value if at == place else one for at, one in enumerate(_GOOD)])
    try:
        cursor = parse_cursor(given_, "0123456789abcdef")
    except InvalidValueError:
        return
    assert all(0 <= mark.offset <= 1 << 62 for mark in cursor.marks)
    assert all(isinstance(name, str) for name in cursor.names)


def test_a_cursor_with_other_places_finds_nothing_outside(server):
    for place in (0, 5, 10**9):
        cursor = server.search(text="a", limit=1)["cursor"]
        raw = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        raw[3][0][1] = place
        result = server.search(text="a", cursor=_encoded(raw))
        assert "matches" in result or result["error"]["code"] == "invalid_value"
