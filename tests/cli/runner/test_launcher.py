# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Our ansible-playbook is the installed one."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import ansible
import pytest

from gamedesk.runner import launcher
from gamedesk.runner.environment import ansible_environment


def test_it_is_what_is_found_and_runs_the_ansible_of_this_python(tmp_path):
    programs = launcher.write(tmp_path / "bin")
    environment = ansible_environment(local_temp=tmp_path, ansible_config=None, launcher=programs)
    found = shutil.which("ansible-playbook", path=environment["PATH"])
    assert found == str(programs / "ansible-playbook")
    done = subprocess.run(
        [found, "--version"], env=environment, cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("ansible-playbook [core ")
    assert str(Path(ansible.__file__).parent) in done.stdout
    assert stat.S_IMODE(Path(found).stat().st_mode) == 0o700
    assert done.stderr == ""


@pytest.mark.parametrize("folder", ["with blanks and 'quotes'", "l" * 200])
def test_any_path_of_a_python_will_do(tmp_path, monkeypatch, folder):
    python = tmp_path / folder / "python"
    python.parent.mkdir()
    python.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    python.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(python))
    script = launcher.write(tmp_path / "bin") / "ansible-playbook"
    done = subprocess.run([script, "--version"], env={"LC_ALL": "C.UTF-8", "HOME": str(tmp_path)}, check=False)
    assert done.returncode == 0


def test_its_exit_code_and_its_words_come_through(tmp_path):
    script = launcher.write(tmp_path / "bin") / "ansible-playbook"
    environment = {"LC_ALL": "C.UTF-8", "HOME": str(tmp_path), "PATH": os.defpath}
    done = subprocess.run([script, "not there.yml"], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "not there.yml could not be found" in done.stderr


ENDING = """
import atexit, pathlib, sys, threading, time

def late():
    time.sleep(0.2)
    pathlib.Path("thread").touch()

def main():
    atexit.register(pathlib.Path("tidied up").touch)
    atexit.register(sys.stdout.write, " at last")
    threading.Thread(target=late).start()
    sys.stdout.write("said")
    sys.exit({code})
"""


def run_instead_of_ansible(folder, playbook_command):
    package = folder / "fake/ansible/cli"
    package.mkdir(parents=True)
    for file, text in (("../__init__.py", ""), ("__init__.py", ""), ("playbook.py", playbook_command)):
        (package / file).write_text(text)
    script = launcher.write(folder / "bin") / "ansible-playbook"
    environment = {"PYTHONPATH": str(folder / "fake"), "PATH": os.defpath}
    return subprocess.run([script], env=environment, cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("code", "number", "words"),
    [
        ("0", 0, ""),
        ("None", 0, ""),
        ("4", 4, ""),
        ("'no'", 1, "no\n"),
        ("__import__('enum').IntEnum('E', 'A B').B", 2, ""),
    ],
    ids=["zero", "nothing", "a number", "words", "a named number"],
)
def test_it_ends_as_python_does(tmp_path, code, number, words):
    """What others do at the end is done, threads have ended, and what was said is said."""
    done = run_instead_of_ansible(tmp_path, ENDING.format(code=code))
    assert (done.returncode, done.stdout, done.stderr) == (number, "said at last", words)
    assert (tmp_path / "thread").exists()
    assert (tmp_path / "tidied up").exists()


def test_an_error_that_nobody_expected_is_told(tmp_path):
    done = run_instead_of_ansible(tmp_path, "def main():\n    raise ValueError('odd')\n")
    assert done.returncode == 1
    assert done.stderr.endswith("ValueError: odd\n")


@pytest.fixture
def short():
    """A folder for what is temporary: Ansible has a socket there, whose path may have some hundred characters."""
    with tempfile.TemporaryDirectory(prefix="gamedesk-") as folder:
        yield Path(folder)


def test_nothing_of_ansible_is_left_behind(tmp_path, short):
    script = launcher.write(tmp_path / "bin") / "ansible-playbook"
    (tmp_path / "play.yml").write_text("- hosts: localhost\n  gather_facts: false\n  tasks: [{ping: }]\n")
    environment = {
        "LC_ALL": "C.UTF-8",
        "HOME": str(tmp_path),
        "PATH": os.defpath,
        "TMPDIR": str(short),
        "ANSIBLE_LOCAL_TEMP": str(tmp_path / "local"),
    }
    done = subprocess.run(
        [script, "play.yml"], env=environment, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, "ok=1" in done.stdout) == (0, True), done.stdout + done.stderr
    assert [*(tmp_path / "local").iterdir(), *short.iterdir()] == []
    assert [path for path in tmp_path.rglob("ansible-*") if path != script] == []


def test_the_next_one_is_found_where_nothing_may_be_executed(tmp_path):
    programs = launcher.write(tmp_path / "bin")
    (programs / "ansible-playbook").chmod(0o600)  # as on a disk mounted noexec
    environment = ansible_environment(local_temp=tmp_path, ansible_config=None, launcher=programs)
    found = shutil.which("ansible-playbook", path=environment["PATH"])
    assert found == str(Path(sys.executable).with_name("ansible-playbook"))
