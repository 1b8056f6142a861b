# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Where a database server is, and who asks it."""

from __future__ import annotations

import os
import re
import stat
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._errors import ConfigurationError
from ansible_collections.gamedesk.support.plugins.module_utils._text import shown

_HOST = re.compile(r"[A-Za-z0-9._:%\-]{1,255}")
_MOST_PASSWORD_BYTES = 4096
DEFAULT_HOST = "127.0.0.1"


class Server(t.NamedTuple):
    """A database on a server. C(password) is None where the server asks for none."""

    host: str
    port: int
    unix_socket: t.Optional[str]
    database: str
    user: str
    password: t.Optional[str]
    ca: t.Optional[str]
    timeout: float

    def __repr__(self) -> str:
        """Return where it is, without the password."""
        return "Server(%s)" % self.where

    @property
    def where(self) -> str:
        """The database, for a message."""
        place = self.unix_socket or ("[%s]:%d" if ":" in self.host else "%s:%d") % (self.host, self.port)
        return "%s (user %s, %s)" % (shown(self.database), shown(self.user), shown(place, 200).strip("'"))


def server_from(options: t.Mapping[str, t.Any], default_port: int) -> Server:
    """Read the options. Raises ConfigurationError."""
    host = options.get("host") or DEFAULT_HOST
    if not _HOST.fullmatch(host):
        raise ConfigurationError("The option read_back.sql.host is not the name or address of a host.")
    for name in ("database", "user", "unix_socket", "password"):
        if "\0" in (options.get(name) or ""):
            raise ConfigurationError("The option read_back.sql.%s has a NUL character; correct it." % name)
    port = default_port if options.get("port") is None else options["port"]
    if not 0 < port < 65536:
        raise ConfigurationError("The option read_back.sql.port must be between 1 and 65535.")
    timeout = options["timeout"]
    if not 0 < timeout <= 3600:
        raise ConfigurationError("The option read_back.sql.timeout must be more than 0 and at most 3600 seconds.")
    ca = options.get("ca")
    if ca is not None and not os.path.isfile(ca):
        raise ConfigurationError("The file %s that read_back.sql.ca names is not there." % shown(ca, 200))
    return Server(
        host,
        port,
        options.get("unix_socket"),
        options["database"],
        options["user"],
        _password(options),
        ca,
        timeout,
    )


def _password(options: t.Mapping[str, t.Any]) -> t.Optional[str]:
    path = options.get("password_file")
    if path is None:
        return t.cast(t.Optional[str], options.get("password"))
    try:
        # Not waiting for who would write into a pipe.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with open(descriptor, "rb") as file:
            found = os.fstat(descriptor)
            if not stat.S_ISREG(found.st_mode):
                raise _bad_file(path, "is not a regular file")
            if stat.S_IMODE(found.st_mode) & 0o077:
                raise _bad_file(path, "can be read or written by others; make it private (mode 0600)")
            content = file.read(_MOST_PASSWORD_BYTES + 1)
    except (OSError, ValueError) as error:
        raise _bad_file(path, "cannot be read: %s" % (getattr(error, "strerror", None) or "not a path")) from error
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        raise _bad_file(path, "is not text in UTF-8") from None
    password = text[:-1] if text.endswith("\n") else text
    password = password[:-1] if password.endswith("\r") else password
    if not password or len(content) > _MOST_PASSWORD_BYTES or not password.isprintable():
        raise _bad_file(path, "must hold the password, on one line and nothing else")
    return password


def _bad_file(path: str, what: str) -> ConfigurationError:
    return ConfigurationError("The password file %s of read_back.sql %s." % (shown(path, 200), what))
