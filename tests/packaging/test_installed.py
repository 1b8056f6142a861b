# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The wheel, the sdist and the tarball work in an environment where nothing else is."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from .conftest import ROOT, Environment, empty_environment

VERSION = yaml.safe_load((ROOT / "galaxy.yml").read_text(encoding="utf-8"))["version"]
MODULES = sorted(module.stem for module in (ROOT / "plugins/modules").glob("*.py"))
# His UUID on a server in offline mode.
DRAXE = "d394da40-0ab1-3e8c-8302-4aaebe14d88d"
# The whole of what ops need, without our command.
OPS_PLAYBOOK = """- name: Make Draxe a VIP
  hosts: survival
  gather_facts: false
  tasks:
    - name: Grant the rank
      gamedesk.support.grant_rank:
        player: Draxe
        rank: vip
        server: "{{ gamedesk_server }}"
        ranks: "{{ gamedesk_ranks }}"
        state_dir: "{{ gamedesk_state_dir }}"
"""


def write_ops_folder(folder: Path, server: Path) -> None:
    """Write an inventory and a playbook as ops have them."""
    variables: dict[str, Any] = {
        "ansible_connection": "local",
        "ansible_python_interpreter": "{{ ansible_playbook_python }}",
        "gamedesk_server": {"path": str(server)},
        "gamedesk_state_dir": str(folder / "state"),
        "gamedesk_console": {"transport": "rcon"},
        "gamedesk_ranks": {
            "provider": "luckperms",
            "read_back": {"sql": {"engine": "sqlite", "path": str(server / "plugins/LuckPerms/luckperms-sqlite.db")}},
        },
    }
    folder.mkdir(exist_ok=True)
    inventory = {"all": {"hosts": {"survival": variables}}}
    (folder / "hosts.yml").write_text(yaml.safe_dump(inventory), encoding="utf-8")
    (folder / "vip.yml").write_text(OPS_PLAYBOOK, encoding="utf-8")


@pytest.fixture(scope="module", params=["wheel", "sdist"])
def installed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """Return an environment where gamedesk was installed from the wheel, or from the sdist."""
    environment = empty_environment(tmp_path_factory.mktemp(request.param))
    environment.install(request.getfixturevalue(request.param))
    return environment


@pytest.fixture
def sandbox(installed: Environment, tmp_path: Path) -> Iterator[Path]:
    """Run the sandbox of the installed package, and return its folder."""
    server = tmp_path / "survival"
    script = "import pathlib, sys; from gamedesk.sandbox import control; control.{}(pathlib.Path(sys.argv[1]))"
    started = installed.run("python", "-c", script.format("up"), server)
    assert started.returncode == 0, started.stderr
    yield server
    assert installed.run("python", "-c", script.format("down"), server).returncode == 0


