# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""JSON that every program reads and no terminal obeys."""

from __future__ import annotations

import json
import re
from typing import Any

_SURROGATE = re.compile("[\ud800-\udfff]")
_NOT_ASCII = re.compile("[^\n\x20-\x7e]+")
_encode = json.JSONEncoder(ensure_ascii=False).encode


def as_json_text(value: Any) -> str:
    """Return C(value) as JSON that is printable ASCII, whatever it holds; half characters become U+FFFD."""
    return _ascii(json.dumps(value, indent=2, ensure_ascii=False))


def as_json_line(value: Any) -> str:
    """Return C(value) as C(as_json_text) does, on one line."""
    return _ascii(_encode(value))


def _ascii(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    return _NOT_ASCII.sub(lambda found: "".join(map(_escape, found[0])), _SURROGATE.sub("\ufffd", text))


def _escape(char: str) -> str:
    return json.dumps(char)[1:-1] if ord(char) != 0x7F else "\\u007f"  # which JSON allows as it is
