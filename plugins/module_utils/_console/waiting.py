# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""How long an answer is waited for: options that every transport has."""

from __future__ import annotations

import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._console.transport import Spec
from ansible_collections.gamedesk.support.plugins.module_utils._errors import ConfigurationError

WAITING_OPTIONS: t.Dict[str, t.Dict[str, t.Any]] = {
    "timeout": {"type": "float", "default": 10.0},
    "quiet": {"type": "float", "default": 0.15},
}


class Waiting(t.NamedTuple):
    """Both in seconds: how long each step may take, and the pause that tells that an answer is complete."""

    timeout: float
    quiet: float


def waiting(spec: Spec) -> Waiting:
    """Return what the options say. Raises ConfigurationError."""
    values = {name: spec.get(name) for name in WAITING_OPTIONS}
    return checked(*(WAITING_OPTIONS[name]["default"] if value is None else value for name, value in values.items()))


def checked(timeout: float, quiet: float) -> Waiting:
    """Return both of them. Raises ConfigurationError for what is no length of time."""
    if not 0 < timeout < float("inf") or not 0 <= quiet < float("inf"):
        raise ConfigurationError("The console's options timeout and quiet are seconds, and timeout is above zero.")
    return Waiting(timeout, quiet)