@pytest.fixture(scope="module")
def collection_alone(tarball: Path, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """Return an environment with nothing but ansible-core, and the collection from the tarball in the home."""
    environment = empty_environment(tmp_path_factory.mktemp("tarball"))
    environment.install("ansible-core")
    done = environment.run("ansible-galaxy", "collection", "install", "--offline", tarball)
    assert done.returncode == 0, done.stdout + done.stderr
    return environment


def assert_documents_its_modules(environment: Environment) -> None:
    done = environment.run("ansible-doc", "-t", "module", "--json", *(f"gamedesk.support.{name}" for name in MODULES))
    assert done.returncode == 0, done.stderr
    documented = json.loads(done.stdout)
    assert sorted(documented) == [f"gamedesk.support.{name}" for name in MODULES]
    for page in documented.values():
        assert page["examples"].strip()
        assert page["return"]
        assert page["doc"]["attributes"]["check_mode"]["support"] == "full"
        assert page["doc"]["collection"] == "gamedesk.support"


def test_ansible_doc_prints_the_documentation(installed: Environment) -> None:
    assert_documents_its_modules(installed)


def test_ansible_sees_the_collection_with_its_version(installed: Environment) -> None:
    listed = json.loads(installed.run("ansible-galaxy", "collection", "list", "--format", "json").stdout)
    versions = [found["gamedesk.support"]["version"] for found in listed.values() if "gamedesk.support" in found]
    assert versions == [VERSION]


def test_support_says_its_version(installed: Environment) -> None:
    done = installed.run("support", "version")
    assert done.returncode == 0, done.stderr
    assert VERSION in done.stdout


def test_support_says_its_version_at_once(installed: Environment) -> None:
    done = installed.run("support", "--version")
    assert (done.returncode, done.stdout) == (0, f"support, version {VERSION}\n")


def test_support_completes(installed: Environment) -> None:
    for shell in ("bash", "zsh", "fish"):
        script = installed.run("support", "completion", shell)
        assert (script.returncode, script.stderr) == (0, "")
        assert f"_SUPPORT_COMPLETE={shell}" in script.stdout
    assert installed.run("support", "gr", _SUPPORT_COMPLETE="bash").stdout == "grant\n"


def test_support_says_what_it_can_do(installed: Environment) -> None:
    done = installed.run("support", "--help")
    assert done.returncode == 0, done.stderr
    assert {"init", "grant", "revoke", "ticket"} <= {
        line.split()[0] for line in done.stdout.splitlines() if line.strip()
    }


def test_support_makes_a_desk(installed: Environment, tmp_path: Path) -> None:
    done = installed.run("support", "init", "--desk", tmp_path / "desk")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "desk/desk.yml").is_file()


def test_support_grants_a_rank_on_a_server_of_the_inventory(
    installed: Environment, sandbox: Path, tmp_path: Path
) -> None:
    desk = tmp_path / "desk"
    assert installed.run("support", "init", "--desk", desk).returncode == 0
    write_ops_folder(desk / "inventory", sandbox)
    (desk / "inventory/vip.yml").unlink()
    done = installed.run("support", "grant", "Draxe", "vip", "--server", "survival", "--desk", desk, "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout)["status"] == "succeeded"


def test_an_ops_playbook_grants_a_rank_once(installed: Environment, sandbox: Path, tmp_path: Path) -> None:
    write_ops_folder(tmp_path / "ops", sandbox)
    for changed in ("changed=1", "changed=0"):
        done = installed.run("ansible-playbook", "-i", tmp_path / "ops/hosts.yml", tmp_path / "ops/vip.yml")
        assert done.returncode == 0, done.stdout + done.stderr
        assert changed in done.stdout


def test_ansible_doc_prints_the_documentation_from_the_tarball(collection_alone: Environment) -> None:
    assert_documents_its_modules(collection_alone)


def test_an_ops_playbook_reaches_the_module_from_the_tarball(collection_alone: Environment, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    server = tmp_path / "survival"
    server.mkdir()
    (server / "server.properties").write_text(
        f"enable-rcon=true\nrcon.port={port}\nrcon.password=x\n", encoding="utf-8"
    )
    draxe = {"name": "Draxe", "uuid": DRAXE, "expiresOn": "2099-01-01 00:00:00 +0000"}
    (server / "usercache.json").write_text(json.dumps([draxe]), encoding="utf-8")
    (server / "ops.json").write_text("[]", encoding="utf-8")
    write_ops_folder(tmp_path / "ops", server)
    # Everything that is read from the server's folder is there: only the server does not run.
    done = collection_alone.run(
        "ansible-playbook",
        "-i",
        tmp_path / "ops/hosts.yml",
        "-e",
        json.dumps({"gamedesk_hosts": ["survival"], "gamedesk_request": {"player": ["Draxe"], "rank": "operator"}}),
        "-e",
        json.dumps({"gamedesk_ranks": {"provider": "vanilla"}}),
        "gamedesk.support.grant_rank",
    )
    assert done.returncode == 2, done.stdout + done.stderr
    assert '"code": "console_refused"' in done.stdout


def test_the_tarball_is_what_galaxy_checks_it_against(collection_alone: Environment) -> None:
    done = collection_alone.run("ansible-galaxy", "collection", "verify", "--offline", "gamedesk.support")
    assert done.returncode == 0, done.stdout + done.stderr
