# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Planted secrets are found nowhere: not while an action runs, not after it, not after a kill, and not with -vvv."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from ansible.parsing.vault import VaultLib, VaultSecret

from gamedesk.desk.sandboxing import sandbox_folder

from . import planted, test_ssh
from .conftest import Bench
from .holding_proxy import holding_proxy
from .planted import Search
from .process_watch import Seen, watching
from .test_faults import processes_of, wait_until

sshd = test_ssh.sshd
needs_sshd = pytest.mark.skipif(test_ssh.SSHD is None, reason="needs sshd")
TOOLS = Path(sys.executable).parent
VIP = ("group.vip", 0)
# Found, so that a search that finds nothing fails: in a ticket, in an environment, in arguments.
CANARY = "Canary7Q2mXw9sLkD4"
SYSLOG = """
import os, syslog
def record(*words):
    with open(os.environ["GAMEDESK_TEST_SYSLOG"], "a") as file:
        file.write(repr(words) + chr(10))
syslog.syslog = record
"""


@dataclasses.dataclass
class Plant(Bench):
    """A desk whose inventory, vault, environment and host hold a secret each."""

    folder: Path
    secrets: dict[str, str]
    planted_at: float = dataclasses.field(default_factory=time.time)

    @functools.cached_property
    def search(self) -> Search:
        return Search(self.secrets, since=self.planted_at - 2)

    def environment(self) -> dict[str, str]:
        return super().environment() | {
            "TMPDIR": str(self.folder / f"tmp-{CANARY}"),
            "SSH_AUTH_SOCK": str(self.home / "agent"),
            "RCON_PASSWORD": self.secrets["environment"],
            "AWS_SECRET_ACCESS_KEY": self.secrets["environment"],
        }

    def encrypt(self, path: Path, variables: dict[str, object], *, inline: bool = False) -> None:
        """Write variables to a file of the inventory: the whole file as a vault, or each of them."""
        path.parent.mkdir(parents=True, exist_ok=True)
        vault = VaultLib([("default", VaultSecret(self.secrets["vault"].encode()))])
        if inline:
            several = {name: vault.encrypt(text).decode() for name, text in variables.items()}
            blocks = (f"{name}: !vault |\n{textwrap.indent(text, '  ')}" for name, text in several.items())
            path.write_text("".join(blocks))
        else:
            path.write_bytes(vault.encrypt(yaml.safe_dump(variables)))

    def found(self, *outputs: str, memory: bool = True) -> set[object]:
        """Where secrets are: in all that is written to during and after a run, but for server.properties.

        C(memory) is shared memory, through which Ansible tells ssh the password while it runs.
        """
        places = [
            self.desk,
            self.home,
            self.folder / f"tmp-{CANARY}",
            self.folder / "logs",
            *new_in(Path("/tmp"), self),
        ]
        properties = sandbox_folder(self.desk) / "server.properties"
        assert self.search.in_files(properties) == {("rcon", str(properties))}
        found: set[object] = set(self.search.in_files(*places, without=[properties]))
        for number, output in enumerate(outputs):
            found |= {(name, f"output {number}") for name in self.search.in_bytes(output.encode())}
        return found


OLD: set[Path] = set()


def new_in(folder: Path, plant: Plant) -> list[Path]:
    """What is in a folder that was not there when the secrets were planted, and is not a place where they are."""
    return [path for path in folder.iterdir() if path not in OLD and path not in plant.folder.parents]


