# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""IP addresses at a desk: the key of their pseudonyms, and who may give one again."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import os
import stat
import subprocess

import pytest

from gamedesk.actions import Action
from gamedesk.desk import addressing
from gamedesk.desk.bans import BanWords
from gamedesk.desk.creating import create_desk
from gamedesk.desk.folder import open_desk
from gamedesk.errors import NotWritableError, RefusedError, UsageError
from gamedesk.render.text import safe

ADDRESS, OTHER = "203.0.113.77", "2001:db8::77"


@pytest.fixture
def desk(tmp_path):
    create_desk(tmp_path)
    return open_desk(str(tmp_path))


def pseudonym(desk, address):
    """As the design has it: 64 bits of HMAC-SHA-256 over the packed address."""
    key = addressing.key_file(desk.path).read_text().strip().encode()
    return "ip-" + hmac.new(key, ipaddress.ip_address(address).packed, hashlib.sha256).hexdigest()[:16]


def ban(*pseudonyms):
    return Action("ban", "survival", {"address": list(pseudonyms), "state": "present"})


def test_the_key_is_made_once_private_and_out_of_git(desk):
    first, again = addressing.of(desk, [ADDRESS]), addressing.of(desk, [ADDRESS, OTHER])
    path = addressing.key_file(desk.path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert (first.key, [*first.by_pseudonym]) == (again.key, [*again.by_pseudonym][:1])
    assert again.by_pseudonym == {pseudonym(desk, text): text for text in (ADDRESS, OTHER)}
    (desk.path / ".gitignore").unlink()  # of a desk that somebody keeps in another way
    subprocess.run(["git", "init", "-q", str(desk.path)], check=True)
    status = ["git", "-C", str(desk.path), "status", "--porcelain", "-uall", "--ignored=no"]
    assert "private" not in subprocess.run(status, check=True, capture_output=True, text=True).stdout


def test_one_address_has_one_pseudonym_however_it_is_written(desk):
    known = addressing.of(desk, [OTHER, "2001:DB8:0::77", "::ffff:203.0.113.77", ADDRESS])
    assert sorted(known.by_pseudonym.values()) == [OTHER, ADDRESS]


def test_nothing_shows_an_address_or_the_key(desk):
    known = addressing.of(desk, [ADDRESS])
    words = BanWords("ban", (), given=(ADDRESS,)).at(desk)
    action = Action("ban", "survival", {"address": list(words.whom)}, known)
    assert words.title() == f"Ban {pseudonym(desk, ADDRESS)}"
    for text in (repr(known), repr(words), repr(action), words.title()):
        assert ADDRESS not in text
        assert known.key not in text


def test_who_gives_it_again_is_believed_by_its_pseudonym(desk):
    known = addressing.of(desk, [ADDRESS, OTHER])
    one, two = known.by_pseudonym
    filled = addressing.filled(desk, ban(two), [OTHER, ADDRESS])
    assert (filled.addresses.by_pseudonym, filled.addresses.key) == ({two: OTHER}, known.key)
    assert addressing.filled(desk, Action("ban", "survival", {"player": ["Draxe"]}), []).addresses is None
    with pytest.raises(UsageError) as none:
        addressing.filled(desk, ban(one), [])
    with pytest.raises(RefusedError) as other:
        addressing.filled(desk, ban(one), ["203.0.113.78"])
    with pytest.raises(RefusedError) as half:
        addressing.filled(desk, ban(one, two), [OTHER])
    addressing.key_file(desk.path).unlink()
    with pytest.raises(RefusedError) as elsewhere:
        addressing.filled(desk, ban(one), [ADDRESS])
    assert not addressing.key_file(desk.path).exists()  # a new one would only be in the way of the right one
    for error in (none, other, half, elsewhere):
        assert one in error.value.message
        assert "203.0.113" not in error.value.message


@pytest.mark.parametrize("wrong", ["", "203.0.113.256", "fe80::1%eth0", "host.example", "203.0.113.77/24"])
def test_what_is_no_address_is_not_repeated(wrong):
    with pytest.raises(UsageError) as error:
        BanWords("ban", (), given=(ADDRESS, wrong)).validate()
    assert "Number 2" in error.value.message
    assert not wrong or wrong not in error.value.message


@pytest.mark.parametrize("text", [ADDRESS, OTHER, "::1"])
def test_an_address_in_the_place_of_a_player_is_not_repeated(text):
    with pytest.raises(UsageError) as error:
        BanWords("ban", ("Draxe", text)).validate()
    assert text not in error.value.message
    assert "--address" in error.value.message


@pytest.mark.parametrize("reason", [f"ban evasion from {ADDRESS}.", f"{OTHER}: spam", "see 2001:DB8::77"])
def test_what_everybody_reads_does_not_tell_it(reason):
    given = (ADDRESS, OTHER, "2001:DB8::77")
    with pytest.raises(UsageError) as shown:
        BanWords("ban", (), given=given, reason=reason).validate()
    with pytest.raises(UsageError) as recorded:
        BanWords("ban", (), given=given).check_public(reason)
    for error in (shown, recorded):
        assert reason not in error.value.message
    BanWords("ban", (), given=given, reason="as 198.51.100.1 did").validate()


@pytest.mark.parametrize(
    ("content", "mode", "part"),
    [("x" * 64, 0o640, "chmod 600"), ("x" * 31, 0o600, "32"), ("", 0o600, "32"), ("x" * 40 + "\0", 0o600, "32"),
     ("é" * 40, 0o600, "not text")],
    ids=["open", "short", "empty", "control", "not ascii"],
)  # fmt: skip
def test_a_key_that_is_none(desk, content, mode, part):
    path = addressing.key_file(desk.path)
    path.parent.mkdir()
    path.write_text(content)
    path.chmod(mode)
    with pytest.raises(UsageError) as error:
        addressing.of(desk, [ADDRESS])
    assert str(path) in error.value.message
    assert part in error.value.message
    assert path.read_text() == content
    assert safe(error.value.message) == error.value.message


def test_where_no_key_can_be_kept_nothing_begins(desk):
    private = addressing.key_file(desk.path).parent
    (private / f".address.key.{os.getpid()}").mkdir(parents=True)  # in the way
    with pytest.raises(NotWritableError, match="cannot be written"):
        addressing.of(desk, [ADDRESS])
    assert not addressing.key_file(desk.path).exists()
