# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""inventory.example is an inventory that Ansible reads, with a server of each kind, and without a secret."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "inventory.example"


@pytest.fixture(scope="module")
def hosts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """Return the variables of each host, as ansible-inventory gives them."""
    home = tmp_path_factory.mktemp("home")
    done = subprocess.run(
        [Path(sys.executable).with_name("ansible-inventory"), "-i", EXAMPLE, "--list"],
        env={"HOME": str(home), "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
        cwd=home,
        check=True,
        capture_output=True,
        text=True,
    )
    assert "WARNING" not in done.stderr
    found: dict[str, dict[str, Any]] = json.loads(done.stdout)["_meta"]["hostvars"]
    return found


def test_it_has_three_servers(hosts: dict[str, dict[str, Any]]) -> None:
    assert sorted(hosts) == ["creative", "lobby", "survival"]


def test_every_server_says_where_it_lies_and_how_its_console_is_reached(hosts: dict[str, dict[str, Any]]) -> None:
    for variables in hosts.values():
        assert {"gamedesk_server", "gamedesk_console", "ansible_python_interpreter"} <= variables.keys()
        assert variables["gamedesk_console"]["transport"] == "rcon"


def test_survival_logs_in_with_a_key_and_reads_ranks_back_from_luckperms(hosts: dict[str, dict[str, Any]]) -> None:
    survival = hosts["survival"]
    assert "ansible_ssh_private_key_file" in survival
    assert "ansible_password" not in survival
    assert survival["gamedesk_ranks"]["provider"] == "luckperms"
    assert survival["gamedesk_ranks"]["read_back"]["sql"]["engine"] == "sqlite"


def test_passwords_come_from_the_vault(hosts: dict[str, dict[str, Any]]) -> None:
    creative = hosts["creative"]
    assert creative["ansible_password"] == "{{ vault_creative_ssh_password }}"
    assert creative["gamedesk_console"]["password"] == "{{ vault_creative_rcon_password }}"


def test_the_example_of_a_vault_is_empty_and_has_every_secret_that_is_used() -> None:
    # Two texts that must agree, neither of them read by Ansible here.
    vault = (EXAMPLE / "group_vars/minecraft/vault.yml.example").read_text(encoding="utf-8")
    offered = [line.split(":")[0] for line in vault.splitlines() if line.startswith("vault_")]
    assert all(line.endswith(': ""') for line in vault.splitlines() if line.startswith("vault_"))
    used = (EXAMPLE / "host_vars/creative.yml").read_text(encoding="utf-8")
    assert offered
    assert all(f"{{{{ {name} }}}}" in used for name in offered)
