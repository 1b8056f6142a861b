# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""log_search: what is found, in which order, and what is told of it."""

from __future__ import annotations

import hashlib
import os

import pytest

from .conftest import DRAXE, line

_KEY = "0123456789abcdef0123456789abcdef"


def test_a_record_is_told_in_the_public_shape(server):
    result = server.search(player="Draxe", kinds=["login"], address_key=_KEY)

    (match,) = result["matches"]
    raw = line("10:00:01", "Draxe[/192.0.2.10:4711] logged in with entity id 1 at ([world] 1.5, 64.0, -2.5)")
    pseudonym = match["event"].pop("address")
    assert pseudonym.startswith("ip-")
    assert match == {
        "file": str(server.logs / "2026-11-22-1.log.gz"),
        "first_line": 2,
        "last_line": 2,
        "time": "2026-11-22T10:00:01Z",
        "clock": "10:00:01",
        "level": "INFO",
        "thread": "Server thread",
        "logger": None,
        "message": f"Draxe[/{pseudonym}:4711] logged in with entity id 1 at ([world] 1.5, 64.0, -2.5)",
        "event": {
            "kind": "login",
            "player": "Draxe",
            "port": 4711,
            "entity": 1,
            "world": "world",
            "x": 1.5,
            "y": 64.0,
            "z": -2.5,
        },
        "sha256": hashlib.sha256(raw.rstrip("\n").encode()).hexdigest(),
    }
    assert (result["changed"], result["status"], result["truncated"], result["cursor"]) == (
        False,
        "succeeded",
        False,
        None,
    )
    summary = {
        name: result["summary"][name] for name in ("files", "skipped_files", "matches", "kinds", "first", "last")
    }
    assert summary == {
        "files": 3,
        "skipped_files": 0,
        "matches": 1,
        "kinds": {"login": 1},
        "first": "2026-11-22T10:00:01Z",
        "last": "2026-11-22T10:00:01Z",
    }
    assert result["problems"] == []


@pytest.mark.parametrize(
    ("options", "messages"),
    [
        ({"player": "Draxe", "kinds": ["command"]}, ["/home", "/msg Draxe hello", "/warp faction"]),
        ({"player": "Draxe", "kinds": ["command"], "order": "oldest"}, ["/warp faction", "/msg Draxe hello", "/home"]),
        ({"player": "Draxe", "limit": 1}, ["/home"]),
        ({"text": "Draxe_s.java"}, ["Draxe_s.java:5)"]),
        ({"regex": "^Draxe issued .*/(home|spawn)$"}, ["/home"]),
        ({"regex": "(?i)^TYRION issued"}, ["/msg Draxe hello"]),
        ({"address": "192.0.2.0/24", "kinds": ["login"], "order": "oldest"}, ["-2.5)", "-2.5)"]),
        ({"address": "2001:db8::1"}, ["-2.5)"]),
        ({"kinds": ["leave"]}, []),
        ({"since": "2026-11-23", "until": "2026-11-24", "text": "hello"}, ["hello"]),
        ({"since": "2026-11-23", "until": "2026-11-24", "text": "/warp"}, []),
        ({"since": "2026-11-24T09:00:03Z"}, ["/home"]),
        ({"since": "2026-11-24 09:00:02", "until": "2026-11-24T10:00:03+01:00"}, ["left the game"]),
        ({"since": "30y", "text": "/home"}, ["/home"]),
        ({"until": "1s", "text": "/home"}, ["/home"]),
    ],
    ids=lambda value: None if isinstance(value, list) else "-".join(value),
)
def test_what_is_found(server, options, messages):
    found = server.messages(**options)

    assert len(found) == len(messages)
    assert all(text.endswith(end) for text, end in zip(found, messages))


def test_a_uuid_finds_all_names_of_the_player(server):
    found = server.messages(uuid=DRAXE.upper(), order="oldest")

    assert [text.split()[0] for text in found] == [
        *("UUID", "Draxe[/ip-" + found[1].split("ip-")[1].split(":")[0] + ":4711]", "Draxe", "Draxe", "Tyrion"),
        *("UUID", found[6].split()[0], "<DraxeTwo>", "Draxe"),
    ]
    assert found[6].startswith("DraxeTwo[")


def test_a_pseudonym_leads_to_the_other_lines_of_its_address(server):
    (match,) = server.search(player="Tyrion", kinds=["login"], address_key=_KEY)["matches"]

    found = server.messages(address=match["event"]["address"], address_key=_KEY)

    assert found == [match["message"]]
    assert server.search(address=match["event"]["address"])["error"]["code"] == "invalid_value"


