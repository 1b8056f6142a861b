# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Records of logs, for people: one line each, and those that go on with it behind it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gamedesk.render.text import safe

_WIDTH = 18  # of the longest kind


def as_line(told: Mapping[str, Any]) -> str:
    """Return a record in its public shape as text: when, what kind of event, and the message."""
    when = told["time"] or told["clock"] or "-"
    kind = told["event"]["kind"] if told["event"] else "-"
    first, *rest = told["message"].split("\n")
    lines = [f"{when}  {kind:<{_WIDTH}}  {safe(first)}".rstrip(), *(f"    {safe(line)}" for line in rest)]
    return "\n".join(lines)
