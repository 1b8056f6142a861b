# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""What a Minecraft server's own server.properties says about its RCON (DedicatedServerProperties.java)."""

from __future__ import annotations

import dataclasses
import pathlib
import shlex
import stat
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._console.properties import (
    PropertiesError,
    parse_properties,
)
from ansible_collections.gamedesk.support.plugins.module_utils._errors import ConfigurationError
from ansible_collections.gamedesk.support.plugins.module_utils._findings import (
    OK,
    WARNING,
    Finding,
    failed,
)

CHECK = "server.properties"

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
    path, values = _load(server_path)
    _refuse_off(values, path)
    return RconSettings(_host(values), _port(values, path), _password(values, path))


def examine_rcon_settings(server_path: str, *, needed: bool) -> t.Iterator[Finding]:
    """Yield what is right and wrong with RCON in the server.properties of the server in this folder, all of it.

    C(needed) says whether the port or the password is read there; otherwise what it says is of no use before the
    server is started the next time.
    """
    try:
        path, values = _load(server_path)
    except ConfigurationError as error:
        yield _wrong(error, needed=needed)
        return
    bad = False
    steps: t.Sequence[t.Callable[[t.Mapping[str, str], pathlib.Path], t.Any]] = (_refuse_off, _password, _port)
    for step in steps:
        try:
            step(values, path)
        except ConfigurationError as error:
            bad = True
            yield _wrong(error, needed=needed)
    if not bad:
        yield Finding(CHECK, OK, f"RCON is on in {path}, with a password, on port {_port(values, path)}.")
    if values.get("rcon.password") and _is_open_to_all(path):
        yield Finding(
            CHECK,
            WARNING,
            f"Every user of this host may read {path}, which holds the RCON password.",
            f"Run: chmod o= {shlex.quote(str(path))}",
        )


def _wrong(error: ConfigurationError, *, needed: bool) -> Finding:
    return failed(CHECK, error) if needed else Finding(CHECK, WARNING, error.message, code=error.code)


def _is_open_to_all(path: pathlib.Path) -> bool:
    try:
        return bool(path.stat().st_mode & stat.S_IROTH)
    except OSError:  # replaced this moment
        return False


def _load(server_path: str) -> t.Tuple[pathlib.Path, t.Dict[str, str]]:
    if len(server_path) > _LONGEST_PATH:  # it stands in messages
        raise ConfigurationError(f"The option server.path has {len(server_path)} characters; correct it.")
    if not server_path.isprintable():
        raise ConfigurationError("The option server.path has characters that do not print; correct it.")
    path = pathlib.Path(server_path) / "server.properties"
    try:
        return path, parse_properties(_read(path))
    except PropertiesError as exc:
        raise ConfigurationError(f"{path} cannot be read: {exc}; correct that line.", path=str(path)) from exc


def _refuse_off(values: t.Mapping[str, str], path: pathlib.Path) -> None:
    if values.get("enable-rcon", "").strip().lower() != "true":
        raise ConfigurationError(
            f"RCON is off in {path}; set enable-rcon=true and rcon.password there and restart the server.",
            path=str(path),
        )


def _password(values: t.Mapping[str, str], path: pathlib.Path) -> str:
    password = values.get("rcon.password", "")
    if not password:
        raise ConfigurationError(
            f"The rcon.password in {path} is empty, which turns RCON off; set one and restart the server.",
            path=str(path),
        )
    return password


def _host(values: t.Mapping[str, str]) -> str:
    # rcon.ip is Paper's, and wins.
    host = values.get("rcon.ip", "").strip() or values.get("server-ip", "").strip()
    return _WILDCARDS.get(host, host)


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


def _port(values: t.Mapping[str, str], path: pathlib.Path) -> int:
    digits = values.get("rcon.port", "").strip()
    if not digits:
        return DEFAULT_PORT
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 5 and 0 < int(digits) <= 65535):
        raise ConfigurationError(
            f"The rcon.port in {path} is not a number between 1 and 65535; correct it and restart the server.",
            path=str(path),
        )
    return int(digits)
