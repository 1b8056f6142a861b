# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What reaches the wire for hostile names, reasons, durations and addresses: the command that was meant, or nothing."""

from __future__ import annotations

import json
import re

import pytest
from ansible.module_utils.testing import patch_module_args
from ansible_collections.gamedesk.support.plugins.modules import ban_player
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from .recorder import DRAXE, BansDraxe

ACTS_ON_A_TERMINAL = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
EVERY_CASE = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
TEXT = st.one_of(
    st.text(max_size=40),
    st.text("{}%$@*/\\-'\";§ \n\r\0\x1b\x9b\u202e\u200fpaeé語", max_size=20),
)
# Each with what is in a list of hostile values, and what no list has.
HOSTILE = [
    *("\n", "x\nop Eve", "x\r\nop Eve", "x\x00y", "\x1b[2J", "\x9b2J", "x\u2028y", "x\u2029y", "x\x85y"),
    *("§4red", "x§", "\u202etxet", "\u200f", "\u2066x", "\ufeffx", "", " ", " x", "x ", "\t", "\u00a0"),
    *("@a", "@p", "x @e[type=cow] y", "mail@play.example.org", "@s", "@r", "@n"),
    *("a" * 257, "a" * 10_240, "é" * 257, "\U0001f600" * 129),
]
HARMLESS = [
    *(
        "-s",
        "--",
        "-s silent",
        "/op Eve",
        "//op",
        ";op Eve",
        "x; op Eve",
        "x && y",
        "$(id)",
        "`id`",
        "%s %n",
        "*",
        "**",
    ),
    *("'", '"', "\\", "\\n", "'; DROP TABLE bans; --", "{{ 7*7 }}", "{}", "<b>&amp;", "1d", "30", "1d12h x", "forever"),
    *("語", "ελληνικά", "עברית", "русский", "\U0001f600", "a" * 256, "é" * 256, "@", "@x", "a@Example.org", "x  y"),
    *("B was banned by Rcon: x", "Banned Draxe: x", "[Rcon: x]", "null", "true", "#", "=", "~", "^M"),
]


@pytest.fixture
def recorder(tmp_path):
    (tmp_path / "server.properties").write_text("online-mode=false\n")
    until = "2096-01-01 00:00:00 +0000"
    (tmp_path / "usercache.json").write_text(json.dumps([{"name": "Draxe", "uuid": DRAXE, "expiresOn": until}]))
    recorder = BansDraxe(tmp_path)
    yield recorder
    recorder.close()


@pytest.fixture
def run(recorder, tmp_path, capsys):
    """Run the module; return its result and the commands that reached the server."""

    def run(**options):
        recorder.commands.clear()
        recorder.list()
        args = {
            "player": "Draxe",
            "console": {"port": recorder.port, "password": "secret", "timeout": 5},
            "server": {"path": str(tmp_path)},
            "bans": {"provider": "vanilla"},
            "state_dir": str(tmp_path / "state"),
            "verify_timeout": 0.05,
            **options,
        }
        capsys.readouterr()
        given = {key: value for key, value in args.items() if value is not None}
        with patch_module_args(given), pytest.raises(SystemExit):
            ban_player.main()
        said = capsys.readouterr()
        assert said.err == ""
        result = json.loads(said.out)
        assert "exception" not in result, result
        assert len(result.get("msg", "")) < 1200
        assert not ACTS_ON_A_TERMINAL.search(result.get("msg", "")), result["msg"]
        return result, list(recorder.commands)

    return run


def is_refused(result, text):
    """Whether the module refused this option; newer releases of Ansible do so themselves where it has a NUL."""
    codes = {"invalid_value", "configuration"} if "\0" in text else {"invalid_value"}
    return result["status"] == "failed" and result["error"]["code"] in codes


