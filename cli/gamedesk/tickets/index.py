# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The index of the tickets: derived, rebuilt from the files whenever it is missing, old, broken or out of date."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from gamedesk.tickets import index_file, jsonline, layout, reading, refs
from gamedesk.tickets.errors import TicketError, TicketFileError
from gamedesk.tickets.folding import CLOSED, RESOLVED, ActionView, Note, Resolution, Ticket, fold
from gamedesk.tickets.mentions import mentions

_WRITE_BATCH = 500
_READ_BATCH = 100
_BUSY_S = 10.0
_BUSY_AT_ONCE_S = 0.2

Answer = TypeVar("Answer")


@dataclasses.dataclass(frozen=True)
class Query:
    """Which tickets: all conditions must hold, None is no condition.

    `status` is the folded one; `player` is a name or UUID of the requester or of a player an action was about;
    `text` is in the title, a note, a message, a name or an id, in upper or lower case; `unfinished` is whether an
    action can be resumed.
    """

    status: str | None = None
    player: str | None = None
    text: str | None = None
    unfinished: bool | None = None

    def sql(self) -> tuple[str, list[Any]]:
        """Return the SQL condition and its values."""
        conditions, values = ["problem IS NULL"], list[Any]()
        for condition, value in (
            ("status = ?", None if self.status is None else jsonline.storable(self.status)),
            ("instr(players, ?)", None if self.player is None else f"\n{_folded(self.player)}\n"),
            ("instr(words, ?)", None if self.text is None else jsonline.storable(self.text).casefold()),
            ("unfinished = ?", self.unfinished),
        ):
            if value is not None:
                conditions.append(condition)
                values.append(value)
        return " AND ".join(conditions), values


