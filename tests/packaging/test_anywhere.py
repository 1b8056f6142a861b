# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The installed command works from wherever and by whatever it is started, with next to nothing in its environment."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from .conftest import CONSTRAINTS, HERE, LONGEST_SECONDS, Environment, empty_environment, run


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """Return an environment in a folder with an odd name that is too long for the first line of a script."""
    environment = empty_environment(tmp_path_factory.mktemp("anywhere") / "Büro & Söhne" / ("lang" * 40))
    environment.install(wheel)
    return environment


def start(
    command: list[str | Path], variables: Mapping[str, str], cwd: Path | str = "/", **how: Any
) -> subprocess.CompletedProcess[str]:
    """Run a command as a daemon does: no terminal, no standard input, and no variable but these."""
    return subprocess.run(
        command,
        env=variables,
        cwd=cwd,
        check=False,
        capture_output=True,
        encoding="utf-8",
        start_new_session=True,
        timeout=LONGEST_SECONDS,
        **{"stdin": subprocess.DEVNULL, **how},
    )


def assert_resolved(done: subprocess.CompletedProcess[str], desk: Path) -> None:
    """Check that the ticket in this desk was resolved, and that nobody was told anything strange."""
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout)["status"] == "succeeded"
    assert "Warning" not in done.stderr
    (ticket,) = desk.glob("tickets/*/*.yml")
    assert '"kind": "resolved"' in ticket.read_text(encoding="utf-8")


def demo(desk: Path | str) -> list[str | Path]:
    return ["demo", "--json", "--desk", desk]


def test_nothing_at_all_is_set(environment: Environment, tmp_path: Path) -> None:
    command = [environment.folder / "bin/support", *demo(tmp_path / "desk")]
    done = start(command, {}, umask=0o077, stdin=None, preexec_fn=lambda: os.close(0))
    assert_resolved(done, tmp_path / "desk")


def test_cron(environment: Environment, tmp_path: Path) -> None:
    """What cron(8) sets, its shell, its working folder; in the home lies another copy of the collection."""
    home = tmp_path / "home"
    module = home / ".ansible/collections/ansible_collections/gamedesk/support/plugins/modules/grant_rank.py"
    module.parent.mkdir(parents=True)
    module.write_text("raise SystemExit('the stale module ran')\n", encoding="utf-8")
    (module.parents[2] / "galaxy.yml").write_text(
        "namespace: gamedesk\nname: support\nversion: 0.0.1\n", encoding="utf-8"
    )
    (module.parents[2] / "playbooks").mkdir()
    stale = "- hosts: all\n  tasks: [{ansible.builtin.fail: {msg: the stale playbook ran}}]\n"
    (module.parents[2] / "playbooks/grant_rank.yml").write_text(stale, encoding="utf-8")
    line = f'"{environment.folder}/bin/support" demo --json --desk "$HOME/desk"'
    variables = {"HOME": str(home), "LOGNAME": "ops", "SHELL": "/bin/sh", "PATH": "/usr/bin:/bin"}
    assert_resolved(start(["/bin/sh", "-c", line], variables, home), home / "desk")


@pytest.mark.parametrize("value", ["", "/nonexistent/home", "relative"])
def test_the_home_is_no_home(environment: Environment, tmp_path: Path, value: str) -> None:
    command = [environment.folder / "bin/support", *demo(tmp_path / "desk")]
    before = set(Path("/").iterdir())
    done = start(command, {"HOME": value, "PATH": "", "LANG": "C"}, tmp_path)
    assert_resolved(done, tmp_path / "desk")
    assert set(tmp_path.iterdir()) == {tmp_path / "desk"}
    assert set(Path("/").iterdir()) == before