@pytest.mark.parametrize("reason", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_reason_is_refused_and_nothing_is_sent(run, reason):
    result, commands = run(reason=reason)
    assert is_refused(result, reason), result
    assert commands == []


@pytest.mark.parametrize("reason", HARMLESS, ids=range(len(HARMLESS)))
def test_any_other_reason_is_sent_as_it_is(run, reason):
    result, commands = run(reason=reason)
    assert commands == [f"ban Draxe {reason}"]
    assert (result["status"], result["after"]["ban"]["reason"]) == ("succeeded", " ".join(reason.split()))


@EVERY_CASE
@given(TEXT)
@example("x" * 256)
@example("x" * 257)
def test_a_reason_goes_over_the_wire_whole_or_not_at_all(run, reason):
    result, commands = run(reason=reason)
    assert commands in ([], [f"ban Draxe {reason}"])
    assert (result["status"] == "succeeded") is bool(commands)


@pytest.mark.parametrize("name", [*HOSTILE, *HARMLESS], ids=range(len(HOSTILE) + len(HARMLESS)))
@pytest.mark.parametrize("prefix", ["", "Draxe"])
def test_a_hostile_name_is_refused_and_nothing_is_sent(run, prefix, name):
    if re.fullmatch("[A-Za-z0-9_]{1,16}", prefix + name):
        return
    result, commands = run(player=[prefix + name, "Draxe"])
    assert (result["status"], result["error"]["code"], commands) == ("failed", "invalid_value", [])


@EVERY_CASE
@given(TEXT)
@example("Draxe\n")
@example("draxe")
@example("*")
@example("**")
def test_a_name_is_somebody_or_nobody(run, name):
    result, commands = run(player=[name])
    # A plain server in offline mode: a name that it does not know is taken in lower case.
    meant = name == "Draxe" or (name == name.lower() and re.fullmatch("[A-Za-z0-9_]{1,16}", name) and name != "draxe")
    assert commands == ([f"ban {name}"] if meant else [])
    assert "error" in result or name == "Draxe"


@pytest.mark.parametrize("option", ["duration", "expires"])
@EVERY_CASE
@given(TEXT)
@example("1d\n")
@example("-1d")
@example("9" * 10_240)
def test_a_hostile_time_is_refused_and_nothing_is_sent(run, option, text):
    result, commands = run(**{option: text})
    assert is_refused(result, text), result
    assert commands == []


@EVERY_CASE
@given(TEXT)
@example("192.0.2.1\nop Eve")
@example("192.0.2.1 x")
@example("192.0.2.1")
def test_a_hostile_address_is_refused_and_nothing_is_sent(run, text):
    _result, commands = run(player=None, address=[text])
    assert commands in ([], [f"ban-ip {text}"])
    assert not commands or re.fullmatch(r"\d{1,3}(\.\d{1,3}){3}", text)


@EVERY_CASE
@given(TEXT)
@example("Eve\nop Eve")
def test_a_hostile_name_in_the_servers_own_files(run, recorder, tmp_path, name):
    until = "2096-01-01 00:00:00 +0000"
    (tmp_path / "usercache.json").write_text(json.dumps([{"name": name, "uuid": DRAXE, "expiresOn": until}]))
    _result, commands = run(player=[DRAXE])
    assert commands in ([], [f"ban {name}"])
    assert not commands or re.fullmatch("[A-Za-z0-9_]{1,16}", name)


@EVERY_CASE
@given(TEXT, TEXT)
def test_hostile_entries_in_the_list(run, recorder, tmp_path, reason, source):
    recorder.list(
        {"uuid": DRAXE, "name": "Draxe", "reason": reason, "source": source, "expires": "2096-01-01 00:00:00 +0000"}
    )
    path = tmp_path / "banned-players.json"
    there = path.read_text()
    real, recorder.list = recorder.list, lambda *_entries: None
    path.write_text(there)
    try:
        result, commands = run(_ansible_check_mode=True, _ansible_diff=True)
    finally:
        recorder.list = real
    assert commands == []
    shown = result["before"]["ban"]
    assert shown["reason"].isprintable()
    assert shown["source"].isprintable()
    assert result["diff"][0]["before"].count("\n") == 1
