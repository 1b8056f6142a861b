# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which server is meant: never a guess."""

from __future__ import annotations

import dataclasses

import pytest

from gamedesk.desk import host_list, servers
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
    assert host_list.read(str(tmp_path)) == ["one", "plain"]
