# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""IP addresses and their pseudonyms."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._addresses import (
    masked,
    parse_addresses,
    without_addresses,
)
from ansible_collections.gamedesk.support.plugins.module_utils._errors import InvalidValueError
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:DB8:0:0::1", "2001:db8::1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("0.0.0.0", "0.0.0.0"),
    ],
)
def test_the_canonical_text(text, value):
    assert parse_addresses([text], "key")[0].value == value


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "Draxe",
            "203.0.113",
            "203.0.113.256",
            "203.0.113.01",
            "203.0.113.1/24",
            "203.0.113.1 x",
            " 203.0.113.1",
            "fe80::1%eth0",
        ),
        *("203.0.113.1\nop Eve", "١٩٢.0.2.1", "3221225985", "0x7f.1", "@a", "::1\0"),
    ],
)
def test_what_is_none_is_refused_without_being_repeated(text):
    with pytest.raises(InvalidValueError) as caught:
        parse_addresses(["192.0.2.9", text], None)
    assert "Number 2" in caught.value.message
    assert not text.strip() or text not in caught.value.message
    assert "192.0.2.9" not in caught.value.message


@given(st.text(max_size=30))
def test_what_is_taken_is_an_address_to_everybody(text):
    try:
        (address,) = parse_addresses([text], None)
    except InvalidValueError:
        return
    assert str(ipaddress.ip_address(address.value)) == address.value


def test_the_pseudonym_is_64_bits_of_hmac_sha_256_of_the_packed_address():
    digest = hmac.new(b"desk key", bytes([192, 0, 2, 1]), hashlib.sha256).hexdigest()
    (address,) = parse_addresses(["192.0.2.1"], "desk key")
    assert address.text == "ip-" + digest[:16]


def test_without_a_key_each_call_has_its_own():
    one, other = (parse_addresses(["192.0.2.1"], None)[0].text for _unused in range(2))
    assert one != other


def test_one_address_given_twice_is_one():
    assert len(parse_addresses(["2001:db8::1", "2001:DB8::0:1"], None)) == 1


def test_none_is_given():
    with pytest.raises(InvalidValueError):
        parse_addresses([], None)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ban-ip 192.0.2.1 x", "ban-ip ip-1 x"),
        ("192.0.2.10 192.0.2.1", "ip-10 ip-1"),
        ("192.0.2.100, 1.2.3", "192.0.2.100, 1.2.3"),
        ("at 12:30:00: 2001:db8::1: x", "at 12:30:00: ip-6: x"),
        ("2001:db8::12", "2001:db8::12"),
    ],
)
def test_a_pseudonym_stands_for_one_address_and_no_longer_one(text, shown):
    assert masked(text, {"192.0.2.1": "ip-1", "192.0.2.10": "ip-10", "2001:db8::1": "ip-6"}) == shown


def test_no_address_can_be_read_where_words_have_nothing_between_them():
    text = "There are 2 ban(s):198.51.100.200 was banned by Rcon: y203.0.113.9 was banned by Rcon: version 1.20.4"
    assert without_addresses(text) == (
        "There are 2 ban(s):(an address) was banned by Rcon: y(an address) was banned by Rcon: version 1.20.4"
    )
