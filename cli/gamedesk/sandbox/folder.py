# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server's folder: where its files are, and what is in a new one."""

from __future__ import annotations

import time
from pathlib import Path

from gamedesk.sandbox import properties
from gamedesk.sandbox.files import create_file
from gamedesk.sandbox.luckperms import storage
from gamedesk.sandbox.players import Profile, gson, offline_uuid, usercache_entry

PLAYERS = tuple(Profile(name, offline_uuid(name)) for name in ("Draxe", "MaxiCube", "VioTak", "Tyrion"))
GROUPS = {"default": None, "vip": 10, "mvp": 20, "helper": 50, "admin": 100}
TRACKS = {"donor": ("default", "vip", "mvp"), "staff": ("helper", "admin")}

PROPERTIES = Path("server.properties")
USERCACHE = Path("usercache.json")
OPERATORS = Path("ops.json")
BANNED_PLAYERS = Path("banned-players.json")
BANNED_ADDRESSES = Path("banned-ips.json")
SESSION_LOCK = Path("world", "session.lock")
LOGS = Path("logs")
LUCKPERMS_DATABASE = Path("plugins", "LuckPerms", "luckperms-sqlite.db")


# What shows that a server is of the Bukkit family, with what those files have in a new one.
_OF_BUKKIT = {"bukkit.yml": b"settings:\n  world-container: .\n", "spigot.yml": b"settings:\n  bungeecord: false\n"}


def prepare_bukkit(folder: Path) -> None:
    """Create what only a server of the Bukkit family has; what is there stays as it is. Raises OSError."""
    for name, content in _OF_BUKKIT.items():
        create_file(folder / name, content)


def prepare(folder: Path) -> None:
    """Create the folder and whatever is missing in it; what is there stays as it is. Raises OSError, sqlite3.Error."""
    database = folder / LUCKPERMS_DATABASE
    database.parent.mkdir(parents=True, exist_ok=True)
    (folder / LOGS).mkdir(exist_ok=True)
    if not (folder / PROPERTIES).exists():
        properties.create(folder / PROPERTIES)
    entries = [usercache_entry(player, time.time()) for player in PLAYERS]
    create_file(folder / USERCACHE, gson(entries, pretty=False))
    for name in (OPERATORS, BANNED_PLAYERS, BANNED_ADDRESSES):
        create_file(folder / name, gson([], pretty=True))
    if not database.exists():
        storage.create(database, GROUPS, list(PLAYERS), TRACKS)
