# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The same over a real sshd on loopback: keys, passwords, unknown hosts."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ..faults.outcomes import SSH_KEY, SSH_LOGIN, SSH_REFUSED
from .sshd import SSHD, Sshd, over_ssh, running_sshd
from .test_faults import wait_until

pytestmark = pytest.mark.skipif(SSHD is None, reason="needs sshd")
VIP = ("group.vip", 0)


@pytest.fixture
def sshd(tmp_path: Path) -> Iterator[Sshd]:
    with running_sshd(tmp_path) as running:
        yield running


def test_a_grant_over_ssh(bench, sshd):
    sshd.trust()
    over_ssh(bench, sshd)
    code, outcome = bench.json("grant", "Draxe", "vip")
    assert (code, outcome["status"], outcome["verified"]) == (0, "succeeded", True), outcome
    assert VIP in bench.memberships()


def test_an_unknown_host_key_is_told_with_the_line_that_mends_it(bench, sshd):
    over_ssh(bench, sshd)
    code, outcome = bench.json("grant", "Draxe", "vip")
    assert (code, outcome["status"], outcome["error"]["code"]) == (SSH_KEY.exit, SSH_KEY.status, *SSH_KEY.codes)
    assert f"ssh-keyscan -p {sshd.port} 127.0.0.1 >> ~/.ssh/known_hosts" in outcome["error"]["message"]
    assert bench.history()[-1]["error"]["code"] == "host_key"
    assert bench.memberships().count(VIP) == 0
    sshd.trust()
    assert bench.json("grant", "Draxe", "vip")[0] == 0


def test_a_host_key_that_changed_is_not_to_be_scanned_away(bench, sshd):
    sshd.trust()
    other = subprocess.run(
        ["ssh-keygen", "-y", "-f", str(sshd.key)], capture_output=True, text=True, check=True
    ).stdout.split()
    sshd.known_hosts.write_text(f"[127.0.0.1]:{sshd.port} {other[0]} {other[1]}\n")
    over_ssh(bench, sshd)
    code, outcome = bench.json("grant", "Draxe", "vip")
    assert (code, outcome["error"]["code"]) == (4, "host_key")
    assert "keyscan" not in outcome["error"]["message"]


def test_a_refused_login(bench, sshd):
    sshd.trust()
    stranger = sshd.key.with_name("stranger")
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(stranger)], check=True)
    over_ssh(bench, sshd, ansible_ssh_private_key_file=str(stranger))
    code, outcome = bench.json("grant", "Draxe", "vip")
    assert (code, outcome["status"], outcome["error"]["code"]) == (SSH_LOGIN.exit, SSH_LOGIN.status, *SSH_LOGIN.codes)


def test_a_host_that_is_not_there(bench, sshd):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        over_ssh(bench, sshd, ansible_port=nobody.getsockname()[1])
        code, outcome = bench.json("grant", "Draxe", "vip")
    assert (code, outcome["status"], outcome["error"]["code"]) == (
        SSH_REFUSED.exit,
        SSH_REFUSED.status,
        *SSH_REFUSED.codes,
    )
    assert "Connection refused" in outcome["error"]["message"]


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to make a user with a password")
def test_a_password_login_needs_no_sshpass(bench, sshd, tmp_path):
    name, password = "gamedesk-test", "correct horse battery staple"
    subprocess.run(
        ["useradd", "--no-create-home", "--home-dir", "/nonexistent", "--shell", "/bin/sh", name], check=True
    )
    try:
        subprocess.run(["chpasswd"], input=f"{name}:{password}", text=True, check=True)
        sshd.trust()
        vault = tmp_path / "vault-password"
        vault.write_text("vault-secret")
        vault.chmod(0o600)
        encrypted = subprocess.run(
            [shutil.which("ansible-vault", path=os.path.dirname(sys.executable)), "encrypt_string",
             "--vault-password-file", str(vault), "--encrypt-vault-id", "default", password],
            capture_output=True, text=True, check=True, env=bench.environment(),
        ).stdout  # fmt: skip
        variables = bench.desk / "inventory" / "host_vars" / "survival.yml"
        variables.parent.mkdir()
        variables.write_text(f"ansible_password: {encrypted}")
        (bench.desk / "desk.yml").write_text(f"vault_password_file: {vault}\n")
        over_ssh(
            bench,
            sshd,
            ansible_user=name,
            ansible_ssh_private_key_file=None,
            ansible_remote_tmp="/tmp/gamedesk-test-tmp",
            ansible_become=False,
            ansible_ssh_common_args=f"-o UserKnownHostsFile={sshd.known_hosts} -o PubkeyAuthentication=no",
            gamedesk_state_dir="/tmp/gamedesk-test-state",
            ansible_python_interpreter="/usr/bin/python3",
        )
        right = variables.read_text()
        variables.write_text("ansible_password: wrong\n")
        code, outcome = bench.json("grant", "Draxe", "vip", "--check")
        assert (code, outcome["error"]["code"]) == (4, "login")
        variables.write_text(right)
        code, outcome = bench.json("grant", "Draxe", "vip", "--check")
        # The login worked; whether that user may read the server's folder is another matter.
        assert outcome["error"] is None or outcome["error"]["code"] in {"configuration", "storage"}, outcome
    finally:
        subprocess.run(["pkill", "-KILL", "-u", name], check=False)
        wait_until(lambda: subprocess.run(["userdel", name], check=False).returncode == 0)
        for left in ("/tmp/gamedesk-test-tmp", "/tmp/gamedesk-test-state"):
            shutil.rmtree(left, ignore_errors=True)
