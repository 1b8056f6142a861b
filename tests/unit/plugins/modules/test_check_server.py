# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""check_server in process: a real storage and real folders, and a console that says what the test wants."""

from __future__ import annotations

import json
import os

import pytest
from ansible.module_utils.testing import patch_module_args
from ansible_collections.gamedesk.support.plugins.module_utils._console.protocol import Reply
from ansible_collections.gamedesk.support.plugins.module_utils._errors import (
    ConsoleLoginError,
    ConsoleLostAfterError,
    ConsoleRefusedError,
    InvalidValueError,
    NotFoundError,
)
from ansible_collections.gamedesk.support.plugins.module_utils._host_state import StateFolder
from ansible_collections.gamedesk.support.plugins.module_utils._lock import server_lock
from ansible_collections.gamedesk.support.plugins.module_utils._module import check_console
from ansible_collections.gamedesk.support.plugins.module_utils._module import check_server as behaviour
from ansible_collections.gamedesk.support.plugins.module_utils._players import Subject
from ansible_collections.gamedesk.support.plugins.module_utils._ranks.protocol import Target
from ansible_collections.gamedesk.support.plugins.modules import check_server

PASSWORD = "hunter2-hunter2"
PROPERTIES = f"enable-rcon=true\nrcon.password={PASSWORD}\nrcon.port=25585\n"
ONLINE = "There are 0 of a max of 20 players online: "  # domain, section 6 and 1: what list says

CACHE = [{"name": "Draxe", "uuid": "d394da40-0ab1-3e8c-8302-4aaebe14d88d", "expiresOn": "2096-10-02 07:06:40 +0000"}]


class OneConsole:
    """A console that answers every command with C(replies), one after the other, the last one again and again."""

    def __init__(self) -> None:
        self.replies: list = [Reply(ONLINE)]
        self.sent: list[str] = []
        self.closed = 0

    def open(self, _spec, _server_path, *, deadline):
        assert deadline is not None
        return self

    def send(self, command: str, *, need_text: bool = True) -> Reply:
        self.sent.append(command)
        if command == "banlist players":
            return Reply("There are no bans")  # domain, section 4.2
        reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        if isinstance(reply, Exception):
            raise reply
        return reply

    def close(self) -> None:
        self.closed += 1


@pytest.fixture
def console(monkeypatch) -> OneConsole:
    console = OneConsole()
    for module in (check_console, behaviour):
        monkeypatch.setattr(module, "open_console", console.open)
    return console


@pytest.fixture
def server(tmp_path):
    folder = tmp_path / "server"
    folder.mkdir()
    (folder / "server.properties").write_text(PROPERTIES)
    (folder / "server.properties").chmod(0o600)
    return folder


@pytest.fixture
def check(console, server, luckperms_file, tmp_path, capsys):
    """Run the module; options given as None are left out. Return its result."""

    def check(**options) -> dict:
        args = {
            "server": {"path": str(server)},
            "ranks": {"provider": "luckperms", "read_back": {"sql": {"path": str(luckperms_file.path)}}},
            "bans": {"provider": "vanilla"},
            "state_dir": str(tmp_path / "state"),
            **options,
        }
        capsys.readouterr()
        given = {key: value for key, value in args.items() if value is not None}
        with patch_module_args(given), pytest.raises(SystemExit) as ended:
            check_server.main()
        out = capsys.readouterr().out
        assert PASSWORD not in out
        result = json.loads(out)
        assert (ended.value.code != 0) is bool(result.get("failed")) is (result["status"] == "failed")
        assert result["changed"] is False
        return result

    return check


def found(result: dict, check: str) -> list[tuple]:
    return [(one["status"], one["code"]) for one in result["checks"] if one["check"] == check]


def told(result: dict, check: str) -> str:
    return " ".join(f"{one['message']} {one['advice']}" for one in result["checks"] if one["check"] == check)


