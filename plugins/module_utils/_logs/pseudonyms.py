# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""IP addresses in the text of logs, and the pseudonyms that stand for them."""

from __future__ import annotations

import re
import secrets
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._addresses import parse_addresses
from ansible_collections.gamedesk.support.plugins.module_utils._errors import InvalidValueError

HOST = "(host)"
_ADDRESS = "(an address)"
# With the name before it that Java has looked up, as in host.example/192.0.2.1:50000. Four numbers with points are
# hidden where they are a version, too.
_IPV4 = re.compile(
    r"(?:(?<![\w.-])([A-Za-z0-9][A-Za-z0-9.-]{0,252})/)?(?<![0-9])([0-9]{1,3}(?:\.[0-9]{1,3}){3})(?![0-9])"
)
_IPV6 = re.compile(
    r"(?<![0-9A-Za-z:])(?:[0-9A-Fa-f]{0,4}:){2,7}(?:[0-9A-Fa-f]{1,4}(?![0-9A-Fa-f.])|[0-9]{1,3}(?:\.[0-9]{1,3}){3})?"
)
_MOST_KEPT = 10_000


class Pseudonyms:
    """Puts pseudonyms in the place of addresses. Without a key they are its own, and say nothing elsewhere."""

    def __init__(self, key: t.Optional[str]) -> None:
        self._key = key or secrets.token_hex(32)
        self._known: t.Dict[str, t.Optional[str]] = {}

    def masked(self, text: str) -> str:
        """Return a text in which pseudonyms stand for all addresses."""
        if text.count(":") > 1:
            text = _IPV6.sub(self._ipv6, text)
        return _IPV4.sub(self._ipv4, text) if text.count(".") > 2 else text

    def _ipv4(self, found: t.Match[str]) -> str:
        address = found.group(2)
        pseudonym = self._of(address)
        if pseudonym is None:
            if any(int(part) > 255 for part in address.split(".")):
                return found.group()
            pseudonym = _ADDRESS  # with a zero before a number: what it means, nobody agrees on
        return "%s%s" % (HOST + "/" if found.group(1) else "", pseudonym)

    def _ipv6(self, found: t.Match[str]) -> str:
        text = found.group()
        for address in (text, text[:-1]):
            pseudonym = self._of(address) if len(address) > 2 else None
            if pseudonym is not None:
                return pseudonym + text[len(address) :]
        return text

    def _of(self, address: str) -> t.Optional[str]:
        if address not in self._known:
            if len(self._known) >= _MOST_KEPT:
                self._known.clear()
            try:
                self._known[address] = parse_addresses([address], self._key)[0].text
            except InvalidValueError:
                self._known[address] = None
        return self._known[address]
