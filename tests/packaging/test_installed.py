# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The wheel, the sdist and the tarball work in an environment where nothing else is, on every platform."""

from __future__ import annotations

import json
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import yaml

from gamedesk.sandbox import control

from .conftest import PLATFORMS, ROOT, VERSION, Environment, empty_environment

MODULES = sorted(module.stem for module in (ROOT / "plugins/modules").glob("*.py"))
# His UUID on a server in offline mode.
DRAXE = "d394da40-0ab1-3e8c-8302-4aaebe14d88d"
LUCKPERMS = "plugins/LuckPerms/luckperms-sqlite.db"
REQUEST = {"gamedesk_hosts": ["survival"], "gamedesk_request": {"player": ["Draxe"], "rank": "vip"}}


def write_inventory(folder: Path, server: Path) -> Path:
    """Write an inventory as ops have one, and return its path."""
    variables: dict[str, Any] = {
        "ansible_connection": "local",
        "ansible_python_interpreter": "{{ ansible_playbook_python }}",
        "gamedesk_server": {"path": str(server)},
        "gamedesk_state_dir": str(server.with_name("state")),
        "gamedesk_console": {"transport": "rcon"},
        "gamedesk_ranks": {
            "provider": "luckperms",
            "read_back": {"sql": {"engine": "sqlite", "path": str(server / LUCKPERMS)}},
        },
    }
    folder.mkdir(exist_ok=True)
    inventory = folder / "hosts.yml"
    inventory.write_text(yaml.safe_dump({"all": {"hosts": {"survival": variables}}}), encoding="utf-8")
    return inventory


def ranks_of_draxe(server: Path) -> set[str]:
    """Return what LuckPerms has stored for him."""
    with closing(sqlite3.connect(server / LUCKPERMS)) as database:
        rows = database.execute("SELECT permission FROM luckperms_user_permissions WHERE uuid = ?", (DRAXE,))
        return {permission for (permission,) in rows}


def on_platforms(*artifacts: str) -> list[Any]:
    """Return each artifact on each platform; what is about one of them runs in one process."""
    return [
        pytest.param(
            (platform, artifact), id=f"{platform}-{artifact}", marks=pytest.mark.xdist_group(f"{platform}-{artifact}")
        )
        for platform in PLATFORMS
        for artifact in artifacts
    ]


@pytest.fixture(scope="module", params=on_platforms("wheel", "sdist"))
def installed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """Return an environment where gamedesk was installed from the wheel, or from the sdist."""
    platform, artifact = request.param
    environment = empty_environment(tmp_path_factory.mktemp(artifact), platform)
    environment.install(request.getfixturevalue(artifact))
    return environment


@pytest.fixture(scope="module", params=on_platforms("tarball"))
def collection_alone(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """Return an environment with nothing but ansible-core, and the collection from the tarball in a folder of ops."""
    platform, artifact = request.param
    environment = empty_environment(tmp_path_factory.mktemp(artifact), platform)
    environment.install("ansible-core")
    tarball = request.getfixturevalue(artifact)
    done = environment.run("ansible-galaxy", "collection", "install", "--offline", tarball, "-p", "collections")
    assert done.returncode == 0, done.stdout + done.stderr
    (environment.home / "ansible.cfg").write_text("[defaults]\ncollections_path = collections\n", encoding="utf-8")
    return environment


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Path]:
    """Run a game server, and return its folder."""
    server = tmp_path / "survival"
    control.up(server)
    yield server
    control.down(server)


def assert_runs_on_its_platform(environment: Environment) -> None:
    script = "import ansible.release, sys; print('{}.{}'.format(*sys.version_info), ansible.release.__version__)"
    assert environment.run("python", "-c", script).stdout.split() == [
        environment.platform.python,
        environment.platform.core,
    ]


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


def assert_is_listed_once(environment: Environment) -> None:
    done = environment.run("ansible-galaxy", "collection", "list", "--format", "json")
    listed = json.loads(done.stdout).values()
    assert [found["gamedesk.support"]["version"] for found in listed if "gamedesk.support" in found] == [VERSION]