def test_all_is_well_and_nothing_is_made(check, console, server, tmp_path):
    before = sorted(os.listdir(tmp_path)), sorted(os.listdir(server))
    result = check()
    assert result["status"] == "ok"
    names = ["python", "state_dir", "server.path", "server.properties", "console", "ranks", "bans"]
    assert [(one["check"], one["status"]) for one in result["checks"]] == [(name, "ok") for name in names]
    assert "builder, vip" in told(result, "ranks")
    assert (console.sent, console.closed) == (["list", "list"], 1)
    assert (sorted(os.listdir(tmp_path)), sorted(os.listdir(server))) == before


def test_nothing_stops_at_the_first_error(check, console, tmp_path):
    console.replies = [ConsoleRefusedError("Nothing listens there.")]
    (tmp_path / "public").mkdir(mode=0o755)
    (tmp_path / "public" / "file").touch()
    result = check(
        state_dir=str(tmp_path / "public"), server={"path": str(tmp_path / "nowhere")}, ranks={"provider": "vanilla"}
    )
    assert found(result, "state_dir") == [("failed", "configuration")]
    assert found(result, "server.path") == [("failed", "configuration")]
    assert found(result, "ranks") == found(result, "bans") == [("failed", "storage")]
    assert result["msg"].startswith("5 of 7 checks failed. state_dir: ")


# The option and what is wrong with it.


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("console", "rcon"),
        ("console", {"transport": "telnet", "password": PASSWORD}),
        ("console", {PASSWORD: 1}),
        ("console", {"port": PASSWORD}),
        ("ranks", {"provider": "luckperm"}),
        ("ranks", {"provider": "luckperms", "read_back": {"sql": {"file": PASSWORD}}}),
        ("ranks", [PASSWORD]),
        ("server", {"folder": "/srv"}),
    ],
    ids=str,
)
def test_a_wrong_option_does_not_hide_the_others(check, option, value):
    result = check(**{option: value})
    assert found(result, option) == [("failed", "configuration")]
    assert f"gamedesk_{option}" in told(result, option)
    assert len({one["check"] for one in result["checks"]}) >= 5


# The console.


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (ConsoleRefusedError("Nothing listens there."), "enable-rcon=true"),
        (ConsoleLoginError("It refused the password."), "gamedesk_console.password"),
        (ConsoleLostAfterError("The connection was lost."), "the server's log"),
    ],
    ids=["refused", "login", "lost"],
)
def test_an_error_of_the_console_comes_with_what_to_set(check, console, error, says):
    console.replies = [error]
    result = check()
    assert found(result, "console") == [("failed", error.code)]
    assert error.message in told(result, "console")
    assert says in told(result, "console")
    assert found(result, "ranks") == [("ok", None)]
    assert console.closed == 1


@pytest.mark.parametrize(
    ("reply", "status"),
    [
        (Reply(""), "warning"),
        (Reply("\u00a7r\n"), "warning"),
        (Reply("Unknown or incomplete command, see below for error"), "warning"),
        (Reply(None), "failed"),
    ],
    ids=["empty", "only colours", "no such command", "silence"],
)
def test_a_reply_that_a_server_does_not_give_is_told(check, console, reply, status):
    console.replies = [reply]
    result = check()
    assert [one[0] for one in found(result, "console")] == [status]


def test_an_action_under_way_is_left_alone(check, console, tmp_path):
    folder = StateFolder(str(tmp_path / "state"))
    with server_lock(folder, "rcon 127.0.0.1:25585", deadline=1e9):
        result = check(timeout=0.2)
    assert found(result, "console") == [("warning", None)]
    assert console.sent == []
    assert check()["status"] == "ok"
    assert len(console.sent) == 2
    folder.close()


def test_the_time_is_checked(check, console):
    result = check(timeout=-1)
    assert found(result, "options") == [("failed", "invalid_value")]
    assert console.sent == []


# server.properties.


def test_all_that_is_wrong_with_rcon_is_told(check, server):
    (server / "server.properties").write_text("enable-rcon=false\nrcon.password=\nrcon.port=abc\n")
    result = check()
    assert found(result, "server.properties") == [("failed", "configuration")] * 3
    assert found(result, "console") == [("skipped", None)]  # what is wrong with it was told
    given = check(console={"port": 25585, "password": PASSWORD})
    assert found(given, "server.properties") == [("warning", "configuration")] * 3
    assert found(given, "console") == [("ok", None)]


