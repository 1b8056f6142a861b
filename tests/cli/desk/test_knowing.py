# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the desk knows: from its index, its settings and its memory of the inventory, and never from Ansible."""

from __future__ import annotations

import os
import socket
import sqlite3
import subprocess
import sys
import time
from datetime import UTC, datetime

import pytest

from gamedesk.desk import knowing, server_names
from gamedesk.desk.creating import create_desk
from gamedesk.tickets import ulids
from gamedesk.tickets.store import TicketStore

HOSTILE = ["$(touch owned)", "a b", "-rf", "--yes", "x;y", "\x1b[31mred", "`id`", "Größe", "ab\ncd", "*", "x" * 200]


@pytest.fixture
def desk(tmp_path):
    path = tmp_path / "desk"
    create_desk(path)
    return path


@pytest.fixture
def store(desk):
    return TicketStore(desk)


def names(desk, kind, prefix=""):
    return [name for name, _remark in knowing.values(kind, prefix, str(desk))]


def act(store, ref, status="succeeded", *, host="survival", player="Draxe", rank="vip", undoes=None, **finished):
    """Record an action as desk/performing.py does; without a status it was interrupted."""
    begin = {"action": ulids.new(), "attempt": 1}
    request = {"player": player if isinstance(player, list) else [player], "rank": rank}
    fields = {**begin, "name": "grant", "runbook": "r", "hosts": [host], "request": request}
    fields |= {"undoes": undoes} if undoes else {}
    store.append(ref, "action_started", "alex", fields)
    if status:
        store.append(ref, "action_finished", "alex", {**begin, "status": status, "results": [], **finished})
    return begin["action"]


def test_a_new_desk_knows_nothing(desk):
    for kind in ("player", "rank", "server", "ticket", "resumable", "undoable"):
        assert names(desk, kind) == []
    assert not (desk / ".run").exists()


def test_what_was_just_written_is_known(desk, store):
    store.create("vip is gone", "alex", requester={"player": "Draxe"})
    assert names(desk, "player") == ["Draxe"]
    assert knowing.values("ticket", "", str(desk)) == [("1", "vip is gone")]
    act(store, "1", player=["MaxiCube", "Notch"], rank="mvp")
    assert sorted(names(desk, "player")) == ["Draxe", "MaxiCube", "Notch"]
    assert names(desk, "rank") == ["mvp"]
    assert names(desk, "server") == ["survival"]


def test_players_begin_with_small_or_capital_letters_alike(desk, store):
    for player in ("Draxe", "draxe", "DRAKE", "Max_1", "Maxi"):
        store.create("one", "alex", requester={"player": player})
    assert sorted(names(desk, "player", "dra")) == ["DRAKE", "Draxe", "draxe"]
    assert names(desk, "player", "DRAX") == ["Draxe", "draxe"]
    assert names(desk, "player", "max_") == ["Max_1"]
    assert names(desk, "player", "%") == names(desk, "player", "x") == []


def test_players_who_came_last_come_first(desk, store):
    for year, player in ((2024, "Middle"), (2026, "Last"), (2020, "First"), (2025, "Middle")):
        store.create("one", "alex", requester={"player": player}, at=datetime(year, 1, 1, tzinfo=UTC))
    assert names(desk, "player") == ["Last", "Middle", "First"]


def test_a_uuid_is_no_name_and_discord_is_no_player(desk, store):
    uuid = "d394da40-0ab1-3e8c-8302-4aaebe14d88d"
    store.create("one", "alex", requester={"uuid": uuid, "discord_id": "81384788765712384"})
    act(store, "1", player=[uuid, uuid.replace("-", ""), "Draxe"])
    assert names(desk, "player") == ["Draxe"]


def test_ranks_are_those_that_were_asked_for_and_those_that_were_seen(desk, store):
    store.create("one", "alex")
    results = [
        {"status": "succeeded", "before": {"ranks": [{"rank": "default"}]}, "after": {"ranks": [{"rank": "mvp"}]}}
    ]
    act(store, "1", rank="vip", results=results)
    assert names(desk, "rank") == ["default", "mvp", "vip"]
    assert names(desk, "rank", "V") == ["vip"]


@pytest.mark.parametrize("status", ["failed", "refused"])
def test_a_slip_of_the_pen_is_not_offered_again(desk, store, status):
    store.create("one", "alex")
    act(
        store,
        "1",
        status,
        host="survivl",
        player="Drxae",
        rank="vpi",
        results=[{"status": "failed", "player": "Drxae"}],
    )
    for kind in ("player", "rank", "server"):
        assert names(desk, kind) == []


