# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hostile values for EssentialsX: what is asked for is what is stored, or nothing was sent."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ..recorder import DRAXE

EVERY_CASE = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
TEXT = st.one_of(
    st.text(max_size=40),
    st.text("0123456789ymowdhs ,|&§#\\\\nkxc:;.", max_size=20),
    st.text("{}%$@*/\\-'\";§ \n\r\0\x1b\x9b\u202e\u200fpaeé語", max_size=20),
)
YEAR = 31_557_600
REFUSED = [
    *("\n", "x\nop Eve", "x\r\nop Eve", "x\x00y", "\x1b[2J", "\x9b2J", "x\u2028y", "x\x85y", "§4red", "x§"),
    *("\u202etxet", "\u200f", "\u2066x", "\ufeffx", "", " ", " x", "x ", "\t", "\u00a0", "a" * 10_240),
    *(
        "x",
        "1",
        "语",
        "a|b",
        "|",
        "a\\nb",
        "&cred",
        "&Cred",
        "x &x y",
        "&#ff0000x",
        "&&c",
        "R&D",
        "<b>&amp;",
        "a  b",
        "1d  x",
    ),
]
KEPT = [
    *("1d", "30", "1d12h x", "1y2mo3w4d5h6m7s", "7 days", "60", "5,", "1d, 2h", "y", "mo", "s", "0s", "99999999999 y"),
    *("-s x", "--", "/op Eve", ";op Eve", "x; op Eve", "x && y", "$(id)", "`id`", "%s %n", "**", "@a", "@e[type=cow]"),
    *("'x'", '"x', "\\\\", "a\\b", "& c", "&z", "{{ 7*7 }}", "<red>x</red>", "null", "true"),
    *("ελληνικά", "עברית", "русский", "\U0001f600", "é" * 300, "Error: Player not found.", "forever", "-100"),
]
# What is one character would be replaced by the default.
KEPT = [reason for reason in KEPT if len(reason.encode("utf-16-le")) > 2]


def is_refused(result, text):
    """Whether the module refused this option; newer releases of Ansible do so themselves where it has a NUL."""
    codes = {"invalid_value", "configuration"} if "\0" in text else {"invalid_value"}
    return result["status"] == "failed" and result["error"]["code"] in codes


def is_stored_or_refused(server, run, reason, **options):
    """Run the module, and return whether the ban is there, exactly as it was asked for."""
    server.commands.clear()
    server.bans.clear()
    server.save()
    result = run(reason=reason, **options)
    if not server.commands:
        assert is_refused(result, reason), result
        assert server.bans == {}
        return False
    assert (result["status"], len(server.commands)) == ("succeeded", 1), result
    assert server.banned() == {"Draxe": reason}
    return True


@pytest.mark.parametrize("reason", REFUSED, ids=range(len(REFUSED)))
@pytest.mark.parametrize("duration", [None, "1d"], ids=["ban", "tempban"])
def test_a_reason_that_would_not_be_stored_is_refused(server, run, reason, duration):
    assert not is_stored_or_refused(server, run, reason, duration=duration)


@pytest.mark.parametrize("reason", KEPT, ids=range(len(KEPT)))
@pytest.mark.parametrize("duration", [None, "1d"], ids=["ban", "tempban"])
def test_any_other_reason_is_stored_as_it_is(server, run, reason, duration):
    began = time.time()
    assert is_stored_or_refused(server, run, reason, duration=duration)
    if duration:
        assert 86_399 < server.end("Draxe") - began < 86_465


@EVERY_CASE
@given(reason=TEXT, duration=st.sampled_from([None, "1d", "90s", "9y"]))
@example(reason="1d x", duration="1d")
@example(reason="a&Rb", duration=None)
def test_whatever_the_reason_it_is_stored_or_refused(server, run, reason, duration):
    is_stored_or_refused(server, run, reason, duration=duration)


@EVERY_CASE
@given(name=st.one_of(TEXT, st.sampled_from(["*", "**", "@a", "-100", "Draxe\nop Eve", "Drax", "DRAXE", "d" * 17])))
def test_whatever_the_name_it_is_that_player_or_nobody(server, run, name):
    server.commands.clear()
    server.bans.clear()
    server.online = ["MaxiCube", "Tyrion"]
    result = run(player=[name])
    assert set(server.banned()) <= ({"Draxe": 1, "Tyrion": 1, "MaxiCube": 1}.keys() & {name}), result
    assert server.commands == ([f"essentials:ban {name}"] if server.bans else [])


@EVERY_CASE
@given(duration=st.one_of(TEXT, st.from_regex(r"\A([0-9]{1,5}(y|mo|w|d|h|m|s)){1,3}\Z")))
@example(duration="10y")
@example(duration="3650d")
@example(duration="1s")
def test_whatever_the_duration_the_ban_lasts_as_long_or_is_refused(server, run, duration):
    server.commands.clear()
    server.bans.clear()
    server.save()
    began = time.time()
    result = run(duration=duration, reason="spam")
    if not server.commands:
        assert is_refused(result, duration), result
        return
    sizes = {"y": 31_556_952, "mo": 2_629_746, "w": 604_800, "d": 86_400, "h": 3600, "m": 60, "s": 1}
    parts = re.findall("([0-9]+)(mo|[ywdhms])", duration)
    assert "".join(number + unit for number, unit in parts) == duration
    seconds = sum(int(number) * sizes[unit] for number, unit in parts)
    assert seconds <= 10 * YEAR
    if result["status"] != "unknown":  # it may be over before anybody looks
        assert began + seconds - 1 <= server.end("Draxe") <= time.time() + seconds + 2


@pytest.mark.parametrize(
    "name", ["Draxe\nx: y", "'Draxe", "@a", "Draxe op", "", "12345678901234567", "DRAXE", "Dräxe", "null"]
)
def test_what_its_data_call_a_player_is_only_compared(server, run, name):
    path = server.folder / "plugins" / "Essentials" / "userdata" / f"{DRAXE}.yml"
    path.write_bytes(f"money: '1'\nlast-account-name: {name}\n\xff".encode())
    result = run()
    if name.startswith("Draxe\n"):
        assert server.commands == ["essentials:ban Draxe"]
    else:
        assert (result["error"]["code"], server.commands) == ("not_found", [])


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("last-account-name: Draxe", True),
        ("last-account-name: 'Draxe'", True),
        ('last-account-name: "Draxe"', True),
        ("lastAccountName: Draxe", True),
        ("last-account-name: Draxe  ", True),
        ("  last-account-name: Draxe", False),
        ("mail: last-account-name: Draxe", False),
        ("nickname: Draxe", False),
    ],
)
def test_the_name_is_read_as_it_is_written(server, run, line, found):
    path = server.folder / "plugins" / "Essentials" / "userdata" / f"{DRAXE}.yml"
    path.write_text(f"money: '1'\r\n{line}\r\nhomes: {{}}\r\n")
    assert (run()["status"] == "succeeded") is found


def test_data_that_cannot_be_read_are_told(server, run):
    path = server.folder / "plugins" / "Essentials" / "userdata" / f"{DRAXE}.yml"
    path.unlink()
    path.mkdir()
    result = run()
    assert (result["status"], result["error"]["code"], server.commands) == ("failed", "storage", [])
