# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Framing, against the packets that the protocol's descriptions print and against any cut of the stream."""

from __future__ import annotations

import struct

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._console.rcon_packets import (
    MAX_PACKET_LENGTH,
    Decoder,
    Packet,
    PacketError,
    encode,
)
from hypothesis import given
from hypothesis import strategies as st

INT32 = st.integers(-(2**31), 2**31 - 1)
PACKETS = st.builds(Packet, INT32, INT32, st.binary(max_size=300))


def take_all(decoder: Decoder) -> list[Packet]:
    return list(iter(decoder.take, None))


def test_login_packet_of_the_protocol_description() -> None:
    # Valve's "Source RCON Protocol", example of SERVERDATA_AUTH with the password "passwrd" and the id 0.
    assert encode(0, 3, b"passwrd") == bytes.fromhex("11000000 00000000 03000000 70617373777264 00 00")


def test_refused_login_of_a_vanilla_server() -> None:
    decoder = Decoder()
    decoder.feed(bytes.fromhex("0a000000 ffffffff 02000000 0000"))
    assert take_all(decoder) == [Packet(-1, 2, b"")]
    assert not decoder.mid_packet


def test_the_longest_request_is_one_read_of_the_server() -> None:
    assert len(encode(1, 2, b"x" * 1446)) == 1460


@given(st.lists(PACKETS, max_size=8), st.data())
def test_any_cut_of_the_stream_gives_the_same_packets(packets: list[Packet], data: st.DataObject) -> None:
    stream = b"".join(encode(*packet) for packet in packets)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=12)))
    decoder = Decoder()
    got = []
    for start, end in zip([0, *cuts], [*cuts, len(stream)]):
        decoder.feed(stream[start:end])
        got += take_all(decoder)
    assert got == packets
    assert not decoder.mid_packet


@given(PACKETS)
def test_byte_by_byte_a_packet_comes_with_its_last_byte(packet: Packet) -> None:
    stream = encode(*packet)
    decoder = Decoder()
    for byte in stream[:-1]:
        decoder.feed(bytes([byte]))
        assert decoder.take() is None
        assert decoder.mid_packet
    decoder.feed(stream[-1:])
    assert decoder.take() == packet


@given(st.lists(st.binary(max_size=200), max_size=6))
def test_garbage_ends_in_packets_that_were_there_or_an_error(chunks: list[bytes]) -> None:
    decoder = Decoder()
    taken = 0
    try:
        for chunk in chunks:
            decoder.feed(chunk)
            taken += sum(4 + 8 + len(packet.payload) for packet in take_all(decoder))
    except PacketError:
        pass
    assert taken <= sum(map(len, chunks))


@given(PACKETS, st.integers(-(2**31), 9) | st.integers(MAX_PACKET_LENGTH + 1, 2**31 - 1))
def test_an_impossible_length_is_told_at_once_and_after_what_was_good(packet: Packet, length: int) -> None:
    decoder = Decoder()
    decoder.feed(encode(*packet) + struct.pack("<i", length))
    assert decoder.take() == packet
    with pytest.raises(PacketError):
        decoder.take()


@pytest.mark.parametrize("length", [10, MAX_PACKET_LENGTH])
def test_the_limits_are_possible_lengths(length: int) -> None:
    decoder = Decoder()
    decoder.feed(struct.pack("<i", length))
    assert decoder.take() is None
    decoder.feed(struct.pack("<ii", 5, 0) + b"\0" * (length - 8))
    assert decoder.take() == Packet(5, 0, b"\0" * (length - 10))


@pytest.mark.parametrize(
    ("body", "payload"), [(b"abc", b"abc"), (b"ab\0", b"ab"), (b"ab\0\0", b"ab"), (b"ab\0\0\0", b"ab\0")]
)
def test_missing_trailing_nuls_cost_no_payload(body: bytes, payload: bytes) -> None:
    decoder = Decoder()
    decoder.feed(struct.pack("<iii", 8 + len(body), 7, 0) + body)
    assert decoder.take() == Packet(7, 0, payload)