def test_the_home_cannot_be_written(environment: Environment, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    home.chmod(0o500)
    unprivileged: list[str | Path] = []
    if os.geteuid() == 0:
        if not shutil.which("setpriv"):
            pytest.skip("root writes everywhere without setpriv (util-linux)")
        unprivileged = ["setpriv", "--bounding-set=-all"]
    variables = {"HOME": str(home), "PATH": "/usr/bin:/bin"}
    assert start([*unprivileged, "touch", home / "file"], variables).returncode == 1
    command = [*unprivileged, environment.folder / "bin/support", *demo(tmp_path / "desk")]
    assert_resolved(start(command, variables), tmp_path / "desk")


def test_a_link_to_the_command(environment: Environment, tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/support").symlink_to(environment.folder / "bin/support")
    command = ["/bin/sh", "-c", 'exec support "$@"', "sh", *demo(tmp_path / "desk")]
    assert_resolved(start(command, {"PATH": f"{tmp_path}/bin:/usr/bin:/bin"}), tmp_path / "desk")


def test_a_link_to_the_virtual_environment(environment: Environment, tmp_path: Path) -> None:
    (tmp_path / "current").symlink_to(environment.folder)
    command = [tmp_path / "current/bin/support", *demo(tmp_path / "desk")]
    assert_resolved(start(command, {}), tmp_path / "desk")


def test_as_a_module_from_another_folder(environment: Environment, tmp_path: Path) -> None:
    """The path of the interpreter is relative, and so is the desk's."""
    (tmp_path / "venv").symlink_to(environment.folder)
    done = start(["venv/bin/python", "-m", "gamedesk", *demo("mein Büro")], {}, tmp_path)
    assert_resolved(done, tmp_path / "mein Büro")


def test_the_working_folder_is_gone(environment: Environment, tmp_path: Path) -> None:
    (tmp_path / "gone").mkdir()
    line = 'rmdir "$PWD"; exec "$@"'
    command = ["/bin/sh", "-c", line, "sh", environment.folder / "bin/support", *demo(tmp_path / "desk")]
    assert_resolved(start(command, {}, tmp_path / "gone"), tmp_path / "desk")


def test_ansible_is_not_beside_the_interpreter(wheel: Path, tmp_path: Path) -> None:
    """As C(pip install --user) leaves it, where cron does not look; and in PATH lies another Ansible."""
    uv = os.environ.get("UV")
    if not uv:
        pytest.skip("needs uv to install into another folder")
    python = Path(sys.base_prefix, "bin", f"python{HERE.python}")
    home = tmp_path / "home"
    into = ["--break-system-packages", "--python", python, "--prefix", home / ".local"]
    run([uv, "pip", "install", "-q", *into, "-c", CONSTRAINTS, wheel])
    (tmp_path / "bin").mkdir()
    for program in ("ansible-playbook", "ansible-inventory"):
        (tmp_path / "bin" / program).write_text("#!/bin/sh\necho another Ansible\nexit 1\n", encoding="utf-8")
        (tmp_path / "bin" / program).chmod(0o755)
    variables = {"HOME": str(home), "PATH": f"{tmp_path}/bin:/usr/bin:/bin"}
    support = home / ".local/bin/support"
    assert_resolved(start([support, *demo(tmp_path / "desk")], variables), tmp_path / "desk")
    # This one asks ansible-inventory which servers there are.
    done = start([support, "grant", "Draxe", "vip", "--check", "--desk", tmp_path / "desk"], variables)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_desk_is_named_from_another_folder(environment: Environment, tmp_path: Path) -> None:
    support = environment.folder / "bin/support"
    (tmp_path / "elsewhere").mkdir()
    desk = tmp_path / "mein Büro"
    assert start([support, "init", "--desk", desk], {}).returncode == 0
    opened = start([support, "ticket", "new", "vip is gone", "--desk", "../mein Büro"], {}, tmp_path / "elsewhere")
    assert opened.returncode == 0, opened.stderr
    for variables, cwd, options in (
        ({}, "/", ["--desk", desk]),
        ({}, tmp_path / "elsewhere", ["--desk", "../mein Büro"]),
        ({"SUPPORT_DESK": str(desk)}, "/", []),
        ({"SUPPORT_DESK": "../mein Büro"}, tmp_path / "elsewhere", []),
        ({"HOME": str(tmp_path)}, "/", ["--desk", "~/mein Büro"]),
        ({}, desk / "tickets", []),
    ):
        done = start([support, "ticket", "list", "--json", *options], variables, cwd)
        assert done.returncode == 0, done.stderr
        assert [ticket["title"] for ticket in json.loads(done.stdout)["tickets"]] == ["vip is gone"]
