# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a ban plugin makes of hostile names, reasons and times: what was meant, or nothing at all and an error.

The module runs in this process, with a console that hands each command to the plugin at once.
"""

from __future__ import annotations

import ipaddress
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from ansible.module_utils.testing import patch_module_args
from ansible_collections.gamedesk.support.plugins.module_utils._console.protocol import Reply
from ansible_collections.gamedesk.support.plugins.module_utils._module import action_run
from ansible_collections.gamedesk.support.plugins.modules import ban_player
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.integration.databases.servers import Database, sqlite_database

from . import advancedban, libertybans, litebans
from .plugin import Plugin

pytestmark = [pytest.mark.xdist_group("ban_databases"), pytest.mark.timeout(240)]

EVERY_CASE = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
TEXT = st.one_of(
    st.text(max_size=40),
    st.text("{}%$@*/\\-'\";:&#~§ \n\r\0\x1b\x9b\u202e\u200fpaeé語1230dsm", max_size=20),
    st.lists(st.sampled_from(["-s", "30d", "1", "#a", "@a", "x", "-server=x", "server:x", "perm", "--", "s"])).map(
        " ".join
    ),
)
# Each would do more than be a reason, in one plugin or in all.
HOSTILE = [
    *("\n", "x\nop Eve", "x\r\nop Eve", "x\x00y", "\x1b[2J", "\x9b2J", "x\u2028y", "x\x85y", "§4red", "\u202etxet"),
    *("\u200f", "\u2066x", "\ufeffx", "", " ", " x", "x ", "\t", "\u00a0", "a" * 10_240),
]
# What every plugin keeps as it is.
HARMLESS = [
    *("/op Eve", ";op Eve", "x; op Eve", "x && y", "$(id)", "%s %n", "*", "**", "\\", "\\n", "{{ 7*7 }}", "{}"),
    *(
        "'; DROP TABLE litebans_bans; #",
        '"',
        '" OR 1=1',
        "<b>& x",
        "语",
        "ελληνικά",
        "עברית",
        "\U0001f600",
        "é" * 200,
    ),
    *("mail@play.example.org", "x=y", "griefed, and more", "null", "true", "=", "^M", "x 30d", "unban Eve"),
]
TIMES = ["1d\n", "-1d", "9" * 10_240, "1d; op Eve", "30", "1d 1h", "soon", "", "1d\x00", "#a", "perm", "\u0661d"]
NAMES = [
    "@a",
    "*",
    "**",
    "-s",
    "--",
    "x y",
    "x;y",
    "'",
    '"',
    "%",
    "x\nop Eve",
    "\x00",
    "#1",
    "1.2.3.4",
    "",
    "x" * 17,
    "é",
]

Run = Callable[..., tuple[dict[str, Any], list[str]]]
KINDS: dict[str, tuple[type[Plugin], Callable[[Database], None], str]] = {
    "advancedban": (advancedban.AdvancedBan, advancedban.fill, "mariadb"),
    "libertybans": (libertybans.LibertyBans, libertybans.fill, "postgresql"),
    "litebans": (litebans.LiteBans, litebans.fill, "sqlite"),
}


@pytest.fixture(scope="module", params=list(KINDS))
def plugin(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Plugin]:
    """One for all tests, which forgets its bans before each run of the module."""
    kind, fill, engine = KINDS[request.param]
    if engine == "sqlite":
        database = sqlite_database(tmp_path_factory.mktemp("plugin") / "bans")
    else:
        database = request.getfixturevalue(engine).create()
    fill(database)
    plugin = kind(database)
    yield plugin
    plugin.close()


@pytest.fixture
def run(plugin: Plugin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the module with nobody banned; return its result and what the plugin was told."""

    class Console:
        def send(self, command: str, *, need_text: bool = True) -> Reply:
            label, _space, rest = command.partition(" ")
            assert label in plugin.labels
            plugin.heard.append(command)
            plugin.work(label, rest)
            return Reply("")

        def close(self) -> None:
            pass

    monkeypatch.setattr(action_run, "open_console", lambda _spec, _path, *, deadline: Console())
    monkeypatch.setattr(action_run, "endpoints", lambda _spec, _path: ["rcon 127.0.0.1:25575"])

    def run(**options: Any) -> tuple[dict[str, Any], list[str]]:
        plugin.heard.clear()
        plugin.forget()
        args = {
            "player": ["Draxe"],
            "bans": {"provider": plugin.name, "read_back": {"sql": plugin.database.options}},
            "state_dir": str(tmp_path / "state"),
            "verify_timeout": 0.05,
            **options,
        }
        capsys.readouterr()
        given_args = {key: value for key, value in args.items() if value is not None}
        with patch_module_args(given_args), pytest.raises(SystemExit):
            ban_player.main()
        said = capsys.readouterr()
        assert said.err == ""
        result = json.loads(said.out)
        assert "exception" not in result, result
        return result, list(plugin.heard)

    return run


