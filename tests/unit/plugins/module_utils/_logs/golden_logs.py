# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the golden logs: what a family of servers writes, and above each record the event that it must give.

    # login player=Draxe address=203.0.113.7 x=-12.5 y=64.0 z=301.25
    [09:01:00] [Server thread/INFO]: Draxe[...] logged in ...

Values are quoted where a shell would, and a line break in one is written \\n. A record goes on until the next comment.
The texts are those that the servers' and plugins' sources and language files have, and so are the expected values.
"""

from __future__ import annotations

import pathlib
import shlex
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._logs.event import Event
from ansible_collections.gamedesk.support.plugins.module_utils._logs.prefix import parse_line, without_ansi
from ansible_collections.gamedesk.support.plugins.module_utils._logs.record import Record

FOLDER = pathlib.Path(__file__).parent / "golden"


class Golden(t.NamedTuple):
    """One record of a golden log, and the event that it must give."""

    where: str
    record: Record
    expected: Event | None


def record_of(raw: str, file: str = "logs/latest.log", at: float | None = None, line: int = 1) -> Record:
    """Return the record that these lines are; the first has the prefix of a server."""
    first, _newline, rest = raw.partition("\n")
    found = parse_line(without_ansi(first))
    assert found is not None, first
    message = f"{found.message}\n{without_ansi(rest)}" if rest else found.message
    encoded = raw.encode("utf-8", "surrogateescape")
    return Record(file, line, line, 0, encoded, at, found.time, found.thread, found.level, found.logger, message)


def _expected(comment: str) -> Event | None:
    kind, *fields = shlex.split(comment)
    if kind == "none":
        return None
    return Event(kind, {key: value.replace("\\n", "\n") for key, _equals, value in (f.partition("=") for f in fields)})


def golden(name: str) -> list[Golden]:
    """Return the records of the golden log of this name, in order."""
    text = (FOLDER / name).read_text(encoding="utf-8")
    found: list[Golden] = []
    number = text[: text.index("\n\n# ")].count("\n") + 3
    for part in text.split("\n\n# ", 1)[1].split("\n# "):
        comment, _newline, raw = part.partition("\n")
        record = record_of(raw.rstrip("\n"), name, line=number + 1)
        found.append(Golden(f"{name}:{record.first_line}", record, _expected(comment)))
        number += part.count("\n") + 1
    return found


NAMES = tuple(sorted(path.name for path in FOLDER.glob("*.log")))