def test_addresses_are_told_where_unmasking_is_asked_for(server):
    (match,) = server.search(player="Tyrion", kinds=["login"], unmask=True)["matches"]

    assert match["event"]["address"] == "192.0.2.77"


def test_around_a_moment(server):
    result = server.search(around="2026-11-22 10:00:02", context=1)

    (match,) = result["matches"]
    assert match["message"].endswith("/warp faction")
    assert [one["event"]["kind"] for one in (*match["before"], *match["after"])] == ["login", "disconnect"]
    assert not result["truncated"]


def test_around_a_line(server):
    (match,) = server.search(around={"file": "2026-11-23-1.log.gz", "line": 4}, context=1)["matches"]

    assert (match["first_line"], match["last_line"], len(match["before"]), match["after"]) == (3, 4, 1, [])
    for line_ in (5, 10**12):
        assert "no line" in server.search(around={"file": "2026-11-23-1.log.gz", "line": line_})["msg"]
    assert "no log file" in server.search(around={"file": "/etc/passwd", "line": 1})["msg"]


@pytest.mark.parametrize("order", ["newest", "oldest"])
@pytest.mark.parametrize("limit", [1, 2, 3])
def test_pages_are_the_whole(server, order, limit):
    whole = server.search(player="Draxe", order=order, address_key=_KEY)["matches"]
    pages, cursor = [], None
    while True:
        page = server.search(player="Draxe", order=order, limit=limit, cursor=cursor, address_key=_KEY)
        pages += page["matches"]
        cursor = page["cursor"]
        assert page["truncated"] == (cursor is not None)
        if cursor is None:
            break

    assert pages == whole
    assert len(whole) == 6


@pytest.mark.parametrize("order", ["newest", "oldest"])
def test_pages_go_on_when_the_live_log_was_rotated(server, order):
    whole = server.messages(text="Draxe", order=order, unmask=True)
    first = server.search(text="Draxe", order=order, limit=9 if order == "oldest" else 2, unmask=True)
    text = (server.logs / "latest.log").read_text()
    server.write("2026-11-24-1.log.gz", text)
    (server.logs / "latest.log").write_text(line("00:00:01", "nothing"))

    rest = server.messages(text="Draxe", order=order, cursor=first["cursor"], unmask=True)

    assert [match["message"] for match in first["matches"]] + rest == whole


def test_a_result_is_never_too_large(server):
    server.write("latest.log", *(line("09:00:00", "Draxe " + "\u00e9" * 3000) for _unused in range(100)))

    result = server.search(text="Draxe")

    assert result["truncated"]
    assert 10 < len(result["matches"]) < 100
    assert len(str(result["matches"]).encode("ascii", "backslashreplace")) < 500_000
    more = server.search(text="Draxe", cursor=result["cursor"], limit=1000)["matches"]
    assert more[0]["first_line"] == result["matches"][-1]["first_line"] - 1


def test_what_is_wrong_with_a_file_is_told_and_the_rest_is_found(server):
    path = server.logs / "2026-11-22-1.log.gz"
    path.write_bytes(path.read_bytes()[:-8])
    os.symlink("/etc/hostname", server.logs / "link.log")

    result = server.search(player="Draxe")

    assert len(result["matches"]) == 6
    assert {os.path.basename(one["file"]): one["error"] for one in result["problems"]} == {
        "2026-11-22-1.log.gz": "it ends too early",
        "link.log": "a link that leads out of the folder",
    }


def test_check_mode_is_the_same(server):
    assert server.search(player="Draxe", _ansible_check_mode=True)["summary"]["matches"] == 6


def test_more_files_can_be_named(server):
    folder = server.folder / "plugins" / "AuthMe"
    folder.mkdir(parents=True)
    (folder / "authme.log").write_text("[11-24 00:04:36]: [FINE] Draxe used the wrong password\n")
    os.utime(folder / "authme.log", (1_795_500_000,) * 2)

    result = server.search(kinds=["wrong_password"], logs={"files": ["plugins/AuthMe/authme.log"], "timezone": "UTC"})

    assert [match["time"] for match in result["matches"]] == ["2026-11-24T00:04:36Z"]


@pytest.mark.parametrize(
    "looked_for",
    [{"text": "hunter2"}, {"text": "hunt"}, {"player": "hunter2"}, {"regex": "hunter[0-9]$"}, {"regex": "login h"}],
)
def test_by_trying_nobody_finds_out_a_password(server, looked_for):
    server.write("2026-11-24-1.log", line("10:00:00", "Draxe issued server command: /login hunter2"))
    assert server.messages(**looked_for) == []
    assert server.messages(text="/login") == ["Draxe issued server command: /login (password)"]
