# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the words of a command to what the modules for logs are asked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from ansible_collections.gamedesk.support.plugins.module_utils._logs.event import KINDS

from gamedesk.desk.log_looks import LogWords
from gamedesk.errors import UsageError
from gamedesk.i18n import _

_UUID = re.compile(r"[0-9A-Fa-f]{8}-?(?:[0-9A-Fa-f]{4}-?){3}[0-9A-Fa-f]{12}")


def of(name: str, options: Mapping[str, Any], *, address: str | None, unmask: bool) -> LogWords:
    """Return the words with the options that are set."""
    return LogWords(name, {key: value for key, value in options.items() if value is not None}, address, unmask)


def whose(player: str | None) -> dict[str, str | None]:
    """Return the option for a player: by name, or by UUID with all of its names."""
    if player is not None and _UUID.fullmatch(player):
        return {"uuid": player}
    return {"player": player}


def checked_kinds(kinds: Sequence[str]) -> list[str] | None:
    """Return kinds of events. Raises UsageError for one that there is not."""
    for kind in kinds:
        if kind not in KINDS:
            raise UsageError(
                _("There is no kind of event {kind}; there are: {all}.").format(kind=repr(kind), all=", ".join(KINDS))
            )
    return list(kinds) or None
