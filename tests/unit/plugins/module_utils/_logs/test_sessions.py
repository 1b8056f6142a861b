# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sessions: the sample, and every order in which servers tell of coming and going."""

from __future__ import annotations

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._logs import sessions
from ansible_collections.gamedesk.support.plugins.module_utils._logs.events.reading import event_of
from ansible_collections.gamedesk.support.plugins.module_utils._logs.sessions import (
    ENDINGS,
    Place,
    Session,
    sessions_of,
)

from .golden_logs import golden, record_of

IDENTIFIED = "UUID of player {} is d394da40-0ab1-3e8c-8302-4aaebe14d88d"
LOGIN = "{}[/203.0.113.7:51234] logged in with entity id 1 at (0.0, 1.0, 2.0)"
JOIN = "{} joined the game"
LEAVE = "{} left the game"
QUIT = "{} lost connection: Disconnected"
TWICE = "{} lost connection: You logged in from another location"
ADDRESS = "203.0.113.7"


def _sessions(*lines, dated=True):
    """The sessions of lines (seconds, text); in a text, {} is Draxe."""
    told = []
    for number, (seconds, text) in enumerate(lines, 1):
        raw = f"[12:00:00] [Server thread/INFO]: {text.format('Draxe')}"
        record = record_of(raw, at=float(seconds) if dated else None, line=number)
        found = event_of(record)
        assert found is not None, text
        told.append((record, found))
    return list(sessions_of(told))


def _summary(found):
    return [(one.player, one.began, one.ended, one.ending, one.reason) for one in found]


def test_sample() -> None:
    told = []
    for line in golden("sample.log"):
        hours, minutes, seconds = map(int, line.record.time.split(":"))
        if line.expected is not None:
            told.append((line.record._replace(at=hours * 3600.0 + minutes * 60 + seconds), line.expected))

    found = list(sessions_of(told))

    broken = "Internal Exception: java.io.IOException: Relais brisé (pipe)"
    assert _summary(found) == [
        ("AwayZ____", 271, 283, "disconnect", "Disconnected"),
        ("Draxe", 291, 291, "disconnect", broken),
        ("djminecraftpro", 292, 292, "disconnect", broken),
        ("djminecraftpro", 294, 303, "disconnect", "Disconnected"),
        ("Draxe", 292, 313, "disconnect", "Disconnected"),
        ("MaxiCube", 361, 368, "disconnect", "Disconnected"),
        ("VioTak", 393, 393, "disconnect", broken),
        ("VioTak", 396, 404, "disconnect", "Disconnected"),
        ("Tyrion", 428, 438, "disconnect", "Disconnected"),
        ("djminecraftpro", 438, None, "still_on", None),
    ]
    # The UUID comes from the line before, as it is written; nobody has one that the log does not name.
    assert {one.uuid for one in found if one.player == "djminecraftpro"} == {"f5cfd96-ddbf-32e0-81a6-2060a259f98b"}
    assert found[0].uuid is None
    assert {one.address for one in found} == {None}


@pytest.mark.parametrize("dated", [True, False])
@pytest.mark.parametrize("beginning", [(LOGIN, JOIN), (JOIN, LOGIN)], ids=["vanilla", "bukkit"])
def test_one_session_in_either_order(beginning, dated) -> None:
    lines = [(0, IDENTIFIED), *((1, text) for text in beginning), (60, QUIT), (60, LEAVE)]

    (session,) = _sessions(*lines, dated=dated)

    assert session == Session(
        player="Draxe",
        uuid="d394da40-0ab1-3e8c-8302-4aaebe14d88d",
        address=ADDRESS,
        began=1.0 if dated else None,
        ended=60.0 if dated else None,
        ending="disconnect",
        reason="Disconnected",
        servers=(),
        first=Place("logs/latest.log", 2),
        last=Place("logs/latest.log", 4),
    )


def test_left_without_lost_connection() -> None:
    assert _summary(_sessions((0, LOGIN), (0, JOIN), (9, LEAVE))) == [("Draxe", 0, 9, "leave", None)]


def test_lost_connection_after_left() -> None:
    lines = [(0, LOGIN), (9, LEAVE), (9, "{} lost connection: Kicked for spamming")]

    assert _summary(_sessions(*lines)) == [("Draxe", 0, 9, "disconnect", "Kicked for spamming")]


@pytest.mark.parametrize(
    "second",
    [
        [(50, TWICE), (50, LEAVE), (50, JOIN), (50, LOGIN)],
        [(50, LEAVE), (50, JOIN), (50, LOGIN), (51, TWICE)],
        [(50, LOGIN), (50, TWICE), (50, LEAVE), (50, JOIN)],
    ],
    ids=["thrown out first", "the reason last", "in before the other is out"],
)
def test_from_another_location(second) -> None:
    assert _summary(_sessions((0, JOIN), (0, LOGIN), *second, (90, QUIT), (90, LEAVE))) == [
        ("Draxe", 0, 50, "disconnect", "You logged in from another location"),
        ("Draxe", 50, 90, "disconnect", "Disconnected"),
    ]


