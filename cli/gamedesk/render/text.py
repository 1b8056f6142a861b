# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Text from strangers, made harmless for a terminal."""

from __future__ import annotations

import unicodedata

# Control characters and those that reorder or hide text; letters of every script are left as they are.
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_MOST_BLANKS = 100
# How long an error may be, in characters: what failed is at its beginning, what to do next at its end.
_LONGEST = 1000
_BEGINNING, _END = 600, 300


def safe(text: object) -> str:
    """Return C(text) in one line in which every control, format and unassigned character is shown as an escape.

    Of very many blanks in a row some are left out: laying them out takes a time that grows with their square.
    """
    shown: list[str] = []
    blanks = 0
    for char in str(text):
        hidden = unicodedata.category(char) in _HIDDEN
        blanks = blanks + 1 if char.isspace() and not hidden else 0
        if blanks <= _MOST_BLANKS:
            shown.append(_escape(char) if hidden else char)
    return "".join(shown)


def brief(text: str) -> str:
    """Return the message of an error with its middle left out where a value in it makes it too long to be read."""
    return text if len(text) <= _LONGEST else f"{text[:_BEGINNING]} … {text[-_END:]}"


def _escape(char: str) -> str:
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
