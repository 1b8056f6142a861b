# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was, or is, the state of a player on a server, in one line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gamedesk.i18n import _
from gamedesk.render.text import safe


def state(found: Any) -> str:
    """Return a state in one line. A ticket from elsewhere may hold anything as a state."""
    return ban(found["ban"]) if isinstance(found, Mapping) and "ban" in found else ranks(found)


def ban(found: Any) -> str:
    """Return a ban: C(banned until 2026-12-24T10:00:00Z: griefing)."""
    if not isinstance(found, Mapping):
        return _("not banned")
    ends = found.get("expires")
    text = _("banned until {when}").format(when=safe(ends)) if ends else _("banned")
    return f"{text}: {safe(found['reason'])}" if found.get("reason") is not None else text


def ranks(state: Any) -> str:
    """Return the ranks of a state in one line: C(default, vip until 2026-12-24T10:00:00Z).

    A ticket from elsewhere may hold anything as a state: what is none has no ranks.
    """
    found = state.get("ranks") if isinstance(state, Mapping) else None
    memberships = [item for item in found if isinstance(item, Mapping)] if isinstance(found, list | tuple) else []
    return ", ".join(map(_membership, memberships)) or _("no rank")


def _membership(item: Mapping[str, Any]) -> str:
    text = safe(item.get("rank"))
    if item.get("expires"):
        text = _("{rank} until {when}").format(rank=text, when=safe(item["expires"]))
    context = item.get("context")
    if context and isinstance(context, Mapping):
        text += " (" + ", ".join(f"{safe(key)}={safe(value)}" for key, value in sorted(context.items())) + ")"
    return text
