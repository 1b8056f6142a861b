# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Text from strangers, made fit for a message or a result."""

from __future__ import annotations

import re
import typing as t

# §x§R§R§G§G§B§B is a colour in twelve codes, each of which this pattern takes away (domain: Bukkit chat colours).
_COLOUR_CODE = re.compile("\u00a7.", re.DOTALL)
# Only what ends a line on a console: a stranger may write what ends one elsewhere.
_LINE_END = re.compile("[\r\n]")
_REPLY_BYTES = 1024
# A reply may have megabytes of what is taken away; its beginning is enough for a hint.
_LOOKED_AT = 64


def shown(value: str, limit: int = 40) -> str:
    """Return a value in quotes, for a message: cut, and with everything that does not print escaped."""
    cut = value[:limit]
    escaped = "".join(char if char.isprintable() else char.encode("unicode_escape").decode("ascii") for char in cut)
    return "'%s%s'" % (escaped, "…" if len(value) > limit else "")


def uncoloured(reply: str) -> str:
    """Return a reply without its colour codes."""
    return _COLOUR_CODE.sub("", reply)


def plain(reply: t.Optional[str], limit: int = _REPLY_BYTES) -> t.Optional[str]:
    """Return a server's reply for a result: one line, no colour codes or control characters, at most C(limit) bytes."""
    lines = plain_lines(reply, limit)
    return None if lines is None else lines.replace("\n", " ")


def plain_lines(reply: t.Optional[str], limit: int = _REPLY_BYTES) -> t.Optional[str]:
    """Return the same with line feeds between its lines; those that would be empty are left out."""
    if reply is None:
        return None
    lines = [_line(line) for line in _LINE_END.split(uncoloured(reply[: limit * _LOOKED_AT]))]
    return "\n".join(filter(None, lines)).encode("utf-8")[:limit].decode("utf-8", errors="ignore")


def _line(text: str) -> str:
    return " ".join("".join(char if char.isprintable() else " " if char.isspace() else "" for char in text).split())
