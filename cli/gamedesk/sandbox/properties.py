# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""C(server.properties): what a server is set to."""

from __future__ import annotations

import secrets
import socket
import string
import time
from pathlib import Path

from gamedesk.sandbox.files import create_file, replace_file

HOST = "127.0.0.1"
PASSWORD_LENGTH = 32
# The file holds the RCON password.
MODE = 0o600


def free_port() -> int:
    """Return a TCP port on loopback that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _defaults() -> dict[str, str]:
    alphabet = string.ascii_letters + string.digits
    return {
        "accepts-transfers": "false",
        "allow-flight": "false",
        "broadcast-console-to-ops": "true",
        "broadcast-rcon-to-ops": "true",
        "difficulty": "easy",
        "enable-query": "false",
        "enable-rcon": "true",
        "enforce-whitelist": "false",
        "gamemode": "survival",
        "level-name": "world",
        "log-ips": "true",
        "max-players": "20",
        "motd": "A Gamedesk sandbox (not a real game server)",
        "online-mode": "false",
        "op-permission-level": "4",
        "rcon.password": "".join(secrets.choice(alphabet) for _unused in range(PASSWORD_LENGTH)),
        "rcon.port": str(free_port()),
        "server-ip": HOST,
        "server-port": "25565",
        "white-list": "false",
    }


def create(path: Path) -> None:
    """Write the file with a fresh password and a free RCON port, readable by its owner only, unless there is one."""
    head = f"#Minecraft server properties\n#{time.strftime('%a %b %d %H:%M:%S %Z %Y')}\n"
    body = "".join(f"{key}={value}\n" for key, value in _defaults().items())
    create_file(path, (head + body).encode(), MODE)


def read(path: Path) -> dict[str, str]:
    """Return the settings of the file. Raises OSError."""
    settings = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip() and line.lstrip()[0] not in "#!":
            key, _unused, value = line.partition("=")
            settings[key.strip()] = value.strip()
    return settings


def set_value(path: Path, key: str, value: str) -> None:
    """Rewrite the line of one setting, or add it. Raises OSError."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.partition("=")[0].strip() != key]
    replace_file(path, "\n".join([*lines, f"{key}={value}", ""]).encode(), MODE)