@pytest.mark.parametrize(
    "results",
    [
        [{"before": 1, "after": {"ranks": "vip"}}],
        [{"before": {"ranks": [1, {"rank": ["vip"]}]}, "after": [{"ranks": []}]}],
        [{"player": {"a": 1}, "status": "succeeded"}, {"player": None, "status": "succeeded"}],
        [{"status": "failed", "player": "Notch"}, {"status": ["succeeded"], "player": "Notch"}],
    ],
)
def test_results_of_any_shape_are_survived(desk, store, results):
    store.create("one", "alex", requester={"player": "Draxe"})
    act(store, "1", results=results, rank={"no": "rank"}, player=[["x"]])
    assert names(desk, "player") == ["Draxe"]


@pytest.mark.parametrize("hostile", HOSTILE, ids=ascii)
def test_hostile_names_are_not_known(desk, store, hostile):
    store.create("one", "alex", requester={"player": "Draxe"})
    is_line = hostile.isprintable()  # a header and a host are; what a module was asked and said may be anything
    if is_line:
        store.create("two", "alex", requester={"player": hostile})
    seen = {"status": "succeeded", "player": hostile, "before": {"ranks": [{"rank": hostile}]}}
    act(store, "1", player=[hostile], rank=hostile, host=hostile if is_line else "-", results=[seen])
    assert names(desk, "player") == ["Draxe"]
    assert names(desk, "rank") == names(desk, "server") == []
    for kind in ("player", "rank", "server", "ticket", "resumable", "undoable"):
        assert names(desk, kind, hostile) == []


def test_open_tickets_come_first_the_newest_of_them_first(desk, store):
    for _number in range(12):
        store.create("one", "alex")
    for ref in ("12", "3"):
        store.append(ref, "closed", "alex", {})
    store.append("11", "resolved", "alex", {})
    assert names(desk, "ticket") == [*map(str, (10, 9, 8, 7, 6, 5, 4, 2, 1, 12, 11, 3))]
    assert names(desk, "ticket", "1") == ["10", "1", "12", "11"]
    assert names(desk, "ticket", "3") == ["3"]
    store.append("12", "reopened", "alex", {})
    assert names(desk, "ticket", "1") == ["12", "10", "1", "11"]


def test_tickets_that_share_a_number_are_told_apart(desk, store):
    first = store.create("one", "alex")
    other = TicketStore(desk.with_name("other")).create("from a clone", "eve")
    (first.path.parent / other.path.name).write_bytes(other.path.read_bytes())
    list(store.list())  # what git brought is seen when the tickets are next listed
    found = dict(knowing.values("ticket", "", str(desk)))
    assert sorted(found.values()) == ["from a clone", "one"]
    for ref, title in found.items():
        assert store.load(ref).ticket.title == title
        assert dict(knowing.values("ticket", ref[:4].lower(), str(desk))).get(ref) == title
    assert names(desk, "ticket", "1-zzzz") == []


@pytest.mark.parametrize("prefix", ["0", "-", "1-", "²", "x", "1234567890", "-1", "#1", "1 "])
def test_no_ticket_begins_like_that(desk, store, prefix):
    store.create("one", "alex")
    assert names(desk, "ticket", prefix) == []


def test_only_what_can_be_resumed_is_offered_to_resume(desk, store):
    for _number in range(3):
        store.create("one", "alex")
    act(store, "1", None)
    act(store, "2", "succeeded")
    act(store, "3", "unknown")
    assert names(desk, "resumable") == ["3", "1"]
    assert names(desk, "resumable", "1") == ["1"]


def test_only_what_can_be_undone_is_offered_to_undo(desk, store):
    inverse = {"action": "revoke", "vars": {}, "only_if": {}}
    for _number in range(4):
        store.create("one", "alex")
    act(store, "1", changed=True, inverse=inverse)
    act(store, "2", "unchanged", changed=False, inverse=None)
    undone = act(store, "3", changed=True, inverse=inverse)
    act(store, "3", changed=True, inverse=inverse, undoes=undone)
    last = act(store, "4", changed=True, inverse=inverse)
    assert names(desk, "undoable") == ["4", "1"]
    assert names(desk, "undoable", "1") == ["1"]
    assert last in names(desk, "undoable", last[:12])
    assert names(desk, "undoable", last[:25].lower()) == [last]
    assert names(desk, "undoable", "x") == []


def test_servers_come_from_actions_settings_and_what_ansible_said(desk, store):
    store.create("one", "alex")
    act(store, "1", host="survival")
    (desk / "desk.yml").write_text("default_server: lobby\nranks_via: Proxy\n")
    server_names.remember(str(desk), None, {"creative": [], "lobby": []})
    assert names(desk, "server") == ["Proxy", "creative", "lobby", "survival"]
    assert names(desk, "server", "p") == ["Proxy"]


