# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which server is meant: never a guess."""

from __future__ import annotations

import dataclasses
import json
import stat

import pytest

from gamedesk.desk import server_names, servers
from gamedesk.desk.settings import Settings
from gamedesk.errors import DeskError, UsageError


@pytest.fixture
def inventory(monkeypatch):
    hosts: dict[str, dict[str, object]] = {}
    monkeypatch.setattr(servers, "host_variables", lambda *_, **__: hosts)
    return hosts


def choose(tmp_path, *, option=None, of_ticket=None, **settings):
    known = dataclasses.replace(Settings(inventory=tmp_path), **settings)
    return servers.choose(option, of_ticket=of_ticket, needs="gamedesk_ranks", settings=known)


def test_the_order_of_what_names_a_server(tmp_path, inventory):
    inventory["only"] = {"gamedesk_ranks": {}}
    inventory["plain"] = {}
    assert choose(tmp_path, option="a", of_ticket="b", default_server="c") == "a"
    assert choose(tmp_path, of_ticket="b", default_server="c") == "b"
    assert choose(tmp_path, default_server="c") == "c"
    assert choose(tmp_path) == "only"


def test_a_shared_rank_store_is_declared_once(tmp_path, inventory):
    assert choose(tmp_path, of_ticket="b", default_server="c", ranks_via="lobby") == "lobby"
    assert choose(tmp_path, option="a", ranks_via="lobby") == "a"


def test_two_that_can_be_meant_are_listed(tmp_path, inventory):
    inventory.update({"one": {"gamedesk_ranks": {}}, "two": {"gamedesk_ranks": {}}})
    with pytest.raises(UsageError, match="one, two"):
        choose(tmp_path)


def test_none_that_can_be_meant_says_what_is_missing(tmp_path, inventory):
    inventory["plain"] = {}
    with pytest.raises(UsageError, match="gamedesk_ranks"):
        choose(tmp_path)


def test_an_explanation_survives_a_broken_inventory(tmp_path, monkeypatch):
    def broken(*_args, **_kwargs):
        raise DeskError("broken")

    monkeypatch.setattr(servers, "host_variables", broken)
    settings = Settings(inventory=tmp_path)
    assert servers.address("survival", settings) == ("survival", 22)
    assert "survival" in servers.unknown("survival", settings)


def test_the_hosts_that_ansible_named_are_remembered(tmp_path, inventory):
    inventory.update({"one": {"gamedesk_ranks": {}}, "plain": {}})
    assert choose(tmp_path, desk=tmp_path) == "one"
    assert server_names.names(str(tmp_path)) == ["one", "plain"]


@pytest.fixture
def desk(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    folder = tmp_path / "desk"
    (folder / "inventory").mkdir(parents=True)
    (folder / "inventory" / "hosts.yml").write_text("all: {hosts: {only: {}}}\n")
    return folder


@pytest.fixture
def asked(monkeypatch):
    """How often Ansible was asked."""
    questions = []

    def host_variables(*_args, **_kwargs):
        questions.append(1)
        return {"only": {"gamedesk_ranks": {"provider": "luckperms"}, "vault_rcon_password": "planted-secret"}}

    monkeypatch.setattr(servers, "host_variables", host_variables)
    return questions


def choose_on(desk, needs="gamedesk_ranks"):
    settings = Settings(inventory=desk / "inventory", desk=desk)
    return servers.choose(None, of_ticket=None, needs=needs, settings=settings)


def test_ansible_is_asked_once_until_the_inventory_changes(desk, asked):
    assert [choose_on(desk), choose_on(desk)] == ["only", "only"]
    assert len(asked) == 1
    (desk / "inventory" / "more.yml").write_text("")
    assert choose_on(desk) == "only"
    assert len(asked) == 2


def test_a_server_that_is_known_to_be_missing_is_told_without_asking_ansible(desk, asked):
    settings = Settings(inventory=desk / "inventory", desk=desk)

    def choose_named(name):
        return servers.choose(name, of_ticket=None, needs="gamedesk_ranks", settings=settings)

    assert choose_named("gone") == "gone"  # nothing is known yet: Ansible will tell
    choose_on(desk)
    with pytest.raises(UsageError, match=r"no server 'gone' in .*; there are: only\."):
        choose_named("gone")
    assert [choose_named("only"), choose_named("localhost")] == ["only", "localhost"]
    assert len(asked) == 1
    (desk / "inventory" / "more.yml").write_text("")
    assert choose_named("gone") == "gone"
    assert len(asked) == 1


def test_an_inventory_that_asks_somebody_else_is_asked_each_time(desk, asked):
    (desk / "inventory" / "cloud.yml").write_text("plugin: amazon.aws.aws_ec2\n")
    assert [choose_on(desk), choose_on(desk)] == ["only", "only"]
    assert len(asked) == 2


def test_names_are_kept_and_values_are_not(desk, asked):
    choose_on(desk)
    (kept,) = [path for path in (desk / ".run").iterdir() if path.is_file()]
    assert json.loads(kept.read_text())["hosts"] == {"only": ["gamedesk_ranks"]}
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("broken", [b"", b"[]", b"{}", b'{"fingerprint": 1}', b"\xff", b"[" * 100_000])
def test_what_is_kept_may_be_anything(desk, asked, broken):
    choose_on(desk)
    (desk / ".run" / "servers.json").write_bytes(broken)
    assert choose_on(desk) == "only"
    assert len(asked) == 2


@pytest.mark.parametrize("hosts", ["[]", "null", '{"only": 1}', '{"only": {"a": 1}}'])
def test_a_memory_with_the_right_fingerprint_may_still_be_wrong(desk, asked, hosts):
    choose_on(desk)
    kept = desk / ".run" / "servers.json"
    print_ = json.loads(kept.read_text())["fingerprint"]
    kept.write_text(f'{{"fingerprint": "{print_}", "hosts": {hosts}}}')
    assert choose_on(desk) == "only"
    assert len(asked) == 2


def test_a_desk_that_cannot_be_written_is_no_obstacle(desk, asked):
    (desk / ".run").write_text("in the way")
    assert choose_on(desk) == "only"


def test_the_memory_is_not_asked_for_an_unknown_inventory(desk, monkeypatch):
    def broken(*_args, **_kwargs):
        raise DeskError("broken")

    monkeypatch.setattr(servers, "host_variables", broken)
    with pytest.raises(DeskError, match="broken"):
        choose_on(desk)
