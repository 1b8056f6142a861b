# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Which file it is, whatever its name is now: for those who go on where they were in a log that is being written."""

from __future__ import annotations

import hashlib
import os
import re
import typing as t

_HEAD_BYTES = 1024
_TEXT = re.compile("([0-9]{1,20})-([0-9]{1,20})-([0-9]{1,4})-([0-9a-f]{32})")


class FileIdentity(t.NamedTuple):
    """What a log file is known again by.

    An inode is soon used again, and a file that is compressed gets another one; what tells is how the log begins:
    C(head) is the hash of the first C(head_bytes) bytes of what the file holds, as far as there were any. Compare an
    opened file by its status, and by what it (for a compressed one, what is in it) begins with:

    - C(is_here): the same file, also if it was renamed, and it was not emptied and begun anew: go on at the offset.
    - C(begins): the same log, in whatever file it lies now, such as the compressed one.
    """

    device: int
    inode: int
    head_bytes: int
    head: str

    @classmethod
    def of(cls, status: os.stat_result, beginning: bytes) -> "FileIdentity":
        """Return the identity of an opened file, of which C(beginning) are the first bytes (1024 are enough)."""
        size = min(len(beginning), _HEAD_BYTES)
        return cls(status.st_dev, status.st_ino, size, _hash(beginning[:size]))

    @classmethod
    def parse(cls, text: str) -> t.Optional["FileIdentity"]:
        """Return what C(str) gave, or V(None) if it did not give that."""
        found = _TEXT.fullmatch(text)
        if found is None:
            return None
        device, inode, size = (int(number) for number in found.groups()[:3])
        return cls(device, inode, size, found.group(4)) if size <= _HEAD_BYTES else None

    def is_here(self, status: os.stat_result, beginning: bytes) -> bool:
        """Return whether an opened file is the same one and still begins as it did."""
        same = (status.st_dev, status.st_ino) == (self.device, self.inode)
        return same and (self.head_bytes == 0 or self.begins(beginning))

    def begins(self, beginning: bytes) -> bool:
        """Return whether a log begins as this one; one that had nothing in it is like no other."""
        known = self.head_bytes
        return 0 < known <= len(beginning) and _hash(beginning[:known]) == self.head

    def __str__(self) -> str:
        return "%d-%d-%d-%s" % self


def _hash(beginning: bytes) -> str:
    return hashlib.sha256(beginning).hexdigest()[:32]
