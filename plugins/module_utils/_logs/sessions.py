# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Who was on a server from when to when, from where, and why it ended.

Vanilla says that a player is in the world before it says that the player joined, Bukkit's family the other way round;
"left the game" comes after "lost connection", alone, or (when somebody is thrown out) before it. A login plugin or a
configuration may suppress any of them.
"""

from __future__ import annotations

import collections
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._logs import event
from ansible_collections.gamedesk.support.plugins.module_utils._logs.event import Event
from ansible_collections.gamedesk.support.plugins.module_utils._logs.record import Record

STILL_ON = "still_on"

# How a session can end: by one of these events, by the next login of the same player, or by the end of the server; it
# may also have no end in what was read.
ENDINGS = (
    *(event.DISCONNECT, event.LEAVE, event.LOGIN),
    *(event.SERVER_STOPPING, event.CRASH, event.SERVER_STARTING),
    *(event.PROXY_DISCONNECTED, STILL_ON),
)


class Place(t.NamedTuple):
    """Where in the logs: the file, and the line from 1."""

    file: str
    line: int


class Session(t.NamedTuple):
    """One stay of one player on one server (or proxy).

    C(began) and C(ended) are seconds since 1970, or V(None) if the log does not say: the session began before it, is
    still on, or nothing tells the day. C(ending) is one of C(ENDINGS), C(reason) the text that came with it.
    C(servers) are those behind a proxy, in order; of very many, the first. C(first) and C(last) are where the log
    says that it began and ended.
    """

    player: str
    uuid: t.Optional[str]
    address: t.Optional[str]
    began: t.Optional[float]
    ended: t.Optional[float]
    ending: str
    reason: t.Optional[str]
    servers: t.Tuple[str, ...]
    first: t.Optional[Place]
    last: t.Optional[Place]


# Seconds between the two lines that tell of the same login.
_SAME_LOGIN = 30.0
# Seconds for which a session that ended is kept, for what else is said of its end.
_SAME_END = 5.0
# "left the game" comes in the same tick as "lost connection".
_SAME_TICK = 1.0
# What is kept of each thing at once, so that no log can fill the memory.
_MOST = 20_000
_MOST_SERVERS = 100
_DUPLICATE = ("You logged in from another location", "multiplayer.disconnect.duplicate_login")
_BEGINNINGS = (event.LOGIN, event.JOIN, event.PROXY_CONNECTED)


class _Open:
    """A session that goes on."""

    def __init__(self, session: Session, kinds: t.Iterable[str]) -> None:
        self.session = session
        self.kinds = set(kinds)
        self.kicked: t.Optional[t.Tuple[t.Optional[float], str]] = None


class _Ended(t.NamedTuple):
    """A session that ended. Without C(left), "left the game" may follow."""

    session: Session
    left: bool


def _near(one: t.Optional[float], other: t.Optional[float], span: float) -> bool:
    return one is None or other is None or abs(one - other) <= span


class Sessions:
    """Turns the events of one server, in the order of its log, into sessions, in the order in which they end."""

    def __init__(self) -> None:
        self._on: "collections.OrderedDict[str, _Open]" = collections.OrderedDict()
        self._ended: "collections.OrderedDict[str, _Ended]" = collections.OrderedDict()
        self._uuids: "collections.OrderedDict[str, str]" = collections.OrderedDict()
        # The server said that it ends; or nothing.
        self._down: t.Optional[t.Tuple[str, t.Optional[float], Place, t.Optional[str]]] = None
        self._latest: t.Optional[float] = None

    def feed(self, record: Record, told: Event) -> t.Iterator[Session]:
        """Take the next event and its record; yield the sessions that are over."""
        yield from self._settled(record.at)
        player = told.fields.get("player")
        if told.kind == event.IDENTIFIED and player is not None:
            self._uuids[player] = told.fields["uuid"]
            self._uuids.move_to_end(player)
            if len(self._uuids) > _MOST:
                self._uuids.popitem(last=False)
        elif told.kind in _BEGINNINGS and player is not None:
            yield from self._begin(player, told, record)
        elif told.kind == event.PROXY_SERVER and player is not None:
            yield from self._moved(player, told, record)
        elif told.kind == event.PROXY_KICKED and player in self._on:
            self._on[player].kicked = (record.at, told.fields.get("reason", ""))
        elif told.kind in (event.DISCONNECT, event.PROXY_DISCONNECTED) and player is not None:
            yield from self._disconnected(player, told, record)
        elif told.kind == event.LEAVE and player is not None:
            yield from self._left(player, record)
        elif told.kind == event.SERVER_STARTING:
            yield from self._restarted(record)
        elif told.kind in (event.SERVER_STOPPING, event.CRASH) and self._down is None:
            place = Place(record.file, record.first_line)
            self._down = (told.kind, record.at, place, told.fields.get("reason"))
        if record.at is not None:
            self._latest = record.at

    def finish(self) -> t.Iterator[Session]:
        """Yield what is left when there are no more events: sessions that just ended, and those that are still on."""
        if self._down is not None:
            yield from self._all_off(*self._down)
        for ended in self._ended.values():
            yield ended.session
        for going in self._on.values():
            yield going.session
        self._ended.clear()
        self._on.clear()

    def _settled(self, now: t.Optional[float]) -> t.Iterator[Session]:
        """Yield sessions that ended so long ago that nothing more will be said of them."""
        while self._ended:
            player = next(iter(self._ended), "")
            ended = self._ended[player]
            if len(self._ended) <= _MOST and _near(ended.session.ended, now, _SAME_END):
                break
            del self._ended[player]
            yield ended.session

    def _begin(self, player: str, told: Event, record: Record) -> t.Iterator[Session]:
        self._down = None
        going = self._on.get(player)
        if going is not None:
            if told.kind not in going.kinds and _near(going.session.began, record.at, _SAME_LOGIN):
                going.kinds.add(told.kind)
                address = going.session.address or told.fields.get("address")
                going.session = going.session._replace(address=address)
                return
            yield from self._end(player, event.LOGIN, None, record, left=False)
        place = Place(record.file, record.first_line)
        uuid = self._uuids.pop(player, None)
        address = told.fields.get("address")
        yield from self._open(
            Session(player, uuid, address, record.at, None, STILL_ON, None, (), place, None), told.kind
        )

    def _open(self, session: Session, kind: str) -> t.Iterator[Session]:
        self._on[session.player] = _Open(session, (kind,))
        if len(self._on) > _MOST:
            yield self._on.popitem(last=False)[1].session

    def _moved(self, player: str, told: Event, record: Record) -> t.Iterator[Session]:
        if told.fields.get("text") == "has disconnected":
            return
        if player not in self._on:
            yield from self._begin(player, told, record)
        going = self._on[player]
        servers = going.session.servers
        server = told.fields["server"]
        if servers[-1:] != (server,) and len(servers) < _MOST_SERVERS:
            going.session = going.session._replace(servers=(*servers, server))

    def _disconnected(self, player: str, told: Event, record: Record) -> t.Iterator[Session]:
        reason = told.fields.get("reason")
        before = self._ended.get(player)
        going = self._on.get(player)
        # Thrown out for the login that the log told of already, or after "left the game".
        late = before is not None and before.session.ending in (event.LEAVE, event.LOGIN)
        if before is not None and late and (going is None or reason in _DUPLICATE):
            session = before.session._replace(ending=told.kind, reason=reason)
            self._ended[player] = _Ended(session, before.left)
            return
        if going is not None and reason is None and going.kicked is not None:
            at, said = going.kicked
            reason = said if _near(at, record.at, _SAME_END) else None
        yield from self._end(player, told.kind, reason, record, left=False)

    def _left(self, player: str, record: Record) -> t.Iterator[Session]:
        before = self._ended.get(player)
        if before is not None and not before.left:
            going = self._on.get(player)
            if going is None or _near(before.session.ended, record.at, _SAME_TICK):
                self._ended[player] = _Ended(before.session, True)
                return
        yield from self._end(player, event.LEAVE, None, record, left=True)

    def _end(
        self, player: str, ending: str, reason: t.Optional[str], record: Record, left: bool
    ) -> t.Iterator[Session]:
        before = self._ended.pop(player, None)
        if before is not None:
            yield before.session
        going = self._on.pop(player, None)
        # Without a beginning: it is in a part of the log that was not read.
        session = going.session if going else Session(player, None, None, None, None, ending, None, (), None, None)
        place = Place(record.file, record.first_line)
        self._ended[player] = _Ended(session._replace(ended=record.at, ending=ending, reason=reason, last=place), left)

    def _restarted(self, record: Record) -> t.Iterator[Session]:
        down = self._down or (event.SERVER_STARTING, self._latest, Place(record.file, record.first_line), None)
        yield from self._all_off(*down)

    def _all_off(self, kind: str, at: t.Optional[float], place: Place, reason: t.Optional[str]) -> t.Iterator[Session]:
        for ended in self._ended.values():
            yield ended.session
        for going in self._on.values():
            yield going.session._replace(ended=at, ending=kind, reason=reason, last=place)
        self._ended.clear()
        self._on.clear()
        self._down = None


def sessions_of(told: t.Iterable[t.Tuple[Record, Event]]) -> t.Iterator[Session]:
    """Yield the sessions in events of one server, which come in the order of its log, with their records."""
    sessions = Sessions()
    for record, what in told:
        yield from sessions.feed(record, what)
    yield from sessions.finish()
