# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""What a search has found, as it is told: a page of it that is not too large, and a summary."""

from __future__ import annotations

import json
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._logs.event import Event
from ansible_collections.gamedesk.support.plugins.module_utils._logs.looking import Hit, Looked
from ansible_collections.gamedesk.support.plugins.module_utils._logs.record import Record

# What comes back from a host in one result may be half a megabyte; the rest of it needs room, too.
_LARGEST = 400_000
# Longer texts are cut; a stack trace ends somewhere.
_LONGEST_MESSAGE = 8000
_LONGEST_FIELD = 2000
_LONGEST_NEIGHBOUR = 1000
_MOST_PROBLEMS = 100

Told = t.Dict[str, t.Any]
Tell = t.Callable[[Record, t.Optional[Event]], Told]


def told(looked: Looked, tell: Tell, event_of: t.Callable[[Record], t.Optional[Event]]) -> Told:
    """Return what was found in a part of a file as JSON, for another process."""
    return {
        "matches": [_match(hit, tell, event_of) for hit in looked.hits],
        "offsets": [hit.record.offset for hit in looked.hits],
        "more": looked.more,
        "end": looked.end,
        "line": looked.line,
        "read": looked.read,
        "records": looked.records,
        "problems": looked.problems,
    }


def _match(hit: Hit, tell: Tell, event_of: t.Callable[[Record], t.Optional[Event]]) -> Told:
    match = _cut({**tell(hit.record, hit.event), "sha256": hit.record.sha256}, _LONGEST_MESSAGE)
    if hit.before or hit.after:
        for name, records in (("before", hit.before), ("after", hit.after)):
            match[name] = [_cut(tell(record, event_of(record)), _LONGEST_NEIGHBOUR) for record in records]
    return match


def _cut(told_record: Told, longest: int) -> Told:
    for name in ("message", "thread", "logger", "level"):
        told_record[name] = _shorter(told_record[name], longest)
    if told_record["event"] is not None:
        most = min(longest, _LONGEST_FIELD)
        told_record["event"] = {name: _shorter(value, most) for name, value in told_record["event"].items()}
    return told_record


def _shorter(value: t.Any, longest: int) -> t.Any:
    return value[: longest - 1] + "\u2026" if isinstance(value, str) and len(value) > longest else value


class Page:
    """A page of what is found, which grows until it is full."""

    def __init__(self, limit: int) -> None:
        """C(limit) is the most matches that it may have."""
        self.matches: t.List[Told] = []
        self.truncated = False
        self.cursor: t.Optional[str] = None
        self.problems: t.List[t.Dict[str, str]] = []
        self.read = 0
        self.records = 0
        self.files = 0
        self.skipped_files = 0
        self._limit = limit
        self._size = 0

    def note(self, file: str, problem: str) -> None:
        """Add what is wrong with a file."""
        if len(self.problems) < _MOST_PROBLEMS:
            self.problems.append({"file": file[:_LONGEST_NEIGHBOUR], "error": problem})

    def take(self, file: str, looked: Told, *, newest: bool) -> t.Optional[int]:
        """Add what was found in a part of a file.

        Return the offset of the first match for which there was no room, or V(None).
        """
        self.files += 1
        self.read += looked["read"]
        self.records += looked["records"]
        for problem in looked["problems"]:
            self.note(file, problem)
        found = list(zip(looked["matches"], looked["offsets"]))
        for match, offset in reversed(found) if newest else found:
            size = len(json.dumps(match)) + 2
            if len(self.matches) == self._limit or (self.matches and self._size + size > _LARGEST):
                self.truncated = True
                return t.cast(int, offset)
            self.matches.append(match)
            self._size += size
        self.truncated = looked["more"]
        return None

    @property
    def is_full(self) -> bool:
        """Whether nothing more is to be looked for."""
        return self.truncated or len(self.matches) == self._limit

    @property
    def room(self) -> int:
        """How many more matches it may have."""
        return self._limit - len(self.matches)

    def summary(self) -> Told:
        """Return what was looked at, and what is in the matches."""
        kinds: t.Dict[str, int] = {}
        for match in self.matches:
            if match["event"] is not None:
                kinds[match["event"]["kind"]] = kinds.get(match["event"]["kind"], 0) + 1
        times = sorted(match["time"] for match in self.matches if match["time"] is not None)
        return {
            "files": self.files,
            "skipped_files": self.skipped_files,
            "bytes": self.read,
            "records": self.records,
            "matches": len(self.matches),
            "kinds": kinds,
            "first": times[0] if times else None,
            "last": times[-1] if times else None,
        }
