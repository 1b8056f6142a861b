# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""The pieces of one RCON reply, and whether they tell where it ends."""

from __future__ import annotations

import typing as t

# Servers cut a reply at 4096 UTF-16 units (vanilla), 4096 bytes (Forge, NeoForge) or 4086 bytes (Source style: the
# length field is at most 4096). A UTF-16 unit is at least one byte of UTF-8, so counting bytes covers all three.
FULL_PIECE = 4086

MAX_REPLY = 4 * 1024 * 1024


class ReplyTooLongError(Exception):
    """The reply has passed MAX_REPLY."""


def is_whole(first: bytes, *, need_text: bool) -> bool:
    """Whether a reply is known to end with its first piece, as nearly every one does."""
    return len(first) < FULL_PIECE and (bool(first) or not need_text)


def as_text(reply: bytes) -> str:
    """Return the reply as text; what is not UTF-8 is replaced."""
    return reply.decode("utf-8", errors="replace")


class ReplyPieces:
    """Collects pieces as bytes: a character may be cut in two, so they are decoded together."""

    def __init__(self) -> None:
        self._pieces: t.List[bytes] = []
        self._size = 0

    def __len__(self) -> int:
        return len(self._pieces)

    def add(self, payload: bytes) -> None:
        """Take the next piece. Raises ReplyTooLongError."""
        self._size += len(payload)
        if self._size > MAX_REPLY:
            raise ReplyTooLongError
        self._pieces.append(payload)

    @property
    def may_go_on(self) -> bool:
        """Whether the last piece is so long that another may follow."""
        return bool(self._pieces) and len(self._pieces[-1]) >= FULL_PIECE

    @property
    def only_an_empty_one(self) -> bool:
        """Whether one piece has come and is empty: some servers send the text in a second packet."""
        return self._pieces == [b""]

    def text(self) -> str:
        """Return the reply as text."""
        return as_text(b"".join(self._pieces))