@pytest.fixture
def plant(bench: Bench, tmp_path: Path) -> Iterator[Plant]:
    names = ("vault", "database", "ssh password", "passphrase", "become", "environment")
    secrets = {name: planted.new(name) for name in names} | {"rcon": bench.server.password}
    OLD.clear()
    OLD.update(Path("/tmp").iterdir(), Path("/dev/shm").iterdir())
    made = Plant(bench.desk, bench.home, bench.server, tmp_path / "ops", secrets)
    for folder in (made.folder, made.folder / "logs", made.folder / f"tmp-{CANARY}", made.folder / "python"):
        folder.mkdir()
    (made.folder / "vault-password").write_text(secrets["vault"] + "\n")
    (made.folder / "vault-password").chmod(0o600)
    script = made.folder / "vault.sh"
    script.write_text(f"#!/bin/sh\nexec tee /dev/stderr < {made.folder}/vault-password\n")  # a chatty one
    script.chmod(0o700)
    (made.folder / "python" / "sitecustomize.py").write_text(SYSLOG)
    interpreter = made.folder / "python" / "python3"
    interpreter.write_text(
        f"#!/bin/sh\nexec env PYTHONPATH={made.folder}/python GAMEDESK_TEST_SYSLOG={made.folder}/logs/syslog "
        f'{getattr(sys, "_base_executable", sys.executable)} "$@"\n'
    )
    interpreter.chmod(0o700)
    (made.folder / "ansible.cfg").write_text(
        f"[defaults]\nverbosity=3\nlog_path={made.folder}/logs/ansible.log\ndisplay_args_to_stdout=True\n"
        "keep_remote_files=True\ncallbacks_enabled=ansible.builtin.tree,ansible.builtin.junit\ndebug=True\n"
        f"[callback_tree]\ndirectory={made.folder}/logs/tree\n"
    )
    (made.desk / "desk.yml").write_text(
        f"vault_password_file: {script}\nansible_config: {made.folder}/ansible.cfg\ntimeout: 30\n"
    )
    inventory = made.desk / "inventory"
    made.encrypt(
        inventory / "group_vars" / "minecraft" / "vault.yml",
        {"vault_rcon_password": secrets["rcon"], "ops_database": {"password": secrets["database"]}},
    )
    made.encrypt(
        inventory / "host_vars" / "survival" / "inline.yml",
        {
            "ansible_password": secrets["ssh password"],
            "ansible_become_password": secrets["become"],
            "ansible_ssh_private_key_passphrase": secrets["passphrase"],
        },
        inline=True,
    )
    made.set_inventory(
        gamedesk_server=None,
        gamedesk_console={"host": "127.0.0.1", "port": made.server.port, "password": "{{ vault_rcon_password }}"},
        ansible_python_interpreter=str(interpreter),
        ops_report="{{ ops_database.password }}",
    )
    agent = subprocess.Popen(
        ["ssh-agent", "-D", "-a", str(made.home / "agent")], stdout=subprocess.DEVNULL, env={"PATH": os.environ["PATH"]}
    )
    try:
        wait_until((made.home / "agent").exists)
        yield made
    finally:
        agent.terminate()
        agent.wait(timeout=10)


def over_ssh(plant: Plant, sshd: test_ssh.Sshd, port: int) -> None:
    """Let the desk reach the host by a key that has a passphrase and is in the agent."""
    sshd.trust()
    key = new_key(plant)
    sshd.key.with_name("authorized_keys").write_text(key.with_suffix(".pub").read_text())
    askpass = plant.folder / "askpass.sh"
    askpass.write_text(f"#!/bin/sh\ncat <<'SECRET'\n{plant.secrets['passphrase']}\nSECRET\n")
    askpass.chmod(0o700)
    asking = {"SSH_ASKPASS": str(askpass), "SSH_ASKPASS_REQUIRE": "force"}
    subprocess.run(["ssh-add", "-q", str(key)], env=plant.environment() | asking, check=True)
    test_ssh.over_ssh(
        plant,
        sshd,
        ansible_ssh_private_key_file=str(key),
        ansible_python_interpreter=str(plant.folder / "python" / "python3"),
        ansible_remote_tmp=str(plant.folder / "logs" / "remote-tmp"),
        gamedesk_console={"port": port},
    )


def new_key(plant: Plant) -> Path:
    key = plant.folder / "key"
    asking = ["ssh-keygen", "-q", "-t", "ed25519", "-N", plant.secrets["passphrase"], "-f", str(key)]
    subprocess.run(asking, check=True)
    return key


def in_processes(plant: Plant, seen: list[Seen], *commands: list[str]) -> set[object]:
    """Where processes had secrets; the caller's own may be in the environment of the commands themselves alone."""
    own = ["\0".join(command).encode() + b"\0" for command in commands]
    found: set[object] = set()
    for one in seen:
        names = plant.search.in_bytes(one.data)
        if one.kind == "environ" and one.command in own:
            names -= {"environment"}
        found |= {(name, one.kind, one.command) for name in names}
    return found


def assert_watched(plant: Plant, seen: list[Seen], command: list[str]) -> None:
    """The watch saw what there was to see: the caller's secret in the command, and canaries in its children."""
    own = "\0".join(command).encode() + b"\0"
    canary = Search({"canary": CANARY})
    assert any("environment" in plant.search.in_bytes(one.data) for one in seen if one.command == own)
    for kind, program in (("cmdline", b"gamedesk"), ("environ", b"ansible-playbook"), ("environ", b"ssh")):
        assert any(canary.in_bytes(one.data) for one in seen if one.kind == kind and program in one.command), kind
    assert any(b"python3" in one.command and b"GAMEDESK_TEST_SYSLOG" in one.data for one in seen)  # the module itself