def test_quick_reconnect() -> None:
    lines = [(0, LOGIN), (0, JOIN), (5, QUIT), (5, LEAVE), (6, LOGIN), (6, JOIN), (7, QUIT), (7, LEAVE), (7, LOGIN)]

    assert _summary(_sessions(*lines)) == [
        ("Draxe", 0, 5, "disconnect", "Disconnected"),
        ("Draxe", 6, 7, "disconnect", "Disconnected"),
        ("Draxe", 7, None, "still_on", None),
    ]


def test_next_login_ends_a_session_whose_end_is_not_told() -> None:
    assert _summary(_sessions((0, LOGIN), (500, LOGIN))) == [
        ("Draxe", 0, 500, "login", None),
        ("Draxe", 500, None, "still_on", None),
    ]


def test_began_before_the_log() -> None:
    (session,) = _sessions((5, QUIT), (5, LEAVE))

    assert (session.began, session.first, session.ended, session.ending) == (None, None, 5, "disconnect")


def test_refused_is_no_session() -> None:
    assert _sessions((0, "Disconnecting {} (/203.0.113.7:1): You are banned from this server.")) == []


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        ([(9, "Stopping server")], (9, "server_stopping", None)),
        ([(9, "Stopping server"), (20, "Starting minecraft server version 1.8")], (9, "server_stopping", None)),
        (
            [(9, "Encountered an unexpected exception"), (10, "Stopping server")],
            (9, "crash", "Encountered an unexpected exception"),
        ),
        (
            [(9, "{} drowned"), (70, "Starting minecraft server version 1.8")],
            (9, "server_starting", None),
        ),
        (
            [(9, "Stopping server"), (9, "{} lost connection: Server closed"), (9, LEAVE)],
            (9, "disconnect", "Server closed"),
        ),
        ([(9, "{} drowned")], (None, "still_on", None)),
    ],
)
def test_end_of_the_server(end, expected) -> None:
    (session,) = _sessions((0, LOGIN), *end)

    assert (session.ended, session.ending, session.reason) == expected


def test_a_crash_that_the_server_survives_ends_nothing() -> None:
    lines = [
        (0, LOGIN),
        (5, "A single server tick took 60.00 seconds (should be max 0.05)"),
        (6, LOGIN.replace("{}", "Alex")),
    ]

    assert {one.ending for one in _sessions(*lines)} == {"still_on"}


def test_bungeecord() -> None:
    (session,) = _sessions(
        (0, "[{},/203.0.113.7:51234] <-> InitialHandler has connected"),
        (1, "[{}] <-> ServerConnector [lobby] has connected"),
        (9, "[{}] <-> ServerConnector [survival] has connected"),
        (9, "[{}] <-> DownstreamBridge <-> [lobby] has disconnected"),
        (30, "[{}] disconnected with: Kicked"),
        (30, "[{}] -> UpstreamBridge has disconnected"),
    )

    assert (session.address, session.servers) == (ADDRESS, ("lobby", "survival"))
    assert (session.began, session.ended, session.ending, session.reason) == (0, 30, "proxy_disconnected", "Kicked")


def test_velocity() -> None:
    (session,) = _sessions(
        (0, "[connected player] {} (/203.0.113.7:51234) has connected"),
        (1, "[server connection] {} -> lobby has connected"),
        (5, "[connected player] {} (/203.0.113.7:51234): kicked from server lobby: full"),
        (9, "[server connection] {} -> survival has connected"),
        (30, "[connected player] {} (/203.0.113.7:51234) has disconnected: Timed out"),
    )

    assert session.servers == ("lobby", "survival")
    assert (session.began, session.ended, session.ending, session.reason) == (0, 30, "proxy_disconnected", "Timed out")


def test_ends_are_told_while_the_log_is_read() -> None:
    def told():
        for number in range(3):
            at = number * 100.0
            for text in (LOGIN, QUIT, LEAVE):
                record = record_of(f"[12:00:00] [Server thread/INFO]: {text.format('Draxe')}", at=at)
                yield record, event_of(record)
        raise AssertionError("the first session should be there before the log is read to its end")

    assert next(sessions_of(told())).ended == 0


def test_names_without_end_do_not_fill_the_memory(monkeypatch) -> None:
    monkeypatch.setattr(sessions, "_MOST", 3)
    kept = sessions.Sessions()
    over = []
    for number in range(10):
        for text in (IDENTIFIED, LOGIN):
            record = record_of(f"[12:00:00] [Server thread/INFO]: {text.format(f'Player{number}')}", at=float(number))
            over += kept.feed(record, event_of(record))

    assert [one.player for one in over] == [f"Player{number}" for number in range(7)]
    assert {one.ending for one in over} <= set(ENDINGS)