def has_reason(plugin: Plugin, reason: str) -> bool:
    """Whether exactly one is banned, and for this reason, but for what the plugin's page says that it drops."""
    kept = " ".join(plugin.kept(reason).split())
    return [ban["reason"] for ban in plugin.active()] == [kept]


@pytest.mark.parametrize("reason", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_reason_is_refused_and_nothing_is_sent(run: Run, reason: str) -> None:
    result, heard = run(reason=reason)
    assert (result["status"], result["error"]["code"], heard) == ("failed", "invalid_value", [])


@pytest.mark.parametrize("reason", HARMLESS, ids=range(len(HARMLESS)))
@pytest.mark.parametrize("duration", [None, "7d"])
def test_any_other_reason_is_kept_as_it_is(run: Run, plugin: Plugin, reason: str, duration: str | None) -> None:
    result, heard = run(reason=reason, duration=duration)
    assert (result["status"], len(heard)) == ("succeeded", 1), result
    assert has_reason(plugin, reason)


@EVERY_CASE
@given(TEXT, st.sampled_from([None, "7d"]), st.booleans())
@example("30d is not enough", None, False)
@example("30 days", None, False)
@example("-s x", None, False)
@example("x -s y", None, False)
@example("#hacking", None, False)
@example("@hacking", None, False)
@example("perm", None, False)
@example("-server=lobby x", "7d", False)
@example("server:lobby x", None, False)
@example("-s", "7d", True)
def test_a_reason_is_kept_whole_or_nothing_is_sent(
    run: Run, plugin: Plugin, reason: str, duration: str | None, silent: bool
) -> None:
    result, heard = run(reason=reason, duration=duration, silent=silent)
    if result["status"] == "failed":
        assert (result["error"]["code"], heard, plugin.active()) == ("invalid_value", [], [])
        return
    assert (result["status"], len(heard)) == ("succeeded", 1), result
    assert has_reason(plugin, reason)
    (ban,) = plugin.active()
    assert (ban["until"] > 0) is (duration is not None)
    assert ban["silent"] in (silent, None)


@pytest.mark.parametrize("text", TIMES, ids=range(len(TIMES)))
@pytest.mark.parametrize("option", ["duration", "expires"])
def test_a_hostile_time_is_refused_and_nothing_is_sent(run: Run, option: str, text: str) -> None:
    result, heard = run(**{option: text})
    assert (result["status"], heard) == ("failed", [])
    assert result["error"]["code"] == "invalid_value"


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
@pytest.mark.parametrize("prefix", ["", "Draxe"])
def test_a_hostile_name_is_refused_and_nothing_is_sent(run: Run, prefix: str, name: str) -> None:
    if not re.fullmatch("[A-Za-z0-9_]{1,16}", prefix + name):
        result, heard = run(player=[prefix + name, "Draxe"])
        assert (result["status"], result["error"]["code"], heard) == ("failed", "invalid_value", [])


@EVERY_CASE
@given(TEXT)
@example("draxe")
@example("Draxe' OR '1'='1")
@example("D_axe")
@example("dräxe")
def test_a_name_is_somebody_or_nobody(run: Run, plugin: Plugin, name: str) -> None:
    result, heard = run(player=[name])
    assert bool(heard) is (result["status"] == "succeeded")
    if heard:
        (ban,) = plugin.active()
        # To AdvancedBan in offline mode, every name is somebody.
        assert ban["uuid"] == name.lower() if plugin.name == "advancedban" else name.lower() == "draxe"


@EVERY_CASE
@given(TEXT)
@example("192.0.2.1 x")
@example("192.0.2.1\nop Eve")
@example("192.0.2.1")
@example("192.0.2.*")
@example("::")
@example("::ffff:192.0.2.1")
def test_a_hostile_address_is_refused_and_nothing_is_sent(run: Run, plugin: Plugin, text: str) -> None:
    result, heard = run(player=None, address=[text])
    if result["status"] == "failed":
        assert (heard, plugin.active()) == ([], [])
        return
    meant = ipaddress.ip_address(text)
    meant = getattr(meant, "ipv4_mapped", None) or meant
    (command,) = heard
    assert str(meant) in command.split(" ")
    # LiteBans is told of IPv6 addresses as well; this one takes none.
    assert [ban["ip"] for ban in plugin.active()] == ([] if meant.version == 6 else [str(meant)])
