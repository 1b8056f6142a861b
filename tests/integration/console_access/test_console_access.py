# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role console_access, run by ansible-playbook on files such as a server writes (domain: server.properties).

Starting Ansible takes longer than the role, so every case is a host of one inventory, and the role runs three times:
in check mode, for real, and again.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

# Written by a server before 1.20, whose files are Latin-1: the motd is no UTF-8.
NEW = b"""#Minecraft server properties
#Sat Jan 06 12:00:00 UTC 2024
enable-rcon=false
motd=\xa7aWelcome
rcon.password=
rcon.port=25575
server-ip=
"""
PLAYBOOK = """- hosts: all
  gather_facts: false
  roles:
    - gamedesk.support.console_access
  post_tasks:
    - ansible.builtin.debug:
        msg: "restart needed: {{ console_access_restart_needed }}"
"""
# One process has to run the role, however many run the tests.
pytestmark = pytest.mark.xdist_group("console_access")

OPEN_PORT = "Close its port in the firewall"
OTHER_READERS = "Every user of this machine can read"


@dataclass(frozen=True)
class Case:
    """A server before the role runs, and what the inventory says about it."""

    content: bytes | None = NEW
    mode: int = 0o640
    variables: dict[str, Any] = field(default_factory=dict)
    paper: bool = False


MISREAD = ["two words", "line1of2\nrcon.port=1", "back\\slash", "pässword", "x" * 257]
CASES = {
    "new": Case(),
    "kept": Case(b"rcon.password=Kept12345\r\nrcon.port = 25580\r\nenable-rcon=true\r\n", mode=0o644),
    "twice": Case(b"rcon.password=Old\nenable-rcon=true\nrcon.password=\nenable-rcon=false\n", paper=True),
    "port": Case(
        NEW.replace(b"server-ip=", b"server-ip=127.0.0.1"),
        mode=0o644,
        variables={"gamedesk_console": {"transport": "rcon", "port": 25590}, "console_access_mode": "0600"},
    ),
    "password": Case(
        NEW.replace(b"rcon.password=", b"rcon.password=OldSecret1"),
        variables={"console_access_password": "NewSecret2="},
    ),
    "missing": Case(None),
    "port_negative": Case(variables={"console_access_port": -1}),
    "port_large": Case(variables={"console_access_port": 65536}),
} | {f"misread_{n}": Case(variables={"console_access_password": text}) for n, text in enumerate(MISREAD)}
REFUSED = [name for name in CASES if name.startswith(("missing", "port_", "misread_"))]
WORKING = [name for name in CASES if name not in REFUSED]


