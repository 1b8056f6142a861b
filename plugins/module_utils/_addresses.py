# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""IP addresses: what is accepted, and the pseudonym that stands for one wherever others may read."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import re
import secrets
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._errors import InvalidValueError

_PSEUDONYM_DIGITS = 16  # 64 bits
_PSEUDONYM = re.compile("ip-[0-9a-f]{%d}" % _PSEUDONYM_DIGITS)
# A scope (fe80::1%eth0) names an interface of one machine. Python before 3.9.5 takes leading zeros, as octal or not.
_ADDRESS = re.compile(r"(?:(?:0|[1-9][0-9]{0,2})\.){3}(?:0|[1-9][0-9]{0,2})|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*")
# In a text from a server, whose words may stand one behind the other without anything between. Text with colons is more
# often a time or a name than an address.
_IPV4_IN_TEXT = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}")
_IPV6_IN_TEXT = re.compile(r"[0-9A-Fa-f]{0,4}:[0-9A-Fa-f:.]*[0-9A-Fa-f:]")
_SOME_ADDRESS = "(an address)"


class Address(t.NamedTuple):
    """An IP address. C(value) is its canonical text, C(text) the pseudonym that a result shows."""

    value: str
    text: str

    @property
    def is_ipv6(self) -> bool:
        """Whether it is one of IPv6."""
        return ":" in self.value

    @property
    def uuid(self) -> None:
        """An address has none; it stands where a player could."""
        return None


def parse_addresses(texts: t.Sequence[str], key: t.Optional[str]) -> t.List[Address]:
    """Read addresses; one that is given twice is one. Raises InvalidValueError, which does not hold what was given.

    C(key) is the desk's key for pseudonyms; without one, those of this call are its own, and say nothing elsewhere.
    """
    secret = secrets.token_bytes(32) if not key else key.encode("utf-8", "surrogatepass")
    if not texts:
        raise InvalidValueError("No address is given.")
    return list(dict.fromkeys(_parse(text, place, secret) for place, text in enumerate(texts, 1)))


def _parse(text: str, place: int, secret: bytes) -> Address:
    try:
        if not _ADDRESS.fullmatch(text):
            raise ValueError
        found = ipaddress.ip_address(text)
    except ValueError:
        raise InvalidValueError(
            "Number %d of the addresses is no IP address, such as 192.0.2.10 or 2001:db8::1." % place
        ) from None
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    digest = hmac.new(secret, found.packed, hashlib.sha256).hexdigest()
    return Address(str(found), "ip-%s" % digest[:_PSEUDONYM_DIGITS])


def is_pseudonym(text: str) -> bool:
    """Whether a text is what stands for an address in a result."""
    return _PSEUDONYM.fullmatch(text) is not None


def masked(text: str, pseudonyms: t.Mapping[str, str]) -> str:
    """Return a text with pseudonyms, by canonical text, in the place of these addresses, and of no other."""

    def pseudonym(found: t.Match[str]) -> str:
        word = found.group()
        # A colon may end what is said before it, and be none of the address.
        address = word[:-1] if word.endswith(":") and word not in pseudonyms else word
        return pseudonyms[address] + word[len(address) :] if address in pseudonyms else word

    without_ipv4 = _IPV4_IN_TEXT.sub(lambda found: pseudonyms.get(found.group(), found.group()), text)
    return _IPV6_IN_TEXT.sub(pseudonym, without_ipv4)


def without_addresses(text: str) -> str:
    """Return a text in which no address of IPv4 can be read, whosever it is."""
    return _IPV4_IN_TEXT.sub(_SOME_ADDRESS, text)
