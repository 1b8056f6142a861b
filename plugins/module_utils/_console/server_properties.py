# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""What a Minecraft server's own server.properties says about its RCON (DedicatedServerProperties.java)."""

from __future__ import annotations

import dataclasses
import pathlib

from ansible_collections.gamedesk.support.plugins.module_utils._console.properties import (
    PropertiesError,
    parse_properties,
)
from ansible_collections.gamedesk.support.plugins.module_utils._errors import ConfigurationError

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 25575

# A real one has 2 KiB.
_MAX_SIZE = 1024 * 1024

_LONGEST_PATH = 1000

# "All addresses" is what a server binds to, not what a client connects to.
_WILDCARDS = {"": DEFAULT_HOST, "0.0.0.0": DEFAULT_HOST, "::": "::1"}  # noqa: S104


@dataclasses.dataclass(frozen=True)
class RconSettings:
    """Where the server's RCON listens, and its password, which repr() leaves out."""

    host: str
    port: int
    password: str = dataclasses.field(repr=False)


def read_rcon_settings(server_path: str) -> RconSettings:
    """Return the RCON settings of the server in this folder.

    Raises ConfigurationError if they cannot be read or RCON is off. No error holds the password.
    """
    if len(server_path) > _LONGEST_PATH:  # it stands in messages
        raise ConfigurationError(f"The option server.path has {len(server_path)} characters; correct it.")
    if not server_path.isprintable():
        raise ConfigurationError("The option server.path has characters that do not print; correct it.")
    path = pathlib.Path(server_path) / "server.properties"
    try:
        values = parse_properties(_read(path))
    except PropertiesError as exc:
        raise ConfigurationError(f"{path} cannot be read: {exc}; correct that line.", path=str(path)) from exc
    if values.get("enable-rcon", "").strip().lower() != "true":
        raise ConfigurationError(
            f"RCON is off in {path}; set enable-rcon=true and rcon.password there and restart the server.",
            path=str(path),
        )
    password = values.get("rcon.password", "")
    if not password:
        raise ConfigurationError(
            f"The rcon.password in {path} is empty, which turns RCON off; set one and restart the server.",
            path=str(path),
        )
    # rcon.ip is Paper's, and wins.
    host = values.get("rcon.ip", "").strip() or values.get("server-ip", "").strip()
    return RconSettings(_WILDCARDS.get(host, host), _port(values.get("rcon.port", ""), path), password)


def _read(path: pathlib.Path) -> str:
    try:
        # Not opened before that is known: opening a named pipe would wait for ever.
        if path.exists() and not path.is_file():
            raise ConfigurationError(f"{path} is not a regular file; check the option server.path.", path=str(path))
        with path.open("rb") as file:
            data = file.read(_MAX_SIZE + 1)
    except (OSError, ValueError) as exc:
        reason = getattr(exc, "strerror", None) or "not a path"
        raise ConfigurationError(
            f"{path} cannot be read ({reason}); check the option server.path, or set the console's options port and "
            "password.",
            path=str(path),
        ) from exc
    if len(data) > _MAX_SIZE:
        raise ConfigurationError(f"{path} is too large for a server.properties; check it.", path=str(path))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        # What the format was before servers wrote UTF-8.
        return data.decode("latin-1")


def _port(text: str, path: pathlib.Path) -> int:
    digits = text.strip()
    if not digits:
        return DEFAULT_PORT
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 5 and 0 < int(digits) <= 65535):
        raise ConfigurationError(
            f"The rcon.port in {path} is not a number between 1 and 65535; correct it and restart the server.",
            path=str(path),
        )
    return int(digits)