@needs_sshd
@pytest.mark.parametrize("killed", ["nothing", "command", "tree"])
def test_over_ssh_with_every_setting_that_talks(plant, sshd, killed):
    with holding_proxy(plant.server.port) as proxy:
        over_ssh(plant, sshd, proxy.port)
        words = ("grant", "Draxe", "vip", "--because", CANARY, *(["--json"] if killed == "nothing" else []))
        with watching(plant.folder) as seen:
            proxy.hold()
            process = plant.start(*words)
            wait_until(lambda: proxy.holding.is_set() or process.poll() is not None)
            assert proxy.holding.is_set(), process.communicate()[0]
            assert plant.found(memory=False) == set()
            if killed == "nothing":
                proxy.release()
            tree = processes_of(process.pid)
            for pid in {"nothing": set(), "command": {process.pid}, "tree": tree}[killed]:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            out, err = process.communicate(timeout=60)
            assert process.returncode == (0 if killed == "nothing" else -signal.SIGKILL), (out, err)
            assert bool(list((plant.desk / ".run" / "runs").iterdir())) == (killed != "nothing")
            assert plant.found(out, err, memory=killed == "nothing") == set()
            proxy.release()
            if killed != "nothing":
                time.sleep(1)  # what is younger in shared memory may belong to a run that begins
                again = plant.run("resume")
                assert again.returncode == 0, again
                assert plant.found(again.stdout, again.stderr) == set()
                assert list((plant.desk / ".run" / "runs").iterdir()) == []
    wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in tree))
    assert VIP in plant.memberships()
    assert in_processes(plant, seen, plant.command(*words), plant.command("resume")) == set()
    assert_watched(plant, seen, plant.command(*words))
    assert Search({"canary": CANARY}).in_files(plant.desk / "tickets")
    logs = plant.folder / "logs"
    assert "Invoked with" in (logs / "syslog").read_text()
    assert "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER" in (logs / "ansible.log").read_text()
    assert (logs / "tree" / "survival").exists()
    assert not list(logs.glob("remote-tmp/*"))


def ansible_playbook(plant: Plant, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run the playbook as ops do: without the command, with -vvv, and with a log."""
    request = {"gamedesk_hosts": ["survival"], "gamedesk_request": {"player": ["Draxe"], "rank": "vip"}}
    return subprocess.run(
        [TOOLS / "ansible-playbook", "-vvv", "--diff", "-i", plant.desk / "inventory", "-e", json.dumps(request),
         "--vault-password-file", plant.folder / "vault-password", "gamedesk.support.grant_rank"],
        env=Bench.environment(plant)
        | {
            "PATH": f"{TOOLS}:{os.environ['PATH']}",
            "LC_ALL": "C.UTF-8",
            "TMPDIR": plant.environment()["TMPDIR"],
            "ANSIBLE_LOG_PATH": str(plant.folder / "logs" / "ansible.log"),
            **settings,
        },
        cwd=plant.home,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )  # fmt: skip


@pytest.mark.parametrize("pipelining", ["True", "False"])
def test_ops_with_vvv_and_a_log(plant, pipelining):
    with watching(plant.folder) as seen:
        done = ansible_playbook(plant, ANSIBLE_PIPELINING=pipelining)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "module_args" in done.stdout
    assert "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER" in (plant.folder / "logs" / "ansible.log").read_text()
    assert plant.found(done.stdout, done.stderr) == set()
    assert in_processes(plant, seen) == set()
    assert VIP in plant.memberships()


def test_the_password_stays_on_the_host(plant):
    plant.set_inventory(gamedesk_console=None, gamedesk_server={"path": str(sandbox_folder(plant.desk))})
    command = plant.command("grant", "Draxe", "vip", "--json")
    with watching(plant.folder) as seen:
        done = plant.run("grant", "Draxe", "vip", "--json")
    assert json.loads(done.stdout)["status"] == "succeeded"
    assert plant.found(done.stdout, done.stderr) == set()
    assert in_processes(plant, seen, command) == set()


@needs_sshd
def test_a_passphrase_and_no_agent_is_told_at_once(plant, sshd):
    over_ssh(plant, sshd, plant.server.port)
    (plant.home / "agent").unlink()
    (plant.desk / "inventory" / "host_vars" / "survival" / "inline.yml").unlink()  # no password to fall back on
    begun = time.monotonic()
    code, outcome = plant.json("grant", "Draxe", "vip")
    assert (code, outcome["error"]["code"]) == (4, "login"), outcome
    assert time.monotonic() - begun < 20
    assert plant.found(json.dumps(outcome)) == set()