@dataclass(frozen=True)
class Run:
    """What one run said, and the files that it left."""

    output: str
    files: dict[str, bytes | None]
    modes: dict[str, int]

    def results(self, host: str) -> list[dict[str, Any]]:
        """Return what Ansible shows of the results of one host."""
        shown = re.findall(rf"^\w+: \[{host}\].*? => (\{{.*?^\}})", self.output, re.M | re.S)
        assert shown
        return [json.loads(text) for text in shown]

    def messages(self, host: str) -> str:
        return "\n".join(str(result.get("msg", "")) for result in self.results(host))

    def changed(self, host: str) -> int:
        """Return the number of changes from the recap."""
        return int(re.search(rf"^{host} +: ok=\d+ +changed=(\d+)", self.output, re.M)[1])

    def settings(self, host: str) -> dict[str, str]:
        """Return what Java reads: the last line of a key counts."""
        lines = (self.files[host] or b"").decode("latin-1").splitlines()
        return dict(re.split(r"\s*[=:]\s*", line.strip(), maxsplit=1) for line in lines if not line.startswith("#"))


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Run]:
    """Run the role on all cases: in check mode, for real, and again."""
    folder = tmp_path_factory.mktemp("servers")
    (folder / "play.yml").write_text(PLAYBOOK, encoding="utf-8")
    hosts = {}
    for name, case in CASES.items():
        server = folder / name
        server.mkdir()
        if case.content is not None:
            (server / "server.properties").write_bytes(case.content)
            (server / "server.properties").chmod(case.mode)
        if case.paper:
            (server / "config").mkdir()
            (server / "config/paper-global.yml").touch()
        hosts[name] = {"gamedesk_server": {"path": str(server)}} | case.variables
    shared = {"ansible_connection": "local", "ansible_python_interpreter": sys.executable}
    (folder / "hosts.json").write_text(json.dumps({"all": {"hosts": hosts, "vars": shared}}), encoding="utf-8")
    found = {}
    working = ["--limit", ",".join(WORKING)]
    for kind, options in {"check": ["--check", *working], "first": [], "second": working}.items():
        done = subprocess.run(
            [
                Path(sys.executable).with_name("ansible-playbook"),
                *("-i", folder / "hosts.json", "--diff", "-vvv", *options),
                folder / "play.yml",
            ],
            env={"HOME": str(folder), "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "ANSIBLE_PIPELINING": "true"},
            cwd=folder,
            check=False,
            capture_output=True,
            text=True,
        )
        # Some cases are there to be refused.
        assert done.returncode == (2 if kind == "first" else 0), done.stdout + done.stderr
        files = {name: folder / name / "server.properties" for name in CASES}
        found[kind] = Run(
            done.stdout + done.stderr,
            {name: file.read_bytes() if file.exists() else None for name, file in files.items()},
            {name: file.stat().st_mode & 0o777 for name, file in files.items() if file.exists()},
        )
    return found


def test_a_new_server_gets_rcon_with_a_random_password_on_loopback(runs: dict[str, Run]) -> None:
    settings = runs["first"].settings("new")
    assert settings["enable-rcon"] == "true"
    assert settings["rcon.port"] == "25575"
    assert settings["rcon.ip"] == "127.0.0.1"
    assert re.fullmatch(r"[A-Za-z0-9]{32}", settings["rcon.password"])
    assert settings["rcon.password"] != runs["first"].settings("twice")["rcon.password"]
    assert b"motd=\xa7aWelcome\n" in runs["first"].files["new"]
    assert runs["first"].modes["new"] == 0o640
    assert "restart needed: True" in runs["first"].messages("new")


@pytest.mark.parametrize("host", WORKING)
def test_check_mode_says_what_would_change_and_changes_nothing(runs: dict[str, Run], host: str) -> None:
    assert runs["check"].files[host] == CASES[host].content
    assert runs["check"].modes[host] == CASES[host].mode
    assert runs["check"].changed(host) == runs["first"].changed(host) > 0
    assert "restart needed: True" in runs["check"].messages(host)


@pytest.mark.parametrize("host", WORKING)
def test_the_second_run_changes_nothing(runs: dict[str, Run], host: str) -> None:
    assert runs["second"].files[host] == runs["first"].files[host]
    assert runs["second"].changed(host) == 0
    assert "restart needed: False" in runs["second"].messages(host)


def test_no_password_is_ever_shown(runs: dict[str, Run]) -> None:
    secrets = {runs["first"].settings(host)["rcon.password"] for host in WORKING}
    secrets |= {"OldSecret1", *(text.partition("\n")[0] for text in MISREAD)}
    assert len(secrets) > len(WORKING)
    shown = "".join(run.output for run in runs.values())
    assert [secret for secret in secrets if secret in shown] == []


def test_what_is_set_stays(runs: dict[str, Run]) -> None:
    settings = runs["first"].settings("kept")
    assert settings["rcon.password"] == "Kept12345"
    assert settings["rcon.port"] == "25580"


def test_the_port_of_the_inventory_is_set(runs: dict[str, Run]) -> None:
    assert runs["first"].settings("port")["rcon.port"] == "25590"


def test_the_password_of_the_inventory_is_set(runs: dict[str, Run]) -> None:
    assert b"rcon.password=NewSecret2=\n" in runs["first"].files["password"]


def test_of_two_lines_the_last_one_counts(runs: dict[str, Run]) -> None:
    settings = runs["first"].settings("twice")
    assert settings["enable-rcon"] == "true"
    assert len(settings["rcon.password"]) == 32


def test_the_mode_is_set_where_it_is_asked_for(runs: dict[str, Run]) -> None:
    assert runs["first"].modes["port"] == 0o600
    assert runs["first"].modes["kept"] == 0o644


@pytest.mark.parametrize(
    ("host", "says"),
    [
        ("missing", "There is no server.properties in"),
        ("port_negative", "a number from 1 to 65535"),
        ("port_large", "a number from 1 to 65535"),
        *((f"misread_{number}", "printable ASCII characters") for number in range(len(MISREAD))),
    ],
)
def test_what_would_go_wrong_is_refused(runs: dict[str, Run], host: str, says: str) -> None:
    assert says in runs["first"].messages(host)
    assert runs["first"].files[host] == CASES[host].content


@pytest.mark.parametrize(("host", "warned"), [("new", True), ("kept", True), ("twice", False), ("port", False)])
def test_an_open_port_is_warned_of(runs: dict[str, Run], host: str, warned: bool) -> None:
    assert (OPEN_PORT in runs["first"].messages(host)) == warned


@pytest.mark.parametrize(("host", "warned"), [("kept", True), ("new", False), ("port", False)])
def test_a_file_that_everybody_reads_is_warned_of(runs: dict[str, Run], host: str, warned: bool) -> None:
    assert (OTHER_READERS in runs["first"].messages(host)) == warned
