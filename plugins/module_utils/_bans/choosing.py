# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Which providers there are, and the options that choose one. A new provider is a file of its own and a line here."""

from __future__ import annotations

import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._bans import (
    advancedban,
    commands,
    cuberite,
    essentialsx,
    libertybans,
    litebans,
    vanilla,
)
from ansible_collections.gamedesk.support.plugins.module_utils._bans.protocol import BanProvider, Surroundings
from ansible_collections.gamedesk.support.plugins.module_utils._errors import ConfigurationError
from ansible_collections.gamedesk.support.plugins.module_utils._sql.choosing import SQL_OPTIONS

_PROVIDERS: t.Dict[str, t.Callable[[t.Mapping[str, t.Any], Surroundings], BanProvider]] = {
    "advancedban": advancedban.from_options,
    "commands": commands.from_options,
    "cuberite": cuberite.from_options,
    "essentialsx": essentialsx.from_options,
    "libertybans": libertybans.from_options,
    "litebans": litebans.from_options,
    "vanilla": vanilla.from_options,
}

# What each option of O(bans.read_back) is for.
_READ_BACK: t.Dict[str, t.Sequence[str]] = {
    "banlist": ("vanilla",),
    "sql": ("advancedban", "libertybans", "litebans"),
    "scope": ("libertybans", "litebans"),
}

BANS_OPTIONS: t.Dict[str, t.Any] = {
    "provider": {"type": "str", "required": True, "choices": sorted(_PROVIDERS)},
    "read_back": {
        "type": "dict",
        "options": {"banlist": {"type": "bool"}, "sql": SQL_OPTIONS, "scope": {"type": "str"}},
    },
    "commands": commands.OPTIONS,
    "when_stopped": {"type": "str", "choices": ["fail", "files"], "default": "fail"},
    "namespace": {"type": "str", "choices": ["auto", "minecraft", "none"], "default": "auto"},
}


def choose(bans: t.Mapping[str, t.Any], surroundings: Surroundings) -> BanProvider:
    """Return the provider that O(bans) names. Raises ConfigurationError."""
    if bans["provider"] != "commands" and bans.get("commands"):
        raise ConfigurationError("The option bans.commands is for the provider commands: leave it out.")
    if bans["provider"] != "vanilla" and bans["namespace"] != "auto":
        raise ConfigurationError("The option bans.namespace is for the provider vanilla: leave it out.")
    for option, providers in _READ_BACK.items():
        if (bans.get("read_back") or {}).get(option) is not None and bans["provider"] not in providers:
            raise ConfigurationError(
                "The option bans.read_back.%s is not for the provider %s: leave it out." % (option, bans["provider"])
            )
    provider = _PROVIDERS[bans["provider"]](bans, surroundings)
    if bans["when_stopped"] == "files" and not hasattr(provider, "stopped"):
        raise ConfigurationError(
            "The bans of %s cannot be written while the server is stopped: leave bans.when_stopped out."
            % bans["provider"]
        )
    return provider
