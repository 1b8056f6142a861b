# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""What of a record leaves the place where the log is: the public shape, without secrets and addresses."""

from __future__ import annotations

import datetime
import re
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._logs.event import Event
from ansible_collections.gamedesk.support.plugins.module_utils._logs.pseudonyms import Pseudonyms
from ansible_collections.gamedesk.support.plugins.module_utils._logs.record import Record
from ansible_collections.gamedesk.support.plugins.module_utils._logs.redaction import without_secrets

_CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f]+")
_WHOLE = ("entity", "port")
_FRACTIONS = ("x", "y", "z")


class Teller:
    """Tells records. C(address_key) is that of the pseudonyms; C(unmask) leaves addresses as they are, no secrets."""

    def __init__(self, address_key: t.Optional[str], unmask: bool) -> None:
        self._pseudonyms = None if unmask else Pseudonyms(address_key)

    def told(self, record: Record, event: t.Optional[Event]) -> t.Dict[str, t.Any]:
        """Return a record, and the event in it, as others may read them."""
        return {
            "file": record.file,
            "first_line": record.first_line,
            "last_line": record.last_line,
            "time": rfc3339(record.at),
            "clock": record.time,
            "level": self.text(record.level),
            "thread": self.text(record.thread),
            "logger": self.text(record.logger),
            "message": self.text(record.message),
            "event": None if event is None else self._event(event),
        }

    def _event(self, event: Event) -> t.Dict[str, t.Any]:
        told: t.Dict[str, t.Any] = {"kind": event.kind}
        for name, text in event.fields.items():
            number = _number(name, text)
            told[name] = self.text(text) if number is None else number
        return told

    def text(self, text: t.Optional[str]) -> t.Optional[str]:
        """Return a text of a log as others may read it."""
        if text is None:
            return None
        clean = without_secrets(_CONTROL.sub(" ", text))
        return clean if self._pseudonyms is None else self._pseudonyms.masked(clean)


def _number(name: str, text: str) -> t.Union[int, float, None]:
    try:
        return int(text) if name in _WHOLE else float(text) if name in _FRACTIONS else None
    except ValueError:
        return None


def rfc3339(at: t.Optional[float]) -> t.Optional[str]:
    """Return a moment in seconds since 1970 as RFC 3339, in UTC."""
    if at is None:
        return None
    return datetime.datetime.fromtimestamp(at, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
