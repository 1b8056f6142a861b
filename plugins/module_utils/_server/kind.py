# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""What kind of server lies in a folder, as far as it decides whom a name means."""

from __future__ import annotations

import os
import re
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._console.properties import (
    PropertiesError,
    parse_properties,
)
from ansible_collections.gamedesk.support.plugins.module_utils._errors import StorageError
from ansible_collections.gamedesk.support.plugins.module_utils._server.files import read_file
from ansible_collections.gamedesk.support.plugins.module_utils._text import shown

_BUKKIT_FILES = ("bukkit.yml", "spigot.yml")


def _is_on(section: str) -> t.Pattern[str]:
    """Match the setting C(enabled) of a section: a line below it that is further in, with only such ones between."""
    # Blank lines count as further in. No two parts take the same text: what is not there must be found out in one pass.
    inside = r"(?:\1[ \t]+[^ \t\r\n].*\n|[ \t\r]*\n)*?"
    return re.compile(r"^([ \t]*)%s:[ \t\r]*\n%s\1[ \t]+enabled:[ \t]*true\b" % (section, inside), re.M | re.I)


# Of these files one setting each is read, and no YAML library is on every host.
_BEHIND_A_PROXY = (
    ("spigot.yml", re.compile(r"^[ \t]+bungeecord:[ \t]*['\"]?true\b", re.MULTILINE | re.IGNORECASE)),
    (os.path.join("config", "paper-global.yml"), _is_on("velocity")),
    ("paper.yml", _is_on("velocity-support")),
)
_WORLDS = re.compile(r"^[ \t]+world-container:[ \t]*['\"]?([^'\"\n#]+?)['\"]?[ \t\r]*(?:#.*)?$", re.MULTILINE)
_LONGEST = 1024 * 1024


class Kind(t.NamedTuple):
    """C(bukkit): CraftBukkit, Spigot, Paper and what is made of them. C(online): it asks Mojang who a player is.

    C(proxied): a proxy in front of it says who a player is.
    """

    bukkit: bool
    online: bool
    proxied: bool


def kind_of(folder: str) -> Kind:
    """Look into the server's folder. Raises StorageError."""
    online = _properties(folder).get("online-mode", "true").strip().lower() != "false"
    proxied = any(pattern.search(_text(folder, name)) for name, pattern in _BEHIND_A_PROXY)
    return Kind(is_bukkit(folder), online, proxied)


def is_bukkit(folder: str) -> bool:
    """Whether the folder is of the Bukkit family."""
    return any(os.path.exists(os.path.join(folder, name)) for name in _BUKKIT_FILES)


def world_folder(folder: str) -> str:
    """Return the folder of the world that the server opens first. Raises StorageError."""
    name = _properties(folder).get("level-name", "").strip() or "world"
    container = _WORLDS.search(_text(folder, "bukkit.yml"))
    return os.path.join(folder, container.group(1).strip() if container else "", name)


def _properties(folder: str) -> t.Dict[str, str]:
    try:
        return dict(parse_properties(_text(folder, "server.properties")))
    except PropertiesError as error:
        raise StorageError(
            "%s cannot be read: %s." % (shown(os.path.join(folder, "server.properties"), 200), error)
        ) from error


def _text(folder: str, name: str) -> str:
    path = os.path.join(folder, name)
    try:
        return read_file(path, _LONGEST).decode("utf-8", errors="replace")
    except FileNotFoundError:
        return ""
    except (OSError, ValueError) as error:
        raise StorageError(
            "%s cannot be read: %s." % (shown(path, 200), getattr(error, "strerror", None) or "not a path")
        ) from error
