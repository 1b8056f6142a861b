# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Which providers there are, and the options that choose one. A new provider is a file of its own and a line here."""

from __future__ import annotations

import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._errors import ConfigurationError
from ansible_collections.gamedesk.support.plugins.module_utils._ranks import (
    commands,
    cuberite,
    groupmanager,
    luckperms,
    permissionsex,
    vanilla,
)
from ansible_collections.gamedesk.support.plugins.module_utils._ranks.luckperms_rest import REST_OPTIONS
from ansible_collections.gamedesk.support.plugins.module_utils._ranks.protocol import Ask, RankProvider
from ansible_collections.gamedesk.support.plugins.module_utils._sql.choosing import SQL_OPTIONS

_PROVIDERS: t.Dict[str, t.Callable[..., RankProvider]] = {
    "commands": commands.from_options,
    "cuberite": cuberite.from_options,
    "groupmanager": groupmanager.from_options,
    "luckperms": luckperms.from_options,
    "permissionsex": permissionsex.from_options,
    "vanilla": vanilla.from_options,
}

RANKS_OPTIONS: t.Dict[str, t.Any] = {
    "provider": {"type": "str", "required": True, "choices": sorted(_PROVIDERS)},
    "read_back": {
        "type": "dict",
        "options": {
            "sql": SQL_OPTIONS,
            "rest": REST_OPTIONS,
        },
        "mutually_exclusive": [("sql", "rest")],
    },
    "commands": commands.OPTIONS,
    "groupmanager": groupmanager.OPTIONS,
}


def choose(
    ranks: t.Mapping[str, t.Any], server_path: t.Optional[str], bedrock_prefix: t.Optional[str], ask: t.Optional[Ask]
) -> RankProvider:
    """Return the provider that O(ranks) names; C(ask) is how it asks the console, if that
    answers. Raises ConfigurationError."""
    for name in ("commands", "groupmanager"):
        if ranks["provider"] != name and ranks.get(name):
            raise ConfigurationError("The option ranks.%s is for the provider %s: leave it out." % (name, name))
    if ranks["provider"] != "luckperms" and (ranks.get("read_back") or {}).get("rest"):
        raise ConfigurationError("Only the REST API of LuckPerms is read: leave ranks.read_back.rest out.")
    return _PROVIDERS[ranks["provider"]](ranks, server_path, bedrock_prefix, ask)
