# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""support logs search and suspects: real runs on the logs of a server; what is shown, recorded and kept."""

from __future__ import annotations

import hashlib
import json
import os

import pytest

ADDRESS = "203.0.113.118"  # of RFC 5737, for documentation; not one that other tests look for in all processes
LINES = [
    f"[10:00:00] [Server thread/INFO]: Draxe[/{ADDRESS}:50000] logged in with entity id 1 at ([world]1.0, 2.0, 3.0)",
    "[10:00:05] [Server thread/INFO]: Draxe issued server command: /lgoin hunter2",
    "[10:00:06] [Server thread/INFO]: Draxe issued server command: /op Draxe",
    "[10:00:20] [Server thread/INFO]: Alex issued server command: /home",
]
DAY = "2026-11-24"


@pytest.fixture
def logged(bench):
    """A bench whose server has these lines in its logs."""
    folder = bench.home / "logs"
    folder.mkdir()
    (folder / f"{DAY}-1.log").write_text("".join(line + "\n" for line in LINES))
    os.utime(folder / f"{DAY}-1.log", (1_795_564_800, 1_795_564_800))
    bench.set_inventory(gamedesk_logs={"path": [str(folder)], "timezone": "UTC"}, gamedesk_staff=["Alex"])
    return bench


def messages(found):
    return [match["message"] for match in found["matches"]]


def everything(folder):
    """All that is in the files of a folder."""
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_a_search_shows_what_was_found_masked_and_makes_no_ticket(logged):
    code, found = logged.json("logs", "search", "--player", "Draxe", "--oldest")
    assert (code, found["status"]) == (0, "succeeded"), found
    login, password, operator = found["matches"]
    assert (login["server"], login["time"], login["event"]["player"]) == ("survival", f"{DAY}T10:00:00Z", "Draxe")
    assert login["sha256"] == hashlib.sha256(LINES[0].encode()).hexdigest()
    assert password["message"].endswith("/lgoin (password)")
    assert operator["event"]["command"] == "/op Draxe"
    assert not {ADDRESS, "hunter2"} & set(json.dumps(found).split('"'))
    assert ADDRESS not in json.dumps(found)
    assert logged.tickets() == []
    # The pseudonym is the desk's: the next search knows it.
    pseudonym = login["event"]["address"]
    assert messages(logged.json("logs", "search", "--pseudonym", pseudonym)[1]) == [login["message"]]


def test_a_search_for_an_address_is_recorded_without_it(logged):
    (logged.home / "address").write_text(f"{ADDRESS}\n")
    logged.json("ticket", "new", "Who is it?")
    words = ("--address-file", str(logged.home / "address"), "--attach", "1")
    code, found = logged.json("logs", "search", *words)
    assert (code, len(found["matches"])) == (0, 1), found
    opened, looked, evidence = logged.history()
    assert [opened["kind"], looked["kind"], evidence["kind"]] == ["opened", "looked", "evidence"]
    assert looked["request"]["address"].startswith("ip-")
    (line,) = evidence["lines"]
    assert (evidence["server"], line["first_line"], line["sha256"]) == (
        "survival",
        1,
        hashlib.sha256(LINES[0].encode()).hexdigest(),
    )
    assert ADDRESS.encode() not in everything(logged.desk)


def test_whoever_sees_addresses_is_on_the_ticket(logged):
    assert logged.json("logs", "search", "login", "--unmask")[0] == 2
    logged.json("ticket", "new", "Who is it?")
    code, found = logged.json("logs", "search", "logged in", "--unmask", "-t", "1")
    assert code == 0
    assert found["matches"][0]["event"]["address"] == ADDRESS
    assert logged.history()[-1]["request"]["unmask"] is True
    assert logged.json("logs", "search", "--unmask", "--attach", "1")[0] == 2
    # Nobody is shown a password.
    assert "hunter2" not in json.dumps(logged.json("logs", "search", "lgoin", "--unmask", "-t", "1")[1])


def test_suspects_are_named_with_their_lines(logged):
    logged.json("ticket", "new", "Somebody cheats")
    code, found = logged.json("logs", "suspects", "--attach", "1")
    assert (code, found["servers"][0]["lacking"]) == (0, {})
    assert [(hit["rule"], hit["group"]) for hit in found["hits"]] == [("gd-staff-command-tried", "Draxe")]
    assert [line["message"] for line in logged.history()[-1]["lines"]] == ["Draxe issued server command: /op Draxe"]


def test_a_rule_of_ones_own_and_one_that_is_wrong(logged):
    rules = logged.home / "rules.yml"
    rules.write_text(
        "id: home\ntitle: Went home\nlevel: low\nfalsepositives: [Everybody.]\n"
        "detection:\n  home: {command: /home}\n  condition: home\n"
    )
    code, found = logged.json("logs", "suspects", "--rules", str(rules), "--only", "home")
    assert (code, [hit["group"] for hit in found["hits"]]) == (0, ["Alex"])
    rules.write_text(rules.read_text().replace("level: low", "level: bad"))
    code, found = logged.json("logs", "suspects", "--rules", str(rules))
    assert code == 2
    assert f"{rules}, line 3: The level 'bad' is none of" in found["error"]["message"]


def test_people_see_lines_and_what_is_missing(logged):
    done = logged.run("logs", "search", "--kind", "command")
    assert done.stdout.splitlines()[0] == f"{DAY}T10:00:20Z  command         Alex issued server command: /home"
    done = logged.run("logs", "suspects")
    assert done.stdout.startswith("high  A command of staff, typed by somebody else: Draxe  (1 time, gd-staff")
    assert "May also be: Staff who are missing on the list." in done.stdout
    done = logged.run("logs", "search", "no such text")
    assert (done.returncode, done.stdout) == (0, "")
    assert "Nothing was found." in done.stderr
    logged.set_inventory(gamedesk_logs={"path": ["/nowhere"]})
    done = logged.run("logs", "search", "x")
    assert done.returncode == 1
    assert "set gamedesk_logs.path in the inventory" in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("--server", "nowhere"),
        ("--server", "survival", "--all"),
        ("--kind", "no_such_kind"),
        ("--pseudonym", "203.0.113.9"),
        ("--cursor", "x", "--all"),
        ("--attach", "99"),
        ("--address",),
    ],
)
def test_what_cannot_be_meant(bench, words):
    assert bench.json("logs", "search", *words)[0] == 2