@pytest.mark.parametrize(
    "settings", ["a: [", "- x", "default_server: [x]\n", "\xff\xfe", "[" * 10000, "default_server:"]
)
def test_settings_that_cannot_be_read_name_no_server(desk, settings):
    (desk / "desk.yml").write_text(settings, encoding="latin-1")
    server_names.remember(str(desk), None, {"creative": []})
    assert names(desk, "server") == ["creative"]


def test_only_so_many_are_offered(desk, store):
    store.create("one", "alex")
    act(store, "1", player=[f"P{number}" for number in range(500)])
    assert len(names(desk, "player", "p")) == len(names(desk, "player")) == 60


def no_index(index):
    index.unlink()


def a_folder(index):
    index.unlink()
    index.mkdir()


def scribbled(index):
    index.write_bytes(b"no database at all" * 1000)


def torn(index):
    data = index.read_bytes()
    index.write_bytes(data[:4096] + b"\xff" * (len(data) - 4096))


def of_another_version(index):
    with sqlite3.connect(index) as database:
        database.execute("PRAGMA user_version = 1")
    database.close()


def without_tables(index):
    with sqlite3.connect(index) as database:
        database.execute("DROP TABLE mentions")
        database.execute("DROP TABLE tickets")
    database.close()


def a_pipe(index):
    index.unlink()
    os.mkfifo(index)


def a_socket(index):
    index.unlink()
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(os.path.relpath(index))


def endless(index):
    with sqlite3.connect(index) as database:
        columns = "1 AS number, 'x' AS id, 'x' AS title, 0 AS done, 1 AS unfinished, 'x' AS path, 'x' AS opened_at"
        count = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
        database.executescript(
            "DROP TABLE tickets; DROP TABLE mentions;"
            f"CREATE VIEW tickets AS {count} SELECT {columns} FROM n WHERE i < 0;"
            f"CREATE VIEW mentions AS {count} SELECT 'x' AS path, 'player' AS kind, 'x' AS entry FROM n WHERE i < 0;"
        )
    database.close()


@pytest.mark.parametrize(
    "spoil", [no_index, a_folder, scribbled, torn, of_another_version, without_tables, a_pipe, a_socket, endless]
)
def test_an_index_that_cannot_be_read_is_silent_and_left_alone(desk, store, monkeypatch, spoil):
    monkeypatch.chdir(desk)
    store.create("one", "alex", requester={"player": "Draxe"})
    index = desk / ".run" / "tickets.sqlite"
    spoil(index)
    before = sorted((path.name, path.lstat().st_mtime_ns, path.lstat().st_size) for path in index.parent.iterdir())
    for words in (["grant", ""], ["grant", "d"], ["grant", "x", ""], ["ticket", "show", ""], ["resume", ""]):
        done = subprocess.run(
            [sys.executable, "-m", "gamedesk", *words],
            env={"PATH": os.environ["PATH"], "_SUPPORT_COMPLETE": "zsh", "HOME": str(desk)},
            capture_output=True,
            text=True,
            check=False,
            timeout=30,
        )
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    after = sorted((path.name, path.lstat().st_mtime_ns, path.lstat().st_size) for path in index.parent.iterdir())
    assert after == before


def test_a_locked_index_is_not_waited_for(desk, store):
    store.create("one", "alex", requester={"player": "Draxe"})
    database = sqlite3.connect(desk / ".run" / "tickets.sqlite")
    database.execute("BEGIN EXCLUSIVE")
    begun = time.monotonic()
    assert names(desk, "player") == names(desk, "ticket") == []
    assert time.monotonic() - begun < 5  # a writer would have waited for longer
    database.close()
    assert names(desk, "player") == ["Draxe"]


def test_odd_folders_have_an_index_too(tmp_path):
    desk = tmp_path / "50% #1? ü"
    create_desk(desk)
    TicketStore(desk).create("one", "alex")
    assert names(desk, "ticket") == ["1"]


def test_the_memory_of_servers_is_worth_nothing(desk):
    assert server_names.names(str(desk)) == []
    server_names.remember(str(desk), "print", {"a": ["gamedesk_ranks"], "b": []})
    assert server_names.names(str(desk)) == ["a", "b"]
    server_names.remember(str(desk), None, {"\ud800": []})  # no text that a file can hold
    assert server_names.names(str(desk)) == ["\ud800"]
    (desk / ".run" / "servers.json").write_bytes(b"\xff\xfe")
    assert server_names.names(str(desk)) == []
    server_names.remember(os.devnull, None, {"a": []})
    assert [path.name for path in (desk / ".run").iterdir()] == ["servers.json"]


def test_without_a_desk_nothing_is_known(tmp_path, monkeypatch):
    for name in ("SUPPORT_DESK", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert knowing.values("player", "", None) == []
    assert knowing.values("player", "", "nowhere") == []
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert knowing.values("player", "", None) == []
    os.chdir(tmp_path)