class TicketIndex:
    """The index in the file `file` of the tickets in the folder `tickets`.

    Where `file` cannot be used (a read-only desk, a full disk, a lock that is not let go), the index is made in
    memory for this once. `problems` are the broken files that the last `find` met.
    """

    def __init__(self, file: Path, tickets: Path) -> None:
        self._file = file
        self._tickets = tickets
        self.problems: tuple[TicketError, ...] = ()

    def find(self, query: Query) -> Iterator[Ticket]:
        """Bring the index up to date, and return the tickets that are meant, newest first.

        Raises TicketError if the folder of tickets cannot be read.
        """
        return self._ask(lambda database: self._find(database, query))

    def actions(self, prefix: str) -> list[tuple[str, str]]:
        """Bring the index up to date, and return (ticket id, action id) of the actions whose id begins with `prefix`.

        They are not all, where they are very many. Raises as `find` does.
        """
        return self._ask(lambda database: self._find_actions(database, prefix))

    def _ask(self, ask: Callable[[sqlite3.Connection], Answer]) -> Answer:
        """Return what `ask` finds in the index, which it closes."""
        for _attempt in range(2):
            try:
                return ask(_connect(self._file))
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_ERROR:  # that is a table that is not ours
                    break
            except sqlite3.DatabaseError:
                pass
            except OSError:
                break
            with contextlib.suppress(OSError):
                self._file.unlink()
        return ask(_connect(None))

    def take(self, path: str) -> None:
        """Bring one ticket (its path below the folder of tickets) up to date, for completion, if that is quickly done.

        Whatever comes in between, the next `find` sees that the file is not the one that was read, and mends it.
        """
        with contextlib.suppress(sqlite3.Error, OSError):
            stat = (self._tickets / path).lstat()
            with contextlib.closing(_connect(self._file, busy_s=_BUSY_AT_ONCE_S)) as database:
                self._store(database, {path: (stat.st_size, stat.st_mtime_ns)})

    def _find_actions(self, database: sqlite3.Connection, prefix: str) -> list[tuple[str, str]]:
        with contextlib.closing(database):
            self._refresh(database, self._keys())
            begin = prefix.lower()
            rows = database.execute(_ACTIONS, (begin, begin + "\x7f", _MOST_ACTIONS))
            return [(ticket, entry.partition("\n")[2]) for ticket, entry in rows]

    def _find(self, database: sqlite3.Connection, query: Query) -> Iterator[Ticket]:
        try:
            unreadable = self._refresh(database, self._keys())
            where, values = query.sql()
            # The text of the condition is our own; what people typed are its values.
            order = "ORDER BY opened_at DESC, id DESC"
            paths = [
                path
                for (path,) in database.execute(f"SELECT path FROM tickets WHERE {where} {order}", values)  # noqa: S608
            ]
            broken = database.execute("SELECT path, line, problem FROM tickets WHERE problem IS NOT NULL ORDER BY path")
            self.problems = (
                *unreadable,
                *(TicketFileError(self._tickets / path, line, problem) for path, line, problem in broken),
            )
            return self._views(database, paths, _labels(database))
        except BaseException:
            database.close()
            raise

    def _views(self, database: sqlite3.Connection, paths: Sequence[str], labels: Mapping[str, str]) -> Iterator[Ticket]:
        # A few at a time: whoever needs ten does not pay for all, and nobody who writes waits for a reader.
        with contextlib.closing(database):
            for start in range(0, len(paths), _READ_BATCH):
                batch = paths[start : start + _READ_BATCH]
                marks = ", ".join("?" * len(batch))
                try:
                    views = dict(
                        database.execute(f"SELECT path, view FROM views WHERE path IN ({marks})", batch)  # noqa: S608
                    )
                except sqlite3.Error:
                    views = {}
                for path in batch:
                    if path in views:
                        yield _load(views[path], labels.get(path))
                    else:
                        yield from self._from_file(path, labels.get(path))

    def _from_file(self, path: str, ref: str | None) -> Iterator[Ticket]:
        # The index lost it meanwhile: it was deleted, it is broken, or the ticket itself went away.
        with contextlib.suppress(TicketError):
            document = reading.read(self._tickets / path)
            yield fold(document.header, document.events, ref)

    def _keys(self) -> dict[str, tuple[int, int]]:
        keys = {}
        for path, entry in layout.entries(self._tickets):
            try:
                stat = entry.stat(follow_symlinks=False)
            except FileNotFoundError:
                continue
            keys[path] = stat.st_size, stat.st_mtime_ns
        return keys

    def _refresh(self, database: sqlite3.Connection, found: Mapping[str, tuple[int, int]]) -> list[TicketError]:
        known = {
            path: (size, mtime_ns)
            for path, size, mtime_ns in database.execute("SELECT path, size, mtime_ns FROM tickets")
        }
        if gone := [(path,) for path in known.keys() - found.keys()]:
            with database:
                database.executemany("DELETE FROM tickets WHERE path = ?", gone)
                database.executemany("DELETE FROM views WHERE path = ?", gone)
                database.executemany("DELETE FROM mentions WHERE path = ?", gone)
        unreadable: list[TicketError] = []
        changed = [path for path, key in found.items() if known.get(path) != key]
        for start in range(0, len(changed), _WRITE_BATCH):
            unreadable += self._store(database, {path: found[path] for path in changed[start : start + _WRITE_BATCH]})
        return unreadable

    def _store(self, database: sqlite3.Connection, changed: Mapping[str, tuple[int, int]]) -> Iterable[TicketError]:
        rows: list[Mapping[str, Any]] = []
        views: list[tuple[str, str]] = []
        mentioned: list[tuple[str, str, str]] = []
        unreadable: list[TicketError] = []
        for path, (size, mtime_ns) in changed.items():
            row = {"path": path, "size": size, "mtime_ns": mtime_ns}
            try:
                document = reading.read(self._tickets / path)
            except TicketFileError as error:
                rows.append({**row, **_BROKEN, "line": error.line, "problem": error.problem})
            except TicketError as error:  # perhaps it can be read the next time, though its key is the same
                unreadable.append(error)
            else:
                ticket = fold(document.header, document.events)
                rows.append({**row, **_WHOLE, **_columns(ticket)})
                views.append((path, json.dumps(ticket, default=vars)))
                mentioned += ((kind, f"{name.lower()}\n{name}", path) for kind, name in mentions(ticket))
        with database:
            database.executemany(_INSERT, rows)
            database.executemany("DELETE FROM views WHERE path = ?", [(path,) for path in changed])
            database.executemany("INSERT INTO views VALUES (?, ?)", views)
            database.executemany("DELETE FROM mentions WHERE path = ?", [(path,) for path in changed])
            database.executemany("INSERT INTO mentions VALUES (?, ?, ?)", mentioned)
        return unreadable


