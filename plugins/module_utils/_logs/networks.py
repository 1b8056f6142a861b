# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""An address or a network that is looked for in the lines of a log."""

from __future__ import annotations

import hmac
import ipaddress
import re
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._addresses import parse_addresses
from ansible_collections.gamedesk.support.plugins.module_utils._errors import InvalidValueError

_IPV4 = re.compile(r"(?<![0-9.])[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?![0-9])")
_IPV6 = re.compile(r"(?<![0-9A-Fa-f:.])[0-9A-Fa-f]{0,4}:[0-9A-Fa-f:.]*")
_PSEUDONYM = re.compile("ip-[0-9a-f]{16}")
# What a line has that holds any address: that of IPv6 has two colons side by side, or more than a clock has.
_ANY_IPV4 = rb"[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}"
_ANY_IPV6 = (rb"::", rb"[0-9A-Fa-f]{1,4}:[0-9A-Fa-f]{1,4}:[0-9A-Fa-f]{1,4}:")
_LONGEST = 64


class Network(t.NamedTuple):
    """Addresses: those of a network, or the one for which a pseudonym stands.

    C(patterns) are for bytes: in a line that names one of these addresses, one of them matches.
    """

    holds: t.Callable[[t.Union[ipaddress.IPv4Address, ipaddress.IPv6Address]], bool]
    patterns: t.Tuple[bytes, ...]

    def in_text(self, text: str) -> bool:
        """Return whether the text names one of these addresses, in any form that Java writes."""
        return any(self.holds(address) for address in _addresses_in(text))


def parse_network(text: str, key: t.Optional[str]) -> Network:
    """Read an address, a network or a pseudonym. Raises InvalidValueError, which does not hold what was given.

    C(key) is the desk's key for pseudonyms, without which none can be looked for.
    """
    if _PSEUDONYM.fullmatch(text):
        if not key:
            raise InvalidValueError("A pseudonym such as ip-0123456789abcdef is only known with the address_key.")
        desk_key = key
        return Network(
            lambda address: hmac.compare_digest(parse_addresses([str(address)], desk_key)[0].text, text),
            (_ANY_IPV4, *_ANY_IPV6),
        )
    try:
        if len(text) > _LONGEST or "%" in text or text.isdecimal():
            raise ValueError
        network = ipaddress.ip_network(text, strict=False)
    except ValueError:
        raise InvalidValueError(
            "The option address is no IP address or network, such as 192.0.2.10, 192.0.2.0/24 or 2001:db8::/32."
        ) from None
    if isinstance(network, ipaddress.IPv6Network):
        if network.network_address.ipv4_mapped is not None and network.prefixlen >= 96:
            mapped = ipaddress.ip_network((int(network.network_address) & 0xFFFFFFFF, network.prefixlen - 96))
            return Network(lambda address: address in mapped, _ipv4_patterns(mapped))
        return Network(lambda address: address in network, _ipv6_patterns(network))
    return Network(lambda address: address in network, _ipv4_patterns(network))


def _ipv4_patterns(network: t.Any) -> t.Tuple[bytes, ...]:
    octets = str(network.network_address).split(".")[: network.prefixlen // 8]
    if len(octets) == 4:
        return (re.escape(".".join(octets)).encode() + rb"(?![0-9])",)
    return (re.escape("".join("%s." % octet for octet in octets)).encode() + b"[0-9]",) if octets else (_ANY_IPV4,)


def _ipv6_patterns(network: ipaddress.IPv6Network) -> t.Tuple[bytes, ...]:
    first = int(network.network_address) >> 112
    if network.prefixlen < 16 or first == 0:
        return _ANY_IPV6
    digits = b"%x:" % first
    return (digits,) if digits == digits.upper() else (digits, digits.upper())


def _addresses_in(text: str) -> t.Iterator[t.Union[ipaddress.IPv4Address, ipaddress.IPv6Address]]:
    for word in _IPV4.findall(text):
        try:
            yield ipaddress.IPv4Address(word)
        except ValueError:
            continue
    for word in _IPV6.findall(text):
        # A colon or a full stop may end what is said, and be none of the address.
        for candidate in (word, word[:-1]):
            try:
                address = ipaddress.IPv6Address(candidate)
            except ValueError:
                continue
            yield address.ipv4_mapped or address
            break
