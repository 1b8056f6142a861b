# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The environment that Ansible gets."""

from __future__ import annotations

import os
import sys
import sysconfig
from pathlib import Path

import pytest

from gamedesk.runner.environment import ansible_environment, only, programs


def test_only_listed_variables_of_the_caller_are_passed_on(monkeypatch, tmp_path):
    for name in ("RCON_PASSWORD", "AWS_SECRET_ACCESS_KEY", "ANSIBLE_VAULT_PASSWORD", "PYTHONPATH", "SUPPORT_DESK"):
        monkeypatch.setenv(name, "planted-secret")
    environment = ansible_environment(local_temp=tmp_path, ansible_config=None)
    assert "planted-secret" not in environment.values()
    assert environment["ANSIBLE_HOST_KEY_CHECKING"] == "True"
    assert environment["LC_ALL"].endswith("UTF-8")


def test_nothing_of_cron_is_needed(monkeypatch, tmp_path):
    monkeypatch.setattr(os, "environ", {})
    environment = ansible_environment(local_temp=tmp_path, ansible_config=tmp_path / "ansible.cfg")
    assert environment["PATH"]
    assert environment["ANSIBLE_CONFIG"] == str(tmp_path / "ansible.cfg")


def test_the_environment_is_given_back(monkeypatch):
    monkeypatch.setenv("GAMEDESK_TEST", "kept")
    before = dict(os.environ)
    with only({"A": "1"}):
        assert dict(os.environ) == {"A": "1"}
    assert dict(os.environ) == before


def keeps_alive(environment: dict[str, str]) -> bool:
    return "ServerAliveInterval" in environment.get("ANSIBLE_SSH_EXTRA_ARGS", "")


@pytest.mark.parametrize(
    ("config", "asked"),
    [
        (None, True),
        ("[ssh_connection]\nssh_args = -C\nssh_common_args = -o Compression=no\n", True),
        ("[ssh_connection]\nssh_extra_args = -o ProxyJump=bastion\n", False),
        ("no section\n", True),
        (b"\xff\xfe", True),
    ],
)
@pytest.mark.parametrize("named", [True, False], ids=["named in desk.yml", "in the home"])
def test_ssh_notices_a_dead_line_unless_its_options_are_set(monkeypatch, tmp_path, config, asked, named):
    monkeypatch.setenv("HOME", str(tmp_path))
    path = tmp_path / ".ansible.cfg"
    if config is not None:
        path.write_bytes(config if isinstance(config, bytes) else config.encode())
    environment = ansible_environment(local_temp=tmp_path, ansible_config=path if named else None)
    assert keeps_alive(environment) is asked


def test_an_empty_variable_counts_as_none(monkeypatch, tmp_path):
    for name in ("HOME", "PATH", "TMPDIR"):
        monkeypatch.setenv(name, "")
    environment = ansible_environment(local_temp=tmp_path, ansible_config=None)
    assert "HOME" not in environment
    assert "TMPDIR" not in environment
    assert "" not in environment["PATH"].split(os.pathsep)


def test_ansibles_programs_are_found_where_they_were_installed(monkeypatch):
    """With C(pip install --user) they do not lie beside the interpreter, where another Ansible may lie."""
    monkeypatch.setattr(sys, "executable", "/usr/bin/python3")
    programs.cache_clear()
    assert programs() == Path(sysconfig.get_path("scripts")).resolve()
    programs.cache_clear()
