# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""What is looked for in logs, decided record by record: what a search finds is what this says of every record."""

from __future__ import annotations

import re
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._logs.event import Event
from ansible_collections.gamedesk.support.plugins.module_utils._logs.networks import Network
from ansible_collections.gamedesk.support.plugins.module_utils._logs.record import Record
from ansible_collections.gamedesk.support.plugins.module_utils._logs.redaction import without_secrets
from ansible_collections.gamedesk.support.plugins.module_utils._logs.regexes import Expression
from ansible_collections.gamedesk.support.plugins.module_utils._logs.uuids import LoggedUuid


class Criteria(t.NamedTuple):
    """What a record must be like; all that is set must hold.

    C(names) and C(uuid) are of one player: the message has one of the names, as a whole word and in this case, or the
    UUID. C(text) and C(expression) must be found in one line of the message. Nothing is found in what is hidden of a
    message. C(since) is the first moment that counts, C(until) the first one that does not, in seconds since 1970; a
    record without a moment is in no span.
    """

    names: t.Tuple[str, ...] = ()
    uuid: t.Optional[LoggedUuid] = None
    kinds: t.FrozenSet[str] = frozenset()
    text: t.Optional[str] = None
    expression: t.Optional[Expression] = None
    network: t.Optional[Network] = None
    since: t.Optional[float] = None
    until: t.Optional[float] = None

    def in_span(self, at: t.Optional[float]) -> bool:
        """Return whether a moment counts."""
        if self.since is None and self.until is None:
            return True
        if at is None:
            return False
        return (self.since is None or at >= self.since) and (self.until is None or at < self.until)

    def fit_text(self, record: Record) -> bool:
        """Return whether the record's message is what is looked for."""
        message = record.message
        if (self.names or self.uuid) and not self._has_player(message):
            return False
        if self.text is not None and not (self.text in message and _in_line(self.text.encode(), record.raw)):
            return False
        if self.expression is not None and not self._is_expressed(message):
            return False
        if self.network is not None and not self.network.in_text(message):
            return False
        return self._fits_what_is_shown(message)

    def _fits_what_is_shown(self, message: str) -> bool:
        """Return whether it is found in what may be read, too: by trying, nobody finds out a password."""
        shown = without_secrets(message)
        if shown == message:
            return True
        if (self.names or self.uuid) and not self._has_player(shown):
            return False
        if self.text is not None and self.text not in shown:
            return False
        return self.expression is None or self._is_expressed(shown)

    def _is_expressed(self, message: str) -> bool:
        return self.expression is not None and any(map(self.expression.pattern.search, message.split("\n")))

    def fit_event(self, event: t.Optional[Event]) -> bool:
        """Return whether the event of a record is of a kind that is looked for."""
        return not self.kinds or (event is not None and event.kind in self.kinds)

    def _has_player(self, message: str) -> bool:
        if self.uuid is not None and self.uuid.in_text(message):
            return True
        return any(name in message and whole_word(name).search(message) for name in self.names)


def whole_word(name: str) -> t.Pattern[str]:
    """Return a pattern for a name that is not part of another."""
    return re.compile(r"(?<![A-Za-z0-9_])%s(?![A-Za-z0-9_])" % re.escape(name))


def _in_line(text: bytes, raw: bytes) -> bool:
    """Return whether the text is there as bytes, or may be, with a terminal's sequences between its letters."""
    return text in raw or b"\x1b" in raw
