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


def as_json_text(value: Any) -> str:
    """Return C(value) as JSON that is printable ASCII, whatever it holds; half characters become U+FFFD."""
    text = _SURROGATE.sub("\ufffd", json.dumps(value, indent=2, ensure_ascii=False))
    return _NOT_ASCII.sub(lambda found: "".join(map(_escape, found[0])), text)


def _escape(char: str) -> str:
    return json.dumps(char)[1:-1] if ord(char) != 0x7F else "\\u007f"  # which JSON allows as it is
