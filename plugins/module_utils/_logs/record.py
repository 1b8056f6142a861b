# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""What a server wrote at once: a line with a prefix, and the lines without one that go on with it."""

from __future__ import annotations

import hashlib
import typing as t


class Record(t.NamedTuple):
    """One record of a log file.

    C(at) is when it was written, in seconds since 1970 (UTC), or V(None) if nothing tells the day. C(time) is what the
    line says, in the server's own time zone. What the family of servers does not write is V(None). C(message) is text
    without prefix and without terminal sequences; the lines that go on with it follow after C(\n). Lines before the
    first prefix of a file are a record without C(time).
    C(raw) is what lies in the file, from the first to the last line, without the last line end; C(offset) is where it
    begins, in bytes.
    """

    file: str
    first_line: int
    last_line: int
    offset: int
    raw: bytes
    at: t.Optional[float]
    time: t.Optional[str]
    thread: t.Optional[str]
    level: t.Optional[str]
    logger: t.Optional[str]
    message: str

    @property
    def sha256(self) -> str:
        """The SHA-256 of C(raw), in hexadecimal digits: what evidence is checked with later."""
        return hashlib.sha256(self.raw).hexdigest()
