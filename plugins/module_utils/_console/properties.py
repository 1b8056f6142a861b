# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Java's .properties format, as java.util.Properties.load reads it."""

from __future__ import annotations

import re
import typing as t

_LINE_END = re.compile(r"\r\n|\r|\n")
_BLANKS = " \t\f"
_KEY_END = re.compile(r"(?<!\\)(?:\\\\)*[=: \t\f]")
_SEPARATOR = re.compile(r"[ \t\f]*[=:]?[ \t\f]*")
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|(.))", re.DOTALL)
_ESCAPED = {"t": "\t", "n": "\n", "r": "\r", "f": "\f"}


class PropertiesError(Exception):
    """The text is not in the format. The message names the line and holds nothing of it."""


def parse_properties(text: str) -> t.Dict[str, str]:
    """Return the keys and values; the last one of a key that is there twice wins. Raises PropertiesError."""
    values = {}
    for number, line in _logical_lines(text):
        end = _key_length(line)
        separator = _SEPARATOR.match(line, end)
        start = separator.end() if separator else end
        values[_unescape(line[:end], number)] = _unescape(line[start:], number)
    return values


def _logical_lines(text: str) -> t.Iterator[t.Tuple[int, str]]:
    # Only these three end a line here; str.splitlines knows more, and one of them may stand in a value.
    whole: t.Optional[str] = None
    for number, raw in enumerate(_LINE_END.split(text), 1):
        line = raw.lstrip(_BLANKS)
        if whole is None and (not line or line[0] in "#!"):
            continue
        whole = (whole or "") + line
        if (len(line) - len(line.rstrip("\\"))) % 2:
            whole = whole[:-1]
            continue
        yield number, whole
        whole = None
    if whole:
        yield number, whole


def _key_length(line: str) -> int:
    found = _KEY_END.search(line)
    return found.end() - 1 if found else len(line)


def _unescape(text: str, number: int) -> str:
    def replace(match: t.Match[str]) -> str:
        code, char = match.groups()
        if code:
            return chr(int(code, 16))
        if char == "u":
            raise PropertiesError(f"line {number} has a malformed \\u escape")
        return _ESCAPED.get(char, char)

    # Characters beyond the first plane are written as two escapes, which only together are one character.
    return _ESCAPE.sub(replace, text).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
