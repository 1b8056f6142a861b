# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""What this host remembers of an action over its attempts: the highest attempt, and what was there before it acted.

An attempt can be killed, or lose its connection, after its command went out. The next one finds the state that was
wanted, and must still tell what the action as a whole has changed: for that the state before is written down first.

A journal is a file of JSON lines. The first holds everything that was known when the attempt began, and is replaced as
a whole; the others add to it, so that to note one of many players costs one line.
"""

from __future__ import annotations

import json
import time
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._errors import ConfigurationError, StaleAttemptError
from ansible_collections.gamedesk.support.plugins.module_utils._host_state import StateFolder

_PREFIX = "action-"
_KEPT_SECONDS = 30 * 86_400


class Entry(t.NamedTuple):
    """One subject of the action: JSON data about the state before the first command, and about what was sent."""

    before: t.Any
    sent: t.Any


class NoJournal:
    """Stands in where an action has no id: nothing is known of it, and nothing is kept."""

    def entry(self, subject: str) -> t.Optional[Entry]:  # noqa: ARG002
        """Return None."""
        return None

    def sending(self, entries: t.Mapping[str, Entry]) -> None:
        """Keep nothing."""

    def not_sent(self, subjects: t.Collection[str]) -> None:
        """Keep nothing."""


class Journal:
    """The journal of one action. The caller holds the server's lock."""

    def __init__(self, folder: StateFolder, action_id: str, attempt: int, about: t.Dict[str, t.Any]) -> None:
        """Open the journal and note this attempt.

        C(about) is what the action is; it is the same in every attempt. Raises StaleAttemptError if a later attempt
        was here already, and ConfigurationError if the id belongs to another action.
        """
        self._folder = folder
        self._name = "%s%s.json" % (_PREFIX, action_id)
        self._added: t.Set[str] = set()
        self._is_broken = False
        known = self._load() or {"action_id": action_id, "attempt": attempt, "about": about, "subjects": {}}
        if known["about"] != about:
            raise ConfigurationError(
                "The action id %s was used on this host for another action. Nothing was sent." % action_id
            )
        if attempt < known["attempt"]:
            raise StaleAttemptError(
                "Attempt %d at this action came to this host before attempt %d. Nothing was sent."
                % (known["attempt"], attempt),
                attempt=attempt,
                highest_attempt=known["attempt"],
            )
        self._subjects: t.Dict[str, t.Any] = known["subjects"]
        folder.write(self._name, _line({**known, "attempt": attempt}))
        folder.remove_older(_PREFIX, time.time() - _KEPT_SECONDS)

    def entry(self, subject: str) -> t.Optional[Entry]:
        """Return what an earlier attempt noted about a subject; None if none of them sent anything for it."""
        noted = self._subjects.get(subject)
        return None if noted is None or subject in self._added else Entry(noted["before"], noted["sent"])

    def sending(self, entries: t.Mapping[str, Entry]) -> None:
        """Note, before the first command goes out, what was there. What an earlier attempt noted stays.

        Raises ConfigurationError where that cannot be written down; after that nothing more is.
        """
        new = {key: entry._asdict() for key, entry in entries.items() if key not in self._subjects}
        if new:
            self._append({"sending": new})
            self._subjects.update(new)
            self._added.update(new)

    def not_sent(self, subjects: t.Collection[str]) -> None:
        """Take back what this attempt noted: it is certain that nothing went out. Raises ConfigurationError."""
        ours = sorted(self._added.intersection(subjects))
        if ours:
            self._append({"not_sent": ours})
            self._added.difference_update(ours)
            for key in ours:
                del self._subjects[key]

    def _append(self, addition: t.Mapping[str, t.Any]) -> None:
        # What failed once may have left half a line, and the next one would make it a line in the middle.
        if self._is_broken:
            raise ConfigurationError("The journal in %s could not be written before." % self._folder.path)
        try:
            self._folder.append(self._name, _line(addition))
        except ConfigurationError:
            self._is_broken = True
            raise

    def _load(self) -> t.Optional[t.Dict[str, t.Any]]:
        content = self._folder.read(self._name)
        if content is None:
            return None
        # A last line without an end was being written when the machine or the run died: nothing was sent for it.
        first, *more = content.split(b"\n")
        try:
            known = json.loads(first.decode("utf-8"))
            for addition in map(json.loads, more[:-1]):
                known["subjects"].update(addition.get("sending", {}))
                for key in addition.get("not_sent", ()):
                    del known["subjects"][key]
            complete = {"attempt", "about", "subjects"} <= set(known)
        except (ValueError, TypeError, KeyError, AttributeError):
            complete = False
        if not complete:
            raise ConfigurationError(
                "The journal %s in %s is damaged: look at the players' state, then move it away. Nothing was sent."
                % (self._name, self._folder.path)
            )
        return t.cast("t.Dict[str, t.Any]", known)


def _line(data: t.Mapping[str, t.Any]) -> bytes:
    return json.dumps(data, sort_keys=True).encode("utf-8") + b"\n"
