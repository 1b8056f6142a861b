# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module log_suspects, in process, on logs as servers write them."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import pytest
from ansible.module_utils.testing import patch_module_args
from ansible_collections.gamedesk.support.plugins.modules import log_suspects

SAMPLE = Path(__file__).parent.parent / "module_utils/_logs/samples/server-thread-bukkit-1.7.log"
# 2026-11-25 00:00 in UTC, in seconds since 1970.
NIGHT = 1_795_564_800
RULE = {
    "id": "mine",
    "title": "Mine",
    "level": "low",
    "falsepositives": ["Anybody."],
    "detection": {"one": {"kind": "command", "command|startswith": "/shop"}, "condition": "one"},
}


@pytest.fixture
def look(tmp_path, capsys):
    """Look through files with these lines, by name."""

    def looked(files, **options):
        folder = tmp_path / "logs"
        folder.mkdir(exist_ok=True)
        for name, text in files.items():
            raw = text.encode()
            (folder / name).write_bytes(gzip.compress(raw) if name.endswith(".gz") else raw)
            os.utime(folder / name, (NIGHT, NIGHT))
        arguments = {
            "logs": {"path": [str(folder)], "timezone": "UTC"},
            **options,
            "_ansible_remote_tmp": str(tmp_path),
        }
        with patch_module_args(arguments), pytest.raises(SystemExit):
            log_suspects.main()
        return json.loads(capsys.readouterr().out)

    return looked


def named(found, rule):
    return {hit["group"] for hit in found["hits"] if hit["rule"] == rule}


def line(clock, message):
    return f"[{clock}] [Server thread/INFO]: {message}\n"


def test_on_the_sample_it_names_exactly_those_who_did_it(look):
    found = look({"2026-11-24-1.log.gz": SAMPLE.read_text()}, staff=[])
    assert found["status"] == "succeeded"
    assert named(found, "gd-reconnect-after-reset") == {"Draxe", "djminecraftpro", "VioTak"}
    warped = {"AwayZ____", "djminecraftpro", "Draxe", "MaxiCube", "VioTak", "Tyrion"}
    assert named(found, "gd-login-warp-leave") == warped
    others = {hit["rule"] for hit in found["hits"]} - {"gd-reconnect-after-reset", "gd-login-warp-leave"}
    assert others == {"gd-reset-right-after-login"}
    for hit in found["hits"]:
        assert hit["falsepositives"]
        assert hit["lines"]


def test_a_day_of_ordinary_players_gives_nothing(look):
    lines = []
    for number, name in enumerate(["Alex", "Steve", "Tyrion"]):
        hour = 8 + number * 3
        lines += [
            line(
                f"{hour:02}:00:00",
                f"{name}[/192.0.2.{number + 1}:50000] logged in with entity id 1 at ([world]1.0, 2.0, 3.0)",
            ),
            line(f"{hour:02}:00:04", f"[AuthMe] {name} used the wrong password"),
            line(f"{hour:02}:00:09", f"[AuthMe] {name} logged in 192.0.2.{number + 1}"),
            line(f"{hour:02}:00:20", f"{name} issued server command: /home"),
            line(f"{hour:02}:10:00", f"<{name}> has anybody seen my reset button?"),
            line(f"{hour + 1:02}:00:00", f"{name} lost connection: Disconnected"),
            line(f"{hour + 1:02}:00:00", f"{name} left the game"),
        ]
    found = look({"2026-11-24-1.log": "".join(lines)}, staff=["Draxe"])
    assert found["hits"] == []
    assert (found["summary"]["records"], found["lacking"]) == (21, {})


def test_many_accounts_on_one_address_are_told_by_its_pseudonym(look):
    names = ["Alex", "Steve", "Tyrion", "Draxe"]
    log = "".join(
        line(f"1{at}:00:00", f"{name}[/203.0.113.9:50000] logged in with entity id 1 at ([world]1.0, 2.0, 3.0)")
        for at, name in enumerate(names)
    )
    found = look({"2026-11-24-1.log": log}, only=["gd-accounts-on-one-address"], address_key="k" * 32)
    (hit,) = found["hits"]
    assert "203.0.113.9" not in json.dumps(found["hits"])
    assert hit["group"] == hit["lines"][0]["event"]["address"]
    assert hit["players"] == sorted(names)
    (shown,) = look({}, only=["gd-accounts-on-one-address"], unmask=True)["hits"]
    assert shown["group"] == "203.0.113.9"


def test_passwords_are_in_no_hit(look):
    rule = {**RULE, "detection": {"one": {"kind": "command"}, "condition": "one"}}
    log = line("10:00:00", "Draxe issued server command: /lgoin hunter2")
    found = look({"2026-11-24-1.log": log}, rules=[rule], shipped=False)
    assert found["hits"][0]["times"] == 1
    assert "hunter2" not in json.dumps(found)
    for guess in ({"command|contains": "hunter2"}, {"message|re": "hunter"}):
        rule = {**RULE, "detection": {"one": guess, "condition": "one"}}
        assert look({}, rules=[rule], shipped=False)["hits"] == []


def test_rules_of_ones_own_and_a_span_of_time(look):
    log = line("10:00:00", "Draxe issued server command: /shop") + line("11:00:00", "Alex issued server command: /shop")
    files = {"2026-11-24-1.log": log}
    assert named(look(files, rules=[RULE], shipped=False), "mine") == {"Draxe", "Alex"}
    assert named(look(files, rules=[RULE], since="2026-11-24 10:30"), "mine") == {"Alex"}
    assert named(look(files, rules=[RULE], until="2026-11-24 10:30"), "mine") == {"Draxe"}


def test_a_rule_that_lacks_its_list_is_named(look):
    files = {"2026-11-24-1.log": line("10:00:00", "Draxe issued server command: /op Draxe")}
    assert look(files)["lacking"] == {"gd-staff-command-tried": "staff"}
    assert named(look(files, staff=["Alex"]), "gd-staff-command-tried") == {"Draxe"}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"rules": [{**RULE, "level": "bad"}]}, "rules.0.level"),
        ({"rules": [RULE, RULE]}, "two rules"),
        ({"only": ["none"]}, "no rule 'none'"),
        ({"since": "2026-11-25", "until": "2026-11-24"}, "span of time is empty"),
        ({"timeout": 0}, "timeout"),
        ({"logs": {"path": ["/nowhere"]}}, "no log files"),
        ({"logs": {"timezone": "Mars/Olympus"}}, "Mars/Olympus"),
    ],
)
def test_what_cannot_be_meant_is_an_error(look, options, said):
    found = look({"latest.log": line("10:00:00", 'Done (1.0s)! For help, type "help"')}, **options)
    assert found["failed"]
    assert said in found["msg"]


def test_a_regular_expression_cannot_hang_it(look):
    slow = {**RULE, "detection": {"one": {"message|re": "(a+)+$"}, "condition": "one"}}
    found = look({"2026-11-24-1.log": line("10:00:00", "a" * 60 + "!")}, rules=[slow], shipped=False, timeout=0.5)
    assert found["error"]["code"] == "time_limit"


def test_a_file_that_cannot_be_read_to_its_end_is_told(look, tmp_path):
    files = {"2026-11-24-1.log.gz": "".join(line("10:00:00", f"{at} Draxe") for at in range(5000))}
    look(files)
    path = tmp_path / "logs/2026-11-24-1.log.gz"
    path.write_bytes(path.read_bytes()[:-20])
    found = look({"latest.log": line("10:00:00", "Stopping server")})
    assert [problem["file"] for problem in found["problems"]] == [str(path)]