def test_options_that_differ_from_the_server_are_told(check, server):
    result = check(console={"port": 1, "password": "another-password"})
    assert found(result, "server.properties") == [("ok", None), ("warning", None), ("warning", None)]
    assert "25585" in told(result, "server.properties")
    assert "another-password" not in json.dumps(result)


def test_a_password_that_everybody_may_read_is_told(check, server):
    (server / "server.properties").chmod(0o644)
    result = check()
    assert (result["status"], found(result, "server.properties")[-1]) == ("warning", ("warning", None))


@pytest.mark.parametrize("content", [b"a=\\u12", b"x" * 2_000_000], ids=["an escape", "too long"])
def test_a_file_that_cannot_be_read_is_told_once(check, server, content):
    (server / "server.properties").write_bytes(content)
    result = check()
    assert found(result, "server.properties") == [("failed", "configuration")]
    assert found(result, "console") == [("skipped", None)]


def test_the_folder_of_something_else_is_told(check, tmp_path):
    (tmp_path / "empty").mkdir()
    result = check(server={"path": str(tmp_path / "empty")}, console={"port": 25585, "password": PASSWORD})
    assert found(result, "server.path") == [("warning", None)]


def test_without_a_folder_the_options_are_enough(check, console):
    result = check(server=None, console={"port": 25585, "password": PASSWORD})
    assert found(result, "server.path") == [("skipped", None)]
    assert found(result, "server.properties") == []
    assert result["status"] == "ok"
    assert set(console.sent) == {"list", "banlist players"}  # without its folder, the server has to be asked for bans


# The ranks.


def test_ranks_that_are_not_set_are_left_out(check):
    result = check(ranks=None)
    assert (result["status"], found(result, "ranks")) == ("ok", [("skipped", None)])


def test_without_read_back_it_says_what_to_set(check):
    result = check(ranks={"provider": "luckperms"})
    assert (result["status"], found(result, "ranks")) == ("warning", [("warning", None)])
    assert "ranks.read_back.sql" in told(result, "ranks")


def test_a_storage_that_is_not_there_is_told(check, luckperms_file):
    luckperms_file.path.unlink()
    result = check()
    assert found(result, "ranks") == [("failed", "storage")]
    assert "gamedesk_ranks" in told(result, "ranks")


def test_a_wrong_table_prefix_is_told(check, luckperms_file):
    sql = {"path": str(luckperms_file.path), "table_prefix": "perms_"}
    result = check(ranks={"provider": "luckperms", "read_back": {"sql": sql}})
    assert found(result, "ranks") == [("failed", "storage")]
    assert "table_prefix" in told(result, "ranks")


def test_a_storage_without_groups_is_told(check, luckperms_file):
    luckperms_file.execute("DELETE FROM {groups} WHERE name <> 'default'")
    assert found(check(), "ranks") == [("warning", None)]


def test_the_storage_of_another_server_is_told(check, server, luckperms_file):
    cache = [
        {"name": "Draxe", "uuid": "d394da40-0ab1-3e8c-8302-4aaebe14d88d", "expiresOn": "2096-10-02 07:06:40 +0000"}
    ]
    (server / "usercache.json").write_text(json.dumps(cache))
    luckperms_file.execute("DELETE FROM {players}")
    result = check()
    assert found(result, "ranks") == [("ok", None), ("warning", None)]
    assert "none of 1 players" in told(result, "ranks")
    luckperms_file.player(CACHE[0]["uuid"], "draxe")
    assert found(check(), "ranks") == [("ok", None)]


def test_hostile_names_in_the_cache_are_passed_over(check, server):
    cache = [{"name": name, "uuid": "d394da40-0ab1-3e8c-8302-4aaebe14d88d"} for name in ("@a", "x" * 9999, "a b", "\n")]
    (server / "usercache.json").write_text(json.dumps([*cache, None, 5]))
    assert check()["status"] == "ok"


