# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The fingerprint of an inventory changes with everything that may change what Ansible says of it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gamedesk.runner import fingerprint as module
from gamedesk.runner.fingerprint import fingerprint

HOSTS = "minecraft:\n  hosts:\n    survival:\n      gamedesk_ranks: {provider: luckperms}\n"


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setattr(module, "ANSIBLE_CONFIGS", ("~/.ansible.cfg",))
    monkeypatch.setattr(module, "_PLUGIN_FOLDERS", ("~/.ansible/plugins/inventory", "~/.ansible/plugins/vars"))
    return folder


@pytest.fixture
def inventory(tmp_path) -> Path:
    folder = tmp_path / "inventory"
    (folder / "group_vars" / "minecraft").mkdir(parents=True)
    (folder / "hosts.yml").write_text(HOSTS)
    (folder / "group_vars" / "minecraft" / "main.yml").write_text("gamedesk_state_dir: /srv\n")
    return folder


def test_it_stays_while_nothing_changes_and_does_not_look_at_the_clock(inventory):
    before = fingerprint(inventory, None)
    os.utime(inventory / "hosts.yml", (1, 1))
    assert before is not None
    assert fingerprint(inventory, None) == before


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: (folder / "hosts.yml").write_text(HOSTS.replace("survival", "creative")),
        lambda folder: (folder / "more.yml").write_text(""),
        lambda folder: (folder / "hosts.yml").rename(folder / "servers.yml"),
        lambda folder: (folder / "group_vars" / "minecraft" / "main.yml").write_text("gamedesk_ranks: {}\n"),
        lambda folder: (folder / "group_vars" / "minecraft" / "main.yml").unlink(),
        lambda folder: (folder / "host_vars").mkdir() or (folder / "host_vars" / "survival.yml").write_text("a: 1"),
    ],
)
def test_it_changes_with_each_file_of_the_folder(inventory, change):
    before = fingerprint(inventory, None)
    os.utime(inventory / "hosts.yml", (1, 1))
    change(inventory)
    assert fingerprint(inventory, None) not in {before, None}


def test_what_lies_beside_an_inventory_of_one_file_counts(inventory):
    file = inventory / "hosts.yml"
    before = fingerprint(file, None)
    (inventory / "group_vars" / "minecraft" / "main.yml").write_text("gamedesk_ranks: {}\n")
    assert None not in {before, fingerprint(file, None)}
    assert fingerprint(file, None) != before


def test_bytes_do_not_wander_from_one_file_to_the_next(tmp_path, inventory):
    one, two = inventory / "x1", inventory / "x2"
    one.write_text("ab")
    two.write_text("c")
    before = fingerprint(inventory, None)
    one.write_text("a")
    two.write_text("bc")
    assert fingerprint(inventory, None) != before


def test_the_settings_of_ansible_count(inventory, home, tmp_path):
    prints = [fingerprint(inventory, None)]
    (home / ".ansible.cfg").write_text("[defaults]\nforks = 3\n")
    prints.append(fingerprint(inventory, None))
    own = tmp_path / "ansible.cfg"
    own.write_text("[defaults]\ninventory = /elsewhere\n; enable_plugins = none\n")
    prints.append(fingerprint(inventory, own))
    own.write_text("[defaults]\ninventory_ignore_extensions = .yml\n")
    prints.append(fingerprint(inventory, own))
    assert None not in prints
    assert len(set(prints)) == 4


def program(folder: Path, _home: Path) -> None:
    (folder / "cloud").write_text("#!/bin/sh\n")
    (folder / "cloud").chmod(0o755)


def plugin(folder: Path, _home: Path) -> None:
    (folder / "cloud.yml").write_text("# from the cloud\nplugin: amazon.aws.aws_ec2\n")


def plugin_as_json(folder: Path, _home: Path) -> None:
    (folder / "cloud.yaml").write_text('{"plugin" : "constructed"}')


def pipe(folder: Path, _home: Path) -> None:
    os.mkfifo(folder / "pipe")


def ring(folder: Path, _home: Path) -> None:
    (folder / "ring").symlink_to(folder)


def broken_link(folder: Path, _home: Path) -> None:
    (folder / "nothing").symlink_to(folder / "not-there")


def enabled(_folder: Path, home: Path) -> None:
    (home / ".ansible.cfg").write_text("[inventory]\nenable_plugins = my.own.thing, yaml\n")


def vars_plugin(_folder: Path, home: Path) -> None:
    (home / ".ansible.cfg").write_text("[defaults]\nvars_plugins_enabled=my.own.vars\n")


def another_home(_folder: Path, home: Path) -> None:
    (home / ".ansible.cfg").write_text("[defaults]\nhome = /srv/ansible\n")


def in_the_home(_folder: Path, home: Path) -> None:
    (home / ".ansible" / "plugins" / "vars").mkdir(parents=True)


def large(folder: Path, _home: Path) -> None:
    (folder / "large.yml").write_bytes(b"#" * 10_000_000)


@pytest.mark.parametrize(
    "more",
    [program, plugin, plugin_as_json, pipe, ring, broken_link, enabled, vars_plugin, another_home, in_the_home, large],
)
def test_there_is_none_where_more_than_files_decides(inventory, home, more):
    more(inventory, home)
    assert fingerprint(inventory, None) is None


def test_there_is_none_of_what_is_not_there(tmp_path, inventory):
    assert fingerprint(tmp_path / "nowhere", None) is None
    assert fingerprint(inventory, tmp_path / "nowhere.cfg") is None