def assert_grants_a_rank_once(environment: Environment, server: Path, inventory: Path) -> None:
    assert ranks_of_draxe(server) == set()
    for changed in (True, False):
        done = environment.run(
            "ansible-playbook", "-v", "-i", inventory, "-e", json.dumps(REQUEST), "gamedesk.support.grant_rank"
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert f"changed={changed:d}" in done.stdout
        assert '"verified": true' in done.stdout
        assert ranks_of_draxe(server) == {"group.default", "group.vip"}


def test_ansible_doc_prints_the_documentation(installed: Environment) -> None:
    assert_documents_its_modules(installed)


def test_ansible_sees_the_collection_with_its_version(installed: Environment) -> None:
    assert_runs_on_its_platform(installed)
    assert_is_listed_once(installed)


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


def test_support_shows_the_main_job(installed: Environment, tmp_path: Path) -> None:
    done = installed.run("support", "demo", "--desk", tmp_path / "desk", "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout)["status"] == "succeeded"
    assert ranks_of_draxe(tmp_path / "desk/sandbox") == {"group.default", "group.vip"}
    assert not control.status(tmp_path / "desk/sandbox").running


def test_the_playbook_grants_a_rank_once(installed: Environment, sandbox: Path, tmp_path: Path) -> None:
    assert_grants_a_rank_once(installed, sandbox, write_inventory(tmp_path / "ops", sandbox))


def test_support_grants_a_rank_on_a_server_of_the_inventory(wheel: Path, sandbox: Path, tmp_path: Path) -> None:
    command = empty_environment(tmp_path / "command")
    command.install(wheel)
    desk = tmp_path / "desk"
    assert command.run("support", "init", "--desk", desk).returncode == 0
    write_inventory(desk / "inventory", sandbox)
    done = command.run("support", "grant", "Draxe", "vip", "--server", "survival", "--desk", desk, "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout)["status"] == "succeeded"
    assert ranks_of_draxe(sandbox) == {"group.default", "group.vip"}


def test_uninstalling_leaves_nothing_behind(wheel: Path, tmp_path: Path) -> None:
    environment = empty_environment(tmp_path)
    environment.install(wheel)
    # Used as it is in life, where Python writes what it has compiled beside the files.
    done = environment.run("support", "demo", "--desk", tmp_path / "desk", PYTHONPYCACHEPREFIX="")
    assert done.returncode == 0, done.stdout + done.stderr
    ours = {"gamedesk", "ansible_collections", f"gamedesk-{VERSION}.dist-info"}
    (packages,) = environment.folder.glob("lib/python*/site-packages")
    assert ours <= {path.name for path in packages.iterdir()}
    assert list(packages.glob("gamedesk/__pycache__/*.pyc"))
    environment.uninstall("gamedesk")
    assert not ours & {path.name for path in packages.iterdir()}
    assert not (environment.folder / "bin/support").exists()
    assert {path.name for path in environment.home.iterdir()} <= {".ansible"}
    assert list((environment.home / ".ansible").rglob("*gamedesk*")) == []


def test_ansible_doc_prints_the_documentation_from_the_tarball(collection_alone: Environment) -> None:
    assert_documents_its_modules(collection_alone)


def test_ansible_sees_the_collection_from_the_tarball(collection_alone: Environment) -> None:
    assert_runs_on_its_platform(collection_alone)
    assert_is_listed_once(collection_alone)


def test_the_playbook_from_the_tarball_grants_a_rank_once(
    collection_alone: Environment, sandbox: Path, tmp_path: Path
) -> None:
    assert_grants_a_rank_once(collection_alone, sandbox, write_inventory(tmp_path / "ops", sandbox))


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
    # Everything that is read from the server's folder is there: only the server does not run.
    done = collection_alone.run(
        "ansible-playbook",
        "-i",
        write_inventory(tmp_path / "ops", server),
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
    assert f"Successfully verified that checksums for 'gamedesk.support:{VERSION}'" in done.stdout