# The bans.


def test_bans_that_are_asked_for_are_not_while_an_action_is_under_way(check, console, tmp_path):
    folder = StateFolder(str(tmp_path / "state"))
    with server_lock(folder, "rcon 127.0.0.1:25585", deadline=1e9):
        result = check(server=None, console={"port": 25585, "password": PASSWORD}, timeout=0.2)
    folder.close()
    assert found(result, "console") == found(result, "bans") == [("warning", None)]
    assert console.sent == []


def test_bans_that_are_asked_for_fail_with_the_console(check, console):
    result = check(server=None, console={"port": PASSWORD})
    assert [one[0] for one in found(result, "bans")] == ["failed"]
    assert console.sent == []


# LuckPerms' own configuration: bukkit/src/main/resources/config.yml.


@pytest.fixture
def configure(server):
    def configure(text: str) -> None:
        (server / "plugins" / "LuckPerms").mkdir(parents=True, exist_ok=True)
        (server / "plugins" / "LuckPerms" / "config.yml").write_text(text)

    return configure


@pytest.mark.parametrize(
    ("method", "last"),
    [("sqlite", "ok"), ("'SQLite'", "ok"), ("h2", "failed"), ("MariaDB", "failed")],
    ids=["sqlite", "quoted", "h2", "mariadb"],
)
def test_the_method_of_the_storage_is_compared(check, configure, method, last):
    configure(f"server: global\nstorage-method: {method}\ndata:\n  table-prefix: 'luckperms_'\n")
    result = check()
    assert [one[0] for one in found(result, "ranks")] == ["ok", last]


def test_where_nothing_is_read_back_the_configuration_says_what_could_be(check, configure):
    configure("storage-method: h2\n")
    result = check(ranks={"provider": "luckperms"})
    assert found(result, "ranks") == [("warning", None), ("warning", None)]
    assert "storage-method to sqlite" in told(result, "ranks")


def test_another_file_than_the_servers_own_is_told(check, configure, server):
    configure("storage-method: sqlite\n")
    (server / "plugins" / "LuckPerms" / "luckperms-sqlite.db").touch()
    result = check()
    assert found(result, "ranks") == [("ok", None), ("warning", None)]
    assert "another file is read back" in told(result, "ranks")


# A provider that says more, or nothing at all.


class Owner:
    """The least that a provider of anything has."""

    read_back = "a file of its own"
    read_back_advice = "Set it"

    def __init__(self, *_options) -> None:
        pass

    def find(self, players):
        return [InvalidValueError("no") for _player in players]

    def read(self, subjects):
        return {subject.key: [] for subject in subjects}


class Strict(Owner):
    """It wants to be asked as an action asks: first for the target, and only for who was found."""

    aimed = None

    def target(self, rank, context, *, temporary):
        self.aimed = rank
        return Target(rank, context)

    def check_rank(self, rank):
        assert rank == self.aimed
        raise NotFoundError("There is no such rank.")  # and it does not say which there are

    def read(self, subjects):
        assert self.aimed
        assert [subject.name for subject in subjects] == ["Draxe"]
        return {}

    def find(self, players):
        assert [player.name for player in players] == [None, "Draxe"]
        return [NotFoundError("no"), Subject("Draxe", None)]


class Talker(Owner):
    def examine(self, server_path):
        assert server_path
        yield check_console.Finding("ranks", "warning", "It is old.", "Renew it.")
        raise InvalidValueError("It broke.")


@pytest.mark.parametrize(
    ("owner", "expected"),
    [
        (Owner, [("ok", None)]),
        (Strict, [("ok", None)]),
        (Talker, [("ok", None), ("warning", None), ("failed", "invalid_value")]),
    ],
    ids=["silent", "strict", "talking"],
)
def test_a_provider_may_say_more(check, monkeypatch, server, owner, expected):
    if owner is Strict:
        (server / "usercache.json").write_text(json.dumps(CACHE))
    monkeypatch.setattr(behaviour.ranks, "choose", owner)
    assert found(check(), "ranks") == expected