_MOST_ACTIONS = 50
_ACTIONS = """
SELECT id, entry FROM mentions CROSS JOIN tickets USING (path)
WHERE kind = 'action' AND entry >= ? AND entry < ? ORDER BY entry LIMIT ?
"""
_INSERT = """
INSERT OR REPLACE INTO tickets VALUES (
    :path, :size, :mtime_ns, :line, :problem,
    :id, :number, :opened_at, :status, :unfinished, :undoable, :done, :title, :players, :words
)
"""
_BROKEN = dict.fromkeys(
    ("id", "number", "opened_at", "status", "unfinished", "undoable", "done", "title", "players", "words")
)
_WHOLE = dict.fromkeys(("line", "problem"))


def _connect(file: Path | None, *, busy_s: float = _BUSY_S) -> sqlite3.Connection:
    """Open the index, with its tables. Raises sqlite3.Error and OSError. None is an index in memory."""
    if file is not None:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    database = sqlite3.connect(file or ":memory:", timeout=busy_s)
    try:
        # Nobody waits for the disk: an index that a power cut broke is made anew, from the tickets.
        database.execute("PRAGMA synchronous = OFF")
        (version,) = database.execute("PRAGMA user_version").fetchone()
        if version != index_file.VERSION:
            names = [
                name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            ]
            drops = "".join(f'DROP TABLE "{name}";' for name in names)
            database.executescript(
                f"BEGIN IMMEDIATE; {drops} {index_file.SCHEMA} PRAGMA user_version = {index_file.VERSION}; COMMIT;"
            )
    except BaseException:
        database.close()
        raise
    return database


def _columns(ticket: Ticket) -> dict[str, Any]:
    players = set[str]()
    for value in (ticket.requester or {}).values():
        players.add(value)
    for action in ticket.actions.values():
        players.update(_players(action))
    remarks = [note.text for note in (*ticket.notes, *ticket.messages)]
    words = [ticket.id, ticket.title, ticket.category or "", ticket.server or "", *sorted(players), *remarks]
    return {
        "id": ticket.id,
        "number": ticket.number,
        "opened_at": ticket.opened_at,
        "status": ticket.status,
        "unfinished": ticket.unfinished,
        "undoable": ticket.undoable,
        "done": ticket.status in {RESOLVED, CLOSED},
        "title": ticket.title,
        "players": "\n".join(["", *sorted(map(_folded, players)), ""]),
        "words": "\n".join(words).casefold(),
    }


def _folded(player: str) -> str:
    """Return a name as it is compared, on one line, since the names of a ticket are kept one a line."""
    return jsonline.storable(player).casefold().replace("\\", "\\\\").replace("\n", "\\n")


def _players(action: ActionView) -> Iterator[str]:
    results = (action.finished or {}).get("results", ())
    names: list[Any] = []
    for asked in (action.request.get("player"), action.request.get("address")):
        names += asked if isinstance(asked, list) else [asked]
    names += [result.get(name) for result in results for name in ("player", "uuid")]
    return (name for name in names if isinstance(name, str))


def _labels(database: sqlite3.Connection) -> dict[str, str]:
    """Return what people call those tickets that share a number with another."""
    rows = database.execute(
        "SELECT path, number, id FROM tickets WHERE number IN "
        "(SELECT number FROM tickets WHERE problem IS NULL GROUP BY number HAVING count(*) > 1)"
    )
    shared = [layout.Place(*row) for row in rows]
    return {place.path: refs.label(place, shared) for place in shared}


def _load(view: str, ref: str | None) -> Ticket:
    values = json.loads(view)
    resolved_by = values["resolved_by"]
    values |= {
        "ref": ref or values["ref"],
        "resolved_by": resolved_by and Resolution(tuple(resolved_by["actions"]), tuple(resolved_by["runbooks"])),
        "notes": tuple(Note(**note) for note in values["notes"]),
        "messages": tuple(Note(**note) for note in values["messages"]),
        "actions": {
            id_: ActionView(**{**action, "hosts": tuple(action["hosts"])}) for id_, action in values["actions"].items()
        },
    }
    return Ticket(**values)
