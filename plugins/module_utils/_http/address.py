# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""The options of an HTTP API: its address, its key and the certificates that it is known by."""

from __future__ import annotations

import re
import ssl
import typing as t
import urllib.parse

from ansible_collections.gamedesk.support.plugins.module_utils._errors import ConfigurationError
from ansible_collections.gamedesk.support.plugins.module_utils._text import shown

_PORTS = {"http": 80, "https": 443}
_KEY = re.compile(r"[\x21-\x7e]{1,1000}")
_HOST = re.compile(r"[A-Za-z0-9._:%\-]{1,255}")
_PATH = re.compile(r"(/[A-Za-z0-9._~%\-]+)*")


class Address(t.NamedTuple):
    """Where an API is. C(path) is what goes before each of its own, without a slash at its end."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def text(self) -> str:
        """Return it as a URL."""
        place = "[%s]" % self.host if ":" in self.host else self.host
        return "%s://%s:%d%s" % (self.scheme, place, self.port, self.path)


def parse_url(url: str, option: str) -> Address:
    """Read a URL. No message repeats it: somebody may have put a password into it. Raises ConfigurationError."""
    try:
        parts = urllib.parse.urlsplit(url)
        port = parts.port
    except ValueError:
        raise ConfigurationError("The %s is not a URL." % option) from None
    if parts.scheme not in _PORTS or not parts.hostname or not _HOST.fullmatch(parts.hostname):
        raise ConfigurationError("The %s must be http:// or https:// and a host." % option)
    if parts.username is not None or parts.password is not None or parts.query or parts.fragment:
        raise ConfigurationError(
            "The %s must be a host, a port and a path and no more; the key goes into api_key." % option
        )
    path = parts.path.rstrip("/")
    if not _PATH.fullmatch(path):
        raise ConfigurationError("The path in the %s has characters that do not belong there." % option)
    return Address(parts.scheme, parts.hostname, _PORTS[parts.scheme] if port is None else port, path)


def checked_key(key: str, option: str) -> str:
    """Return the key. Raises ConfigurationError for one that no header could carry."""
    if not _KEY.fullmatch(key):
        raise ConfigurationError("The %s is not one word of printable characters." % option)
    return key


def tls_context(ca: t.Optional[str], option: str) -> ssl.SSLContext:
    """Return what checks certificates: by a file, or as the host does. Raises ConfigurationError."""
    try:
        return ssl.create_default_context(cafile=ca)
    except (OSError, ValueError) as error:
        raise ConfigurationError(
            "The certificates %s that %s names cannot be read." % (shown(str(ca), 200), option)
        ) from error
