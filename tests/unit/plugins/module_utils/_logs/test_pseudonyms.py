# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Addresses in the text of logs."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._logs.pseudonyms import Pseudonyms
from hypothesis import given
from hypothesis import strategies as st

KEY = "k" * 32


def pseudonym(address):
    """Return the pseudonym as the design describes it: 64 bits of HMAC-SHA-256 of the packed address."""
    packed = ipaddress.ip_address(address).packed
    return "ip-" + hmac.new(KEY.encode(), packed, hashlib.sha256).hexdigest()[:16]


V4, V6 = pseudonym("192.0.2.1"), pseudonym("2001:db8::1")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Draxe[/192.0.2.1:50000] logged in", f"Draxe[/{V4}:50000] logged in"),
        ("Draxe (/192.0.2.1:50000) lost connection", f"Draxe (/{V4}:50000) lost connection"),
        ("[AuthMe] Draxe logged in 192.0.2.1", f"[AuthMe] Draxe logged in {V4}"),
        ("Draxe[pool.example/192.0.2.1:50000]", f"Draxe[(host)/{V4}:50000]"),
        ("at 192.0.2.1.", f"at {V4}."),
        ("1.192.0.2.1", None),
        ("Draxe[/[2001:db8:0:0:0:0:0:1]:50000]", f"Draxe[/[{V6}]:50000]"),
        ("from 2001:db8::1: refused", f"from {V6}: refused"),
        ("from 2001:db8::1", f"from {V6}"),
        ("from ::ffff:192.0.2.1", f"from {V4}"),
        ("192.0.2.01", "(an address)"),
        ("999.0.2.1", "999.0.2.1"),
        ("at 12:34:56", "at 12:34:56"),
        ("1.20.4 at 1.5, 64.0, -3.25", "1.20.4 at 1.5, 64.0, -3.25"),
        ("minecraft:stone Foo::bar", "minecraft:stone Foo::bar"),
        ("Player[/**.**.**.**:12345] IP hidden", "Player[/**.**.**.**:12345] IP hidden"),
    ],
)
def test_addresses_become_pseudonyms(text, expected):
    masked = Pseudonyms(KEY).masked(text)
    if expected is None:
        assert "192.0.2.1" not in masked
    else:
        assert masked == expected
    assert Pseudonyms(KEY).masked(masked) == masked


@given(st.ip_addresses())
def test_no_address_is_read_in_the_forms_that_servers_write(address):
    written = (
        str(address) if address.version == 4 else ":".join(f"{int(part, 16):x}" for part in address.exploded.split(":"))
    )
    for form in (str(address), written):
        line = f"Draxe[/[{form}]:50000] and {form} logged in"
        assert form not in Pseudonyms(KEY).masked(line) or len(form) < 3


@given(st.text(alphabet="0123456789abcdef:./[]% ", max_size=80))
def test_any_text_can_be_looked_at(text):
    assert isinstance(Pseudonyms(None).masked(text), str)


def test_without_a_key_pseudonyms_are_equal_in_one_place_only():
    one, other = Pseudonyms(None), Pseudonyms(None)
    assert one.masked("192.0.2.1 192.0.2.1").split()[0] == one.masked("192.0.2.1")
    assert one.masked("192.0.2.1") != other.masked("192.0.2.1")
